"""How one gets on: the same figures by question, by kind and by week."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean

from voiceprep.journal.overview import Brief


@dataclass(frozen=True)
class Standing:
    """A group of attempts; means, None where nothing was measured."""

    name: str
    """A question's id, a kind, or a week by the date of its Monday."""
    attempts: int
    coverage: float | None
    """Share of points covered, 0 to 1: the mean of its attempts."""
    first: float | None
    """Coverage of the first attempt that was judged, and by the same sort of points as the last:
    those of the bank, or those of the user's own story."""
    last: float | None
    """Coverage of the last attempt that was judged."""
    wpm: float | None
    fillers_per_min: float | None
    think_s: float | None
    """From the end of the question to the first speech; None for typed answers and sound files."""


@dataclass(frozen=True)
class Progress:
    """Everything, in three groupings."""

    questions: tuple[Standing, ...]
    """Weakest last attempt first."""
    kinds: tuple[Standing, ...]
    weeks: tuple[Standing, ...]
    """Oldest first; weeks without attempts are left out."""


def progress(attempts: Iterable[Brief]) -> Progress:
    """Figures of all attempts, oldest first, but those of the synthetic candidate."""
    own = sorted((a for a in attempts if a.source != "candidate"), key=lambda a: a.started)
    questions = _grouped(own, lambda attempt: attempt.question)
    return Progress(
        questions=tuple(
            sorted(questions, key=lambda one: (one.last is None, one.last or 0.0, one.name))
        ),
        kinds=_grouped(own, lambda attempt: attempt.kind),
        weeks=_grouped(own, lambda attempt: monday(attempt).isoformat()),
    )


def monday(attempt: Brief) -> date:
    """The Monday of an attempt's week, where the user is."""
    day = attempt.started.astimezone().date()
    return day - timedelta(days=day.weekday())


def _grouped(attempts: list[Brief], name: Callable[[Brief], str]) -> tuple[Standing, ...]:
    groups: dict[str, list[Brief]] = {}
    for attempt in attempts:
        groups.setdefault(name(attempt), []).append(attempt)
    return tuple(_standing(name, group) for name, group in groups.items())


def _standing(name: str, group: list[Brief]) -> Standing:
    judged = [(a.coverage, a.own_story) for a in group if a.coverage is not None]
    return Standing(
        name=name,
        attempts=len(group),
        coverage=_mean(coverage for coverage, _ in judged),
        first=next((coverage for coverage, own in judged if own == judged[-1][1]), None),
        last=judged[-1][0] if judged else None,
        wpm=_mean(a.wpm for a in group),
        fillers_per_min=_mean(a.fillers_per_min for a in group),
        think_s=_mean(a.thought_s for a in group),
    )


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if known else None
