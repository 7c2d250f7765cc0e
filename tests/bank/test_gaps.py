"""What a bank lacks."""

import pytest

from voiceprep.bank.gaps import find_gaps
from voiceprep.bank.model import Bank, KeyPoint, Question

FOUR = tuple(KeyPoint(f"Point {word}", ((word,),)) for word in ("red", "blue", "green", "grey"))
SAMPLE = "Red things, blue ones, green and grey."


def gaps(question: Question, language: str = "en") -> list[str]:
    return find_gaps(Bank("T", language, questions=(question,)))


def test_a_complete_question_lacks_nothing() -> None:
    assert gaps(Question("q", "common", "?", sample=SAMPLE, points=FOUR)) == []
    assert gaps(Question("q", "common", "?", sample=SAMPLE)) == []
    assert gaps(Question("q", "common", "?", points=FOUR)) == []


@pytest.mark.parametrize(
    ("question", "gap"),
    [
        (Question("q", "common", "?", why="To see."), "neither points nor a sample or tip"),
        (Question("q", "common", "?", points=FOUR[:3]), "3 points; 4 to 7"),
        (Question("q", "common", "?", points=FOUR * 2), "8 points; 4 to 7"),
        (Question("q", "common", "?", points=(*FOUR, KeyPoint("No"))), '"No" has no terms'),
        (Question("q", "common", "?", sample="Red, blue, green.", points=FOUR), "(no grey)"),
    ],
)
def test_each_gap_is_told(question: Question, gap: str) -> None:
    (told,) = gaps(question)
    assert told.startswith("q: ")
    assert gap in told


def test_a_term_is_found_in_another_form_but_not_inside_a_word() -> None:
    points = (KeyPoint("Imputes", (("imputing the means",),)), *FOUR)
    sample = f"{SAMPLE} I imputed the mean."
    assert gaps(Question("q", "common", "?", sample=sample, points=points)) == []
    points = (KeyPoint("Red", (("re",),)), *FOUR)
    assert len(gaps(Question("q", "common", "?", sample=SAMPLE, points=points))) == 1


def test_a_language_without_stems_compares_words() -> None:
    assert gaps(Question("q", "common", "?", sample=SAMPLE, points=FOUR), "xx") == []
