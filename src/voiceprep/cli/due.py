"""How many questions are due."""

from collections.abc import Sequence
from datetime import UTC, datetime

import click

from voiceprep.bank.model import Question
from voiceprep.cli.output import print_json
from voiceprep.journal.journal import Journal
from voiceprep.journal.schedule import Standing, due_first, next_due, standings
from voiceprep.journal.skips import skips


def tell_due(questions: Sequence[Question], journal: Journal, *, as_json: bool) -> None:
    """Prints how many of the questions are due, and which, weakest first."""
    known = standings(journal.attempts(), skips(journal))
    waiting = due_first(questions, known, datetime.now(UTC))
    later = [question for question in questions if question not in waiting]
    following = next_due(later, known)
    if as_json:
        print_json(
            {
                "due": len(waiting),
                "new": sum(question.id not in known for question in waiting),
                "next": following.isoformat().replace("+00:00", "Z") if following else None,
                "questions": [
                    {
                        "id": question.id,
                        "due": standing.due.isoformat().replace("+00:00", "Z"),
                        "share": None if standing.coverage is None else round(standing.coverage, 3),
                    }
                    if (standing := known.get(question.id))
                    else {"id": question.id, "due": None, "share": None}
                    for question in waiting
                ],
            }
        )
        return
    new = sum(question.id not in known for question in waiting)
    click.echo(f"{len(waiting)} of {len(questions)} questions are due, {new} of them new.")
    for question in waiting:
        click.echo(f"  {question.id:28} {_told(known.get(question.id))}")
    if following:
        click.echo(f"The next one comes back on {following.astimezone():%d %b %Y at %H:%M}.")


def _told(standing: Standing | None) -> str:
    if standing is None:
        return "never answered"
    covered = standing.coverage
    return "no judged answer last time" if covered is None else f"{covered:.0%} covered last time"
