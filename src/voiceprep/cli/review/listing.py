"""voiceprep review, without a further word."""

import click
from rich.console import Console

from voiceprep.cli.assembly import assemble
from voiceprep.cli.output import print_json
from voiceprep.journal.overview import count_sittings, sittings
from voiceprep.report.export import attempt_json, session_json
from voiceprep.report.review import sittings_view


def print_sessions(last: int | None, *, as_json: bool) -> None:
    """The last sessions, newest first, or all; answers that were cut off are recovered before."""
    parts = assemble(as_json=as_json, quiet=True, no_audio=False)
    with parts.journal as journal:
        parts.recover()
        if as_json:
            found = [journal.session(sitting.id) for sitting in sittings(journal, last)]
            print_json(
                [
                    {**session_json(one), "attempts": [attempt_json(a) for a in one.attempts]}
                    for one in found
                ]
            )
            return
        shown, total = sittings(journal, last), count_sittings(journal)
    if not shown:
        click.echo("Nothing has been kept yet; 'voiceprep rehearse' begins.")
        return
    Console(highlight=False).print(sittings_view(shown))
    if len(shown) < total:
        click.echo(f"\n{total - len(shown)} older sessions: voiceprep review --all lists them too.")
    click.echo("\nvoiceprep review show ATTEMPT shows one, voiceprep review play ATTEMPT plays it.")
