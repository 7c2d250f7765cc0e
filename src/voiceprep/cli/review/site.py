"""voiceprep review site."""

import webbrowser
from datetime import UTC, datetime
from pathlib import Path

import click

from voiceprep.cli.output import json_option, print_json
from voiceprep.cli.review.store import open_journal
from voiceprep.config import folders
from voiceprep.journal.journal import Journal
from voiceprep.journal.overview import latest


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--open", "show", is_flag=True, help="Open it in the browser.")
@click.option("--no-audio", is_flag=True, help="Leave the sound out.")
@json_option
def site(folder: Path, show: bool, no_audio: bool, as_json: bool) -> None:
    """Write all sessions as pages into a folder, with search, progress and sound.

    The pages need no network and no server: open index.html. DIR must be new, empty, or written
    by this command before; then what was written is replaced, and nothing else is touched.

    \b
    Examples:
      voiceprep review site ~/interviews --open
      voiceprep review site ~/interviews --no-audio
    """
    from voiceprep.cli.review.copying import copying
    from voiceprep.report.phrases import phrases
    from voiceprep.report.site import write_site

    where = folders()
    with open_journal(where) as journal, copying("writing sessions") as progress:
        count = write_site(
            folder,
            journal,
            where.recordings,
            phrases(_language(journal)),
            datetime.now(UTC),
            with_sound=not no_audio,
            progress=progress,
        )
    index = folder / "index.html"
    if as_json:
        print_json({"index": str(index.absolute()), "sessions": count})
    else:
        click.echo(f"{index} ({count} {'session' if count == 1 else 'sessions'})")
    if show and not webbrowser.open(index.absolute().as_uri()):
        click.echo("No browser could be started; open the file yourself.", err=True)


def _language(journal: Journal) -> str:
    """The one that was answered in last."""
    newest = latest(journal)
    return "en" if newest is None else journal.attempt(newest).language
