"""voiceprep rehearse."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from voiceprep.audio.frames import Source
from voiceprep.bank.model import KINDS, Kind, Question
from voiceprep.cli.assembly import Assembly, assemble, sitting_options
from voiceprep.cli.due import tell_due
from voiceprep.cli.microphones import OTHER_WAYS, microphone, no_microphone
from voiceprep.cli.output import json_option
from voiceprep.interview.plan import choose, weakest_first
from voiceprep.journal.schedule import due_first, next_due, standings
from voiceprep.journal.skips import skips


@click.command()
@click.argument("words", nargs=-1, metavar="[ID|WORDS]...")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Only this kind.")
@click.option("--mic", metavar="NAME", help="Microphone, by name or part of it.")
@click.option(
    "--silence", type=float, metavar="S", help="Silence that ends an answer [8]; 0: none."
)
@click.option("--limit", type=float, metavar="X", help="End at X times the target [1.5]; 0: never.")
@click.option("--type", "typed", is_flag=True, help="Type the answers instead of speaking.")
@click.option(
    "--from-wav",
    "sound",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Take the answer to one question from a sound file.",
)
@click.option("--due", "only_due", is_flag=True, help="Say how many questions are due, and stop.")
@click.option("--or-demo", is_flag=True, help="Without a microphone, run the demo instead.")
@sitting_options
@json_option
def rehearse(
    words: tuple[str, ...],
    kinds: tuple[Kind, ...],
    typed: bool,
    sound: Path | None,
    only_due: bool,
    or_demo: bool,
    **sitting: Any,
) -> None:
    """Answer questions out loud, one after another, and see what you covered.

    Without a question's name it takes what is due: those that you never answered, then those that
    have come back, weakest first. Name questions by their ids, or give words that occur in them.

    \b
    Examples:
      voiceprep rehearse                         what is due
      voiceprep rehearse --due                   how many that are
      voiceprep rehearse bias-variance cnn       these two
      voiceprep rehearse regularization          what has this word in it
      voiceprep rehearse --kind behavioral       only stories
      voiceprep rehearse cnn --type              type instead of speaking
      voiceprep rehearse cnn --from-wav me.wav   an answer recorded elsewhere
    """
    if typed and sound:
        raise click.UsageError("--type and --from-wav exclude each other.")
    parts = assemble(**sitting)
    with parts:
        questions = choose(parts.bank, words, kinds)
        if only_due:
            tell_due(questions, parts.journal, as_json=parts.as_json)
            return
        if not words:
            questions = _waiting(questions, parts)
        if sound and len(questions) != 1:
            raise click.UsageError(
                f"--from-wav answers one question, and {len(questions)} were chosen; name its id."
            )
        if typed:
            parts.hold("rehearse", questions, None)
        elif sound:
            parts.hold("rehearse", questions, _sound_file(sound))
        elif or_demo and (fault := no_microphone(parts.settings)):
            parts.screen.notice(f"{fault} So the synthetic candidate answers instead.")
            parts.hold_demo(questions[:1])
        else:
            parts.offer_model()
            parts.hold("rehearse", questions, microphone(parts.settings, OTHER_WAYS))


def _waiting(questions: Sequence[Question], parts: Assembly) -> list[Question]:
    """Those that are due; if none is, all of them, weakest first."""
    known = standings(parts.journal.attempts(), skips(parts.journal))
    found = due_first(questions, known, datetime.now(UTC))
    if found:
        return found
    when = next_due(questions, known)
    assert when is not None
    parts.screen.notice(
        f"Nothing is due before {when.astimezone():%d %b at %H:%M}; so all come, weakest first."
    )
    return weakest_first(questions, {id: standing.strength for id, standing in known.items()})


def _sound_file(path: Path) -> Callable[[Question], Source]:
    from voiceprep.audio.filesource import FileSource

    trial = FileSource(path)  # before a question is asked in vain
    trial.start()
    trial.close()
    return lambda _: FileSource(path)
