"""voiceprep review report."""

import webbrowser
from datetime import UTC, datetime
from pathlib import Path

import click

from voiceprep.cli.output import json_option, print_json
from voiceprep.cli.review.store import open_journal
from voiceprep.cli.writing import is_folder, made_folder
from voiceprep.config import folders
from voiceprep.errors import JournalError
from voiceprep.journal.earlier import session_with_comparison
from voiceprep.journal.journal import Journal
from voiceprep.journal.overview import latest


def a_session(text: str) -> int | None:
    """A session, as a parameter's type: 3, s3, or last."""
    text = text.strip().lower().removeprefix("s")
    if text == "last":
        return None
    if not text.isdecimal() or len(text) > 18:
        raise click.BadParameter("a session is named by its number: 3 or s3.")
    return int(text)


@click.command()
@click.argument("session", type=a_session, required=False)
@click.option(
    "--output",
    "target",
    metavar="PATH",
    help="A file, or a folder [voiceprep-session-N.html, here].",
)
@click.option("--open", "show", is_flag=True, help="Open it in the browser.")
@click.option("--no-audio", is_flag=True, help="Leave the sound out.")
@json_option
def report(
    session: int | None, target: str | None, show: bool, no_audio: bool, as_json: bool
) -> None:
    """Write a session as one HTML file: to listen to, to read, to send to somebody.

    The file needs no network, and it holds everything: what you said, your recordings and the
    bank's good answers. Whoever gets it can read and hear all of that. Without SESSION, the last.
    In a folder (one that is there, or a name that ends in /) it has its usual name.

    \b
    Examples:
      voiceprep review report --open
      voiceprep review report 3 --output ~/coach.html
      voiceprep review report 3 --no-audio
    """
    from voiceprep.cli.review.copying import copying
    from voiceprep.report.html import report_html
    from voiceprep.report.output import write_page
    from voiceprep.report.page import session_page
    from voiceprep.report.phrases import phrases
    from voiceprep.report.sounds import session_sounds, without_sound
    from voiceprep.report.summary import summary_of

    where = folders()
    with open_journal(where) as journal:
        number = session if session is not None else _last(journal)
        shown = session_with_comparison(journal, journal.session(number))
        if not shown.attempts:
            raise JournalError(f"Session {shown.id} has no answer that could be shown.")
        words = phrases(shown.attempts[0].language)
        summary = summary_of(journal, shown, words)
    file = Path(f"voiceprep-session-{shown.id}.html")
    if target is not None:
        file = made_folder(Path(target)) / file if is_folder(target) else Path(target)
    if no_audio:
        sounds = without_sound(shown.attempts)
    else:
        with copying() as progress:
            sounds = session_sounds(shown.attempts, where.recordings, progress=progress)
    page = session_page(shown, sounds, words, summary, with_sound=not no_audio)
    write_page(file, report_html(page, words, datetime.now(UTC)))
    size = file.stat().st_size
    if as_json:
        print_json({"file": str(file.absolute()), "session": shown.id, "bytes": size})
    else:
        click.echo(f"{file} ({size / 1e6:.1f} MB)")
    if show and not webbrowser.open(file.absolute().as_uri()):
        click.echo("No browser could be started; open the file yourself.", err=True)


def _last(journal: Journal) -> int:
    newest = latest(journal)
    if newest is None:
        raise JournalError("Nothing has been kept yet; 'voiceprep rehearse' begins.")
    return journal.attempt(newest).session
