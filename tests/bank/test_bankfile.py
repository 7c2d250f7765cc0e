"""Bank files: what is read, and what is said of what can't be."""

import math
import os
import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bankstrategies import BANK
from voiceprep.bank.bankfile import (
    bank_path,
    find_banks,
    format_bank,
    open_bank,
    parse_bank,
    read_bank,
)
from voiceprep.bank.lines import find_lines
from voiceprep.bank.model import (
    Bank,
    KeyPoint,
    Question,
)
from voiceprep.errors import BankError

SMALL = """\
title = "Baker"

[[question]]
id = "dough"
kind = "technical"
ask = "Why does dough rise?"

[[question.point]]
say = "Yeast makes gas"
terms = [["yeast"], ["gas", "bubbles"]]
"""


def faults(text: str) -> list[str]:
    with pytest.raises(BankError) as caught:
        parse_bank(text, "b.toml")
    return str(caught.value).splitlines()


def changed(old: str, new: str) -> str:
    assert old in SMALL
    return SMALL.replace(old, new)


def test_a_small_bank_is_read_with_defaults() -> None:
    point = KeyPoint("Yeast makes gas", (("yeast",), ("gas", "bubbles")))
    question = Question("dough", "technical", "Why does dough rise?", points=(point,))
    assert parse_bank(SMALL, "b.toml") == Bank("Baker", questions=(question,))
    assert question.seconds == 120


def test_line_breaks_are_layout_and_empty_lines_part_paragraphs() -> None:
    text = changed(
        'ask = "Why', 'sample = """\n  One\n two \\\n  three.\n \t\n\n\nFour.\n"""\nask = "Why'
    )
    assert parse_bank(text, "b").questions[0].sample == "One two three.\n\nFour."
    windows = "\ufeff" + text.replace("\n", "\r\n")
    assert parse_bank(windows, "b") == parse_bank(text, "b")


def test_advice_keeps_its_order() -> None:
    text = '[advice]\ntechnical = "Think aloud."\ncommon = "Be brief."\n'
    advice = parse_bank(SMALL + text, "b").advice
    assert advice == (("technical", "Think aloud."), ("common", "Be brief."))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("title", "titel", 'b.toml:1: there is no key "titel" here; did you mean title?.'),
        ('say = "Y', 'sya = "x"\nsay = "Y', '9: there is no key "sya" here; did you mean say?'),
        ('"Baker"', '"Baker"\nzzz = 1', '2: there is no key "zzz" here; known are title, language'),
        ('ask = "Why does dough rise?"', "", "3: ask is missing; add a line ask ="),
        ('id = "dough"\n', "", "3: id is missing; expected 1 to 64 of a-z, 0-9 and -"),
        ('"dough"', '"Dough!"', '4: id is "Dough!"; expected 1 to 64 of a-z'),
        ('"dough"', f'"{"d" * 65}"', "4: id is"),
        ('"dough"', '"d\\u0660"', "4: id is"),
        ('"dough"', '"dough\\n"', "4: id is"),
        ('"dough"', '""', '4: id is ""; expected'),
        ('"dough"', "7", "4: id is 7; expected"),
        ('"technical"', '"tech"', '5: kind is "tech"; expected one of common, behavioral'),
        ('"technical"', "[]", "5: kind is a list; expected one of"),
        ('"Why does dough rise?"', '"  "', "6: ask is empty; write a text"),
        ('"Why does dough rise?"', "5", "6: ask is 5; expected a text in quotes"),
        ('"Why does dough rise?"', "2020-01-01", "6: ask is a date or time; expected a text"),
        ('"Why does dough rise?"', f'"{"x" * 1001}"', "6: ask has 1001 characters; expected at"),
        ('dough rise?"', 'dough \\u0000 rise?"', "6: ask has the character U+0000 in it"),
        ('dough rise?"', 'dough \\u001B[2J rise?"', "6: ask has the character U+001B in it"),
        ('dough rise?"', 'dough \\u202E rise?"', "6: ask has the character U+202E in it"),
        ('"technical"', '"technical"\nseconds = true', "6: seconds is true; expected a whole"),
        ('"technical"', '"technical"\nseconds = 4', "6: seconds is 4; expected a whole number"),
        ('"technical"', '"technical"\nseconds = 3601', "6: seconds is 3601"),
        ('"technical"', '"technical"\nseconds = 60.0', "6: seconds is 60.0"),
        ('"technical"', f'"technical"\nseconds = {"9" * 4000}', "6: seconds is a huge number"),
        ('gas"\n', 'gas"\nweight = 0\n', "10: weight is 0; expected a number above 0"),
        ('gas"\n', 'gas"\nweight = -1.5\n', "10: weight is -1.5"),
        ('gas"\n', 'gas"\nweight = nan\n', "10: weight is nan"),
        ('gas"\n', 'gas"\nweight = inf\n', "10: weight is inf"),
        ('gas"\n', 'gas"\nweight = true\n', "10: weight is true"),
        ('gas"\n', 'gas"\nweight = "2"\n', '10: weight is "2"'),
        ('gas"\n', 'gas"\nderived = 1\n', "10: derived is 1; expected true or false"),
        ('[["yeast"], [', '["yeast", [', '10: terms is "yeast"; expected groups of texts'),
        ('["yeast"], [', '["yeast"],\n[],\n[', "11: a group of terms is empty"),
        ('["yeast"], [', '["yeast"],\n["a",\n" "],\n[', "12: a term is empty"),
        ('["yeast"], [', '["yeast"],\n["a",\n7],\n[', "12: a term is 7; expected a text"),
        ('[["yeast"], ["gas", "bubbles"]]', '"yeast"', '10: terms is "yeast"; expected groups'),
        ('"Baker"', '"Baker"\nlanguage = "english"', '2: language is "english"; expected a code'),
        (
            '"Baker"',
            '"Baker"\nadvice = 3',
            "2: advice is 3; expected a table below a line [advice]",
        ),
        ('"Baker"', '"Baker"\nadvice.tech = "x"', '2: there is no key "tech" here; did you mean t'),
        ("[[question.point]]", "[question.point]", "8: point is a table; expected tables, each"),
        ("[[question]]", "[question]", "2: question is a table; expected tables, each below a"),
    ],
)
def test_a_fault_is_told_with_its_line(old: str, new: str, fault: str) -> None:
    if old == "[[question]]":
        text = 'title = "B"\n[question]\nid = "a"\n'
    else:
        text = SMALL.replace(old, new, 1)
    found = faults(text)
    assert any(fault in line for line in found), found
    assert all(line.startswith("b.toml:") for line in found)


def test_an_id_that_is_taken_is_told_with_both_lines() -> None:
    again = '[[question]]\nid = "dough"\nkind = "common"\nask = "Again?"\n'
    told = 'b.toml:12: the id "dough" is taken; choose another (first on line 4).'
    assert faults(SMALL + again) == [told]


def test_a_bank_without_questions_is_no_bank() -> None:
    assert faults('title = "x"') == [
        "b.toml:1: there is no question; add a header [[question]] with id, kind and ask."
    ]


def test_all_faults_are_told_in_one_go_by_line() -> None:
    text = changed('"technical"', '"odd"').replace('"Baker"', "3").replace('"yeast"', '""')
    assert [line.split(": ")[0] for line in faults(text)] == ["b.toml:1", "b.toml:5", "b.toml:10"]


def test_twenty_faults_are_enough() -> None:
    found = faults(SMALL + "\n".join(f"x{n} = 1" for n in range(50)))
    assert len(found) == 21
    assert found[-1] == "b.toml: the first 20 faults; there may be more."


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("title = Baker", "b.toml:1: not TOML at column 9: Invalid value; a text stands in quotes"),
        ("x = 1\ntitle", "b.toml:2: not TOML at the end: Expected '='"),
        ('\ntitle = "a\nb"', "b.toml:2: not TOML at column 11: Illegal character '\\n'; a text of"),
        ('a = 1\nb = """x\n\n', "b.toml:2: not TOML"),
        ("a = 1\na = 2", "b.toml:2: not TOML at the end: Cannot overwrite a value; a key can"),
        ("[a]\n[a]", "b.toml:2: not TOML at column 3: Cannot declare"),
        ("a = 1\n\nb = [1,\n", "b.toml:3: not TOML"),
        ("a = 1\nb = 2020-13-45", "b.toml:2: not TOML"),
        ("a = '\x00'", "b.toml:1: not TOML"),
        ("a = " + "9" * 5000, "b.toml:1: not TOML"),
    ],
)
def test_what_is_no_toml_is_told_with_its_line(text: str, fault: str) -> None:
    found = faults(text)
    assert len(found) == 1
    assert found[0].startswith(fault.split("not TOML")[0].rsplit(":", 2)[0])
    assert fault.split(": ", 1)[1] in found[0]


@pytest.mark.parametrize(
    "bomb",
    [
        "a = " + "[" * 200_000,
        "a = " + "{a=" * 100_000,
        "a." * 200_000 + "a = 1",
        "[" + "a." * 200_000 + "a]",
        '"a".' * 100_000 + "a = 1",
        "[[a]]\n" * 100_000,
        "x" * 1_000_000,
        '"' * 1_000_000,
        "'" * 1_000_000,
        "a = " + "[" * 30 + "]" * 30,
    ],
)
def test_bombs_are_refused_at_once(bomb: str) -> None:
    start_s = time.monotonic()
    assert faults(bomb)
    assert time.monotonic() - start_s < 10  # tomllib alone takes minutes for some of them


def test_counts_are_bounded() -> None:
    question = '[[question]]\nid = "q{}"\nkind = "common"\nask = "x"\n'
    many = 'title = "x"\n' + "".join(question.format(n) for n in range(1001))
    assert faults(many) == ["b.toml:4002: question has 1001 entries here; expected at most 1000."]
    points = SMALL + '[[question.point]]\nsay = "x"\n' * 40
    assert "point has 41 entries here; expected at most 40" in faults(points)[0]
    groups = changed('["yeast"]', '["yeast"], ' * 20 + '["x"]')
    assert "terms has 22 entries here; expected at most 20" in faults(groups)[0]


@settings(max_examples=60, deadline=None)
@given(BANK)
def test_a_bank_that_is_written_reads_back(bank: Bank) -> None:
    assert parse_bank(format_bank(bank), "b") == bank


@settings(max_examples=40, deadline=None)
@given(BANK)
def test_the_lines_of_a_written_bank_are_found(bank: Bank) -> None:
    text = format_bank(bank)
    lines = text.split("\n")
    paths: dict[tuple[str | int, ...], str] = {}
    for n, question in enumerate(bank.questions):
        paths["question", n, "id"] = f'id = "{question.id}"'
        for at in range(len(question.points)):
            paths["question", n, "point", at, "say"] = "say = "
    for at in range(len(bank.faq)):
        paths["faq", at, "answer"] = "answer = "
    for path, line in find_lines(text, paths).items():
        assert lines[line - 1].startswith(paths[path])


def test_quotes_and_backslashes_are_written_and_read() -> None:
    nasty = 'A """quote""", \\u0041, a \\ and ' + '"' * 9 + " word" * 40 + " \\"
    question = Question("a", "common", nasty, sample=nasty, tip=f"{nasty}\n\n{nasty}")
    bank = Bank("T", questions=(question,))
    assert parse_bank(format_bank(bank), "b") == bank


def test_what_is_written_is_made_for_reading() -> None:
    bank = Bank("T", questions=(Question("a", "common", "Why?", sample="word " * 99),))
    lines = format_bank(bank).splitlines()
    assert 'sample = """' in lines
    assert max(map(len, lines)) <= 98
    assert not any(line.startswith(("tip", "weight", "about")) for line in lines)


def bank_or_fault(text: str) -> bool:
    """False for a fault that doesn't name the file; any other exception passes through."""
    try:
        return isinstance(parse_bank(text, "b"), Bank)
    except BankError as fault:
        return str(fault).startswith("b:")


@settings(max_examples=200, deadline=None)
@given(
    st.text()
    | st.lists(st.sampled_from([*SMALL.splitlines(), "[", '"""', "a.b", "=", "'"])).map("\n".join)
)
@example("\ud800")
@example('title = "\ud800"')
@example("[[question]]\nid = 1\n[[question.point]]\n[[question]]")
def test_any_text_is_a_bank_or_a_bank_error(text: str) -> None:
    assert bank_or_fault(text)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_bank_with_a_part_cut_out_is_a_bank_or_a_bank_error(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(SMALL)))
    end = data.draw(st.integers(start, len(SMALL)))
    assert bank_or_fault(SMALL[:start] + SMALL[end:])


def refused(path: Path) -> str:
    with pytest.raises(BankError) as caught:
        read_bank(path)
    return str(caught.value)


def test_files_that_are_no_banks_are_refused(tmp_path: Path) -> None:
    assert "No such file" in refused(tmp_path / "none.toml")
    assert "this is no file" in refused(tmp_path)
    os.mkfifo(tmp_path / "pipe.toml")
    assert "this is no file" in refused(tmp_path / "pipe.toml")
    assert "not a possible file name" in refused(Path("a\0b"))
    assert "can't be read" in refused(tmp_path / ("x" * 5000))
    large = tmp_path / "large.toml"
    large.write_bytes(b"#" * (4 * 1024 * 1024 + 1))
    assert "larger than 4 MiB" in refused(large)
    control = tmp_path / "\x1b[2J.toml"
    assert "\x1b" not in refused(control)


def test_bytes_that_are_not_utf8_are_told_with_their_line(tmp_path: Path) -> None:
    file = tmp_path / "latin.toml"
    file.write_bytes('title = "Bäcker"\nabout = "Brötchen"\n'.encode("latin-1"))
    assert f"{file}:1: byte 11 of the line, 0xE4, is not UTF-8" in refused(file)
    file.write_bytes('title = "Bäcker"\n'.encode() + b'about = "\xff"\n')
    assert f"{file}:2: byte 10 of the line, 0xFF, is not UTF-8" in refused(file)


def test_banks_are_found_by_name_and_ones_own_go_first(tmp_path: Path) -> None:
    own = tmp_path / "banks"
    assert open_bank("machine-learning-engineer", own).title == "Machine learning engineer"
    own.mkdir()
    mine = own / "machine-learning-engineer.toml"
    mine.write_text(SMALL)
    (own / "baker.toml").write_text(SMALL)
    (own / ".hidden.toml").write_text(SMALL)
    (own / "notes.txt").write_text("")
    assert bank_path("machine-learning-engineer", own) == mine
    assert [*find_banks((own, tmp_path / "none"))] == ["baker", "machine-learning-engineer"]
    assert open_bank(str(own / "baker.toml"), own).title == "Baker"
    with pytest.raises(BankError, match='no bank "bakr"; did you mean baker'):
        open_bank("bakr", own)
    with pytest.raises(
        BankError, match=r"there are: baker, machine-learning-engineer and datenanalyse\."
    ):
        open_bank("zzzzzz", own)


def test_weights_are_numbers() -> None:
    bank = parse_bank(changed('gas"\n', 'gas"\nweight = 2\n'), "b")
    assert math.isclose(bank.questions[0].points[0].weight, 2.0)
