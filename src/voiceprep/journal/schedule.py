"""When a question comes back: spaced repetition (FSRS), from what each answer covered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from voiceprep.bank.model import Question
from voiceprep.feedback.verdict import Feedback
from voiceprep.journal.attempt import Attempt, Rating

if TYPE_CHECKING:
    from fsrs import Scheduler

EASY, GOOD, HARD = 0.9, 0.65, 0.35
"""Strength from which an answer is rated so; below HARD it is "again". Our convention."""
CHECKED = 0.5
"""What a point counts of which it is not sure whether it was said."""
SOON = timedelta(minutes=10)
"""When a question comes back that was rated "again"."""
RETENTION = 0.9
"""Probability of still knowing the answer at which a question comes back: FSRS's own default."""
_UNFINISHED = ("cut off", "microphone lost", "disk full", "quit")


@dataclass(frozen=True)
class Standing:
    """How a question stands after all answers to it."""

    due: datetime
    strength: float
    """Of the last answer that was rated, by the user's own rating where there is one."""
    difficulty: float
    """FSRS: from 1, easy, to 10."""
    stability_days: float
    """FSRS: days until the probability of knowing it falls to 90 %."""
    answers: int
    """How many were rated, those that were skipped among them."""
    coverage: float | None = None
    """Share of the points that the last of them covered; None where it could not be judged."""

    def is_due(self, now: datetime) -> bool:
        """Whether it has come back."""
        return self.due <= now


@dataclass(frozen=True)
class Skip:
    """A question that was skipped in a mock interview."""

    question: str
    """Its id."""
    at: datetime
    attempt: int | None = None
    """What had been said of it, if anything."""


def strength(question: Question, feedback: Feedback | None) -> float | None:
    """How well an answer shows that its question is known, 0 to 1; None where it can't be told.

    It decides when the question comes back, and is not what is shown as points covered
    (Feedback.coverage): points count by the weight that the bank gives them, one to check counts
    half, for it may well have been said, and those that the model could not have heard are left
    out, for no answer could ever cover them.
    """
    if feedback is None or feedback.unscorable:
        return None
    weights = {point.say: point.weight for point in question.points}
    worth = {"covered": 1.0, "check": CHECKED, "missed": 0.0}
    counted = [
        (weights.get(point.say, 1.0), worth[point.verdict])
        for point in feedback.points
        if point.verdict in worth
    ]
    whole = sum(weight for weight, _ in counted)
    return sum(weight * part for weight, part in counted) / whole if whole else None


def rated(attempt: Attempt) -> Rating | None:
    """The user's own rating, else that of its strength; None for an answer that says nothing.

    Easy from a strength of 90 %, good from 65 %, hard from 35 %, else again; again for silence,
    unless the microphone was dead. Answers by the synthetic candidate, to follow-ups and closing
    questions, and those that were cut off don't count unless the user rates them.
    """
    if attempt.rating is not None:
        return attempt.rating
    other = attempt.source == "candidate" or attempt.follows is not None
    if other or attempt.question.kind == "closing" or attempt.ended_by in _UNFINISHED:
        return None
    if attempt.silent:
        return "again" if _heard(attempt) else None
    known = strength(attempt.question, attempt.feedback)
    if known is None:
        return None
    return (
        "easy"
        if known >= EASY
        else "good"
        if known >= GOOD
        else "hard"
        if known >= HARD
        else "again"
    )


def _heard(attempt: Attempt) -> bool:
    """Whether the microphone gave any sound, so that silence was the candidate's."""
    from voiceprep.audio.level import SILENT_DBFS

    return attempt.loudness is not None and attempt.loudness.noise_dbfs > SILENT_DBFS


@dataclass(frozen=True)
class _Review:
    """One rating in the history of a question."""

    at: datetime
    question: str
    rating: Rating
    strength: float
    coverage: float | None


def standings(attempts: Iterable[Attempt], skipped: Iterable[Skip] = ()) -> dict[str, Standing]:
    """By question, how it stands: all ratings replayed in their order.

    A question that was skipped is rated "again", unless what was said of it has a rating.
    """
    from fsrs import Card
    from fsrs import Rating as Grade

    scheduler = _scheduler()
    cards: dict[str, Card] = {}
    found: dict[str, Standing] = {}
    for one in _reviews(attempts, skipped):
        card = cards.get(one.question) or Card(card_id=1, due=one.at)
        cards[one.question], _ = scheduler.review_card(card, Grade[one.rating.capitalize()], one.at)
        before = found.get(one.question)
        found[one.question] = Standing(
            due=cards[one.question].due,
            strength=one.strength,
            coverage=one.coverage,
            difficulty=cards[one.question].difficulty or 5.0,
            stability_days=cards[one.question].stability or 0.0,
            answers=before.answers + 1 if before else 1,
        )
    return found


def _reviews(attempts: Iterable[Attempt], skipped: Iterable[Skip]) -> list[_Review]:
    """All that is rated, in its order."""
    reviews = []
    counted = set()
    for attempt in sorted(attempts, key=lambda one: (one.started, one.id)):
        rating = rated(attempt)
        if rating is None:
            continue
        counted.add(attempt.id)
        shown = strength(attempt.question, attempt.feedback)
        if shown is None or attempt.rating:
            shown = _STRENGTHS[rating]
        at = attempt.started.astimezone(UTC)
        covered = attempt.feedback.coverage if attempt.feedback else None
        reviews.append(_Review(at, attempt.question.id, rating, shown, covered))
    reviews += [
        _Review(skip.at.astimezone(UTC), skip.question, "again", _STRENGTHS["again"], None)
        for skip in skipped
        if skip.attempt not in counted
    ]
    return sorted(reviews, key=lambda one: one.at)


_STRENGTHS: Mapping[Rating, float] = {"again": 0.0, "hard": HARD, "good": GOOD, "easy": 1.0}


def due_first(
    questions: Sequence[Question], known: Mapping[str, Standing], now: datetime
) -> list[Question]:
    """Questions that are due, weakest first; those that were never answered come before them."""
    waiting = [
        question
        for question in questions
        if question.id not in known or known[question.id].is_due(now)
    ]
    return sorted(waiting, key=lambda question: _need(question, known))


def next_due(questions: Iterable[Question], known: Mapping[str, Standing]) -> datetime | None:
    """When the first of the questions comes back; None if none was ever answered."""
    return min((known[q.id].due for q in questions if q.id in known), default=None)


def _need(question: Question, known: Mapping[str, Standing]) -> tuple[float, datetime]:
    standing = known.get(question.id)
    if standing is None:
        return -1.0, datetime.min.replace(tzinfo=UTC)
    return standing.strength, standing.due


@cache
def _scheduler() -> "Scheduler":
    from fsrs import Scheduler

    # Without fuzzing: the same answers always give the same days.
    return Scheduler(
        desired_retention=RETENTION,
        learning_steps=(SOON,),
        relearning_steps=(SOON,),
        enable_fuzzing=False,
    )
