"""Reading the answers in marked/ and kept/, which are marked segment by segment."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MARKS = re.compile(r"=|>|0|\+|-[nrwmo]|([+-][1-9])+")
"""Those of the sentences in sentences/ too."""
WHOLE = 0.9
"""Share of a segment's words that a stretch must have to state what the segment states."""
HARDLY = 0.35
"""Share up to which it does not; of what lies between it can't be told."""


@dataclass(frozen=True)
class Segment:
    first: int
    """Its first word, and the word behind its last."""
    end: int
    stated: frozenset[int]
    """Numbers, from 0, of the points that it states."""
    seeming: frozenset[int]
    """Of those that it only looks as if it stated."""


@dataclass(frozen=True)
class Marked:
    """An answer in segments."""

    question: str
    points: tuple[str, ...]
    kind: str
    words: tuple[str, ...]
    segments: tuple[Segment, ...]

    @property
    def covered(self) -> tuple[bool, ...]:
        """For each point, whether any segment states it."""
        return tuple(
            any(number in segment.stated for segment in self.segments)
            for number in range(len(self.points))
        )

    def stretch(self, first: int, end: int) -> str:
        return " ".join(self.words[first:end])

    def states(self, point: int, first: int, end: int) -> bool | None:
        """Whether words first to end state a point; None where that can't be told."""
        share = max(
            (
                (min(end, segment.end) - max(first, segment.first)) / (segment.end - segment.first)
                for segment in self.segments
                if point in segment.stated
            ),
            default=0.0,
        )
        return True if share >= WHOLE else False if share <= HARDLY else None


def read_blocks(folder: Path) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Questions, each with its lines as mark and text."""
    for file in sorted(folder.glob("*.txt")):
        for block in file.read_text(encoding="utf-8").split("## ")[1:]:
            question, *lines = block.strip().splitlines()
            marked = []
            for line in filter(None, map(str.strip, lines)):
                mark, _, text = line.partition(" ")
                if not MARKS.fullmatch(mark):
                    raise SystemExit(f"{file}: {line!r} begins with no mark")
                marked.append((mark, text))
            yield question, marked


def read_marked(folder: Path) -> list[Marked]:
    answers = []
    for question, lines in read_blocks(folder):
        points = tuple(text for mark, text in lines if mark == "=")
        spoken: list[tuple[str, list[tuple[str, str]]]] = []
        for mark, text in lines:
            if mark == ">":
                spoken.append((text, []))
            elif mark != "=":
                spoken[-1][1].append((mark, text))
        for kind, segments in spoken:
            words: list[str] = []
            placed = []
            for mark, text in segments:
                first = len(words)
                words += text.split()
                placed.append(
                    Segment(first, len(words), _numbers(r"\+(\d)", mark), _numbers(r"-(\d)", mark))
                )
            answers.append(Marked(question, points, kind, tuple(words), tuple(placed)))
    return answers


def _numbers(pattern: str, mark: str) -> frozenset[int]:
    return frozenset(int(number) - 1 for number in re.findall(pattern, mark))
