"""Rows of the journal's tables, to and from attempts."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

from voiceprep.bank.model import KeyPoint, Question
from voiceprep.feedback.verdict import Feedback, Found, Loudness, PointResult
from voiceprep.journal.attempt import Attempt, Gap, ModelRef, Session
from voiceprep.speech.transcript import Transcript, Word


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


def to_session(row: sqlite3.Row, attempts: Sequence[Attempt]) -> Session:
    return Session(
        id=row["id"],
        kind=row["kind"],
        bank=row["bank"],
        started=_time(row["started"]),
        ended=_time(row["ended"]) if row["ended"] else None,
        attempts=tuple(attempts),
    )


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
        started=_time(row["started"]),
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
    )


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
