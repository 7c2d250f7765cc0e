"""voiceprep review rate."""

from typing import get_args

import click

from voiceprep.cli.output import json_option, print_json
from voiceprep.cli.review.store import open_journal
from voiceprep.cli.review.which import Which, an_attempt, attempt_id
from voiceprep.config import folders
from voiceprep.journal.attempt import Rating


@click.command()
@click.argument("which", metavar="ATTEMPT", type=an_attempt)
@click.argument("rating", type=click.Choice([*get_args(Rating), "auto"]))
@json_option
def rate(which: Which, rating: str, as_json: bool) -> None:
    """Say yourself how well an answer went; it decides when the question comes back.

    Without your word the points that you covered decide, each by its weight and those to check by
    half: easy from 90 %, good from 65 %, hard from 35 %, else again. "auto" goes back to that.

    \b
    Examples:
      voiceprep review rate 12 good
      voiceprep review rate last auto
    """
    from voiceprep.journal.schedule import rated, standings
    from voiceprep.journal.skips import skips

    with open_journal(folders()) as journal:
        attempt = attempt_id(journal, which)
        journal.rate(attempt, None if rating == "auto" else rating)  # type: ignore[arg-type]
        found = journal.attempt(attempt)
        standing = standings(journal.attempts(), skips(journal)).get(found.question.id)
    counts = rated(found)
    if as_json:
        print_json(
            {
                "attempt": attempt,
                "question": found.question.id,
                "rating": counts,
                "own": found.rating is not None,
                "due": standing.due.isoformat().replace("+00:00", "Z") if standing else None,
            }
        )
        return
    told = f"Attempt {attempt} ({found.question.id}) counts as {counts or 'nothing'}"
    if standing:
        told += f"; the question comes back on {standing.due.astimezone():%d %b %Y at %H:%M}"
    click.echo(f"{told}.")
