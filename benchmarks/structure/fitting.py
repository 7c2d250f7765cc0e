"""How the figures in language/en/prototypes.toml were found, and how much they should weigh.

    python benchmarks/structure/fitting.py

Prints the gain, leanings and shares that fit the clauses of the part "dev" best (a logistic
regression), then the F1 of the parts of these stories for several weights of the sentence model:
with all cues, and with half of them left out at random, as it is with answers whose words the
cues were not made for. No other part is looked at.
"""

import random
from collections import Counter
from collections.abc import Mapping
from typing import Any
from unittest.mock import patch

import numpy as np
from labelled import stories
from parts import ENGLISH, f1

from voiceprep.feedback.clauses import clauses
from voiceprep.feedback.meaning import Meaning
from voiceprep.feedback.prototypes import nearness
from voiceprep.feedback.sentences import load_meaning
from voiceprep.feedback.story import STATES, story
from voiceprep.feedback.structure import PARTS
from voiceprep.language.cues import table

WEIGHTS = (0.0, 0.3, 0.5, 0.7, 1.0, 1.5)
LEFT_OUT = 0.5
DRAWS = 8
STEPS, PACE = 6000, 0.5
LINE = "{:>8}{:>8}" + "{:>11}" * 5


def main() -> None:
    """Prints all of it."""
    meaning = load_meaning()
    fit(meaning)
    print("\n" + LINE.format("weight", "cues", *PARTS, "macro"))
    for name, draws in (("all", [None]), ("half", list(range(DRAWS)))):
        for weight in WEIGHTS:
            scores = [_scores(weight, draw, meaning) for draw in draws]
            mean = np.array(scores).mean(axis=0)
            shown = [f"{score:.3f}" for score in (*mean, mean.mean())]
            print(LINE.format(weight, name, *shown))


def fit(meaning: Meaning) -> None:
    """Prints the figures that fit best."""
    rules = table("en", "star")
    parts: Mapping[str, Any] = table("en", "prototypes")["part"]
    near, truth, words = [], [], []
    for one in stories("dev"):
        said = one.transcript.words
        pieces = clauses(said, rules["clauses"], ENGLISH, typed=one.manner == "typed")
        near.append(nearness(said, pieces, parts, meaning))
        for piece in pieces:
            labels = Counter(one.labels[piece.first : piece.last + 1])
            truth.append(list(parts).index(labels.most_common(1)[0][0] or "none"))
            words.append(piece.last - piece.first + 1)
    likeness, weights = np.concatenate(near), np.array(words) / sum(words)
    right = np.eye(len(parts))[truth]
    spread = likeness.std()
    scaled = (likeness - likeness.mean()) / spread
    gain, leaning = 0.0, np.zeros(len(parts))
    for _ in range(STEPS):
        odds = np.exp(gain * scaled + leaning)
        error = (odds / odds.sum(axis=1, keepdims=True) - right) * weights[:, None]
        gain -= PACE * (error * scaled).sum()
        leaning -= PACE * error.sum(axis=0)
    print(f"gain = {gain / spread:.2f}")
    shares = (right * weights[:, None]).sum(axis=0)
    for name, lean, share in zip(parts, leaning - leaning.mean(), shares, strict=True):
        print(f"{name:10} leaning = {lean:.3f}, share = {share:.3f}")


def _scores(weight: float, draw: int | None, meaning: Meaning) -> list[float]:
    cues = table("en", "star")
    if draw is not None:
        chance = random.Random(draw)
        left = [
            {**cue, "says": [says for says in cue["says"] if chance.random() >= LEFT_OUT]}
            for cue in cues["cue"]
        ]
        cues = {**cues, "cue": left}
    pairs: dict[str, list[tuple[bool, bool]]] = {name: [] for name in PARTS}
    with (
        patch("voiceprep.feedback.story.table", lambda *_: cues),
        patch("voiceprep.feedback.prototypes.WEIGHT", weight),
    ):
        for one in stories("dev"):
            found = story(
                one.transcript.words, ENGLISH, typed=one.manner == "typed", meaning=meaning
            )
            assert found is not None
            there = {part.name for part in found.parts}
            for name in PARTS:
                pairs[name].append((name in there, name in one.parts))
    return [f1(pairs[name])[2] for name in PARTS]


if __name__ == "__main__":
    assert set(table("en", "prototypes")["part"]) == {*STATES}
    main()
