"""voiceprep review progress."""

from dataclasses import asdict

import click
from rich.console import Console

from voiceprep.cli.output import json_option, print_json, say
from voiceprep.cli.review.store import open_journal
from voiceprep.config import folders
from voiceprep.journal.overview import briefs
from voiceprep.journal.progress import progress as figures_of


@click.command()
@json_option
def progress(as_json: bool) -> None:
    """Show how you get on: coverage, pace, fillers and thinking time.

    By question (weakest first), by kind and by week; the synthetic candidate's answers don't
    count. Pace, fillers and thinking time are there where they were measured.

    \b
    Examples:
      voiceprep review progress
      voiceprep review progress --json
    """
    with open_journal(folders()) as journal:
        attempts = briefs(journal)
    figures = figures_of(attempts)
    left = sum(attempt.source == "candidate" for attempt in attempts)
    if as_json:
        print_json(asdict(figures))
    elif not figures.questions:
        click.echo("There is no answer of yours yet; 'voiceprep rehearse' begins.")
    else:
        from voiceprep.report.progress import progress_view

        console = Console(highlight=False)
        console.print(progress_view(figures, console.width))
    if left and not as_json:
        say(
            f"\n{left} answer{'' if left == 1 else 's'} of the demo's synthetic candidate "
            f"{'is' if left == 1 else 'are'} left out."
        )
