"""A question read aloud, while the microphone is open already."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from voiceprep.audio.echo import (
    PRE_ROLL_S,
    REVERB_S,
    Echo,
    Samples,
    answer_start_s,
    heard_echo,
    samples_of,
    speech_end_s,
)
from voiceprep.audio.filesource import BEFORE_S, read_samples
from voiceprep.audio.frames import RATE_HZ, Frame, Source
from voiceprep.audio.player import Playback
from voiceprep.interview.interviewer import Interviewer
from voiceprep.interview.screen import Keys, Screen


@dataclass(frozen=True)
class Asked:
    """How a question was asked; times on the clock of the source's frames."""

    early: tuple[Frame, ...]
    """What the microphone gave meanwhile."""
    start_s: float
    """From when on frames can belong to the answer: before it, the question is heard."""
    asked_s: float
    """When the question ended."""
    quit: bool


@dataclass(frozen=True)
class Asker:
    """Reads questions to the candidate; a key cuts one short."""

    interviewer: Interviewer
    keys: Keys
    screen: Screen
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep

    def ask(self, text: str, source: Source) -> Asked:
        """Reads the question, then says where in the source the answer can begin.

        Sources other than a microphone begin with the answer, and only after the question.
        """
        live = source.kind == "microphone"
        sound = self.interviewer.sound(text)
        playback = self.interviewer.play(sound) if sound else None
        early: list[Frame] = []
        pressed = ""
        if playback is not None:
            self.screen.speaking()
            while not playback.done and not pressed:
                pressed = self.keys.poll()
                if live:
                    early += [frame for frame in [source.read(0.05)] if frame]
                else:
                    self.sleep(0.02)
            playback.stop()
            if playback.error:
                self.interviewer.fell_silent(playback.error)
        wants_out = pressed in ("q", "quit")
        if not live:
            return Asked((), 0.0, BEFORE_S, wants_out)
        start_s, asked_s = self._end(early, playback, sound)
        return Asked(tuple(early), start_s, asked_s, wants_out)

    def _end(
        self, early: Sequence[Frame], playback: Playback | None, sound: Path | None
    ) -> tuple[float, float]:
        """From when on frames can belong to the answer, and when the question ended."""
        now_s = self.clock()
        if playback is None or sound is None or playback.started_s is None or not early:
            return now_s - PRE_ROLL_S, now_s
        whole = read_samples(sound)
        said_s = playback.started_s + speech_end_s(whole)
        stopped_s = playback.ended_s or now_s
        echo = _echo(whole, playback.started_s, stopped_s, early)
        if echo is None and stopped_s < said_s:
            # Cut short by a key: too little was said to be sure that none of it is heard.
            return stopped_s + REVERB_S, stopped_s
        asked_s = min(said_s, stopped_s)
        return answer_start_s(asked_s, echo), asked_s


def _echo(whole: Samples, began_s: float, ended_s: float, early: Sequence[Frame]) -> Echo | None:
    played = whole[: max(0, round((ended_s - began_s) * RATE_HZ))]
    return heard_echo(played, began_s, samples_of(early), early[0].time_s)
