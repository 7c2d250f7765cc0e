"""voiceprep review note."""

import click

from voiceprep.bank.prose import printable
from voiceprep.cli.output import json_option, print_json
from voiceprep.cli.review.store import open_journal
from voiceprep.cli.review.which import Which, an_attempt, attempt_id
from voiceprep.config import folders
from voiceprep.errors import JournalError
from voiceprep.journal.removal import set_note
from voiceprep.report.terminal import plain

_MOST = 10_000
"""Characters of a note."""


@click.command()
@click.argument("which", metavar="ATTEMPT", type=an_attempt)
@click.argument("text", nargs=-1)
@click.option("--clear", is_flag=True, help="Take the note away.")
@json_option
def note(which: Which, text: tuple[str, ...], clear: bool, as_json: bool) -> None:
    """Write a note beside an attempt, or show the one that is there.

    \b
    Examples:
      voiceprep review note 12 "slower; name the trade-off first"
      voiceprep review note last          shows it
      voiceprep review note 12 --clear
    """
    if text and clear:
        raise click.UsageError("Give a text or --clear, not both; nothing was changed.")
    wanted = printable(" ".join(" ".join(text).split()))
    if text and not wanted:
        raise click.UsageError("The text is empty; --clear takes a note away.")
    if len(wanted) > _MOST:
        raise JournalError(f"A note can have {_MOST} characters, not {len(wanted)}; shorten it.")
    with open_journal(folders()) as journal:
        id = attempt_id(journal, which)
        if wanted or clear:
            set_note(journal, id, "" if clear else wanted)
            if clear:
                journal.scrub()
        kept = journal.attempt(id).note
    if as_json:
        print_json({"attempt": id, "note": kept})
    elif kept:
        click.echo(plain(kept))
    else:
        click.echo(f"There is no note beside attempt {id}.")
