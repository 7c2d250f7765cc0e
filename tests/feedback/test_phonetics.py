"""What a misheard term sounds like."""

from dataclasses import replace

import pytest

from voiceprep.feedback import phonetics
from voiceprep.feedback.heard import Heard
from voiceprep.feedback.spoken import tokens
from voiceprep.language import tables

ENGLISH = tables("en")


def found(term: str, heard: str, *, known: bool = False) -> bool:
    """Whether a term is found where this was heard, without the help of another beside it."""
    words = Heard(heard.split(), ENGLISH, {}, knows=lambda _: known)
    return any(not hit.weak for token in tokens(term.split(), ENGLISH) for hit in words.find(token))


@pytest.mark.parametrize(
    ("word", "sounds"),
    [
        ("knapsack", "napsak"),
        ("phishing", "fiSiN"),
        ("school", "skUl"),
        ("nation", "nASun"),
        ("write", "rIt"),
        ("edge", "eJ"),
        ("you", "yU"),
        ("been", "bin"),
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
        ("triton", "tried and"),
        ("elixir", "setup alexa"),
        ("sidecar", "side called"),
        ("fluentd", "fluent the"),
    ],
)
def test_what_is_heard_for_a_term_sounds_like_it(term: str, heard: str) -> None:
    assert found(term, heard)


@pytest.mark.parametrize(
    ("term", "heard"),
    [
        ("impute", "empty"),
        ("sharding", "monday"),
        ("jitter", "better"),
        ("kubernetes", "monitoring"),
        ("triton", "write to the"),
        ("bias", ""),
        ("druid", "had read"),
        ("été", "eighty"),
    ],
)
def test_other_words_do_not(term: str, heard: str) -> None:
    assert not found(term, heard)


@pytest.mark.parametrize("heard", ["distraction", "the station"])
def test_a_word_that_the_recogniser_knows_must_sound_more_alike(heard: str) -> None:
    words = heard.split()
    term = tokens(["distillation"], ENGLISH)[0]
    known = Heard(words, ENGLISH, {}, knows=lambda _: True).find(term)
    unknown = Heard(["distraction"], ENGLISH, {}, knows=lambda _: False).find(term)
    assert all(hit.weak for hit in known)
    assert any(not hit.weak for hit in unknown)


def test_an_everyday_word_by_itself_was_most_likely_said() -> None:
    alone, within = (
        phonetics.likely(words, ENGLISH, phonetics.OFF_EVIDENCE)
        for words in (("traffic",), ("polls",))
    )
    assert alone > within == 0.0


@pytest.mark.parametrize(
    ("term", "way"),
    [("tobit", "tObit"), ("sidecar", "sIdkor"), ("fluentd", "fluuntdE"), ("knapsack", "napsak")],
)
def test_a_term_may_be_said_in_several_ways(term: str, way: str) -> None:
    assert way in phonetics.pronunciations(term, ENGLISH)


def test_a_sound_that_is_often_heard_for_another_speaks_for_it() -> None:
    hearing = phonetics.hearing(ENGLISH)
    same, near, far = (
        phonetics.evidence("zipkin", heard, hearing) for heard in ("zipkin", "sipkun", "zilmoS")
    )
    assert same > near > 0 > far


def test_sounds_of_the_word_beside_take_off_little() -> None:
    hearing = phonetics.hearing(ENGLISH)
    alone, beside, within = (
        phonetics.evidence("zipkin", heard, hearing)
        for heard in ("zipkin", "wiTinozipkin", "zipwiTinokin")
    )
    assert beside == pytest.approx(alone + phonetics.NEIGHBOUR)
    assert within < beside


def test_every_sound_has_been_heard() -> None:
    rules = "".join(sound for rules in ENGLISH.sounds.values() for _, sound in rules)
    others = "".join([*ENGLISH.said.values(), *ENGLISH.letter_sounds.values()])
    assert {*rules, *others} <= {*ENGLISH.misheard}


def test_without_knowing_what_is_misheard_a_language_has_its_terms_compared_as_known() -> None:
    plain = replace(ENGLISH, misheard={})
    heard = Heard("we use zip kin".split(), plain, {}, knows=lambda _: False)
    assert heard.find(tokens(["zipkin"], plain)[0])


def test_terms_are_found_across_words_and_where_a_number_was_understood() -> None:
    term = tokens(["bonafort"], ENGLISH)[0]
    heard = Heard("we use bonna four again".split(), ENGLISH, {}, knows=lambda _: False)
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
