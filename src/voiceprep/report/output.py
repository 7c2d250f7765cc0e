"""Files that a report is written to."""

from pathlib import Path

from voiceprep.errors import VoiceprepError
from voiceprep.report.html import GENERATOR
from voiceprep.wholefile import write_whole


def write_page(path: Path, text: str) -> None:
    """Writes a page whole or not at all, for the owner's eyes alone.

    Raises VoiceprepError if another file than a page of ours stands there, or it can't be written.
    """
    if path.is_dir() or (path.exists() and not is_ours(path)):
        raise VoiceprepError(
            f"{path} is there already and is no page of voiceprep; choose another name."
        )
    write_whole(path, text.encode(), private=True)


def is_ours(path: Path) -> bool:
    """Whether a file is a page that voiceprep wrote."""
    try:
        with path.open("rb") as file:
            return GENERATOR.encode() in file.read(2_000)
    except OSError:
        return False
