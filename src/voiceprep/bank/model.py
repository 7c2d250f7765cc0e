"""Question, key point, bank."""

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["common", "behavioral", "technical", "closing"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class KeyPoint:
    """One thing that a good answer says."""

    say: str
    """The point in a short sentence, as it is shown to the user."""
    terms: tuple[tuple[str, ...], ...] = ()
    """Groups of terms: any term of a group will do, each group counts."""
    weight: float = 1.0
    """How much the point matters beside the others of its question; above 0."""
    follow_up: str = ""
    """What an interviewer asks when the point was missed."""
    derived: bool = False
    """Whether the point was made from prose by rules and not written by a person."""
    own: bool = False
    """Whether it is of the user's own story and stands in no bank."""


@dataclass(frozen=True)
class Question:
    """One question of an interview."""

    id: str
    """Stable: the journal refers to it. Lower-case letters, digits and hyphens."""
    kind: Kind
    ask: str
    """Read aloud."""
    why: str = ""
    """Why interviewers ask it."""
    sample: str = ""
    """A good answer, if there is one."""
    tip: str = ""
    """Advice, if there is any."""
    seconds: int = 120
    """Target length of an answer, in seconds."""
    points: tuple[KeyPoint, ...] = ()


@dataclass(frozen=True)
class ClosingQuestion:
    """A question for the candidate to ask the interviewer."""

    ask: str
    why: str = ""


@dataclass(frozen=True)
class Preparation:
    """One thing to do before the interview."""

    do: str


@dataclass(frozen=True)
class Faq:
    """What people ask about such interviews, and the answer."""

    question: str
    answer: str


@dataclass(frozen=True)
class Bank:
    """The questions for one role, with what surrounds them."""

    title: str
    language: str = "en"
    """ISO 639-1 code."""
    about: str = ""
    """What interviews for the role look for."""
    advice: tuple[tuple[Kind, str], ...] = ()
    """Advice that holds for every question of a kind, such as STAR for behavioral ones."""
    questions: tuple[Question, ...] = ()
    closing: tuple[ClosingQuestion, ...] = ()
    prepare: tuple[Preparation, ...] = ()
    faq: tuple[Faq, ...] = ()

    def question(self, id: str) -> Question:
        """The question with this id; KeyError if there is none."""
        for question in self.questions:
            if question.id == id:
                return question
        raise KeyError(id)
