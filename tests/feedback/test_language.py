"""Tables of words."""

import pytest

from voiceprep.language import tables


def test_tables_are_read_once() -> None:
    assert tables("en") is tables("en")


@pytest.mark.parametrize("code", ["xx", "", "../en", "en/..", "e n", "EN/"])
def test_a_language_without_tables_has_empty_ones(code: str) -> None:
    language = tables(code)
    assert language.function_words == frozenset()
    assert not language.letters


def test_unlike_words_are_unlike_both_ways() -> None:
    unlike = tables("en").unlike
    assert "project" in unlike["product"]
    assert "product" in unlike["project"]


def test_english_tables_do_not_contradict_each_other() -> None:
    english = tables("en")
    assert not english.function_words & english.light_words
    assert english.digits["nine"] == 9
    assert all(len(letter) == 1 for letter in english.letters.values())
