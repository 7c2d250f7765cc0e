"""What the journal knows of the attempts before one, read without their words."""

import json
import sqlite3
from dataclasses import replace

from voiceprep.feedback.oneself import Comparison, Figures, compared
from voiceprep.journal.attempt import LIVE, Attempt, Session
from voiceprep.journal.journal import Journal

_FIGURES = (
    "question_id, source, answer_s, think_s, wpm, fillers_per_min, long_pauses, coverage, own_story"
)
_BEFORE = "(started, id) < (SELECT started, id FROM attempt WHERE id = ?)"
"""By time: numbers of attempts that came from elsewhere tell nothing of it."""
_OWN_AND_JUDGED = (
    "open = 0 AND source != 'candidate' AND judge IS NOT NULL AND unscorable = ''"
    " AND follows IS NULL"
)


def against_oneself(journal: Journal, attempt: Attempt) -> tuple[Comparison, ...]:
    """The attempt's figures beside those of the user's attempts before it.

    Nothing for the synthetic candidate, whose attempts don't count either, and for answers that
    can't be judged.
    """
    feedback = attempt.feedback
    if attempt.source == "candidate" or feedback is None or feedback.unscorable:
        return ()
    (row,) = journal.select(f"SELECT {_FIGURES} FROM attempt WHERE id = ?", attempt.id)
    return compared(_figures(row), earlier_figures(journal, attempt.id))


def with_comparison(journal: Journal, attempt: Attempt) -> Attempt:
    """The attempt with its figures beside earlier ones."""
    return replace(attempt, against=against_oneself(journal, attempt))


def session_with_comparison(journal: Journal, session: Session) -> Session:
    """The session with its attempts so."""
    attempts = tuple(with_comparison(journal, attempt) for attempt in session.attempts)
    return replace(session, attempts=attempts)


def earlier_figures(journal: Journal, before: int) -> list[Figures]:
    """Figures of the user's judged attempts before this one, by its number; oldest first."""
    rows = journal.select(
        f"SELECT {_FIGURES} FROM attempt INDEXED BY attempt_figures"
        f" WHERE {_OWN_AND_JUDGED} AND {_BEFORE} ORDER BY started, id",
        before,
    )
    return [_figures(row) for row in rows]


def rules_shown(journal: Journal, attempt: Attempt, count: int = 2) -> list[list[str]]:
    """The rules of advice shown after the last judged attempts before this one, oldest first.

    Those of the synthetic candidate for its own attempts, else the user's.
    """
    rows = journal.select(
        "SELECT advice FROM attempt WHERE open = 0 AND (source = 'candidate') = ?"
        f" AND judge IS NOT NULL AND unscorable = '' AND {_BEFORE}"
        " ORDER BY started DESC, id DESC LIMIT ?",
        attempt.source == "candidate",
        attempt.id,
        count,
    )
    return [[one["rule"] for one in json.loads(row["advice"])] for row in reversed(rows)]


def coverage_before(journal: Journal, attempt: Attempt) -> float | None:
    """The share of points covered in the user's last attempt at the question before this one.

    Of those that were judged by the same sort of points: the bank's, or the user's own story's.
    """
    if attempt.source == "candidate":
        return None
    rows = journal.select(
        "SELECT coverage FROM attempt WHERE question_id = ? AND own_story = ?"
        f" AND {_OWN_AND_JUDGED} AND {_BEFORE}"
        " ORDER BY started DESC, id DESC LIMIT 1",
        attempt.question.id,
        attempt.own_story,
        attempt.id,
    )
    return rows[0]["coverage"] if rows else None


def _figures(row: sqlite3.Row) -> Figures:
    return Figures(
        question=row["question_id"],
        coverage=row["coverage"],
        own_story=bool(row["own_story"]),
        answer_s=row["answer_s"] if row["source"] != "typed" else None,
        think_s=row["think_s"] if row["source"] in LIVE else None,
        speaking_wpm=row["wpm"],
        fillers_per_min=row["fillers_per_min"],
        long_pauses=row["long_pauses"],
    )
