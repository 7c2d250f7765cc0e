"""What a misheard term sounds like."""

import pytest

from voiceprep.feedback import phonetics
from voiceprep.language import tables

ENGLISH = tables("en")


@pytest.mark.parametrize(
    ("term", "heard"),
    [
        ("kubernetes", "coopernetties"),
        ("imputation", "inputation"),
        ("regularization", "regularisashun"),
        ("baseline", "baseline"),
        ("prometheus", "promethius"),
    ],
)
def test_mishearings_sound_alike(term: str, heard: str) -> None:
    assert phonetics.likeness(term, heard) >= phonetics.STRONG


@pytest.mark.parametrize(
    ("term", "heard"),
    [
        ("impute", "empty"),
        ("conferences", "onvarianceis"),
        ("sharding", "reading"),
        ("photography", "fatigueraffi"),
        ("bias", "boss"),
        ("kubernetes", "monitoring"),
        ("", "anything"),
        ("été", "eighty"),
    ],
)
def test_other_words_do_not(term: str, heard: str) -> None:
    assert phonetics.likeness(term, heard) == 0.0


@pytest.mark.parametrize(
    ("term", "heard"),
    [
        ("product", "project"),
        ("projects", "product"),
        ("overfitting", "underfitting"),
        ("underfit", "fit"),
        ("supervised", "unsupervised"),
        ("parametric", "nonparametric"),
        ("encoder", "decoder"),
    ],
)
def test_opposites_are_told_apart(term: str, heard: str) -> None:
    assert phonetics.opposed(term, heard, ENGLISH)


@pytest.mark.parametrize(
    ("term", "heard"),
    [("overfit", "overfitting"), ("underfitting", "underfits"), ("deploy", "deployed")],
)
def test_forms_of_one_word_are_not_opposed(term: str, heard: str) -> None:
    assert not phonetics.opposed(term, heard, ENGLISH)


@pytest.mark.parametrize(
    ("letters", "heard", "are"),
    [
        ("auc", "a you see", True),
        ("auc", "a u c", True),
        ("sql", "s q l", True),
        ("knn", "k an n", True),
        ("ab", "a b", True),
        ("us", "you as", False),
        ("auc", "a you", False),
        ("auc", "a you be", False),
    ],
)
def test_letters_are_known_by_their_names(letters: str, heard: str, are: bool) -> None:
    assert phonetics.spelled(letters, tuple(heard.split()), ENGLISH) is are
