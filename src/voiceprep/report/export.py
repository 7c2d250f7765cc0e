"""Attempts as JSON: one shape for --json, exports and pages (docs/attempt-json.md)."""

from collections.abc import Set
from dataclasses import asdict
from typing import Any

from cattrs import unstructure

from voiceprep.bank.stories import own_points
from voiceprep.feedback.verdict import PointResult
from voiceprep.journal.attempt import Attempt, Session


def attempt_json(attempt: Attempt) -> dict[str, Any]:
    """One attempt; times in seconds, levels in dB below full scale."""
    feedback = attempt.feedback
    own = own_points(attempt.question)
    return {
        "id": attempt.id,
        "session": attempt.session,
        "question": {
            "id": attempt.question.id,
            "kind": attempt.question.kind,
            "ask": attempt.question.ask,
        },
        "source": attempt.source,
        "language": attempt.language,
        "model": asdict(attempt.model),
        "started": attempt.started.isoformat().replace("+00:00", "Z"),
        "think_s": _rounded(attempt.thought_s),
        "answer_s": _rounded(attempt.spoke_s),
        "target_s": attempt.target_s,
        "ended_by": attempt.ended_by,
        "spoken": attempt.spoken,
        "transcript": attempt.transcript.text,
        "words": [
            {
                "word": word.text,
                "start_s": round(word.start_s, 3),
                "end_s": round(word.end_s, 3),
                "conf": round(word.conf, 3),
            }
            for word in attempt.transcript.words
        ],
        "judge": feedback.judge if feedback else "",
        "unscorable": feedback.unscorable if feedback else "",
        "notes": list(feedback.notes) if feedback else [],
        "points": [_point(point, own) for point in feedback.points] if feedback else [],
        "delivery": {
            **(asdict(attempt.loudness) if attempt.loudness else {}),
            **(unstructure(feedback.delivery) if feedback and feedback.delivery else {}),
            "words": attempt.words_said,
        },
        "structure": unstructure(feedback.structure) if feedback and feedback.structure else {},
        "advice": [asdict(advice) for advice in feedback.advice] if feedback else [],
        "against": [asdict(comparison) for comparison in attempt.against],
        "follows": attempt.follows,
        "note": attempt.note,
        "rating": attempt.rating,
        "gaps": [asdict(gap) for gap in attempt.gaps],
        "recording": attempt.recording,
    }


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 2)


def _point(point: PointResult, own: Set[str]) -> dict[str, Any]:
    return {
        "say": point.say,
        "verdict": point.verdict,
        "score": round(point.score, 3),
        "quote": point.quote,
        "start_s": point.start_s,
        "end_s": point.end_s,
        "found": [asdict(found) for found in point.found],
        "derived": point.derived,
        "claimed": point.claimed,
        "own": point.say in own,
    }


def session_json(session: Session) -> dict[str, Any]:
    """One session, without its attempts."""
    return {
        "id": session.id,
        "kind": session.kind,
        "bank": session.bank,
        "started": session.started.isoformat().replace("+00:00", "Z"),
        "ended": session.ended.isoformat().replace("+00:00", "Z") if session.ended else None,
        "attempts": len(session.attempts),
    }


def results_json(session: Session | None) -> dict[str, Any]:
    """What rehearse and demo print: the session, if anything was answered, and its attempts."""
    return {
        "session": session_json(session) if session else None,
        "attempts": [attempt_json(attempt) for attempt in session.attempts] if session else [],
    }
