"""Files that commands write."""

from pathlib import Path

import click

from voiceprep.bank.prose import printable


def refuse_existing(path: Path, force: bool) -> None:
    """Raises ClickException if there is a file of this name already and it shall stay."""
    if path.is_dir():
        raise click.ClickException(f"{printable(str(path))} is a folder; name a file in it.")
    if path.exists() and not force:
        raise click.ClickException(
            f"{printable(str(path))} exists already; choose another name, or give --force to "
            "replace it."
        )
