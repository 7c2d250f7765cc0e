"""voiceprep review search."""

from typing import cast

import click
from rich.console import Console

from voiceprep.cli.output import json_option, print_json
from voiceprep.cli.review.store import open_journal
from voiceprep.config import folders
from voiceprep.journal.search import PLACES, Where
from voiceprep.journal.search import search as find
from voiceprep.report.review import found_view


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--in", "where", type=click.Choice(list(PLACES)), help="Look only there.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, help="Most attempts [20].")
@json_option
def search(words: tuple[str, ...], where: str | None, limit: int, as_json: bool) -> None:
    """Search what you said, the questions and your notes; newest first.

    All words must occur, in any form with the same stem. A star stands for the rest of a word;
    words in double quotes are a phrase (put single quotes around it for the shell).

    \b
    Examples:
      voiceprep review search overfitting
      voiceprep review search 'regulari*' lasso
      voiceprep review search '"random forest"' --in said
    """
    if not any(character.isalnum() for word in words for character in word):
        raise click.UsageError("There is no word to search for; give one or more.")
    # An argument with blanks is what the user quoted for the shell: words, not a phrase.
    with open_journal(folders()) as journal:
        found = find(journal, " ".join(words), limit, cast(Where | None, where))
    if as_json:
        print_json(
            {
                "attempts": found.attempts,
                "hits": [
                    {
                        "attempt": hit.attempt,
                        "session": hit.session,
                        "question": hit.question,
                        "started": hit.started.isoformat().replace("+00:00", "Z"),
                        "in": hit.where,
                        "times_s": list(hit.times_s),
                        "snippet": [{"text": text, "hit": is_hit} for text, is_hit in hit.snippet],
                    }
                    for hit in found.hits
                ],
            }
        )
    elif not found.hits:
        click.echo("Nothing was found.")
    else:
        Console(highlight=False).print(found_view(found))
        if found.attempts > limit:
            click.echo(f"The newest {limit} of {found.attempts} attempts; --limit shows more.")
        newest = next((hit for hit in found.hits if hit.times_s), None)
        if newest is not None:
            at = max(0, int(newest.times_s[0]) - 1)
            click.echo(f"voiceprep review play {newest.attempt} --at {at // 60}:{at % 60:02d}")
