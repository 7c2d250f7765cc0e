"""Rows of the journal's tables, to and from attempts."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from cattrs import structure, unstructure

from voiceprep.bank.model import KeyPoint, Question
from voiceprep.feedback.advice import Advice
from voiceprep.feedback.delivery import Delivery
from voiceprep.feedback.structure import Structure
from voiceprep.feedback.verdict import Feedback, Found, Loudness, PointResult
from voiceprep.journal.attempt import Attempt, Gap, ModelRef, Session
from voiceprep.speech.transcript import Transcript, Word

T = TypeVar("T")


def verdict_row(attempt: int, n: int, point: PointResult) -> tuple[object, ...]:
    found = json.dumps([asdict(found) for found in point.found], ensure_ascii=False)
    return (
        attempt,
        n,
        point.say,
        point.verdict,
        point.score,
        point.quote,
        point.start_s,
        point.end_s,
        int(point.derived),
        found,
    )


def feedback_row(feedback: Feedback | None) -> dict[str, object]:
    """The columns of an attempt that its feedback fills, by name; all but the coverage."""
    delivery = feedback.delivery if feedback else None
    return {
        "judge": feedback.judge if feedback else None,
        "unscorable": feedback.unscorable if feedback else "",
        "notes": _document(feedback.notes if feedback else ()),
        "delivery": _document(delivery),
        "structure": _document(feedback.structure if feedback else None),
        "advice": _document(feedback.advice if feedback else ()),
        "long_pauses": delivery.long_pause_count if delivery else None,
    }


def to_session(row: sqlite3.Row, attempts: Sequence[Attempt]) -> Session:
    return Session(**session_columns(row), attempts=tuple(attempts))


def session_columns(row: sqlite3.Row) -> dict[str, Any]:
    """The fields of a session, all but its attempts, by name."""
    ended = row["ended"]
    times = {"started": to_time(row["started"]), "ended": to_time(ended) if ended else None}
    return {"id": row["id"], "kind": row["kind"], "bank": row["bank"], **times}


def to_attempt(
    row: sqlite3.Row,
    words: Sequence[sqlite3.Row],
    gaps: Sequence[sqlite3.Row],
    verdicts: Sequence[sqlite3.Row],
) -> Attempt:
    attempt = Attempt(
        id=row["id"],
        session=row["session"],
        question=_question(json.loads(row["question"])),
        language=row["language"],
        source=row["source"],
        started=to_time(row["started"]),
        model=ModelRef(row["model_name"], row["model_sha256"]),
        think_s=row["think_s"],
        answer_s=row["answer_s"],
        ended_by=row["ended_by"],
        spoken=row["spoken"],
        transcript=Transcript(
            tuple(
                Word(word["text"], word["start_s"], word["end_s"], word["conf"]) for word in words
            )
        ),
        gaps=tuple(Gap(gap["start_s"], gap["end_s"]) for gap in gaps),
        recording=row["recording"],
        follows=row["follows"],
        note=row["note"],
        rating=row["rating"],
    )
    if row["speech_dbfs"] is not None:
        loudness = Loudness(row["speech_dbfs"], row["noise_dbfs"], row["clipped"])
        attempt = replace(attempt, loudness=loudness)
    if row["judge"] is not None:
        feedback = Feedback(
            points=tuple(_point(verdict) for verdict in verdicts),
            judge=row["judge"],
            unscorable=row["unscorable"],
            notes=tuple(json.loads(row["notes"])),
            delivery=_parsed(row["delivery"], Delivery),
            structure=_parsed(row["structure"], Structure),
            advice=structure(json.loads(row["advice"]), tuple[Advice, ...]),
        )
        attempt = replace(attempt, feedback=feedback)
    return attempt


def _question(table: dict[str, Any]) -> Question:
    points = tuple(
        KeyPoint(**{**point, "terms": tuple(tuple(group) for group in point["terms"])})
        for point in table["points"]
    )
    return Question(**{**table, "points": points})


def _point(row: sqlite3.Row) -> PointResult:
    return PointResult(
        say=row["say"],
        verdict=row["verdict"],
        score=row["score"],
        quote=row["quote"],
        start_s=row["start_s"],
        end_s=row["end_s"],
        found=tuple(Found(**found) for found in json.loads(row["found"])),
        derived=bool(row["derived"]),
        claimed=bool(row["claimed"]),
    )


def _parsed(text: str | None, kind: type[T]) -> T | None:
    return None if text is None else structure(json.loads(text), kind)


def _document(value: Any) -> str | None:
    """Dataclasses as JSON; NULL for None."""
    return None if value is None else json.dumps(unstructure(value), ensure_ascii=False)


def to_time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
