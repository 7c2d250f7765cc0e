"""Points written into bank files."""

import pytest

from voiceprep.bank.bankfile import parse_bank
from voiceprep.bank.edit import DERIVED_NOTE, replace_points
from voiceprep.bank.model import KeyPoint
from voiceprep.errors import BankError

FILE = """\
# My bakery.
title = "Baker"  # for now

[[question]]
id = "rye"
kind = "technical"
ask = "How do you bake rye?"
tip = '''
Mention the sourdough.
# no comment'''

# --- the second
[[question]]
id = "early"
kind = "common"
ask = "Do you mind getting up early?"

[[question.point]]
say = "Mine"  # by hand

# the end
[[faq]]
question = "Is it warm?"
answer = "Yes."
"""
NEW = (KeyPoint("Sourdough comes first", (("sourdough",),), derived=True),)


def added(text: str, changed: str) -> list[str]:
    """The lines that are new; the others must be those of before, in their order."""
    before = text.splitlines()
    new = []
    for line in changed.splitlines():
        if before and line == before[0]:
            before.pop(0)
        else:
            new.append(line)
    assert not before
    return [line for line in new if line]


def test_points_are_written_below_their_question_and_all_else_stays() -> None:
    changed = replace_points(FILE, "f", {"rye": NEW})
    assert added(FILE, changed) == [
        DERIVED_NOTE,
        "[[question.point]]",
        'say = "Sourdough comes first"',
        "terms = [",
        '    ["sourdough"],',
        "]",
        "derived = true",
    ]
    assert changed.index("# --- the second") > changed.index("derived = true")


def test_derived_points_are_replaced_and_leave_no_trace() -> None:
    once = replace_points(FILE, "f", {"rye": NEW, "early": NEW})
    assert replace_points(once, "f", {"rye": NEW, "early": NEW}) == once
    assert replace_points(once, "f", {"rye": (), "early": ()}) == FILE


def test_points_of_a_person_stay_unless_told() -> None:
    kept = parse_bank(replace_points(FILE, "f", {"early": NEW}), "f").question("early").points
    assert [point.say for point in kept] == ["Mine", "Sourdough comes first"]
    gone = replace_points(FILE, "f", {"early": NEW}, drop_written=True)
    assert parse_bank(gone, "f").question("early").points == NEW


def test_a_file_that_is_laid_out_otherwise_is_left_alone() -> None:
    inline = 'title = "B"\nquestion = [{id = "a", kind = "common", ask = "?"}]\n'
    with pytest.raises(BankError, match="can't be changed in place"):
        replace_points(inline, "f", {"a": NEW})


def test_a_file_without_a_last_line_break_and_with_windows_ones() -> None:
    text = FILE.replace("\n", "\r\n").rstrip()
    changed = replace_points(text, "f", {"rye": NEW})
    assert parse_bank(changed, "f").question("rye").points == NEW
