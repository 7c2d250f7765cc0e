"""The synthetic candidate in a mock interview: answers well, rambles, is silent, gives commands."""

import hashlib
import threading
import wave
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from voiceprep.audio.filesource import FileSource
from voiceprep.audio.frames import FRAME_S, Frame, Source
from voiceprep.bank.model import Question
from voiceprep.errors import AudioError, VoiceError
from voiceprep.interview.candidate import Speech
from voiceprep.interview.interviewer import Interviewer
from voiceprep.speech.voice import Voice

Manner = Literal["well", "rambling", "silent", "commanding"]
MANNERS: tuple[Manner, ...] = get_args(Manner)
SILENT_S = 100.0
"""How long the silent one says nothing: longer than any interviewer waits."""
BREAK_S = 1.6
"""Pause around a command."""
_DONE = "That's my answer."


class SoundClock:
    """Time that passes as sound is listened to: an interview as fast as the machine can."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._s = 0.0

    def __call__(self) -> float:
        return self._s

    def add(self, seconds: float) -> None:
        """Lets time pass."""
        with self._lock:
            self._s += seconds


class _Timed(FileSource):
    """A file that lets time pass as it is read."""

    def __init__(self, path: Path, clock: SoundClock) -> None:
        super().__init__(path)
        self.kind = "candidate"
        self._sound_clock = clock

    def read(self, timeout_s: float) -> Frame | None:
        frame = super().read(timeout_s)
        if frame is not None:
            self._sound_clock.add(FRAME_S)
        return frame


@dataclass
class Performer:
    """Answers each question of an interview in some manner."""

    voice: Voice
    interviewer: Interviewer
    folder: Path
    """For the sound of whole answers; its owner removes it."""
    closing: Sequence[str]
    """What it asks at the end."""
    manner: Manner | None = None
    """None for one after another."""
    clock: SoundClock | None = None
    """Passes as it speaks; None for the pace of speech, heard from the speaker."""
    limits_s: Mapping[str, float] = field(default_factory=dict)
    """Limit of each question, by its id: the rambling one goes beyond it."""
    _given: int = 0
    _commanded: int = 0

    def answer(self, question: Question) -> Source:
        """The source of an answer. Raises AudioError if no speech engine can make it."""
        try:
            sound = self._sound(self._pieces(question))
        except VoiceError as fault:
            raise AudioError(str(fault)) from fault
        if self.clock is not None:
            return _Timed(sound, self.clock)
        return Speech(sound, self.interviewer, paced=True)

    def says(self, question: Question) -> str:
        """What it says in answer to a question, where that is plain."""
        if question.kind == "closing":
            return " ".join(self.closing)
        return question.sample or " ".join(point.say for point in question.points)

    def _pieces(self, question: Question) -> list[str | float]:
        """Texts, and pauses in seconds."""
        if question.kind == "closing":
            asked = [piece for text in self.closing for piece in (text, BREAK_S)]
            return [1.0, *asked, _DONE, BREAK_S]
        whole = self.says(question)
        match self._next_manner(question):
            case "silent":
                return [SILENT_S]
            case "rambling":
                # About 150 words a minute, so that it is longer than the limit surely.
                words_wanted = 4 * (self.limits_s.get(question.id, 1.5 * question.seconds) + 20)
                times = 1 + round(words_wanted / max(1, len(whole.split())))
                rambled: list[str | float] = [1.0]
                for _ in range(times):
                    rambled += [whole, 0.4]
                return rambled
            case "commanding":
                return self._commanding(whole)
        return [1.0, whole, BREAK_S, _DONE, BREAK_S]

    def _next_manner(self, question: Question) -> Manner:
        """The one that was chosen, else one after another, after a good beginning."""
        if "-follow-up-" in question.id:
            return "well"
        self._given += 1
        if self.manner is not None:
            return self.manner
        return MANNERS[(self._given - 2) % len(MANNERS)] if self._given > 1 else "well"

    def _commanding(self, whole: str) -> list[str | float]:
        self._commanded += 1
        if self._commanded % 2 == 0:
            return [2.0, "Skip this question.", 3.0]
        sentences = whole.split(". ")
        half = (len(sentences) + 1) // 2
        return [
            1.0, "Could you repeat the question?", 2.0,
            ". ".join(sentences[:half]) + ".", BREAK_S,
            "Pause the interview.", 5.0, "Resume the interview.", 2.0,
            ". ".join(sentences[half:]) or "That is all of it.", BREAK_S,
            "How much time do I have left?", 2.0, _DONE, BREAK_S,
        ]  # fmt: skip

    def _sound(self, pieces: Sequence[str | float]) -> Path:
        name = hashlib.sha256(repr(pieces).encode()).hexdigest()[:24]
        whole = self.folder / f"{name}.wav"
        if whole.is_file():
            return whole
        spoken = {piece: self.voice.wav(piece) for piece in pieces if isinstance(piece, str)}
        rate_hz = 22_050
        if spoken:
            with wave.open(str(next(iter(spoken.values()))), "rb") as first:
                rate_hz = first.getframerate()
        with wave.open(str(whole), "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(rate_hz)
            for piece in pieces:
                if isinstance(piece, str):
                    with wave.open(str(spoken[piece]), "rb") as part:
                        out.writeframes(part.readframes(part.getnframes()))
                else:
                    out.writeframes(bytes(2 * round(piece * rate_hz)))
        return whole
