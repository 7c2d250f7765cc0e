"""How close the clauses of a story come in meaning to sentences that are typical of each part."""

from collections.abc import Mapping, Sequence

import numpy as np

from voiceprep.feedback.clauses import Clause
from voiceprep.feedback.meaning import Meaning, Vectors
from voiceprep.language.cues import table
from voiceprep.speech.transcript import Word

WINDOW_WORDS = (5, 8, 12)
"""Stretches that a clause is compared by: those of about its length."""
SOFT = 0.2
"""How far sentences beside the closest one count: the softness of a soft maximum of cosines."""
WEIGHT = 0.7
"""Points of a cue for each step of the logarithm of what the model makes of a clause.

Chosen with SOFT and WINDOW_WORDS on the development part with some of its cues left out, because
the cues were made there and know its words: benchmarks/structure/fitting.py.
"""


def prototypes(language: str) -> tuple[str, ...]:
    """The typical sentences of a language (ISO 639-1 code); none where nobody wrote any."""
    parts = table(language, "prototypes").get("part", {}).values()
    return tuple(sentence for part in parts for sentence in part["sentences"])


def likelihoods(
    words: Sequence[Word], pieces: Sequence[Clause], language: str, meaning: Meaning
) -> list[dict[str, float]]:
    """For each clause, and each part that has prototypes, what to add to the points of its cues.

    0 is what a clause is worth of which nothing is known. Empty where the language has no
    prototypes, and for answers shorter than any window.
    """
    rules = table(language, "prototypes")
    if not rules or len(words) < min(WINDOW_WORDS):
        return []
    parts = rules["part"]
    near = nearness(words, pieces, parts, meaning)
    leaning = np.array([part["leaning"] for part in parts.values()])
    usual = np.log([part["share"] for part in parts.values()])
    odds = rules["gain"] * near + leaning
    odds -= np.log(np.exp(odds).sum(axis=1, keepdims=True))
    points = WEIGHT * (odds - usual)
    return [dict(zip(parts, map(float, row), strict=True)) for row in points]


def nearness(
    words: Sequence[Word],
    pieces: Sequence[Clause],
    parts: Mapping[str, Mapping[str, Sequence[str]]],
    meaning: Meaning,
) -> Vectors:
    """A row for each clause: its likeness, about 0 to 0.5, to the sentences of each part."""
    texts = [word.text for word in words]
    sentences = [sentence for part in parts.values() for sentence in part["sentences"]]
    places, cosines = meaning.alike(sentences, texts)
    softened, at = [], 0
    for part in parts.values():
        mine = cosines[at : at + len(part["sentences"])]
        softened.append(SOFT * np.log(np.exp(mine / SOFT).mean(axis=0)))
        at += len(part["sentences"])
    by_window = np.array(softened)
    rows = []
    for piece in pieces:
        shares = np.array([_share(piece, *place) for place in places])
        rows.append(by_window @ shares / shares.sum())
    return np.array(rows)


def _share(piece: Clause, first: int, end: int) -> float:
    """How far a window is this clause: the square of what they share of both, else 0."""
    both = min(end, piece.last + 1) - max(first, piece.first)
    if both <= 0 or end - first not in WINDOW_WORDS:
        return 0.0
    return (both / (end - first + piece.last + 1 - piece.first - both)) ** 2
