"""A mock interview in which sound passes as fast as the machine can, without a recogniser."""

import io
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from voiceprep.audio.frames import FRAME_BYTES, FRAME_S, RATE_HZ, Frame, SourceKind
from voiceprep.bank.model import KeyPoint, Question
from voiceprep.cli.stage import PlainScreen
from voiceprep.interview.interviewer import Interviewer
from voiceprep.interview.keeping import Keeper
from voiceprep.interview.mock import Mock
from voiceprep.interview.performer import SoundClock
from voiceprep.interview.resuming import open_interview
from voiceprep.journal.attempt import ModelRef
from voiceprep.journal.journal import Journal
from voiceprep.journal.plan import Held, Item, Plan
from voiceprep.speech.transcript import Transcript, Word

SAID = "first I look at the pattern of what is missing".split()
ANSWER_S, SILENCE_S = 3.0, 2.0
QUESTIONS = tuple(
    Question(id, "technical", f"What is {id}?", seconds=30, points=(KeyPoint("Look at it"),))
    for id in ("one", "two", "three")
)
PLAN = Plan("A bank", 10.0, "fixed", tuple(Item(question, "technical") for question in QUESTIONS))


@cache
def spoken() -> tuple[bytes, ...]:
    """Frames of an answer: loud syllables, then silence."""
    times = np.arange(round((ANSWER_S + SILENCE_S + 2) * RATE_HZ)) / RATE_HZ
    voice = sum(np.sin(2 * np.pi * 140 * k * times) / k for k in range(1, 20))
    voice *= 3000 * (times < ANSWER_S) * (0.5 + 0.5 * np.sin(2 * np.pi * 4 * times))
    samples = np.random.default_rng(7).normal(0, 60, len(times)) + voice
    pcm = np.clip(samples, -32768, 32767).astype("<i2").tobytes()
    return tuple(pcm[at : at + FRAME_BYTES] for at in range(0, len(pcm), FRAME_BYTES))


class Answer:
    """The source of one answer; `read` is told before each frame that is given."""

    kind: SourceKind = "file"
    name = "swift"
    trouble = ""

    def __init__(self, clock: SoundClock, read: Callable[[], None] = lambda: None) -> None:
        self._clock, self._read = clock, read
        self._frames = deque(spoken())
        self._given = 0

    def start(self) -> None: ...

    def close(self) -> None:
        self._frames.clear()

    @property
    def ended(self) -> bool:
        return not self._frames

    def read(self, timeout_s: float) -> Frame | None:
        with suppress(IndexError):
            frame = Frame(self._frames.popleft(), self._given * FRAME_S)
            self._given += 1
            self._clock.add(FRAME_S)
            self._read()
            return frame
        return None


class Deaf:
    """A recogniser model, and its ear, that hears the same in all sound from a second on."""

    backlog_s = 0.0

    def __init__(self) -> None:
        self._fed_s = 0.0

    def ear(self) -> "Deaf":
        return Deaf()

    def ear_for(self, phrases: object) -> "Deaf":
        return Deaf()

    def check(self, *, wait: bool) -> None: ...

    def feed(self, pcm: bytes) -> None:
        self._fed_s += FRAME_S

    def close(self) -> None: ...

    def poll(self) -> list[Any]:
        return []

    def model(self) -> Any: ...

    def finish(self, watch: object = None) -> Transcript:
        said = SAID if self._fed_s >= 1 else []
        return Transcript(tuple(Word(w, n / 4, n / 4 + 0.2, 0.9) for n, w in enumerate(said)))

    def reference(self) -> ModelRef:
        return ModelRef("deaf")

    def knows(self) -> Callable[[str], bool]:
        return lambda _: True


class Keys:
    """A keyboard on which nobody presses anything, but as `press` has it."""

    interactive = True

    def __init__(self, press: Callable[[], str] = lambda: "") -> None:
        self._press = press

    def poll(self) -> str:
        return self._press()

    def clear(self) -> None: ...

    def wait(self) -> str:
        return self._press() or "quit"

    def line(self) -> str | None:
        return None

    def more(self) -> bool:
        return False


class Speaking(Interviewer):
    """An interviewer whose every sentence lasts some looks at the keyboard."""

    def __init__(self) -> None:
        super().__init__(None, None, lambda _: None)
        self.said: list[str] = []

    def sound(self, text: str) -> Path | None:
        self.said.append(text)
        return Path(text)

    def play(self, sound: Path, start_s: float = 0.0) -> Any:
        return _Playback()


class _Playback:
    error = ""
    started_s = ended_s = None

    def __init__(self) -> None:
        self._looks = 3

    @property
    def done(self) -> bool:
        self._looks -= 1
        return self._looks < 0

    def stop(self) -> None:
        self._looks = 0


def swift(
    journal: Journal,
    folder: Path,
    *,
    keys: Keys | None = None,
    interviewer: Interviewer | None = None,
    open_source: Callable[[Question], Any] | None = None,
    read: Callable[[], None] = lambda: None,
    plan: Plan = PLAN,
    **more: Any,
) -> tuple[Mock, io.StringIO]:
    """An interview that can be run, and what it will show."""
    clock, shown = SoundClock(), io.StringIO()
    screen = PlainScreen(Console(file=shown, width=200))
    deaf: Any = Deaf()
    mock = Mock(
        plan=plan,
        held=Held("en"),
        open_source=open_source or (lambda _: Answer(clock, read)),
        keeper=Keeper(journal, folder, lambda _: deaf),
        interviewer=interviewer or Interviewer(None, None, screen.notice),
        screen=screen,
        keys=keys or Keys(),
        silence_s=SILENCE_S,
        clock=clock,
        boot_clock=clock,
        sleep=lambda _: time.sleep(0),
        **more,
    )
    return mock, shown


def hold(folder: Path, pace_s: float) -> None:
    """Holds an interview, or goes on with the one that was cut off in this folder.

    Each frame that is spoken is a byte of the file "spoken", each answer a line of it; a frame
    takes `pace_s` seconds. For processes that are to be killed.
    """
    with (
        Journal(folder / "journal.sqlite") as journal,
        (folder / "spoken").open("ab", buffering=0) as file,
    ):

        def read() -> None:
            file.write(b".")
            time.sleep(pace_s)

        def open_source(_: Question) -> Answer:
            file.write(b"\n")
            return Answer(SoundClock(), read)

        mock, _ = swift(journal, folder, open_source=open_source)
        mock.keeper.recover(mock.screen)
        mock.resumed = open_interview(journal, folder)
        mock.run()
