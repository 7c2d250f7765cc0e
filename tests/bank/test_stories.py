"""The user's own stories: their file, and what becomes of the bank's points."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceprep.bank.model import Bank, KeyPoint, Question
from voiceprep.bank.prose import unprintable
from voiceprep.bank.stories import (
    OwnStory,
    format_stories,
    own_points,
    parse_stories,
    parse_story,
    read_stories,
    with_stories,
)
from voiceprep.errors import BankError

STORY = OwnStory(
    "went-wrong",
    situation=("The site was down", "It was a Sunday"),
    action=('I read the "logs" \\ and rolled back',),
    result=("Back in 40 minutes",),
)


def test_stories_come_back_as_they_were_written() -> None:
    others = (STORY, OwnStory("other", task=("Ünicode “quotes”",)))
    assert parse_stories(format_stories(others), "stories.toml") == others
    assert parse_stories(format_stories(()), "stories.toml") == ()


_TEXT = (
    st.text(min_size=1, max_size=60)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: bool(text) and not unprintable(text))
)


@given(st.lists(_TEXT, max_size=4), st.lists(_TEXT, max_size=4))
def test_any_text_comes_back(task: list[str], result: list[str]) -> None:
    story = OwnStory("q", task=tuple(task), result=tuple(result))
    assert parse_stories(format_stories((story,)), "x") == (story,)


def test_own_points_take_the_place_of_the_banks_where_there_is_a_story() -> None:
    bank = Bank(
        "A bank",
        questions=(
            Question("went-wrong", "behavioral", "What went wrong?", points=(KeyPoint("Tip"),)),
            Question("cnn", "technical", "What is it?", points=(KeyPoint("Filters"),)),
        ),
    )
    merged = with_stories(bank, [STORY, OwnStory("gone", task=("x",)), OwnStory("cnn")])
    told = merged.question("went-wrong")
    assert [point.say for point in told.points] == [
        "The site was down",
        "It was a Sunday",
        'I read the "logs" \\ and rolled back',
        "Back in 40 minutes",
    ]
    assert own_points(told) == {point.say for point in told.points}
    assert merged.question("cnn") == bank.question("cnn")


def test_no_file_is_no_story(tmp_path: Path) -> None:
    assert read_stories(tmp_path / "stories.toml") == ()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('[[story]]\nquestion = "q"\nresult = "one"\n', "s.toml:3: result is"),
        ('[[story]]\nquestion = "q"\nresult = ["a", 5]\n', "s.toml:3: a text is 5"),
        ('[[story]]\nresults = ["a"]\nquestion = "q"\n', "s.toml:2: there is no key"),
        ('[[story]]\nresult = ["a"]\n', "s.toml:1: question is missing"),
        (
            '[[story]]\nquestion = "q"\n[[story]]\nquestion = "q"\n',
            "s.toml:4: this question has a story already (first on line 2)",
        ),
        ("[[story]\n", "s.toml:1: not TOML"),
        ('[[story]]\nquestion = "q"\nresult = ["\\u001b[2J"]\n', "s.toml:3: a text has the char"),
    ],
)
def test_a_damaged_file_is_told_by_line(text: str, fault: str) -> None:
    with pytest.raises(BankError) as told:
        parse_stories(text, "s.toml")
    assert str(told.value).startswith(fault)


def test_bytes_that_are_no_text_are_told_by_line(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_bytes(b"# one\n# \xff\n")
    with pytest.raises(BankError, match=r"s\.toml:2: this is not UTF-8"):
        read_stories(tmp_path / "s.toml")


def test_one_story_can_stand_alone_in_a_file() -> None:
    assert parse_story('result = ["Done"]\n', "x", "q") == OwnStory("q", result=("Done",))
    with pytest.raises(BankError, match="x:1: there is no key"):
        parse_story('outcome = ["Done"]\n', "x", "q")
