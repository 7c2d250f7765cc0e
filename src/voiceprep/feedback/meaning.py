"""How close a stretch of an answer comes to what a key point means."""

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voiceprep.feedback.stating import States, asked_point

WINDOWS = ((5, 2), (8, 3), (12, 4), (18, 6), (28, 8))
"""Stretches that are compared, in words, and how far each begins after the one before."""
ASKED = 0.4
"""Share of the likeness to the question that is taken off."""
OTHERS = 0.2
"""Share of the mean likeness to the other points that is taken off."""
NEXT = 0.1
"""Share of the likeness to the nearest other point that is taken off."""
BEATEN = 0.3
"""Share of the lead of the nearest other point, where it has one, that is taken off."""
UNASKED = 0.5
"""OTHERS where the question is not known."""

STRETCHES = ((20, 7), (36, 12))
"""Stretches in which a point may be stated, likewise: shorter ones lose the "I would never" before
what is denied."""
LIKELIEST = 3
"""Of each length so many stretches are read closely for a point: those that come closest to it."""
UNSTATED = -5.0
"""Log odds of a point where there is nothing to read."""

Vectors = NDArray[Any]
"""384 numbers, of length 1, for a text; one row for each of several."""
Encode = Callable[[Sequence[str]], Sequence[Vectors]]
"""A sentence model: a vector for each text."""


@dataclass(frozen=True)
class Likeness:
    """The stretch of an answer that comes closest to a key point."""

    value: float
    """Cosine, less what any other subject of the question would reach there; about -0.5 to 1."""
    first: int
    """Index of the first word of what comes closest to the point where it most likely is stated."""
    last: int
    """Index of the last word of that."""
    stated: float = 0.0
    """Log odds that the answer states the point, as the likeliest stretches of it are read."""


class Meaning:
    """A sentence model with a memory, so that an answer can be read while it is still given."""

    def __init__(self, encode: Encode, states: States) -> None:
        self._encode = encode
        self._states = states
        self._known: dict[str, Vectors] = {}
        self._odds: dict[tuple[str, str], float] = {}
        self._awaited: tuple[str, Sequence[str]] = ("", ())
        self._lock = threading.Lock()

    def prepare(self, ask: str, points: Sequence[str], others: Sequence[str] = ()) -> None:
        """Takes in a question, its key points and other texts before they are needed."""
        self._awaited = (ask, tuple(points))
        self._vectors([*filter(str.strip, [ask]), *points, *others])

    def read(self, words: Sequence[str]) -> None:
        """Takes in the words of an answer so far to the question that was prepared; the next
        reading is quicker for it."""
        self._vectors(_texts(words, windows(len(words))))
        ask, points = self._awaited
        if points and words:
            self._stated(points, ask, words)

    def forget(self) -> None:
        """Lets go of everything that was read."""
        with self._lock:
            self._known.clear()
            self._odds.clear()

    def alike(
        self, texts: Sequence[str], words: Sequence[str]
    ) -> tuple[list[tuple[int, int]], Vectors]:
        """The stretches of an answer as windows() gives them, and for each text a row of its
        cosines with them."""
        places = windows(len(words))
        said = self._vectors(_texts(words, places))
        return places, self._vectors(texts) @ said.T

    def likenesses(
        self, points: Sequence[str], ask: str, words: Sequence[str]
    ) -> tuple[Likeness, ...]:
        """For each key point, the stretch of the answer that says most of it."""
        places = windows(len(words))
        if not places or not points:
            return tuple(Likeness(0.0, 0, -1, UNSTATED) for _ in points)
        said = self._vectors(_texts(words, places))
        meant = self._vectors(points)
        asked = self._asked(ask)
        value = _values(meant, said, asked)
        likenesses = []
        for row, (stated, (first, end)) in zip(
            value, self._stated(points, ask, words), strict=True
        ):
            inside = [at for at, (a, b) in enumerate(places) if first <= a and b <= end]
            closest, behind = places[max(inside, key=lambda at: row[at])]
            likenesses.append(Likeness(float(row.max()), closest, behind - 1, stated))
        return tuple(likenesses)

    def _stated(
        self, points: Sequence[str], ask: str, words: Sequence[str]
    ) -> list[tuple[float, tuple[int, int]]]:
        """For each point the log odds that it is stated, and the stretch that says so loudest.

        The log odds are the mean over STRETCHES of the most.
        """
        meant, asked = self._vectors(points), self._asked(ask)
        read: list[list[tuple[float, tuple[int, int]]]] = [[] for _ in points]
        for size in STRETCHES:
            places = windows(len(words), (size,))
            texts = _texts(words, places)
            value = _values(meant, self._vectors(texts), asked)
            for point, row, most in zip(points, value, read, strict=True):
                likeliest = np.argsort(-row, kind="stable")[:LIKELIEST]
                odds = self._log_odds(asked_point(ask, point), [texts[at] for at in likeliest])
                most.append(max(zip(odds, (places[at] for at in likeliest), strict=True)))
        return [(sum(odds for odds, _ in most) / len(most), max(most)[1]) for most in read]

    def _log_odds(self, point: str, stretches: Sequence[str]) -> list[float]:
        pairs = [(point, stretch) for stretch in stretches]
        with self._lock:
            new = [pair for pair in pairs if pair not in self._odds]
            if new:
                self._odds.update(zip(new, self._states(new), strict=True))
            return [self._odds[pair] for pair in pairs]

    def _asked(self, ask: str) -> Vectors | None:
        return self._vectors([ask])[0] if ask.strip() else None

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        with self._lock:
            # Of like length together, and always in the same order: a text's vector depends a
            # little on those that it is encoded with.
            new = sorted(
                {text for text in texts if text not in self._known},
                key=lambda text: (len(text), text),
            )
            if new:
                self._known.update(zip(new, self._encode(new), strict=True))
            return np.array([self._known[text] for text in texts])


def _values(meant: Vectors, said: Vectors, asked: Vectors | None) -> Vectors:
    """For each point a row of its likenesses to stretches, less what others would reach there."""
    alike = meant @ said.T
    value: Vectors = alike.copy()
    if asked is not None:
        value -= ASKED * np.maximum(0, asked @ said.T)
    if len(meant) > 1:
        others = (alike.sum(axis=0) - alike) / (len(meant) - 1)
        second, first = np.sort(alike, axis=0)[-2:]
        nearest = np.where(alike == first, second, first)
        value -= (UNASKED if asked is None else OTHERS) * np.maximum(0, others)
        value -= NEXT * np.maximum(0, nearest) + BEATEN * np.maximum(0, nearest - alike)
    return value


def _texts(words: Sequence[str], places: Iterable[tuple[int, int]]) -> list[str]:
    return [" ".join(words[first:end]) for first, end in places]


def windows(length: int, sizes: Sequence[tuple[int, int]] = WINDOWS) -> list[tuple[int, int]]:
    """Stretches of an answer of so many words: first word, and the word behind the last."""
    places = []
    for size, step in sizes:
        if length > size:
            places += [(first, first + size) for first in range(0, length - size + 1, step)]
            places.append((length - size, length))
        elif length:
            places.append((0, length))
    return list(dict.fromkeys(places))
