"""Files that commands write."""

import os
from pathlib import Path

import click

from voiceprep.bank.prose import printable


def is_folder(target: str) -> bool:
    """Whether a folder is named: one that is there, or a name that ends in a slash."""
    return Path(target).is_dir() or target.endswith(tuple(filter(None, (os.sep, os.altsep))))


def made_folder(path: Path) -> Path:
    """The folder, made if it isn't there; raises ClickException if it can't be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise click.ClickException(
            f"The folder {printable(str(path))} can't be made ({fault.strerror}); name another."
        ) from fault
    return path


def refuse_existing(path: Path, force: bool) -> None:
    """Raises ClickException if there is a file of this name already and it shall stay."""
    if path.is_dir():
        raise click.ClickException(f"{printable(str(path))} is a folder; name a file in it.")
    if path.exists() and not force:
        raise click.ClickException(
            f"{printable(str(path))} exists already; choose another name, or give --force to "
            "replace it."
        )
