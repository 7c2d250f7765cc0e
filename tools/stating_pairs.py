"""Points and stretches of answers from which tools/stating_model.py learns, with what they state.

They come out of the sentences in benchmarks/coverage/sentences and the marked answers in
benchmarks/coverage/marked; the README.md of each folder says how they are written.
"""

import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).parents[1] / "benchmarks" / "coverage"
sys.path.append(str(DATA))

from marked import Marked, read_blocks, read_marked  # noqa: E402

from voiceprep.feedback.stating import asked_point  # noqa: E402

NEIGHBOURS = 3
"""Sentences of a question's other points that are shown for each point: they do not state it."""
SURROUNDED = 0.6
"""Share of the sentences that are shown amid the ends of others, as a stretch of an answer is."""
MOST_AROUND = 14
"""Words of another sentence before and after, at most."""
SENTENCES_SHOWN = 0.7
"""Share of the pairs of sentences that one round shows."""
STRETCH_WORDS = (10, 42)
"""Least and most words of a stretch of a marked answer."""
ELSEWHERE = 0.4
"""How often a point is shown with any stretch of an answer that does not state it."""
BESIDE = 0.24
"""How often with one of an answer that does, somewhere."""
FAR = 0.16
"""How often with a stretch of an answer to another question."""
NEAR_ANSWERS = 120
"""Half of these others are within so many answers in the file: of the same field."""
UNMARKED = 2
"""Stretches without a mark, for each point of an answer, that several networks teach one with."""
UNASKED = 0.3
"""Share of the pairs that are shown without the question."""


@dataclass(frozen=True)
class Pair:
    texts: tuple[str, str]
    """A point as the network reads it, with its question or without, and a stretch of an answer."""
    states: bool


@dataclass(frozen=True)
class Sentence:
    question: str
    point: str
    said: str
    states: bool


def read_sentences() -> list[Sentence]:
    sentences = []
    for question, lines in read_blocks(DATA / "sentences"):
        point = ""
        for mark, text in lines:
            if mark == "=":
                point = text
            else:
                sentences.append(Sentence(question, point, text, mark == "+"))
    return sentences


def read_answers() -> list[Marked]:
    return read_marked(DATA / "marked")


def read_kept() -> list[Marked]:
    """Answers to other questions, from which nothing is learned."""
    return read_marked(DATA / "kept")


def shown(
    sentences: Sequence[Sentence], answers: Sequence[Marked], chance: random.Random
) -> list[Pair]:
    """What is shown in one round of learning; other pairs with each state of `chance`."""
    pairs = list(_of_sentences(sentences, chance))
    chosen = chance.sample(pairs, round(len(pairs) * SENTENCES_SHOWN))
    return [*chosen, *(pair for at in range(len(answers)) for pair in _of(answers, at, chance))]


def unmarked(answers: Sequence[Marked], chance: random.Random) -> list[Pair]:
    """Points with any stretches of their answers, of which nothing is said."""
    return [
        _pair(answer.question, point, answer.stretch(*_anywhere(answer, chance)), False, chance)
        for answer in answers
        for point in answer.points
        for _ in range(UNMARKED)
    ]


def _pair(ask: str, point: str, stretch: str, states: bool, chance: random.Random) -> Pair:
    known = "" if chance.random() < UNASKED else ask
    return Pair((asked_point(known, point), stretch), states)


def _of(answers: Sequence[Marked], at: int, chance: random.Random) -> Iterator[Pair]:
    answer = answers[at]
    for number, point in enumerate(answer.points):
        places = [
            _around(answer, segment.first, segment.end, chance)
            for segment in answer.segments
            if number in segment.stated | segment.seeming
        ]
        if chance.random() < (BESIDE if answer.covered[number] else ELSEWHERE):
            places.append(_anywhere(answer, chance))
        for first, end in places:
            states = answer.states(number, first, end)
            if states is not None:
                yield _pair(answer.question, point, answer.stretch(first, end), states, chance)
        if chance.random() < FAR:
            near = answers[max(0, at - NEAR_ANSWERS) : at + NEAR_ANSWERS]
            other = chance.choice(near if chance.random() < 0.5 else answers)
            if other.question != answer.question:
                said = other.stretch(*_anywhere(other, chance))
                yield _pair(answer.question, point, said, False, chance)


def _around(answer: Marked, at: int, behind: int, chance: random.Random) -> tuple[int, int]:
    """A stretch with words at to behind in it."""
    length = max(behind - at, chance.randint(*STRETCH_WORDS))
    first = max(0, at - chance.randint(0, length - (behind - at)))
    end = min(len(answer.words), first + length)
    return max(0, end - length), end


def _anywhere(answer: Marked, chance: random.Random) -> tuple[int, int]:
    length = min(len(answer.words), chance.randint(*STRETCH_WORDS))
    first = chance.randint(0, len(answer.words) - length)
    return first, first + length


def _of_sentences(sentences: Sequence[Sentence], chance: random.Random) -> Iterator[Pair]:
    by_question: dict[str, list[Sentence]] = {}
    for one in sentences:
        by_question.setdefault(one.question, []).append(one)
    for mine in by_question.values():
        for point in dict.fromkeys(one.point for one in mine):
            beside = [one.said for one in mine if one.point != point and one.states]
            for one in mine:
                if one.point == point:
                    said = _surrounded(one.said, beside, SURROUNDED, chance)
                    yield _pair(one.question, point, said, one.states, chance)
            for said in chance.sample(beside, min(len(beside), NEIGHBOURS)):
                said = _surrounded(said, beside, SURROUNDED / 2, chance)
                yield _pair(mine[0].question, point, said, False, chance)


def _surrounded(said: str, others: Sequence[str], share: float, chance: random.Random) -> str:
    """A sentence, in this share of the cases amid the ends of others."""
    if not others or chance.random() >= share:
        return said
    before, behind = (chance.choice(others).split() for _ in range(2))
    head = before[-chance.randint(1, MOST_AROUND) :] if chance.random() < 0.75 else []
    tail = behind[: chance.randint(1, MOST_AROUND)] if chance.random() < 0.75 else []
    return " ".join([*head, said, *tail])
