"""voiceprep review diff."""

import click
from rich.console import Console

from voiceprep.cli.output import json_option, print_json
from voiceprep.cli.review.store import open_journal
from voiceprep.cli.review.which import Which, an_attempt, attempt_id
from voiceprep.config import folders
from voiceprep.errors import JournalError
from voiceprep.journal.overview import latest
from voiceprep.report.comparison import compare, comparison_json
from voiceprep.report.review import comparison_view


@click.command()
@click.argument("one", metavar="[A]", type=an_attempt, default="last")
@click.argument("other", metavar="[B]", type=an_attempt, required=False)
@json_option
def diff(one: Which, other: Which | None, as_json: bool) -> None:
    """Compare two attempts at a question: points won and lost, times, pace, wording.

    With A alone, it is compared with the attempt before it at the same question; with none, that
    is done with the last one.

    \b
    Examples:
      voiceprep review diff 3 12
      voiceprep review diff 12
    """
    with open_journal(folders()) as journal:
        first = attempt_id(journal, one)
        if other is None:
            journal.attempt(first)
            before = latest(journal, before=first)
            if before is None:
                raise JournalError(f"Attempt {first} is the first at its question; say another.")
            first, second = before, first
        else:
            second = attempt_id(journal, other)
        a, b = journal.attempt(first), journal.attempt(second)
    if a.question.id != b.question.id:
        raise JournalError(
            f"Attempts {a.id} and {b.id} answer different questions "
            f"({a.question.id}, {b.question.id}); say two at the same question."
        )
    comparison = compare(a, b)
    if as_json:
        print_json(comparison_json(comparison))
    else:
        Console(highlight=False).print(comparison_view(comparison))
