"""A transcript with its marks: evidence, fillers, pauses, unsure words."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from voiceprep.feedback.delivery import LONG_PAUSE_S
from voiceprep.journal.attempt import Attempt
from voiceprep.report.evidence import quote_span, span

UNSURE = 0.5
"""Confidence below which a word is shown as unsure."""


@dataclass(frozen=True)
class Piece:
    """A word, or what stands between two words."""

    text: str
    """Empty for a pause."""
    point: int = 0
    """Number of the point, from 1, that this is evidence of; 0 for none."""
    begins: tuple[int, ...] = ()
    """Numbers of the points whose evidence begins here."""
    unsure: bool = False
    filler: bool = False
    pause_s: float = 0.0
    """Length of the long pause that this is; 0: it is none."""

    @property
    def word(self) -> bool:
        """Whether it is a word of the transcript."""
        return not self.pause_s


@dataclass(frozen=True)
class Run:
    """Pieces one after another that are evidence of the same point, or of none (0)."""

    point: int
    pieces: tuple[Piece, ...] = field(default=())


def marked(attempt: Attempt) -> tuple[Run, ...]:
    """The transcript in runs."""
    pieces = list(_pieces(attempt))
    for n, piece in enumerate(pieces):
        # What stands between two words of a run belongs to it.
        if not piece.word and 0 < n < len(pieces) - 1:
            before, after = pieces[n - 1].point, pieces[n + 1].point
            if before == after:
                pieces[n] = Piece(piece.text, point=before, pause_s=piece.pause_s)
    return tuple(
        Run(point, tuple(run)) for point, run in groupby(pieces, key=lambda piece: piece.point)
    )


def long_pauses(attempt: Attempt) -> tuple[tuple[float, float], ...]:
    """Long pauses, in seconds from the start of the recording.

    Measured from the sound where that was done; else from the gaps between words.
    """
    if attempt.source == "typed":
        return ()
    delivery = attempt.feedback.delivery if attempt.feedback else None
    if delivery:
        return tuple((pause.start_s, pause.end_s) for pause in delivery.long_pauses)
    words = attempt.transcript.words
    return tuple(
        (one.end_s, other.start_s)
        for one, other in pairwise(words)
        if other.start_s - one.end_s >= LONG_PAUSE_S
    )


def _pieces(attempt: Attempt) -> Iterator[Piece]:
    points, begins = _evidence(attempt)
    fillers = _fillers(attempt)
    words = attempt.transcript.words
    waiting = [
        (start_s, Piece("", pause_s=end_s - start_s)) for start_s, end_s in long_pauses(attempt)
    ]
    for n, word in enumerate(words):
        middle_s = (word.start_s + word.end_s) / 2
        while waiting and waiting[0][0] < middle_s:
            yield waiting.pop(0)[1]
        yield Piece(
            word.text,
            point=points.get(n, 0),
            begins=tuple(begins.get(n, ())),
            unsure=word.conf < UNSURE,
            filler=n in fillers,
        )
    yield from (piece for _, piece in waiting)


def _evidence(attempt: Attempt) -> tuple[dict[int, int], dict[int, list[int]]]:
    """By number of the word: the point it is evidence of, and the points that begin there.

    Of points that share words the first has them, but each has its number where it begins.
    """
    feedback = attempt.feedback
    points: dict[int, int] = {}
    begins: dict[int, list[int]] = {}
    for number, point in enumerate(feedback.points if feedback else (), 1):
        found = quote_span(attempt, point)
        if found:
            begins.setdefault(found[0], []).append(number)
            for n in range(found[0], found[1] + 1):
                points.setdefault(n, number)
    return points, begins


def _fillers(attempt: Attempt) -> frozenset[int]:
    """Numbers of the words that are fillers."""
    delivery = attempt.feedback.delivery if attempt.feedback else None
    numbers: set[int] = set()
    for filler in delivery.fillers if delivery else ():
        if filler.start_s is not None or attempt.source != "typed":
            found = span(attempt, filler.text, filler.start_s, filler.end_s)
            if found:
                numbers.update(range(found[0], found[1] + 1))
    return frozenset(numbers)
