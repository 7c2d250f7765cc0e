"""Attempts for journals of tests."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from voiceprep.bank.model import Question
from voiceprep.feedback.advice import Advice
from voiceprep.feedback.delivery import Delivery, Filler, Mention, Pace, Span
from voiceprep.feedback.structure import Part, Passage, Structure
from voiceprep.feedback.verdict import Feedback, Found, Loudness, PointResult, Verdict
from voiceprep.journal.attempt import Attempt, Gap, ModelRef
from voiceprep.journal.journal import Journal
from voiceprep.speech.transcript import Transcript, Word

BEGAN = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
Answered = Callable[..., Attempt]


def keep(
    journal: Journal,
    said: str,
    question: str = "missing-data",
    ask: str = "What do you do about missing values?",
    verdicts: tuple[Verdict, ...] = (),
    note: str = "",
    now: datetime | None = None,
) -> Attempt:
    """Keeps an attempt in a session of its own, a day after the one before it."""
    now = now or BEGAN + timedelta(days=journal.count())
    session = journal.begin_session("rehearse", "A bank", now)
    asked = Question(id=question, kind="common", ask=ask)
    opened = journal.open_attempt(session, asked, "en", "microphone", now)
    words = tuple(Word(text, 1.0 + n, 1.8 + n, 0.9) for n, text in enumerate(said.split()) if text)
    points = tuple(PointResult(f"point {n}", v, 0.5) for n, v in enumerate(verdicts))
    attempt = Attempt(
        id=opened.id,
        session=session,
        question=asked,
        language="en",
        source="microphone",
        started=now,
        think_s=1.5,
        answer_s=20.0,
        ended_by="key",
        transcript=Transcript(words),
        feedback=Feedback(points, "lexical") if verdicts else None,
        note=note,
    )
    journal.keep_attempt(attempt)
    journal.end_session(session, now + timedelta(minutes=3))
    return attempt


DELIVERY = Delivery(
    words=2,
    think_s=1.5,
    pauses=(Span(1.4, 1.75),),
    course=(Pace(0.0, 15.0, 140.0),),
    fillers=(Filler("um", "sound", 1.4, 1.5, "drop um rows"),),
    hedges=(Mention("maybe", 1, (2.0,)),),
)
STRUCTURE = Structure(
    "story",
    parts=(Part("action", (Passage("drop rows", 1.0, 2.0),), 1.0),),
    missing=("result",),
    number_in_result=False,
)
ADVICE = Advice("no-result", "Say what came of it.")


def complete(attempt: Attempt) -> Attempt:
    """The attempt with something in every field."""
    point = PointResult(
        "Drop rows", "covered", 0.8, "drop the rows", 1.0, 2.5, (Found("drop", "spelling", "drop"),)
    )
    return Attempt(
        id=attempt.id,
        session=attempt.session,
        question=attempt.question,
        language="en",
        source="microphone",
        started=attempt.started,
        model=ModelRef("small", "ab" * 32),
        think_s=1.5,
        answer_s=30.25,
        ended_by="key",
        spoken="Drop the rows.",
        transcript=Transcript((Word("drop", 1.0, 1.4, 0.9), Word("rows", 1.5, 2.0, 0.5))),
        loudness=Loudness(-20.0, -60.0, 0.01),
        gaps=(Gap(3.0, 4.0),),
        feedback=Feedback((point,), "lexical", "", ("a note",), DELIVERY, STRUCTURE, (ADVICE,)),
        recording="1/01-missing-data.wav",
        note="Slower next time",
    )
