"""What a misheard term sounds like."""

import pytest

from voiceprep.feedback import phonetics
from voiceprep.feedback.heard import Heard
from voiceprep.feedback.spoken import tokens
from voiceprep.language import tables

ENGLISH = tables("en")


def likeness(term: str, heard: str) -> float:
    ours = phonetics.sound((term,), ENGLISH)
    return phonetics.likeness(ours, phonetics.sound(tuple(heard.split()), ENGLISH))


@pytest.mark.parametrize(
    ("word", "sounds"),
    [
        ("knapsack", "napsak"),
        ("phishing", "fiSiN"),
        ("school", "skUl"),
        ("nation", "nASun"),
        ("write", "rIt"),
        ("edge", "eJ"),
        ("k", "kA"),
        ("", ""),
        ("été", "t"),
    ],
)
def test_spelling_tells_roughly_how_words_sound(word: str, sounds: str) -> None:
    assert phonetics.sounds(word, ENGLISH) == sounds


@pytest.mark.parametrize(
    ("term", "heard"),
    [
        ("zipkin", "zip kin"),
        ("polars", "polls"),
        ("wilcoxon", "will cox and"),
        ("regularization", "regular is a shun"),
        ("prometheus", "pro me thius"),
        ("baseline", "base line"),
    ],
)
def test_what_is_heard_for_a_term_sounds_like_it(term: str, heard: str) -> None:
    assert likeness(term, heard) >= phonetics.UNKNOWN.strong


@pytest.mark.parametrize(
    ("term", "heard"),
    [
        ("impute", "empty"),
        ("sharding", "monday"),
        ("jitter", "better"),
        ("kubernetes", "monitoring"),
        ("triton", "write to the"),
        ("", "anything"),
        ("bias", ""),
        ("été", "eighty"),
    ],
)
def test_other_words_do_not(term: str, heard: str) -> None:
    assert likeness(term, heard) < phonetics.UNKNOWN.strong


@pytest.mark.parametrize("heard", ["distraction", "the station"])
def test_a_word_that_the_recogniser_knows_must_sound_more_alike(heard: str) -> None:
    words = heard.split()
    term = tokens(["distillation"], ENGLISH)[0]
    known = Heard(words, ENGLISH, {}, knows=lambda _: True).find(term)
    unknown = Heard(["distraction"], ENGLISH, {}, knows=lambda _: False).find(term)
    assert all(hit.weak for hit in known)
    assert any(not hit.weak for hit in unknown)


def test_an_everyday_word_by_itself_was_most_likely_said() -> None:
    alone, within = (phonetics.likely(words, ENGLISH) for words in (("traffic",), ("polls",)))
    assert alone > within == 0.0


def test_terms_are_found_across_words_and_where_a_number_was_understood() -> None:
    term = tokens(["bonafort"], ENGLISH)[0]
    heard = Heard("we use bonna four today".split(), ENGLISH, {}, knows=lambda _: False)
    best = max(heard.find(term), key=lambda hit: hit.strength)
    assert (best.first, best.last) == (2, 3)
    assert not best.weak


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
