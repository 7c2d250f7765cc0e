"""Banks to other forms and back."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from bankstrategies import BANK
from voiceprep.bank.anki import anki_text
from voiceprep.bank.bankfile import bank_path, read_bank
from voiceprep.bank.jsonbank import json_text
from voiceprep.bank.markdown import markdown_text
from voiceprep.bank.model import Bank, KeyPoint, Question
from voiceprep.bank.sheet import sheet_text
from voiceprep.bank.sources import read_source

BUILT_IN = read_bank(bank_path("machine-learning-engineer", Path("/nowhere")))


@given(BANK)
@settings(max_examples=60, deadline=None)
def test_a_table_reads_back_equal(bank: Bank) -> None:
    assert read_source(sheet_text(bank).encode(), "b.csv").bank == bank


@given(BANK)
@settings(max_examples=60, deadline=None)
def test_json_reads_back_equal(bank: Bank) -> None:
    assert read_source(json_text(bank).encode(), "b.json").bank == bank


def test_markdown_reads_back_equal() -> None:
    assert read_source(markdown_text(BUILT_IN).encode(), "b.md").bank == BUILT_IN


def test_cards_read_back_with_all_but_what_belongs_to_no_card() -> None:
    result = read_source(anki_text(BUILT_IN).encode(), "b.txt")
    assert result.bank == replace(BUILT_IN, about="", advice=())
    assert not result.left


def test_texts_full_of_markup_survive_cards_and_markdown() -> None:
    hostile = "<b>Is</b> *it* `a|b` [x](y) & &amp; #1 _so_ \\ ~~no~~ <script>alert(1)</script>?"
    point = KeyPoint(hostile, (("a, b; c\\", "d"),), 2.5, hostile, True)
    question = Question("q", "technical", hostile, hostile, hostile, f"1. {hostile}", 90, (point,))
    bank = Bank("T", questions=(question,))
    for text, name in ((anki_text(bank), "b.txt"), (markdown_text(bank), "b.md")):
        assert read_source(text.encode(), name).bank == bank


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "'=", "''+", "＝"])
def test_a_spreadsheet_runs_nothing(start: str) -> None:
    bank = Bank("T", questions=(Question("q", "common", f"{start}cmd|' /C calc'!A0"),))
    text = sheet_text(bank)
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "＝"))]
    assert read_source(text.encode(), "b.csv").bank == bank


def test_a_table_of_somebody_else() -> None:
    table = 'Question;Answer;Type;Mood\n"Why; us?";Fresh bread.;Behavioral;gay\n;nothing;;\n'
    result = read_source(table.encode(), "my-cards.csv")
    (question,) = result.bank.questions
    assert result.bank.title == "my cards"
    assert (question.ask, question.sample, question.kind) == (
        "Why; us?",
        "Fresh bread.",
        "behavioral",
    )
    assert question.points[0].derived
    assert {one.text for one in result.left} == {"gay", " | nothing |  | "}


@pytest.mark.parametrize(
    "table",
    [
        "question,kind\nWhy us?,common\nWhat is a CNN?,tecnical\nWhy now?,\n",
        "what,id,kind,text\nquestion,,common,Why us?\nquestion,,tecnical,What is a CNN?\n",
    ],
)
def test_a_kind_that_is_none_is_told_with_its_line_and_those_there_are(table: str) -> None:
    result = read_source(table.encode(), "cards.csv")
    (told,) = [doubt for doubt in result.doubts if "what-is-a-cnn" in doubt]
    assert told == (
        'Line 3: there is no kind "tecnical", only common, behavioral, technical and closing; '
        "what-is-a-cnn is taken as common."
    )


def test_a_table_without_heads_is_taken_with_a_doubt() -> None:
    result = read_source(b"Why us?\tI like it.\nWhy now?\tIt is time.\n", "a.tsv")
    assert [question.sample for question in result.bank.questions] == ["I like it.", "It is time."]
    assert any("No line names the columns" in doubt for doubt in result.doubts)


def test_cards_of_somebody_else() -> None:
    cards = (
        "#separator:semicolon\n#html:true\n#deck column:3\n#tags column:4\n"
        "Why <b>us</b>?;"
        '"<div>First.</div><div>Second &amp; last.</div>";D;technical x\n'
        '"What; now?";"A <script>x</script>""so""";D;\n'
    )
    why, what = read_source(cards.encode(), "deck.txt").bank.questions
    assert (why.ask, why.sample, why.kind) == ("Why us?", "First.\n\nSecond & last.", "technical")
    assert (what.ask, what.sample) == ("What; now?", 'A "so"')


def test_json_of_somebody_else() -> None:
    document = '{"items": [{"question": "Why?", "answer": "So.", "x": 1}, "How?", 3, {"y": 2}]}'
    result = read_source(document.encode(), "list.json")
    asked = [(question.ask, question.sample) for question in result.bank.questions]
    assert asked == [("Why?", "So."), ("How?", "")]
    assert len(result.left) == 3
