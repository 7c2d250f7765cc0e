"""Two attempts at a question beside each other."""

from dataclasses import dataclass
from typing import Any, Literal

from voiceprep.feedback.verdict import PointResult
from voiceprep.journal.attempt import Attempt

_WORTH = {"covered": 2, "check": 1, "missed": 0, "unhearable": 0}
Figure = tuple[str, float | None, float | None, str, int]
"""Name, the one's, the other's, unit, digits after the point."""


@dataclass(frozen=True)
class Pair:
    """One point in both attempts; None where an attempt was not judged by it."""

    say: str
    one: PointResult | None
    other: PointResult | None

    @property
    def change(self) -> Literal["won", "lost", "same", "unknown"]:
        """From the one to the other."""
        if self.one is None or self.other is None:
            return "unknown"
        before, after = _WORTH[self.one.verdict], _WORTH[self.other.verdict]
        return "same" if before == after else "won" if after > before else "lost"


@dataclass(frozen=True)
class Comparison:
    """What the other attempt has that the one has not, and the reverse."""

    one: Attempt
    other: Attempt
    pairs: tuple[Pair, ...]
    figures: tuple[Figure, ...]

    @property
    def won(self) -> int:
        """Points that the other attempt has more of."""
        return sum(pair.change == "won" for pair in self.pairs)

    @property
    def lost(self) -> int:
        """Points that the other attempt has less of."""
        return sum(pair.change == "lost" for pair in self.pairs)


def compare(one: Attempt, other: Attempt) -> Comparison:
    """Compares two attempts at one question; points are the same where they say the same."""
    first, second = _points(one), _points(other)
    names = dict.fromkeys([*first, *second])
    return Comparison(
        one=one,
        other=other,
        pairs=tuple(Pair(say, first.get(say), second.get(say)) for say in names),
        figures=tuple(
            (name, a, b, unit, digits)
            for (name, a, unit, digits), (_, b, _, _) in zip(
                _figures(one), _figures(other), strict=True
            )
        ),
    )


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """For scripts."""
    return {
        "question": comparison.one.question.id,
        "attempts": [comparison.one.id, comparison.other.id],
        "won": comparison.won,
        "lost": comparison.lost,
        "points": [
            {
                "say": pair.say,
                "change": pair.change,
                "verdicts": [side.verdict if side else None for side in (pair.one, pair.other)],
                "quotes": [side.quote if side else "" for side in (pair.one, pair.other)],
            }
            for pair in comparison.pairs
        ],
        "figures": [
            {"name": name, "unit": unit.strip(), "values": [one, other]}
            for name, one, other, unit, _ in comparison.figures
        ],
        "transcripts": [comparison.one.transcript.text, comparison.other.transcript.text],
    }


def _points(attempt: Attempt) -> dict[str, PointResult]:
    feedback = attempt.feedback
    if feedback is None or feedback.unscorable:
        return {}
    return {point.say: point for point in feedback.points}


def _figures(attempt: Attempt) -> list[tuple[str, float | None, str, int]]:
    delivery = attempt.feedback.delivery if attempt.feedback else None
    return [
        ("thinking", attempt.thought_s, " s", 1),
        ("answer", attempt.spoke_s, " s", 0),
        ("words", float(attempt.words_said), "", 0),
        ("words a minute", delivery.speaking_wpm if delivery else None, "", 0),
        ("fillers a minute", delivery.fillers_per_min if delivery else None, "", 1),
        ("long pauses", delivery.long_pause_count if delivery else None, "", 0),
    ]
