"""One answer: from the first frame that may belong to it, to its end."""

import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from voiceprep.audio.frames import FRAME_S, Frame, Source
from voiceprep.audio.level import level_warning
from voiceprep.errors import AudioError
from voiceprep.interview.notes import Notes, Take, Wish
from voiceprep.interview.screen import Keys, Progress, Screen
from voiceprep.interview.tally import Limits
from voiceprep.journal.attempt import EndedBy

TAIL_S = 0.5
"""What is still recorded after the end was asked for: people press a key on their last word."""
LOST_S = 30.0
"""How long a lost microphone is waited for before the answer is closed with what there is."""
UNHEARD_S = 30.0
"""How long nobody is asked whether the microphone hears them."""
BACKLOG_S = 5.0
"""How far a sound file may run ahead of the recogniser, in seconds of sound."""
_KEYS: dict[str, tuple[EndedBy, Wish]] = {
    "enter": ("key", ""),
    "space": ("key", ""),
    "r": ("key", "again"),
    "s": ("key", "skip"),
    "q": ("quit", "quit"),
    "quit": ("quit", "quit"),
}


class Sink(Protocol):
    """Where the sound of an answer is kept."""

    def write(self, pcm: bytes) -> None:
        """Appends samples; AudioError if they can't be kept."""

    def close(self) -> None:
        """Completes the file."""


@dataclass
class Listener:
    """Takes one answer down: each frame is first kept, and only then recognised.

    The recogniser's own endpoint never ends an answer; limits, a key or a spoken phrase do.
    """

    source: Source
    notes: Notes
    recording: Sink | None
    keys: Keys
    screen: Screen
    limits: Limits
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _lost_since_s: float | None = None

    def listen(self, early: Iterable[Frame], start_s: float, asked_s: float | None) -> Take:
        """Listens until the answer ends.

        `early`: frames that came while the question was being read. Frames captured before
        `start_s` (the source's clock) are dropped: they hold the question. `asked_s`: when
        the question ended, on the same clock; None for a source that begins with the answer.
        """
        ended_by, wish = self._until_end(deque(early), start_s, asked_s)
        if ended_by in ("key", "quit", "limit"):
            self._tail(start_s)
        if self.recording is not None:
            self.recording.close()
        self.screen.thinking("transcribing the last words")
        return self.notes.finish(ended_by, wish)

    def _until_end(
        self, waiting: deque[Frame], start_s: float, asked_s: float | None
    ) -> tuple[EndedBy, Wish]:
        while True:
            frame = waiting.popleft() if waiting else self.source.read(0.05)
            if frame is not None and frame.time_s >= start_s:
                if asked_s is not None and not self.notes.tally.length_s:
                    self.notes.tally.asked_s = asked_s - frame.time_s
                try:
                    self._add(frame)
                except AudioError as fault:
                    self.screen.notice(f"{fault} What was said until now is kept.")
                    return "disk full", ""
            ended_by = self._ended(frame)
            if ended_by is not None:
                return ended_by, ""
            pressed = _KEYS.get(self.keys.poll())
            if pressed is not None:
                return pressed
            if not waiting:
                self.screen.listening(self._progress())

    def _add(self, frame: Frame) -> None:
        if self.recording is not None:
            self.recording.write(frame.pcm)
        self.notes.add(frame)
        while self.source.kind != "microphone" and self.notes.backlog_s > BACKLOG_S:
            self.sleep(0.01)
            self.notes.hear()

    def _ended(self, frame: Frame | None) -> EndedBy | None:
        if self.notes.ended_by_phrase:
            return "phrase"
        if frame is not None:
            if self._lost_since_s is not None and not frame.lost:
                self._lost_since_s = None
                self.screen.notice("The microphone is back; go on.")
            return self.notes.tally.ending(self.limits)
        if self.source.ended:
            return "end of sound"
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

    def _tail(self, start_s: float) -> None:
        until_s = self.notes.tally.length_s + TAIL_S - FRAME_S / 2
        patience_s = self.clock() + 2 * TAIL_S
        while self.notes.tally.length_s < until_s and self.clock() < patience_s:
            frame = self.source.read(0.05)
            if frame is None and (self.source.ended or self.source.trouble):
                return
            if frame is not None and frame.time_s >= start_s:
                try:
                    self._add(frame)
                except AudioError:
                    return  # the answer is complete but for a breath; it was told already

    def _progress(self) -> Progress:
        tally, limits = self.notes.tally, self.limits
        left_s = tally.silence_left_s(limits)
        long_silent = tally.first_speech_s is None and tally.think_s >= UNHEARD_S
        return Progress(
            started=tally.first_speech_s is not None,
            answer_s=tally.running_s,
            think_s=tally.think_s,
            target_s=limits.target_s,
            limit_s=limits.limit_s,
            level_dbfs=self.notes.meter.level_dbfs,
            silence_left_s=left_s
            if left_s is not None and left_s <= limits.silence_s / 2
            else None,
            words=self.notes.words,
            warning=self.source.trouble or level_warning(self.notes.meter, long_silent),
        )
