"""Numbers, as people say them, in digits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceprep.feedback.spoken import tokens
from voiceprep.language import tables

ENGLISH = tables("en")
UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()


def in_words(number: int, *, link: str = "") -> str:
    """A number as people say it; `link` is what they put behind hundreds: "and" or nothing."""
    if number < 20:
        return UNITS[number]
    if number < 100:
        return TENS[number // 10] + (f" {UNITS[number % 10]}" if number % 10 else "")
    for size, name in (
        (10**9, "billion"),
        (10**6, "million"),
        (1000, "thousand"),
        (100, "hundred"),
    ):
        if number >= size:
            rest = number % size
            joint = f" {link}" if link and size == 100 and rest else ""
            head = f"{in_words(number // size, link=link)} {name}{joint}"
            return f"{head} {in_words(rest, link=link)}" if rest else head
    raise AssertionError


def form(text: str) -> str:
    return " ".join(token.text for token in tokens(text.split(), ENGLISH))


@given(st.integers(0, 10**12 - 1), st.sampled_from(["", "and"]))
def test_a_whole_number_is_the_same_in_words_and_digits(number: int, link: str) -> None:
    assert form(in_words(number, link=link)) == form(str(number)) == str(number)


@given(st.integers(1000, 10**9))
def test_separators_do_not_matter(number: int) -> None:
    assert form(f"{number:,}") == str(number)


@given(st.integers(0, 999), st.lists(st.integers(0, 9), min_size=1, max_size=4))
def test_decimals_are_the_same_in_words_and_digits(whole: int, decimals: list[int]) -> None:
    written = f"{whole}.{''.join(map(str, decimals))}"
    spoken = f"{in_words(whole)} point {' '.join(UNITS[digit] for digit in decimals)}"
    assert form(spoken) == form(written)


@given(st.integers(1700, 2099).filter(lambda year: year % 100 >= 10))
def test_years_are_read_in_two_halves(year: int) -> None:
    assert form(f"{in_words(year // 100)} {in_words(year % 100)}") == str(year)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_two_numbers_are_never_taken_for_one_another(one: int, other: int) -> None:
    assert (form(in_words(one)) == form(in_words(other))) == (one == other)


@given(st.integers(1, 10**7), st.sampled_from("percent dollars milliseconds rows".split()))
def test_a_number_ends_where_its_unit_begins(number: int, unit: str) -> None:
    assert form(f"{in_words(number)} {unit}") == f"{number} {unit}"


@given(st.integers(1, 98).filter(lambda number: number % 10))
def test_ordinals_are_the_same_in_words_and_digits(number: int) -> None:
    endings = {1: "st", 2: "nd", 3: "rd"}
    ending = "th" if 10 < number < 20 else endings.get(number % 10, "th")
    irregular = {"one": "first", "two": "second", "three": "third", "five": "fifth"}
    irregular |= {"eight": "eighth", "nine": "ninth", "twelve": "twelfth"}
    *head, last = in_words(number).split()
    assert form(" ".join([*head, irregular.get(last, f"{last}th")])) == form(f"{number}{ending}")


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Python 3.11", "python three point eleven"),
        ("Python 3.10", "python three dot ten"),
        ("1.2.3", "one point two point three"),
        ("256", "two fifty six"),
        ("1024", "ten twenty four"),
        ("404", "four oh four"),
        ("3.5 million", "three and a half million"),
        ("1 1/2", "one and a half"),
        ("2/3", "two thirds"),
        ("½", "a half"),
        ("a threshold of 0.5", "a threshold of point five"),
        ("0.05", "point oh five"),
        ("$5k", "five thousand dollars"),
        ("$2 million", "two million dollars"),
        ("50k", "fifty k"),
        ("-1", "minus one"),
        ("5-10", "five to ten"),
        ("80/20", "eighty twenty"),
        ("24/7", "twenty four seven"),
        ("the 99th percentile", "the ninety ninth percentile"),
        ("24", "two dozen"),
        ("100", "a hundred"),
        ("1990s", "nineteen nineties"),
    ],
)
def test_numbers_are_read_as_people_say_them(written: str, spoken: str) -> None:
    assert form(written) == form(spoken)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Python 3.10", "Python 3.1"),
        ("fifteen", "fifty"),
        ("sixteen percent", "sixty percent"),
        ("two thirds", "two three"),
        ("point one is cost", "of point one is cost"),
        ("five k fold", "5000 fold"),
        ("two seconds", "2/2"),
        ("a third option", "1/3 option"),
    ],
)
def test_what_only_looks_alike_stays_apart(one: str, other: str) -> None:
    assert form(one) != form(other)
