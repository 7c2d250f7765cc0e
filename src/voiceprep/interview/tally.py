"""When there was speech and when there was silence in one answer."""

from dataclasses import dataclass, field

from voiceprep.audio.frames import FRAME_S, Frame
from voiceprep.journal.attempt import EndedBy, Gap


@dataclass(frozen=True)
class Limits:
    """What ends an answer without anybody asking for it."""

    target_s: float
    limit_s: float
    """Longest answer, from the first speech, in seconds; 0 for none."""
    silence_s: float
    """Silence after speech that ends the answer, in seconds; 0 for none."""
    think_s: float = 180.0
    """Longest silence before any speech, in seconds."""


@dataclass
class Tally:
    """Frames of one answer, told apart into speech and silence.

    All times are in seconds of sound from the start of the recording, whatever the clock does.
    """

    asked_s: float = 0.0
    """When the question ended; below 0 when that was before the recording began."""
    length_s: float = 0.0
    first_speech_s: float | None = None
    last_speech_s: float = 0.0
    gaps: list[Gap] = field(default_factory=list)
    lost_s: float = 0.0
    """Of sound lost since the first speech: nobody is held to have spoken then."""
    _quiet_s: float = 0.0

    def add(self, frame: Frame, speaking: bool) -> None:
        """The next frame, and whether somebody speaks in it."""
        start_s = self.length_s
        self.length_s += FRAME_S
        if frame.lost:
            self._add_gap(start_s)
            if self.first_speech_s is not None:
                self.lost_s += FRAME_S
        elif speaking:
            if self.first_speech_s is None:
                self.first_speech_s = start_s
            self.go_on()
        else:
            self._quiet_s += FRAME_S

    def go_on(self) -> None:
        """Says that the candidate, once begun, has spoken just now."""
        if self.first_speech_s is not None:
            self.last_speech_s = self.length_s
            self._quiet_s = 0.0

    def take_back(self, end_s: float | None) -> None:
        """Says that what was spoken last, after this time, was no part of the answer.

        None: nothing was; then the candidate is thinking still.
        """
        if end_s is None:
            self.first_speech_s, self.last_speech_s = None, 0.0
        else:
            self.last_speech_s = min(self.last_speech_s, end_s)

    def cut(self, end_s: float) -> None:
        """Says that what was spoken after this time is no part of the answer."""
        self.last_speech_s = min(self.last_speech_s, end_s)
        if self.first_speech_s is not None and self.first_speech_s >= end_s:
            self.first_speech_s = None

    def _add_gap(self, start_s: float) -> None:
        if self.gaps and abs(self.gaps[-1].end_s - start_s) < FRAME_S / 2:
            start_s = self.gaps.pop().start_s
        self.gaps.append(Gap(start_s, self.length_s))

    @property
    def think_s(self) -> float:
        """From the end of the question to the first speech, or to now."""
        until_s = self.length_s if self.first_speech_s is None else self.first_speech_s
        return max(0.0, until_s - self.asked_s)

    @property
    def answer_s(self) -> float:
        """From the first speech to the last, but for lost sound between them."""
        if self.first_speech_s is None:
            return 0.0
        lost_s = sum(
            max(0.0, min(gap.end_s, self.last_speech_s) - max(gap.start_s, self.first_speech_s))
            for gap in self.gaps
        )
        return max(0.0, self.last_speech_s - self.first_speech_s - lost_s)

    @property
    def running_s(self) -> float:
        """From the first speech to now, but for lost sound."""
        if self.first_speech_s is None:
            return 0.0
        return self.length_s - self.first_speech_s - self.lost_s

    def silence_left_s(self, limits: Limits) -> float | None:
        """Seconds until silence ends the answer; lost sound is not silence. None for never."""
        if self.first_speech_s is None or not limits.silence_s:
            return None
        return limits.silence_s - self._quiet_s

    def ending(self, limits: Limits) -> EndedBy | None:
        """What ends the answer now, if anything does."""
        if self.first_speech_s is None:
            return "no speech" if self.think_s >= limits.think_s else None
        if limits.limit_s and self.running_s >= limits.limit_s:
            return "limit"
        left_s = self.silence_left_s(limits)
        return "silence" if left_s is not None and left_s <= 0 else None
