"""voiceprep archive."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from voiceprep.cli.output import json_option, print_json
from voiceprep.config import folders
from voiceprep.report.terminal import plain


@click.group()
def archive() -> None:
    """Save everything that is kept into one file, and restore it.

    \b
    Examples:
      voiceprep archive save voiceprep.zip
      voiceprep archive restore voiceprep.zip
    """


@archive.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
@json_option
def save(file: Path, force: bool, as_json: bool) -> None:
    """Save journal, recordings, banks and settings into FILE.

    Models and the cache are left out: they can be had again.

    \b
    Example:
      voiceprep archive save voiceprep.zip
    """
    from voiceprep.archive.saving import save as write

    if file.is_dir():
        raise click.UsageError(f"{file} is a folder; say a file.")
    if file.exists() and not force:
        raise click.UsageError(f"{file} is there already; --force replaces it.")
    with _bar() as bar:
        task = bar.add_task("Saving")
        manifest = write(
            folders(),
            file,
            datetime.now(UTC),
            lambda done, total: bar.update(task, completed=done, total=total),
        )
    size = file.stat().st_size
    if as_json:
        print_json({"file": str(file), "files": len(manifest.files), "bytes": size})
    else:
        click.echo(f"Saved: {len(manifest.files)} files, {size / 1e6:.1f} MB in {file}.")


@archive.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Move what is here aside as a whole.")
@json_option
def restore(file: Path, replace: bool, as_json: bool) -> None:
    """Restore what archive save has saved.

    Nothing that is here is lost: attempts, stories and aliases that are not here are added, those
    that are stay as they are, and another file that differs from one here is put beside it. With
    --replace the folder here is moved aside and only the archive counts.

    \b
    Examples:
      voiceprep archive restore voiceprep.zip
      voiceprep archive restore voiceprep.zip --replace
    """
    from voiceprep.archive.restoring import restore as read

    with _bar() as bar:
        task = bar.add_task("Restoring")
        done = read(
            folders(),
            file,
            replace=replace,
            watch=lambda done, total: bar.update(task, completed=done, total=total),
        )
    if as_json:
        print_json(
            {
                "attempts": done.attempts,
                "known": done.known,
                "files": done.files,
                "beside": [str(path) for path in done.beside],
                "before": str(done.before) if done.before else None,
            }
        )
        return
    click.echo(f"Restored: attempts {done.attempts}, files {done.files}.")
    if done.known:
        click.echo(f"Here already, and left as they are: attempts {done.known}.")
    for path in done.beside:
        click.echo(f"Differs from the one here, so it was put beside it: {plain(str(path))}")
    if done.before:
        click.echo(f"What was here before is in {plain(str(done.before))}.")


def _bar() -> Progress:
    return Progress(console=Console(file=sys.stderr), transient=True)
