"""What a bank that can be used still lacks."""

import re
from collections.abc import Callable, Iterator, Sequence

from voiceprep.bank.model import Bank, KeyPoint, Question
from voiceprep.bank.prose import shown

FEWEST_POINTS, MOST_POINTS = 4, 7
"""Our convention: fewer say little of an answer, more than that nobody keeps in mind."""

_STEMMERS = {"de": "german", "en": "english", "es": "spanish", "fr": "french", "it": "italian"}

_WORD = re.compile(r"\w+")

Stem = Callable[[str], str]


def find_gaps(bank: Bank) -> list[str]:
    """A sentence for each thing that makes rehearsing with this bank worse than it could be."""
    stem = _stemmer(bank.language)
    return [
        f"{question.id}: {gap}." for question in bank.questions for gap in _gaps(question, stem)
    ]


def _gaps(question: Question, stem: Stem) -> Iterator[str]:
    count = len(question.points)
    if not count and not question.sample and not question.tip:
        yield "has neither points nor a sample or tip, so an answer can't be compared with anything"
    if 0 < count < FEWEST_POINTS or count > MOST_POINTS:
        yield f"has {count} points; {FEWEST_POINTS} to {MOST_POINTS} work best"
    for point in question.points:
        if not point.terms:
            yield f"the point {shown(point.say)} has no terms; add the words that show it"
        elif question.sample and (missing := _unmentioned(point, question.sample, stem)):
            terms = ", ".join(missing[:3])
            yield f"the sample doesn't seem to make the point {shown(point.say)} (no {terms})"


def _unmentioned(point: KeyPoint, sample: str, stem: Stem) -> Sequence[str]:
    """The first group of terms of which none is in the sample."""
    text = _stems(sample, stem)
    absent = (
        group for group in point.terms if not any(_stems(term, stem) in text for term in group)
    )
    return next(absent, ())


def _stems(text: str, stem: Stem) -> str:
    stems = " ".join(stem(word) for word in _WORD.findall(text.lower()))
    return f" {stems} "


def _stemmer(language: str) -> Stem:
    if language not in _STEMMERS:
        return str
    import snowballstemmer

    stem: Stem = snowballstemmer.stemmer(_STEMMERS[language]).stemWord
    return stem
