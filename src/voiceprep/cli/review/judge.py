"""voiceprep review judge."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import click
from rich.console import Console

from voiceprep.cli.output import json_option, print_json
from voiceprep.cli.review.store import open_journal
from voiceprep.cli.review.which import Which, an_attempt, attempt_id
from voiceprep.config import Folders, folders, private_folder
from voiceprep.errors import ModelError
from voiceprep.journal.attempt import Attempt
from voiceprep.journal.journal import Journal
from voiceprep.report.export import attempt_json
from voiceprep.report.terminal import attempt_view

if TYPE_CHECKING:
    from voiceprep.interview.reader import Reader


@click.command()
@click.argument("which", metavar="[ATTEMPT]", type=an_attempt, required=False)
@click.option("--all", "everything", is_flag=True, help="All attempts that were kept.")
@json_option
def judge(which: Which | None, everything: bool, as_json: bool) -> None:
    """Judge again what was kept, with the judge and the aliases of today.

    Transcripts stay as they were heard, and points that you claimed stay covered.

    \b
    Examples:
      voiceprep review judge 12
      voiceprep review judge --all
    """
    if (which is None) != everything:
        raise click.UsageError("Give the number of an attempt, or --all.")
    where = folders()
    with open_journal(where) as journal:
        chosen = (
            journal.attempts() if which is None else (journal.attempt(attempt_id(journal, which)),)
        )
        judged = []
        changed = 0
        try:
            with click.progressbar(chosen, label="judging", hidden=len(chosen) < 2) as bar:
                for one in bar:
                    judged.append(judged_again(journal, one, where))
                    before = one.feedback.points if one.feedback else ()
                    after = judged[-1].feedback
                    changed += [p.verdict for p in before] != [
                        p.verdict for p in (after.points if after else ())
                    ]
        except KeyboardInterrupt:
            click.echo(f"\nStopped; {len(judged)} are judged again.", err=True)
            click.get_current_context().exit(130)
    if as_json:
        print_json({"attempts": [attempt_json(one) for one in judged]})
    elif which is not None:
        Console(highlight=False).print(attempt_view(judged[0]))
    else:
        click.echo(f"{len(judged)} attempts judged again; the verdicts of {changed} changed.")


def judged_again(journal: Journal, attempt: Attempt, where: Folders) -> Attempt:
    """Judges an attempt with what is known of the model that heard it."""
    from voiceprep.interview.rejudging import judge_again
    from voiceprep.speech.aliases import alias_file, read_aliases

    model = attempt.model.name
    aliases = read_aliases(alias_file(where.aliases, model)) if model else {}
    return judge_again(
        journal, attempt, knows=_knows(model, where), aliases=aliases, reader=_reader()
    )


@cache
def _reader() -> "Reader":
    from voiceprep.interview.reader import Reader

    return Reader(lambda sentence: click.echo(sentence, err=True))


_LOADED: dict[str, Callable[[str], bool] | None] = {}


def _knows(model: str, where: Folders) -> Callable[[str], bool] | None:
    """The vocabulary of a model by name; None if there is no such model any more."""
    from voiceprep.speech.models import find_model
    from voiceprep.speech.recognizer import load_model

    if not model:
        return None
    if model not in _LOADED:
        try:
            info = find_model(model, where.models)
            _LOADED[model] = load_model(info, private_folder(where.cache)).knows
        except ModelError:
            _LOADED[model] = None
    return _LOADED[model]
