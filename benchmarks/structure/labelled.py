"""The labelled answers of this folder, read."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from voiceprep.speech.transcript import Transcript, Word

HERE = Path(__file__).parent
LABELS = {"S": "situation", "T": "task", "A": "action", "R": "result", "-": ""}
SECONDS_PER_WORD = 0.4
"""Times of spoken answers that were never spoken aloud: an even pace without any pause."""

Manner = Literal["spoken", "typed", "aloud"]
"""Written as a recogniser writes; typed; really spoken by a speech engine and transcribed."""
MANNERS: tuple[Manner, ...] = get_args(Manner)


@dataclass(frozen=True)
class Story:
    """A behavioral answer."""

    id: str
    field: str
    part: str
    """dev or test."""
    manner: Manner
    transcript: Transcript
    labels: tuple[str, ...]
    """For each word the part that it belongs to, or ""."""
    number: bool | None
    """Whether the result has a figure in it; None where there is no result."""

    @property
    def parts(self) -> frozenset[str]:
        """Those that are there."""
        return frozenset(self.labels) - {""}


@dataclass(frozen=True)
class Explanation:
    """An answer to a technical or common question."""

    id: str
    part: str
    manner: Manner
    ask: str
    transcript: Transcript
    opens: bool
    example: bool
    ends: bool


def stories(part: str) -> list[Story]:
    """Those of dev or test, and those that were spoken aloud in their stead."""
    written = [_story(part, *block) for block in _blocks(HERE / f"stories_{part}.txt")]
    aloud = spoken_aloud()
    return [aloud.get(story.id, story) for story in written]


def written_stories(part: str) -> list[Story]:
    """As they were written."""
    return [_story(part, *block) for block in _blocks(HERE / f"stories_{part}.txt")]


def explanations(part: str) -> list[Explanation]:
    """Those of dev or test."""
    found = []
    for head, lines in _blocks(HERE / "explanations.txt"):
        id, of_part, manner, opens, example, end = head
        if of_part == part:
            ask = lines[0].removeprefix("? ")
            words = " ".join(lines[1:]).split()
            found.append(
                Explanation(
                    id,
                    part,
                    "typed" if manner == "typed" else "spoken",
                    ask,
                    timed(words),
                    opens == "yes",
                    example == "yes",
                    end == "ends",
                )
            )
    return found


@dataclass(frozen=True)
class Opening:
    """How an answer to a technical or common question begins."""

    id: str
    manner: Manner
    ask: str
    transcript: Transcript
    opens: bool


def openings(part: str) -> list[Opening]:
    """Those of dev or fresh."""
    found = []
    for (id, of_part, manner, opens), lines in _blocks(HERE / "openings.txt"):
        if of_part == part:
            words = timed(" ".join(lines[1:]).split())
            ask = lines[0].removeprefix("? ")
            found.append(
                Opening(id, "typed" if manner == "typed" else "spoken", ask, words, opens == "yes")
            )
    return found


def spoken_aloud() -> dict[str, Story]:
    """By id: what read_aloud.py made and the recogniser heard."""
    file = HERE / "aloud.tsv"
    found: dict[str, Story] = {}
    if not file.is_file():
        return found
    written = {story.id: story for part in ("dev", "test") for story in written_stories(part)}
    for line in file.read_text(encoding="utf-8").splitlines():
        id, _, heard = line.split("\t")
        entries = [entry.split("/") for entry in heard.split()]
        words = tuple(Word(w, float(a), float(b), float(c)) for w, a, b, c, _ in entries)
        story = written[id]
        labels = tuple(LABELS[entry[4]] for entry in entries)
        found[id] = Story(
            id, story.field, story.part, "aloud", Transcript(words), labels, story.number
        )
    return found


def _story(part: str, head: list[str], lines: list[str]) -> Story:
    id, field, manner, number = head
    words: list[str] = []
    labels: list[str] = []
    for line in lines:
        mark, text = line.split(":", 1)
        words += text.split()
        labels += [LABELS[mark]] * len(text.split())
    return Story(
        id,
        field,
        part,
        "typed" if manner == "typed" else "spoken",
        timed(words),
        tuple(labels),
        {"yes": True, "no": False, "none": None}[number],
    )


def timed(words: list[str]) -> Transcript:
    """Words at an even pace."""
    step = SECONDS_PER_WORD
    return Transcript(
        tuple(Word(word, at * step, (at + 0.9) * step) for at, word in enumerate(words))
    )


def _blocks(file: Path) -> list[tuple[list[str], list[str]]]:
    """The head of each block, split, and its lines."""
    text = re.sub(r"^#.*\n", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    found = []
    for block in re.split(r"^== ", text, flags=re.MULTILINE)[1:]:
        head, *lines = block.strip().splitlines()
        found.append(([one.strip() for one in head.split("|")], lines))
    return found
