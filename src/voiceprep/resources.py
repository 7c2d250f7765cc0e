"""What comes with the project: the built-in banks and the starter model."""

from pathlib import Path
from typing import Literal

_PACKAGE = Path(__file__).resolve().parent


def builtin(name: Literal["questions", "models"]) -> Path:
    """The folder of this name: inside an installed package, or at the top of a checkout."""
    installed = _PACKAGE / "data" / name
    return installed if installed.is_dir() else _PACKAGE.parents[1] / name
