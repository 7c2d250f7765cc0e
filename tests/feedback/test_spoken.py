"""Written and spoken forms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceprep.feedback.spoken import stem, tokens
from voiceprep.language import tables

ENGLISH = tables("en")


def form(text: str) -> str:
    return " ".join(token.text for token in tokens(text.split(), ENGLISH))


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("15%", "fifteen percent"),
        ("F1", "f one"),
        ("F1", "f 1"),
        ("F1-score", "f one score"),
        ("L1/L2", "l one l two"),
        ("A/B test", "a/b test"),
        ("k-NN", "knn"),
        ("A.U.C.", "auc"),
        ("top 3", "top three"),
        ("2024", "twenty twenty four"),
        ("2024", "two thousand and twenty four"),
        ("1905", "nineteen oh five"),
        ("the 1990s", "the nineties"),
        ("0.95", "zero point nine five"),
        ("2,000,305", "two million three hundred and five"),
        ("10k", "ten thousand"),
        ("1.5 million", "one point five million"),
        ("100ms", "one hundred milliseconds"),
        ("1st", "first"),
        ("precision@10", "precision at ten"),
        ("C++", "c plus plus"),
        ("the model's", "the model"),
        ("DENSE_RANK()", "dense rank"),
    ],
)
def test_written_and_spoken_forms_are_one(written: str, spoken: str) -> None:
    assert form(written) == form(spoken)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("fifteen", "fifty"),
        ("L1", "L2"),
        ("2024", "2014"),
        ("0.95", "95"),
        ("one hundred two hundred", "one hundred and two hundred and one"),
    ],
)
def test_different_numbers_stay_different(one: str, other: str) -> None:
    assert form(one) != form(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("categories", "categorical"),
        ("regularisation", "regularization"),
        ("optimise", "optimize"),
        ("sparse", "sparsity"),
        ("neighbours", "neighbor"),
        ("deployed", "deploying"),
    ],
)
def test_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert stem(one, ENGLISH) == stem(other, ENGLISH)


def test_regularization_is_not_regular() -> None:
    assert stem("regularization", ENGLISH) != stem("regular", ENGLISH)


def test_punctuation_makes_no_tokens() -> None:
    assert tokens(["...", ",", "—", "'", "(!)"], ENGLISH) == ()
    assert form("tradeoff, then") == "tradeoff then"


def test_tokens_point_at_their_words() -> None:
    said = tokens("at least twenty five percent of l one".split(), ENGLISH)
    assert [(token.text, token.first, token.last) for token in said] == [
        ("at", 0, 0),
        ("least", 1, 1),
        ("25", 2, 3),
        ("percent", 4, 4),
        ("of", 5, 5),
        ("l1", 6, 7),
    ]


def test_a_language_without_tables_leaves_words_alone() -> None:
    said = tokens("les données manquantes à 15 %".split(), tables("xx"))
    assert [token.text for token in said] == ["les", "données", "manquantes", "à", "15"]


@given(st.lists(st.text(max_size=20), max_size=20))
def test_any_words_give_ordered_tokens_inside_them(words: list[str]) -> None:
    said = tokens(words, ENGLISH)
    assert all(0 <= token.first <= token.last < len(words) for token in said)
    assert [token.first for token in said] == sorted(token.first for token in said)
    assert all(token.text for token in said)


@given(st.integers(min_value=0, max_value=999_999_999_999))
def test_digits_stay_the_number_they_are(number: int) -> None:
    assert form(str(number)) == str(number)
    assert form(f"{number:,}") == str(number)
