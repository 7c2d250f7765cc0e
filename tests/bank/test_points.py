"""Points out of prose."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voiceprep.bank.bankfile import format_bank, open_bank, parse_bank, read_bank
from voiceprep.bank.gaps import MOST_POINTS
from voiceprep.bank.model import Bank, KeyPoint, Question
from voiceprep.bank.points import derive_points, with_points


def from_sample(text: str, ask: str = "") -> list[str]:
    return [point.say for point in derive_points(Question("q", "common", ask, sample=text))]


def from_tip(text: str) -> list[str]:
    return [point.say for point in derive_points(Question("q", "common", "", tip=text))]


def test_a_tip_gives_what_it_asks_for_without_the_asking() -> None:
    assert from_tip(
        "Discuss how salt draws water out of the dough, and explain why cold yeast works slowly."
    ) == ["Salt draws water out of the dough", "Cold yeast works slowly"]


def test_things_that_a_tip_names_beside_each_other_are_points_of_their_own() -> None:
    assert from_tip("Mention the flour, the water temperature, and resting times.") == [
        "The flour",
        "The water temperature",
        "Resting times",
    ]


def test_a_comparison_stays_one_point() -> None:
    assert from_tip("Explain the difference between rye flour and wheat flour.") == [
        "The difference between rye flour and wheat flour"
    ]


def test_examples_become_points_only_where_there_are_few() -> None:
    few = from_tip("Describe solutions such as longer resting, colder water and less yeast.")
    assert few == ["Solutions such as longer resting", "Colder water", "Less yeast"]


@pytest.mark.parametrize("concession", ["While", "Although"])
def test_a_concession_is_a_point_of_its_own(concession: str) -> None:
    assert from_sample(f"{concession} speed is a good start, I rely on taste and texture.") == [
        "Speed is a good start",
        "Rely on taste and texture",
    ]


def test_two_actions_in_one_sentence_are_two_points() -> None:
    assert from_sample("I weighed the whole batch twice, and then I called the supplier.") == [
        "Weighed the whole batch twice",
        "Called the supplier",
    ]


def test_a_condition_stays_with_what_it_leads_to() -> None:
    assert from_sample("If the dough is sticky, I simply add some flour.") == [
        "If the dough is sticky, I simply add some flour"
    ]


def test_a_long_answer_gives_no_more_points_than_one_keeps_in_mind() -> None:
    numbers = ("apples", "pears", "plums", "grapes", "figs", "dates", "limes", "nuts", "kiwis")
    assert len(from_sample(" ".join(f"I sold {fruit} on markets." for fruit in numbers))) == (
        MOST_POINTS
    )


def test_an_abbreviation_ends_no_sentence() -> None:
    assert from_sample("I use hard wheat, e.g. Manitoba flour, for panettone.") == [
        "Use hard wheat, e.g. Manitoba flour, for panettone"
    ]


def test_other_names_for_a_thing_stand_in_one_group() -> None:
    (point,) = derive_points(
        Question("q", "common", "", sample="I look at the Area Under the Curve (AUC).")
    )
    assert any("curve" in group and "auc" in group for group in point.terms)


def test_points_are_marked_as_derived_and_have_terms() -> None:
    for point in derive_points(Question("q", "common", "", sample="I knead it. I bake it hot.")):
        assert point.derived
        assert point.terms


def test_nothing_comes_from_nothing() -> None:
    assert derive_points(Question("q", "common", "Why?")) == ()
    assert derive_points(Question("q", "common", "Why?", sample="?! … ( ) 。")) == ()


def test_a_language_without_tables_gives_sentences() -> None:
    question = Question("q", "common", "?", sample="Primero peso la masa. Luego horneo.")
    assert [point.say for point in derive_points(question, "es")] == [
        "Primero peso la masa",
        "Luego horneo",
    ]


def test_points_that_a_person_wrote_stay() -> None:
    own = Question("q", "common", "?", sample="I bake.", points=(KeyPoint("mine"),))
    assert with_points(Bank("B", questions=(own,))).questions == (own,)


def test_a_rehearsal_has_points_where_the_file_has_none(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    question = Question("q", "common", "How?", tip="Mention the flour and the water.")
    file.write_text(format_bank(Bank("B", questions=(question,))), encoding="utf-8")
    assert [point.say for point in open_bank(str(file), tmp_path).questions[0].points] == [
        "The flour",
        "The water",
    ]
    assert read_bank(file).questions[0].points == ()


@given(st.text(max_size=300), st.booleans())
@settings(max_examples=150, deadline=None)
def test_points_of_any_text_can_be_kept_in_a_bank(text: str, tip: bool) -> None:
    clean = "".join(char for char in text if char.isprintable() or char == "\n")
    question = Question("q", "common", "ask", tip=clean if tip else "")
    points = derive_points(question if tip else replace(question, sample=clean))
    assert len(points) <= MOST_POINTS
    bank = Bank("B", questions=(Question("q", "common", "ask", points=points),))
    assert parse_bank(format_bank(bank), "b") == bank


def test_a_huge_text_of_one_sentence_is_read_at_once() -> None:
    assert len(from_sample("and then I went, " * 5_000)) <= MOST_POINTS
    assert len(from_sample("(((" * 5_000 + " such as like " * 900)) <= MOST_POINTS
