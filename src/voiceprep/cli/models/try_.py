"""voiceprep models try."""

import tempfile
import textwrap
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from voiceprep.audio.frames import FRAME_S, Source
from voiceprep.bank.bankfile import language_of_bank
from voiceprep.cli.keyboard import Keyboard
from voiceprep.cli.models.check import SLOWEST
from voiceprep.cli.output import json_option, print_json
from voiceprep.config import Settings, folders, load_settings, private_folder, save_setting
from voiceprep.errors import ModelError
from voiceprep.feedback.hearing import Heard, compare
from voiceprep.language import tables
from voiceprep.language.passages import Passage, passages
from voiceprep.report.terminal import plain
from voiceprep.speech.appraisal import Trial, try_model
from voiceprep.speech.catalogue import machine_memory_mb, recommended
from voiceprep.speech.models import (
    ModelInfo,
    check_model_folder,
    lasting_name,
    list_models,
    may_hear,
)

SILENCE_S = 4.0
"""Silence that ends a passage."""
SHORTEST_S = 1.0
"""Speech that is taken for a passage; less was an accident."""


@dataclass(frozen=True)
class Result:
    """One model on all passages."""

    model: ModelInfo
    trial: Trial
    heard: Heard

    @property
    def rank(self) -> tuple[bool, float, int]:
        """Lower is better: fast enough, then fewest wrong words, then most terms."""
        factor = self.trial.real_time_factor or 0.0
        return (factor > SLOWEST, self.heard.word_error_rate, -len(self.heard.terms))


@click.command("try")
@click.option(
    "--language", metavar="CODE", help="Of the passages; without it, that of the bank in use."
)
@click.option("--mic", metavar="NAME", help="Microphone, by name or part of it.")
@click.option(
    "--from-wav",
    "sounds",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A passage that was read elsewhere; once for each passage, in their order.",
)
@click.option("--show", is_flag=True, help="Show the passages only.")
@json_option
def try_(
    language: str | None, mic: str | None, sounds: tuple[Path, ...], show: bool, as_json: bool
) -> None:
    """Read three short passages aloud and see which installed model hears you best.

    What you read is kept until the end of the command only.

    \b
    Examples:
      voiceprep models try
      voiceprep models try --mic USB
      voiceprep models try --show
      voiceprep models try --from-wav a.wav --from-wav b.wav --from-wav c.wav
    """
    where = folders()
    settings = load_settings(where.config_file, mic=mic)
    language = (language or language_of_bank(settings.bank, where.banks)).strip().casefold()
    texts = passages(language)
    if not texts:
        raise ModelError(f"There are no passages for the language {language!r}.")
    console = Console(highlight=False, stderr=as_json)
    if show and as_json:
        print_json([asdict(passage) for passage in texts])
        return
    if show:
        for number, passage in enumerate(texts, 1):
            _show(console, passage, number, len(texts))
        return
    if sounds and len(sounds) != len(texts):
        raise click.UsageError(f"There are {len(texts)} passages; give --from-wav for each.")
    candidates = _whole(list_models(where.models), language, console)
    for sound in sounds:
        _check_sound(sound)
    with tempfile.TemporaryDirectory(dir=private_folder(where.cache)) as folder:
        read = sounds or _read_aloud(texts, settings, Path(folder), console)
        results = _measure(candidates, texts, read, language, console)
    if as_json:
        print_json([_json(result) for result in results])
        return
    _print(console, results)
    best = results[0].model.name
    if len(results) == 1:
        console.print(f"Only {plain(best)} is installed; voiceprep models list shows what else.")
    elif not sounds and click.confirm(f"Use {best} from now on?", default=True):
        setting = lasting_name(results[0].model, where.models)
        save_setting(where.config_file, "model", setting)
        console.print(f"{plain(best)} hears you from now on.")


def _whole(models: Sequence[ModelInfo], language: str, console: Console) -> list[ModelInfo]:
    """The models that may hear a language; those that are broken are told and left out.

    Raises ModelError if none is left: before anything is read aloud in vain.
    """
    whole = []
    for model in models:
        if may_hear(model.name, language):
            try:
                check_model_folder(model.path)
            except ModelError as fault:
                console.print(Text(plain(str(fault)), "yellow"))
            else:
                whole.append(model)
    if not whole:
        best = recommended(language, machine_memory_mb())
        raise ModelError(
            f"No model for the language {language!r} is installed; "
            + (
                f"voiceprep models install {best.name} fetches one."
                if best
                else "see voiceprep models list."
            )
        )
    return whole


def _check_sound(path: Path) -> None:
    """Raises AudioError, naming the file, if it holds no sound that can be used."""
    from voiceprep.audio.filesource import FileSource

    sound = FileSource(path)
    sound.start()
    sound.close()


def _read_aloud(
    texts: Sequence[Passage], settings: Settings, folder: Path, console: Console
) -> list[Path]:
    """Records the passages, one after another."""
    from voiceprep.audio.microphone import Microphone

    recorded = []
    with Keyboard() as keys, closing(Microphone(settings.mic or None)) as microphone:
        microphone.start()
        microphone.wait_open()
        for number, passage in enumerate(texts, 1):
            _show(console, passage, number, len(texts))
            console.print("Read it aloud now; Enter when you have finished.", style="bold")
            path = folder / f"{number}.wav"
            while not _record(microphone, keys, path):
                console.print("Nothing was heard; read it again.", style="yellow")
            recorded.append(path)
    return recorded


def _record(microphone: Source, keys: Keyboard, path: Path) -> bool:
    """Takes down one passage; whether anything was said."""
    from voiceprep.audio.level import Activity
    from voiceprep.audio.recording import Recording

    path.unlink(missing_ok=True)
    activity, spoken_s, quiet_s = Activity(), 0.0, 0.0
    with closing(Recording(path)) as recording:
        while True:
            frame = microphone.read(0.5)
            key = keys.poll()
            if key == "quit":
                raise KeyboardInterrupt
            if frame is None and microphone.trouble:
                raise ModelError(microphone.trouble)
            if frame is not None:
                recording.write(frame.pcm)
                speaking = activity.update(frame)
                spoken_s += FRAME_S if speaking else 0.0
                quiet_s = 0.0 if speaking else quiet_s + FRAME_S
            if spoken_s >= SHORTEST_S and (key in ("enter", "space") or quiet_s >= SILENCE_S):
                return True
            if key in ("enter", "space") and recording.duration_s >= SHORTEST_S:
                return False


def _measure(
    models: Sequence[ModelInfo],
    texts: Sequence[Passage],
    sounds: Sequence[Path],
    language: str,
    console: Console,
) -> list[Result]:
    """All models, the best first; those that are broken are told and left out."""
    results = []
    for model in models:
        with console.status(f"{plain(model.name)} listens"):
            try:
                trial = try_model(model.path, sounds)
            except ModelError as fault:
                console.print(Text(plain(str(fault)), "yellow"))
                continue
        heard = compare(
            [passage.text for passage in texts],
            [passage.terms for passage in texts],
            trial.heard,
            tables(language),
        )
        results.append(Result(model, trial, heard))
    if not results:
        raise ModelError(f"No model for the language {language!r} could be tried.")
    return sorted(results, key=lambda result: result.rank)


def _show(console: Console, passage: Passage, number: int, total: int) -> None:
    text = Text(textwrap.fill(passage.text, 72))
    console.print(Panel(text, title=f"Passage {number} of {total}", title_align="left"))


def _print(console: Console, results: Sequence[Result]) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in ("model", "words wrong", "terms heard", "work for 1 s", "not heard"):
        table.add_column(heading, header_style="dim", overflow="fold")
    for result in results:
        heard, factor = result.heard, result.trial.real_time_factor or 0.0
        table.add_row(
            Text(plain(result.model.name), "bold" if result is results[0] else ""),
            f"{heard.word_error_rate:.0%}",
            f"{len(heard.terms)} of {len(heard.terms) + len(heard.lost)}",
            f"{factor:.2f} s" + (" (too slow)" if factor > SLOWEST else ""),
            ", ".join(heard.lost),
        )
    console.print(table)


def _json(result: Result) -> dict[str, object]:
    return {
        "model": result.model.name,
        "word_error_rate": round(result.heard.word_error_rate, 3),
        "terms_heard": list(result.heard.terms),
        "terms_lost": list(result.heard.lost),
        "real_time_factor": round(result.trial.real_time_factor or 0.0, 3),
        "heard": list(result.trial.heard),
    }
