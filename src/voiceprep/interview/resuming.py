"""Mock interviews that were left or cut off, made out from what was kept of them."""

from dataclasses import dataclass, field
from pathlib import Path

from voiceprep.interview.followups import FollowUps, follow_ups_in
from voiceprep.journal.attempt import Event, Session
from voiceprep.journal.journal import Journal
from voiceprep.journal.lock import LOCK, Lock
from voiceprep.journal.plan import Held, Plan, held_in, plan_in


@dataclass(frozen=True)
class Place:
    """Where in its plan an interview stands."""

    item: int
    """Number of the item, from 0."""
    point: int | None = None
    """The point that a follow-up asks for; None for the question itself."""
    follows: int | None = None
    """The attempt that a follow-up follows."""


@dataclass(frozen=True)
class Open:
    """An interview that was left, or cut off."""

    session: Session
    plan: Plan
    held: Held
    place: Place | None
    """What is to be asked next; None where nothing is left."""
    spent_s: float
    follow_ups: FollowUps = field(default_factory=FollowUps)


def last_interview(journal: Journal) -> Session | None:
    """The user's last mock interview of which something was kept; None if there was none."""
    return next((one for one in journal.sessions() if one.kind == "mock" and _own(one)), None)


def last_plan(journal: Journal) -> Plan | None:
    """The plan of the user's last mock interview; None if there was none."""
    session = last_interview(journal)
    return plan_in(journal.events(session.id)) if session else None


def open_interview(journal: Journal, recordings: Path) -> Open | None:
    """The user's newest mock interview that was not ended and is not going on; None if there is
    none."""
    for session in journal.unended("mock"):
        events = journal.events(session.id)
        plan, held = plan_in(events), held_in(events)
        if plan is None or held.by_candidate or not _own(session):
            continue
        folder = recordings / str(session.id)
        if folder.is_dir():
            lock = Lock(folder / LOCK)
            if not lock.acquire():
                continue
            lock.release()
        return Open(
            session,
            plan,
            held,
            _place(events, plan, frozenset(one.id for one in session.attempts)),
            _spent_s(events, session),
            follow_ups_in(events, session, plan),
        )
    return None


def _own(session: Session) -> bool:
    return not session.by_candidate


def _place(events: tuple[Event, ...], plan: Plan, attempts: frozenset[int]) -> Place | None:
    """The question that was open; else the first that was neither asked nor dropped.

    A follow-up is not asked any more where the attempt that it follows was deleted.
    """
    settled: set[int] = set()
    asked: Place | None = None
    for event in events:
        if event.kind == "asked":
            asked = Place(event.data["item"], event.data["point"], event.data["follows"])
        elif event.kind == "done":
            settled.add(event.data["item"])
            asked = None
        elif event.kind == "dropped":
            settled.add(event.data["item"])
    if asked is not None and (asked.follows is None or asked.follows in attempts):
        return asked
    return next((Place(n) for n in range(len(plan.items)) if n not in settled), None)


def _spent_s(events: tuple[Event, ...], session: Session) -> float:
    """What is known to be spent: until the last event, and in the answer that was cut off."""
    known = [event for event in events if "spent_s" in event.data]
    if not known:
        return 0.0
    last = known[-1]
    since = [attempt for attempt in session.attempts if attempt.started >= last.at]
    return float(last.data["spent_s"]) + sum(one.think_s + one.answer_s for one in since)
