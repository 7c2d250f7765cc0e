"""voiceprep rehearse."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from voiceprep.audio.frames import Source
from voiceprep.bank.model import KINDS, Kind, Question
from voiceprep.cli.assembly import assemble, sitting_options
from voiceprep.cli.output import json_option
from voiceprep.config import Settings
from voiceprep.errors import AudioError
from voiceprep.interview.plan import choose, weakest_first

_OTHER_WAYS = "Without one, answer with --type or --from-wav, or watch 'voiceprep demo'."


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
@click.option("--or-demo", is_flag=True, help="Without a microphone, run the demo instead.")
@sitting_options
@json_option
def rehearse(
    words: tuple[str, ...],
    kinds: tuple[Kind, ...],
    typed: bool,
    sound: Path | None,
    or_demo: bool,
    **sitting: Any,
) -> None:
    """Answer questions out loud, one after another, and see what you covered.

    Questions that you never answered come first, then those with the least coverage. Name questions
    by their ids, or give words that occur in them.

    \b
    Examples:
      voiceprep rehearse                         all questions
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
        if not words:
            questions = weakest_first(questions, parts.journal.coverage())
        if sound and len(questions) != 1:
            raise click.UsageError(
                f"--from-wav answers one question, and {len(questions)} were chosen; name its id."
            )
        if typed:
            parts.hold("rehearse", questions, None)
        elif sound:
            parts.hold("rehearse", questions, _sound_file(sound))
        elif or_demo and (fault := _no_microphone(parts.settings)):
            parts.screen.notice(f"{fault} So the synthetic candidate answers instead.")
            parts.hold_demo(questions[:1])
        else:
            parts.hold("rehearse", questions, _microphone(parts.settings))


def _sound_file(path: Path) -> Callable[[Question], Source]:
    from voiceprep.audio.filesource import FileSource

    trial = FileSource(path)  # before a question is asked in vain
    trial.start()
    trial.close()
    return lambda _: FileSource(path)


def _microphone(settings: Settings) -> Callable[[Question], Source]:
    def open_or_tell(_: Question) -> Source:
        try:
            return _open_microphone(settings)
        except AudioError as fault:
            raise AudioError(f"{fault} {_OTHER_WAYS}") from fault

    return open_or_tell


def _open_microphone(settings: Settings) -> Source:
    from voiceprep.audio.microphone import Microphone

    microphone = Microphone(settings.mic or None)
    microphone.start()
    try:
        microphone.wait_open()
    except AudioError:
        microphone.close()
        raise
    return microphone


def _no_microphone(settings: Settings) -> str:
    """Why no microphone can be heard; empty when one can."""
    try:
        _open_microphone(settings).close()
    except AudioError as fault:
        return str(fault)
    return ""
