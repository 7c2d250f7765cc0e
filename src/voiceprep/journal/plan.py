"""The plan of a mock interview, which is kept as its first event."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from cattrs import BaseValidationError, structure

from voiceprep.bank.model import Question
from voiceprep.journal.attempt import Event

Stage = Literal["opening", "common", "behavioral", "technical", "closing"]
STAGES: tuple[Stage, ...] = get_args(Stage)
Strategy = Literal["balanced", "weakest", "random", "fixed"]
STRATEGIES: tuple[Strategy, ...] = get_args(Strategy)
DRAWN: tuple[Strategy, ...] = ("balanced", "random")
"""Strategies that draw, and so have a seed."""

THINKING_S = 6.0
"""Thinking time that is planned for each question: our convention."""
FOLLOW_UP_S = 60
"""Target length of an answer to a follow-up, in seconds: our convention."""


@dataclass(frozen=True)
class Item:
    """A question in its place in the interview."""

    question: Question
    stage: Stage
    limit_s: float = 0.0
    """When the answer is ended, from its first speech, in seconds; 0 for never."""

    def planned_s(self, rate_wpm: int, follow_ups: int = 0) -> float:
        """Reading the question, thinking, the target length, and follow-ups, in seconds."""
        own_s = _asking_s(self.question, rate_wpm) + THINKING_S + self.question.seconds
        if self.stage in ("opening", "closing"):
            return own_s
        return own_s + follow_ups * (THINKING_S + min(FOLLOW_UP_S, self.question.seconds))


@dataclass(frozen=True)
class Plan:
    """A mock interview before it is held."""

    bank: str
    """Title of the bank."""
    minutes: float
    strategy: Strategy
    items: tuple[Item, ...] = ()
    seed: int | None = None
    """What repeats the draw; None where nothing was drawn, or what was answered before counted."""
    follow_ups: int = 0
    """Most follow-ups to an answer."""
    overtime: bool = False
    """Whether answers may go on beyond their limit."""
    rate_wpm: int = field(default=165, compare=False)

    @property
    def ids(self) -> frozenset[str]:
        """Ids of the bank's questions in it."""
        return frozenset(i.question.id for i in self.items if i.stage not in ("opening", "closing"))

    @property
    def planned_s(self) -> float:
        """How long all of it takes, as planned."""
        return sum(item.planned_s(self.rate_wpm, self.follow_ups) for item in self.items)


@dataclass(frozen=True)
class Held:
    """How an interview is held; kept beside its plan, so that it goes on in the same way."""

    language: str = ""
    """The bank's; empty where it was not kept."""
    quiet: bool = False
    """Whether the interviewer is read, not heard."""
    keep_sound: bool = True
    by_candidate: bool = False
    """Whether the synthetic candidate answers, and not the user."""


def held_in(events: Iterable[Event]) -> Held:
    """How an interview is held, by its events; older ones don't have it."""
    data = next((event.data for event in events if event.kind == "plan"), {})
    try:
        return structure(data.get("held", {}), Held)
    except (BaseValidationError, LookupError, TypeError, ValueError, AttributeError):
        return Held()


def plan_in(events: Iterable[Event]) -> Plan | None:
    """The plan of an interview by its events; None where there is none that can be followed."""
    data = next((event.data for event in events if event.kind == "plan"), None)
    return plan_of(data) if data is not None else None


def plan_of(data: Mapping[str, Any]) -> Plan | None:
    """The plan that is kept as this; None if it is none, or has no question."""
    try:
        json.dumps(data, allow_nan=False)
        plan = structure(data, Plan)
    except (BaseValidationError, LookupError, TypeError, ValueError, AttributeError):
        return None
    return plan if plan.items else None


def _asking_s(question: Question, rate_wpm: int) -> float:
    return 1.0 + len(question.ask.split()) * 60 / rate_wpm
