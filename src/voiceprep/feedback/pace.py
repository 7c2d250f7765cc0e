"""How fast an answer was spoken, in words a minute."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import pstdev

from voiceprep.feedback.pauses import Timing
from voiceprep.speech.transcript import Word

SHORTEST_S = 20.0
"""Answers shorter than this get no rate: too few words for one."""
WINDOW_S = 15.0
"""Step of the course."""
HEARD = 0.5
"""Share of a window that must have been heard: of less, a rate would rest on a few words."""


@dataclass(frozen=True)
class Pace:
    """Speaking rate in one stretch of an answer."""

    start_s: float
    end_s: float
    wpm: float
    """Words a minute."""


@dataclass(frozen=True)
class Rates:
    """The pace of one answer, in words a minute (Jacewicz, Fox & Wei 2010, JASA 128:839-850)."""

    speaking_wpm: float
    """From the first speech to the last, pauses counted."""
    articulation_wpm: float
    """Pauses not counted."""
    course: tuple[Pace, ...]
    """Speaking rate in windows of WINDOW_S; the last one takes in a rest of less than half.
    Those in which most of the sound was lost are left out."""
    spread_wpm: float | None
    """Standard deviation of the course; None where that is a single window."""


def rates(timing: Timing, words: Sequence[Word]) -> Rates | None:
    """How fast these words were spoken; None for answers shorter than SHORTEST_S.

    Where sound was lost, neither time nor words are counted.
    """
    heard_s = timing.answer_s - timing.lost_s
    if not words or heard_s < SHORTEST_S:
        return None
    course = _course(timing, words)
    return Rates(
        speaking_wpm=_wpm(len(words), heard_s),
        articulation_wpm=_wpm(len(words), timing.speech_s),
        course=course,
        spread_wpm=round(pstdev(pace.wpm for pace in course), 1) if len(course) > 1 else None,
    )


def _course(timing: Timing, words: Sequence[Word]) -> tuple[Pace, ...]:
    windows = max(1, int(timing.answer_s / WINDOW_S + 0.5))
    course = []
    for n in range(windows):
        start_s = timing.start_s + n * WINDOW_S
        last = n == windows - 1
        end_s = timing.end_s if last else start_s + WINDOW_S
        count = sum(
            (n == 0 or start_s <= middle) and (last or middle < end_s)
            for middle in ((word.start_s + word.end_s) / 2 for word in words)
        )
        heard_s = end_s - start_s - timing.lost_between_s(start_s, end_s)
        if heard_s >= HEARD * (end_s - start_s):
            course.append(Pace(round(start_s, 2), round(end_s, 2), _wpm(count, heard_s)))
    return tuple(course)


def _wpm(words: int, seconds: float) -> float:
    return round(60 * words / seconds, 1)
