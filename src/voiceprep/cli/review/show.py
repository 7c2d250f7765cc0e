"""voiceprep review show."""

import click
from rich.console import Console

from voiceprep.cli.output import json_option, print_json
from voiceprep.cli.review.store import open_journal
from voiceprep.cli.review.which import Which, attempt_id, attempt_or_session
from voiceprep.config import folders
from voiceprep.journal.earlier import session_with_comparison, with_comparison
from voiceprep.report.export import attempt_json, results_json
from voiceprep.report.review import session_head
from voiceprep.report.summary import summary_json, summary_of
from voiceprep.report.summing import summary_view
from voiceprep.report.terminal import attempt_view


@click.command()
@click.argument("which", type=attempt_or_session, default="last")
@click.option("--why", is_flag=True, help="All the evidence, and how it is measured.")
@json_option
def show(which: Which, why: bool, as_json: bool) -> None:
    """Show an attempt: what was heard with the evidence marked, points, times.

    WHICH is an attempt (12), a session (s3) or, if left out, the last attempt.

    \b
    Examples:
      voiceprep review show 12
      voiceprep review show 12 --why   score, words and terms behind each verdict
      voiceprep review show s3     all attempts of session 3, and what they come to
      voiceprep review show        the last attempt
    """
    console = Console(highlight=False)
    with open_journal(folders()) as journal:
        if which.session:
            assert which.number is not None
            session = session_with_comparison(journal, journal.session(which.number))
            summary = summary_of(journal, session)
            if as_json:
                print_json({**results_json(session), "summary": summary_json(summary)})
                return
            console.print(session_head(session))
            for attempt in session.attempts:
                console.print()
                console.print(attempt_view(attempt, why=why))
            console.print(summary_view(summary))
            return
        found = with_comparison(journal, journal.attempt(attempt_id(journal, which)))
    if as_json:
        print_json(attempt_json(found))
    else:
        console.print(attempt_view(found, why=why))
