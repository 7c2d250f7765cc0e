"""What a model is worth on this machine, to this speaker: tried out and measured."""

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from voiceprep.errors import ModelError

TRIAL_S = 600.0
"""How long a trial may take."""


@dataclass(frozen=True)
class Trial:
    """What a model did with some sounds."""

    load_s: float
    memory_mb: float
    """At its highest, of the whole process: about 35 MB of it are Python's."""
    sound_s: float
    work_s: float
    heard: tuple[str, ...]
    """For each sound, the words."""

    @property
    def real_time_factor(self) -> float | None:
        """Seconds of work for a second of sound; None without sound."""
        return self.work_s / self.sound_s if self.sound_s else None


@dataclass(frozen=True)
class Traits:
    """What a model's files tell of it."""

    words: int
    """Size of its vocabulary."""
    fillers: tuple[str, ...]
    """Which of the filler sounds that were asked for it can write."""
    look_ahead: bool
    """Whether it has a look-ahead graph: less memory, and grammars at run time."""

    @property
    def grammars(self) -> bool:
        """Whether it can be told to listen for a few phrases only; Vosk needs look-ahead for it."""
        return self.look_ahead


def try_model(path: Path, sounds: Sequence[Path], timeout_s: float = TRIAL_S) -> Trial:
    """Lets a model hear sound files, in a process of its own.

    Raises ModelError if it can't be loaded, fails, or takes longer than `timeout_s`.
    """
    command = [sys.executable, "-P", "-m", "voiceprep.speech.modeltrial", str(path)]
    try:
        done = subprocess.run(
            [*command, *map(str, sounds)], stdin=subprocess.DEVNULL, capture_output=True,
            timeout=timeout_s, check=False, process_group=0,
        )  # fmt: skip
        measured = json.loads(done.stdout) if done.returncode == 0 else None
    except subprocess.TimeoutExpired as fault:
        raise ModelError(
            f"The model {path.name} did not get through the test within {timeout_s:.0f} s; "
            "use a smaller one."
        ) from fault
    except (OSError, ValueError) as fault:
        raise ModelError(f"The model {path.name} can't be tried out ({fault}).") from fault
    if measured is None:
        raise ModelError(
            f"The model {path.name} is broken: Vosk can't load and use its files; fetch it again."
        )
    return Trial(**{**measured, "heard": tuple(measured["heard"])})


def traits(path: Path, fillers: Iterable[str] = ()) -> Traits:
    """What the files of a model tell. Raises ModelError if its vocabulary can't be read."""
    folder = path / "graph" if (path / "graph").is_dir() else path
    try:
        with (folder / "words.txt").open(encoding="utf-8", errors="replace") as file:
            vocabulary = {line.split(" ", 1)[0] for line in file}
    except OSError as fault:
        raise ModelError(
            f"The vocabulary of {path.name} can't be read ({fault.strerror})."
        ) from fault
    words = {word for word in vocabulary if not word.startswith(("<", "#", "[", "!"))}
    return Traits(
        len(words),
        tuple(word for word in fillers if word in words),
        (folder / "HCLr.fst").is_file() and not (folder / "HCLG.fst").is_file(),
    )


def word_error_rate(pairs: Iterable[tuple[Sequence[str], Sequence[str]]]) -> float:
    """Substitutions, deletions and insertions per word that was said, over all pairs of said and
    heard; may exceed 1. 0 where nothing was said."""
    errors = words = 0
    for said, heard in pairs:
        errors += Levenshtein.distance(list(said), list(heard))
        words += len(said)
    return errors / words if words else 0.0
