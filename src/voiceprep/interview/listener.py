"""One answer: from the first frame that may belong to it, to its end."""

import time
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from voiceprep.audio.frames import Frame, Source
from voiceprep.audio.level import SILENT_DBFS, level_warning
from voiceprep.interview.commands import Command
from voiceprep.interview.notes import Notes, Take, Wish
from voiceprep.interview.recorder import Recorder
from voiceprep.interview.screen import Keys, Progress, Screen
from voiceprep.interview.tally import Limits
from voiceprep.journal.attempt import EndedBy

TAIL_S = 0.5
"""What is still recorded after the end was asked for: people press a key on their last word."""
HASTY_S = 1.5
"""How long after its beginning no key says that an answer is complete."""
LOST_S = 30.0
"""How long a lost microphone is waited for before the answer is closed with what there is."""
UNHEARD_S = 30.0
"""After how long a candidate who was not heard at all is told so."""
BEHIND_S = 0.3
"""How far the listener may lag before it leaves out drawing, to catch up."""
BACKLOG_S = 5.0
"""How far a sound file may run ahead of the recogniser, in seconds of sound."""
End = tuple[EndedBy, Wish]
"""What ended an answer, and what was wished for."""
_KEYS: dict[str, End] = {
    "enter": ("key", ""),
    "space": ("key", ""),
    "r": ("key", "again"),
    "s": ("key", "skip"),
    "q": ("quit", "quit"),
    "quit": ("quit", "quit"),
}


class Steering(Protocol):
    """Somebody who obeys commands while an answer is given, and sees to its time."""

    commands: Container[Command]
    """Those that can be spoken."""
    keys: Mapping[str, Command]

    def obey(
        self, command: Command, by: Literal["phrase", "key"], answer: "Listener"
    ) -> End | None:
        """Does what was asked for; how the answer ends, if it does."""

    def watch(self, answer: "Listener") -> End | None:
        """Called again and again; how the answer ends, if it does."""

    def progress(self, progress: Progress) -> Progress:
        """What is shown of the answer."""


@dataclass
class Listener:
    """Takes one answer down, from frames that are kept already.

    The recogniser's own endpoint never ends an answer; limits, a key or a spoken phrase do.
    """

    source: Source
    recorder: Recorder
    notes: Notes
    keys: Keys
    screen: Screen
    limits: Limits
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    steering: Steering | None = None
    backlog_s: float = BACKLOG_S
    _lost_since_s: float | None = None

    def listen(self, asked_s: float) -> Take:
        """Listens until the answer ends. `asked_s`: the question's end, on the source's clock."""
        ended_by, wish = self._until_end(asked_s)
        self.recorder.stop(TAIL_S if ended_by in ("key", "quit", "limit") else 0.0)
        self.screen.thinking("taking down the last words")
        while not self.recorder.ended:
            frame = self.recorder.read(0.05)
            if frame is not None and ended_by not in ("phrase", "silence"):
                self.notes.add(frame)
        for sentence in (self.recorder.fault, self.source.trouble if self.source.ended else ""):
            if sentence:
                self.screen.notice(sentence)
        return self.notes.finish(ended_by, wish, self._watch)

    def _watch(self, left_s: float) -> None:
        if left_s > 1:
            self.screen.thinking(f"transcribing, {left_s:.0f} s of sound to go")

    def _until_end(self, asked_s: float) -> tuple[EndedBy, Wish]:
        while True:
            frame = self.recorder.read(0.05)
            if frame is not None:
                if not self.notes.tally.length_s:
                    self.notes.tally.asked_s = asked_s - frame.time_s
                self._add(frame)
            ended_by = self._ended(frame)
            if ended_by is not None:
                return ended_by, ""
            end = self._steered() if self.steering else self._pressed()
            if end is not None:
                return end
            if not self._behind(frame):
                self.screen.listening(self._progress())

    def _pressed(self) -> End | None:
        key = self.keys.poll()
        return _KEYS[key] if key in _KEYS and not self._hasty(key) else None

    def _steered(self) -> End | None:
        assert self.steering is not None
        order = self.notes.take_order()
        if order is not None:
            return self.steering.obey(order, "phrase", self)
        key = self.keys.poll()
        if key in ("q", "quit"):
            return "quit", "quit"
        if key in self.steering.keys and not self._hasty(key):
            return self.steering.obey(self.steering.keys[key], "key", self)
        return self.steering.watch(self)

    def hold(self) -> None:
        """Takes nothing more down until go_on(): what is heard is no part of the answer."""
        for frame in self.recorder.hold():
            self._add(frame)

    def go_on(self) -> None:
        """Ends hold()."""
        self.recorder.go_on()

    def _add(self, frame: Frame) -> None:
        self.notes.add(frame)
        while self.source.kind != "microphone" and self.notes.backlog_s > self.backlog_s:
            self.sleep(0.01)
            self.notes.hear()

    def _hasty(self, key: str) -> bool:
        """Whether a key was rather meant to cut the question short, and pressed twice."""
        return key in ("enter", "space") and self.notes.tally.length_s < HASTY_S

    def _behind(self, frame: Frame | None) -> bool:
        live = self.source.kind == "microphone"
        return live and frame is not None and self.clock() - frame.time_s > BEHIND_S

    def _ended(self, frame: Frame | None) -> EndedBy | None:
        if self.notes.ended_by_phrase:
            return "phrase"
        if frame is not None:
            if self._lost_since_s is not None and not frame.lost:
                self._lost_since_s = None
                self.screen.notice("The microphone is back; go on.")
            return self.notes.tally.ending(self.limits)
        if self.recorder.ended:
            return "disk full" if self.recorder.fault else "end of sound"
        return "microphone lost" if self._lost_too_long() else None

    def _lost_too_long(self) -> bool:
        if not self.source.trouble:
            return False
        if self._lost_since_s is None:
            self._lost_since_s = self.clock()
            self.screen.notice(
                f"{self.source.trouble} What you said is kept; "
                f"the answer goes on if it is back within {LOST_S:.0f} s."
            )
        return self.clock() - self._lost_since_s >= LOST_S

    def _progress(self) -> Progress:
        tally, limits = self.notes.tally, self.limits
        left_s = tally.silence_left_s(limits)
        trouble = self.source.trouble
        live = self.source.kind == "microphone"  # of which alone the warnings speak
        unheard = tally.first_speech_s is None and tally.think_s >= UNHEARD_S
        shown = Progress(
            started=tally.first_speech_s is not None,
            answer_s=tally.running_s,
            think_s=tally.think_s,
            target_s=limits.target_s,
            limit_s=limits.limit_s,
            level_dbfs=SILENT_DBFS if trouble else self.notes.meter.level_dbfs,
            silence_left_s=left_s
            if left_s is not None and left_s <= limits.silence_s / 2
            else None,
            words=self.notes.words,
            warning=trouble or (level_warning(self.notes.meter, unheard) if live else ""),
        )
        return self.steering.progress(shown) if self.steering else shown
