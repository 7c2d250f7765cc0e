"""What the built-in bank holds."""

import re
from collections import Counter
from pathlib import Path

import pytest

from voiceprep.bank.bankfile import format_bank, parse_bank, read_bank
from voiceprep.bank.gaps import find_gaps
from voiceprep.bank.model import Question
from voiceprep.resources import builtin

BANK = read_bank(builtin("questions") / "machine-learning-engineer.toml")
EACH = pytest.mark.parametrize("question", BANK.questions, ids=lambda question: question.id)


def test_it_has_five_questions_of_each_kind() -> None:
    kinds = Counter(question.kind for question in BANK.questions)
    assert kinds == {"common": 5, "behavioral": 5, "technical": 5}


def test_it_has_what_surrounds_the_questions() -> None:
    assert (len(BANK.closing), len(BANK.prepare), len(BANK.faq)) == (5, 5, 3)
    assert all(one.why for one in BANK.closing)
    assert BANK.about
    assert "STAR" in dict(BANK.advice)["behavioral"]


@EACH
def test_a_question_is_complete(question: Question) -> None:
    assert question.why
    assert question.tip or question.kind == "common"
    assert 4 <= len(question.points) <= 7
    assert all(point.follow_up.endswith("?") for point in question.points)
    assert all(point.terms and not point.derived for point in question.points)
    assert len({point.say for point in question.points}) == len(question.points)


@EACH
def test_a_sample_can_be_spoken_in_its_time(question: Question) -> None:
    words = question.sample.split()
    assert 110 <= len(words) <= 190
    assert not re.findall(r"[^\w\s.,?'-]", question.sample)
    assert not re.search(r"\d(?<![FL][12])", question.sample)
    assert len(words) / 165 * 60 < question.seconds


@EACH
def test_a_behavioral_sample_ends_on_a_figure(question: Question) -> None:
    if question.kind == "behavioral":
        assert "percent" in " ".join(question.sample.split()[-60:])


@EACH
def test_terms_are_lower_case_words_as_they_are_spoken(question: Question) -> None:
    for point in question.points:
        for group in point.terms:
            assert len(set(group)) == len(group)
            assert all(re.fullmatch(r"[a-z0-9]+( [a-z0-9]+)*", term) for term in group)


def test_every_sample_makes_all_points_of_its_question() -> None:
    assert find_gaps(BANK) == []


@EACH
def test_each_group_has_a_term_that_the_starter_model_can_hear(question: Question) -> None:
    words = builtin("models") / "voiceprep-starter-en" / "graph" / "words.txt"
    vocabulary = {line.split()[0] for line in words.read_text().splitlines()}
    vocabulary |= {"f1", "l1", "l2"}  # heard as a letter and a number
    for point in question.points:
        for group in point.terms:
            assert any(vocabulary.issuperset(term.split()) for term in group), group


def test_it_survives_being_written() -> None:
    assert parse_bank(format_bank(BANK), "b") == BANK


def test_the_example_of_the_documentation_is_a_bank() -> None:
    page = Path(__file__).parents[2] / "docs" / "bank-files.md"
    found = re.search(r"```toml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    bank = parse_bank(found[1], "bank-files.md")
    assert [question.id for question in bank.questions] == ["late-data"]
    assert find_gaps(bank) == ["late-data: has 2 points; 4 to 7 work best."]
