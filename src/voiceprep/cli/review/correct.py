"""voiceprep review correct."""

from collections.abc import Mapping, Sequence

import click
from rich.console import Console

from voiceprep.cli.output import json_option, print_json
from voiceprep.cli.review.judge import judged_again
from voiceprep.cli.review.store import open_journal
from voiceprep.cli.review.which import Which, an_attempt, attempt_id
from voiceprep.config import folders
from voiceprep.journal.attempt import Attempt
from voiceprep.journal.corrections import keep_corrections
from voiceprep.journal.journal import Journal
from voiceprep.report.export import attempt_json
from voiceprep.report.terminal import attempt_view, plain


@click.command()
@click.argument("which", metavar="ATTEMPT", type=an_attempt)
@click.option("--heard", multiple=True, metavar="WORDS", help="Words of the transcript.")
@click.option("--said", multiple=True, metavar="TERM", help="What you said there.")
@click.option("--point", type=click.IntRange(1), multiple=True, help="A point, by its number.")
@click.option(
    "--said-that/--not-said", "claimed", default=True, help="You did make the point [--said-that]."
)
@json_option
def correct(
    which: Which,
    heard: tuple[str, ...],
    said: tuple[str, ...],
    point: tuple[int, ...],
    claimed: bool,
    as_json: bool,
) -> None:
    """Say what was misheard, and which points you did make; then it is judged again.

    Words that you correct count as the term from now on, in all answers that this model hears
    (`voiceprep bank hear --help` tells where they are kept). The transcript stays as it was heard.
    Without options you are asked.

    \b
    Examples:
      voiceprep review correct 12
      voiceprep review correct 12 --heard "cooper net ease" --said Kubernetes
      voiceprep review correct 12 --point 3 --said-that
    """
    if len(heard) != len(said):
        raise click.UsageError("Each --heard needs its --said.")
    where = folders()
    with open_journal(where) as journal:
        found = journal.attempt(attempt_id(journal, which))
        pairs, points = list(zip(heard, said, strict=True)), list(point)
        if not pairs and not points:
            if as_json:
                raise click.UsageError("With --json, give --heard and --said, or --point.")
            Console(highlight=False).print(attempt_view(found))
            pairs, points = _asked(found)
        count = len(found.question.points)
        if wrong := [n for n in points if not 1 <= n <= count]:
            raise click.ClickException(f"There is no point {wrong[0]}; the question has {count}.")
        _keep_aliases(journal, found, pairs)
        for n in points:
            journal.claim(found.id, found.question.points[n - 1].say, said=claimed)
        judged = judged_again(journal, found, where)
    if as_json:
        print_json(attempt_json(judged))
    else:
        Console(highlight=False).print(attempt_view(judged))


def _keep_aliases(journal: Journal, attempt: Attempt, pairs: list[tuple[str, str]]) -> None:
    """Keeps corrected words for the attempt's model, all or none of them."""
    from voiceprep.feedback.overcorrection import Ordinary
    from voiceprep.feedback.spoken import tokens
    from voiceprep.language import tables
    from voiceprep.speech.aliases import LONGEST, add_aliases, alias_file, read_aliases

    if not pairs:
        return
    if not attempt.model.name:
        raise click.ClickException("A typed answer was not misheard; use --point.")
    language = tables(attempt.language)

    def stems(text: str) -> str:
        return " ".join(token.stem for token in tokens(text.split(), language))

    question = attempt.question
    ordinary = Ordinary([question.ask, *question.sample.split(". ")], language)
    kept: dict[str, list[str]] = {}
    for heard, said in ((" ".join(heard.split()), " ".join(said.split())) for heard, said in pairs):
        if not stems(heard) or f" {stems(heard)} " not in f" {stems(attempt.transcript.text)} ":
            raise click.ClickException(
                f"“{plain(heard)}” is not in the transcript of attempt {attempt.id}; "
                "give words as they stand there."
            )
        if not stems(said) or max(len(heard), len(said)) > LONGEST or not said.isprintable():
            raise click.ClickException(f"“{plain(said)}” is no term; give one or a few words.")
        if why := ordinary.refusal(said, heard):
            raise click.ClickException(
                f"“{plain(heard)}” can't stand for {plain(said)}, for {why}: it would be found "
                "where nobody said it. --point N --said-that sets one point right."
            )
        kept.setdefault(said.lower(), []).append(heard.lower())
    file = alias_file(folders().aliases, attempt.model.name)
    keep_corrections(journal, attempt.id, _pairs(kept), _pairs(read_aliases(file)))
    add_aliases(file, kept)


def _pairs(aliases: Mapping[str, Sequence[str]]) -> set[tuple[str, str]]:
    """Each term with each of the words that are heard instead."""
    return {(said, heard) for said, several in aliases.items() for heard in several}


def _asked(attempt: Attempt) -> tuple[list[tuple[str, str]], list[int]]:
    """What the user corrects, asked for line by line."""
    pairs = []
    while heard := click.prompt("Misheard words (Enter: none)", default="", show_default=False):
        pairs.append((heard, click.prompt("What you said there")))
    for n, point in enumerate(attempt.feedback.points if attempt.feedback else (), 1):
        click.echo(f"{n:3} {point.verdict:10} {plain(point.say)}")
    numbers = click.prompt(
        "Points that you did make, by number (Enter: none)", default="", show_default=False
    )
    parts = numbers.replace(",", " ").split()
    return pairs, [int(part) if part.isdecimal() else 0 for part in parts]
