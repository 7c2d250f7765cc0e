"""A question read aloud, while the microphone is open already."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
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
from voiceprep.audio.level import Activity
from voiceprep.audio.player import Playback
from voiceprep.interview.interviewer import Interviewer
from voiceprep.interview.notes import Wish
from voiceprep.interview.screen import Keys, Screen

SURE_S = 2.0
"""How much of a question must have been played to tell that the microphone does not hear it."""
BREATH_S = 1.0
"""Longest pause within what a candidate says who speaks while the question is read."""
ONSET_S = 0.5
"""How much earlier than speech was noticed it may have begun."""
STOPPING: dict[str, Wish] = {"enter": "", "space": "", "s": "skip", "q": "quit", "quit": "quit"}


@dataclass(frozen=True)
class Asked:
    """How a question was asked; times on the clock of the source's frames."""

    early: tuple[Frame, ...]
    """What the microphone gave meanwhile."""
    start_s: float
    """From when on frames can belong to the answer: before it, the question is heard."""
    asked_s: float
    """When the question ended."""
    wish: Wish


@dataclass(frozen=True)
class Asker:
    """Reads questions to the candidate; a key cuts one short."""

    interviewer: Interviewer
    keys: Keys
    screen: Screen
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    stopping: Mapping[str, Wish] = field(default_factory=lambda: STOPPING)
    """Keys that cut it short, and what they wish for."""

    def ask(self, text: str, source: Source) -> Asked:
        """Reads the question, then says where in the source the answer can begin.

        A key that wishes for it again has it read from its beginning.
        Sources other than a microphone begin with the answer, and only after the question.
        """
        live = source.kind == "microphone"
        sound = self.interviewer.sound(text)
        playback = self.interviewer.play(sound) if sound else None
        early: list[Frame] = []
        pressed = ""
        self.keys.clear()
        if playback is not None:
            self.screen.speaking()
            while not playback.done and pressed not in self.stopping:
                pressed = self.keys.poll()
                if live:
                    early += [frame for frame in [source.read(0.05)] if frame]
                else:
                    self.sleep(0.02)
            playback.stop()
            if playback.error:
                self.interviewer.fell_silent(playback.error)
        wish = self.stopping.get(pressed, "")
        if wish == "again":
            return self.ask(text, source)
        if not live:
            return Asked((), 0.0, BEFORE_S, wish)
        start_s, asked_s = self._end(early, playback, sound)
        return Asked(tuple(early), start_s, asked_s, wish)

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
        asked_s = min(said_s, stopped_s)
        if echo is not None:
            return answer_start_s(asked_s, echo), asked_s
        if stopped_s - playback.started_s < SURE_S and stopped_s < said_s:
            # Cut short by a key: too little was said to be sure that none of it is heard.
            return stopped_s + REVERB_S, stopped_s
        return min(answer_start_s(asked_s, None), _speech_began_s(early, asked_s)), asked_s


def _speech_began_s(early: Sequence[Frame], asked_s: float) -> float:
    """When somebody began who was still speaking as the question ended; its end if nobody was.

    Only asked for where the speaker is not heard: then it is the candidate, who could not wait.
    """
    activity = Activity()
    began_s = last_s = asked_s
    speaking_before = False
    for frame in early:
        speaking = activity.update(frame)
        if speaking:
            if not speaking_before or frame.time_s - last_s > BREATH_S:
                began_s = frame.time_s
            last_s, speaking_before = frame.time_s, True
    return began_s - ONSET_S if speaking_before and asked_s - last_s <= BREATH_S else asked_s


def _echo(whole: Samples, began_s: float, ended_s: float, early: Sequence[Frame]) -> Echo | None:
    played = whole[: max(0, round((ended_s - began_s) * RATE_HZ))]
    return heard_echo(played, began_s, samples_of(early), early[0].time_s)
