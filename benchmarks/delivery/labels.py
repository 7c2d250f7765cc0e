"""Labelled sentences, and how well fillers are told from words that mean something."""

import re
from dataclasses import dataclass
from pathlib import Path

from voiceprep.feedback.fillers import fillers
from voiceprep.language import tables
from voiceprep.speech.transcript import Word

FILE = Path(__file__).parent / "fillers.txt"
_PIECE = re.compile(r"<([^>]+)>|\[([^\]]+)\]|(\S+)")


@dataclass(frozen=True)
class Sentence:
    """One sentence with its labels: (first word, number of words, whether it fills)."""

    words: tuple[str, ...]
    labels: tuple[tuple[int, int, bool], ...]


@dataclass
class Counts:
    """Fillers that were found and those that are there."""

    right: int = 0
    found: int = 0
    there: int = 0
    labels: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.there if self.there else 1.0


def sentences(split: str) -> list[Sentence]:
    """Split "development": the first sentence, the third …; "test": the others."""
    lines = [
        line
        for line in FILE.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    return [_sentence(line) for line in lines[{"development": 0, "test": 1}[split] :: 2]]


def _sentence(line: str) -> Sentence:
    words: list[str] = []
    labels = []
    for fills, means, word in _PIECE.findall(line):
        parts = (fills or means or word).split()
        if fills or means:
            labels.append((len(words), len(parts), bool(fills)))
        words += parts
    return Sentence(tuple(words), tuple(labels))


def found_in(sentence: Sentence) -> set[tuple[int, int]]:
    """First word and number of words of each filler that is found."""
    words = [Word(word, at * 0.4, at * 0.4 + 0.3) for at, word in enumerate(sentence.words)]
    return {
        (round((filler.start_s or 0.0) / 0.4), len(filler.text.split()))
        for filler in fillers(words, tables("en"), timed=True)
    }


def score(split: str, *, show: bool = False) -> Counts:
    """Counts over one split."""
    counts = Counts()
    for sentence in sentences(split):
        found = found_in(sentence)
        there = {(first, length) for first, length, fills in sentence.labels if fills}
        counts.right += len(found & there)
        counts.found += len(found)
        counts.there += len(there)
        counts.labels += len(sentence.labels)
        if show and found != there:
            print("   ", " ".join(sentence.words), "| found", found - there, "lost", there - found)
    return counts
