"""Figures of an answer beside those of the same person's earlier answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal, get_args

FigureName = Literal[
    "coverage", "answer_s", "think_s", "speaking_wpm", "fillers_per_min", "long_pauses"
]
FIGURES: tuple[FigureName, ...] = get_args(FigureName)


@dataclass(frozen=True)
class Figures:
    """What was measured of one answer. None stands for what was not."""

    question: str
    """Id of the question."""
    coverage: float | None = None
    """Share of the points that were covered, 0 to 1."""
    own_story: bool = False
    """Whether these points are of the user's own story instead of the bank's."""
    answer_s: float | None = None
    """From the first speech to the last."""
    think_s: float | None = None
    """From the end of the question to the first speech."""
    speaking_wpm: float | None = None
    """Words a minute, pauses counted."""
    fillers_per_min: float | None = None
    long_pauses: int | None = None
    """How many pauses of 2 s and longer."""


@dataclass(frozen=True)
class Comparison:
    """One figure beside its earlier values."""

    name: FigureName
    value: float
    last: float | None
    """In the last attempt at the same question; None where there was none."""
    median: float | None
    """Of the earlier attempts at the same question."""
    attempts: int
    """How many these are."""
    median_all: float
    """Of the earlier attempts at any question."""
    attempts_all: int
    """How many these are; at least one."""


def compared(now: Figures, earlier: Sequence[Figures]) -> tuple[Comparison, ...]:
    """Each figure that was measured now and before; `earlier` are all attempts, oldest first.

    Coverage stands beside that of attempts that were judged by the same sort of points.
    """
    found = []
    like = [one for one in earlier if one.own_story == now.own_story]
    for name in FIGURES:
        value = getattr(now, name)
        others = like if name == "coverage" else earlier
        everywhere = [f for one in others if (f := getattr(one, name)) is not None]
        if value is None or not everywhere:
            continue
        here = [
            f
            for one in others
            if one.question == now.question and (f := getattr(one, name)) is not None
        ]
        found.append(
            Comparison(
                name=name,
                value=value,
                last=here[-1] if here else None,
                median=median(here) if here else None,
                attempts=len(here),
                median_all=median(everywhere),
                attempts_all=len(everywhere),
            )
        )
    return tuple(found)
