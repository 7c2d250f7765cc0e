"""One answer, and all that is kept of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath
from typing import Any, Literal

from voiceprep.audio.frames import SourceKind
from voiceprep.bank.model import Question
from voiceprep.feedback.oneself import Comparison
from voiceprep.feedback.verdict import Feedback, Loudness
from voiceprep.speech.transcript import Transcript

EndedBy = Literal[
    "key",
    "phrase",
    "silence",
    "limit",
    "no speech",
    "end of sound",
    "microphone lost",
    "disk full",
    "quit",
    "cut off",
]
"""What ended an answer; "cut off": the program was killed and the answer recovered afterwards."""

LIVE: frozenset[SourceKind] = frozenset({"microphone", "candidate"})
"""Sources that answer after a question was put to them, so that the time before the first word is
time to think. What precedes it in a sound file is not, and typed answers have no times at all."""

Rating = Literal["again", "hard", "good", "easy"]
"""How well an answer went, as spaced repetition has it."""


@dataclass(frozen=True)
class ModelRef:
    """Which recogniser model heard an answer; both empty for a typed one."""

    name: str = ""
    sha256: str = ""

    @property
    def title(self) -> str:
        """The name as reports show it: never the path of a model in a folder of its own."""
        return PurePath(self.name).name


@dataclass(frozen=True)
class Gap:
    """A stretch of an answer's recording in which the sound was lost; silence stands there."""

    start_s: float
    end_s: float


class Timed:
    """What is known of an answer's times, by where it came from."""

    source: SourceKind
    think_s: float
    answer_s: float

    @property
    def thought_s(self) -> float | None:
        """How long the user thought, in seconds; None where that can't be known (see LIVE)."""
        return self.think_s if self.source in LIVE else None

    @property
    def spoke_s(self) -> float | None:
        """From the first speech to the last, in seconds; None for typed answers."""
        return None if self.source == "typed" else self.answer_s


@dataclass(frozen=True)
class Attempt(Timed):
    """One answer to one question."""

    id: int
    session: int
    question: Question
    """As it was when it was asked: a bank can change afterwards."""
    language: str
    source: SourceKind
    started: datetime
    """When the question was asked, UTC."""
    model: ModelRef = ModelRef()
    think_s: float = 0.0
    """From the end of the question, or the start of a file, to the first speech, in seconds."""
    answer_s: float = 0.0
    """From the first speech to the last, or from the first key to the last, in seconds."""
    ended_by: EndedBy = "cut off"
    spoken: str = ""
    """The candidate's own text, where it is known."""
    transcript: Transcript = field(default_factory=Transcript)
    loudness: Loudness | None = None
    gaps: tuple[Gap, ...] = ()
    feedback: Feedback | None = None
    recording: str = ""
    """Path of the sound file, relative to the folder of recordings; empty when none is kept."""
    follows: int | None = None
    """The attempt that this one follows up, if it answers a follow-up question."""
    note: str = ""
    """What the user wrote beside it."""
    rating: Rating | None = None
    """The user's own; None where the coverage decides."""

    against: tuple[Comparison, ...] = field(default=(), compare=False)
    """Its figures beside those of earlier attempts. Derived from the journal, not kept in it."""

    @property
    def silent(self) -> bool:
        """Whether the question was met with silence.

        A voice too quiet for the level meter may have been understood all the same.
        """
        return self.ended_by == "no speech" and not self.transcript.words

    @property
    def own_story(self) -> bool:
        """Whether it is judged by the points of the user's own story instead of the bank's."""
        return any(point.own for point in self.question.points)

    @property
    def over_s(self) -> float:
        """How long it went on beyond the target, in seconds; less than 1 s counts as none."""
        over_s = (self.spoke_s or 0.0) - self.target_s
        return over_s if over_s >= 1 else 0.0

    @property
    def words_said(self) -> int:
        """How many words: without unknown sounds, phantoms and "um" where it has been judged."""
        delivery = self.feedback.delivery if self.feedback else None
        return delivery.words if delivery else len(self.transcript)

    @property
    def speech_s(self) -> float:
        """Where to begin to play the recording: shortly before the first word."""
        words = self.transcript.words
        return max(0.0, words[0].start_s - 0.5) if words else 0.0

    @property
    def target_s(self) -> int:
        """Length that an answer should have, in seconds."""
        return self.question.seconds


@dataclass(frozen=True)
class Event:
    """Something that happened in a sitting, beside the answers."""

    at: datetime
    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Session:
    """One sitting."""

    id: int
    kind: str
    """The command: rehearse, mock, demo."""
    bank: str
    started: datetime
    ended: datetime | None
    """None while it is going on, or when it was cut off."""
    attempts: tuple[Attempt, ...] = ()

    @property
    def by_candidate(self) -> bool:
        """Whether the synthetic candidate answered in it."""
        return any(attempt.source == "candidate" for attempt in self.attempts)
