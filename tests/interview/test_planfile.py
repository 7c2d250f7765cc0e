"""Plan files."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from voiceprep.bank.bankfile import open_bank
from voiceprep.errors import BankError
from voiceprep.interview.agenda import Wanted, make_plan
from voiceprep.interview.planfile import format_plan, read_plan

BANK = open_bank("machine-learning-engineer", Path("/nowhere"))
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def test_a_plan_that_is_written_is_read_back_as_it_was(tmp_path: Path) -> None:
    for wanted in (Wanted(20, follow_ups=2), Wanted(30, strategy="fixed", overtime=True)):
        plan = make_plan(BANK, wanted, {}, NOW)
        file = tmp_path / "plan.toml"
        file.write_text(format_plan(plan))
        assert read_plan(file, BANK) == plan


@pytest.mark.parametrize("limit", [0, 0.1, 0.5, 1.25, 1.3337, 1.5, 20])
def test_a_plan_is_read_back_whatever_its_limit(tmp_path: Path, limit: float) -> None:
    odd = tuple(replace(q, seconds=45 + n) for n, q in enumerate(BANK.questions))
    plan = make_plan(replace(BANK, questions=odd), Wanted(100 / 3, limit=limit), {}, NOW)
    file = tmp_path / "plan.toml"
    file.write_text(format_plan(plan))
    assert read_plan(file, BANK) == plan


def test_a_plan_by_hand_needs_no_more_than_ids(tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    file.write_text("[[item]]\nquestion = 'cnn'\n[[item]]\nquestion = 'closing-questions'\n")
    plan = read_plan(file, BANK)
    assert [item.stage for item in plan.items] == ["technical", "closing"]
    assert plan.items[0].limit_s == 180


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[item]]\nquestion = 'cnnn'\n", ':2: the bank has no question "cnnn"'),
        ("[[item]]\nquestion = 'cnn'\nlimt = 3\n", ":3: there is no key"),
        ("[[item]]\nquestion = 'cnn'\n\nlimit = -1\n", ":4: limit is -1; expected a number from 0"),
        ("[[item]]\nquestion = 'cnn'\nlimit = nan\n", ":3: limit is"),
        ("minutes = 'ten'\n[[item]]\nquestion = 'cnn'\n", ":1: minutes is"),
        ("bank = 'Cook'\n[[item]]\nquestion = 'cnn'\n", ':1: this plan is for the bank "Cook"'),
        ("minutes = 5\n", "there is no item"),
        ("[[item]\n", ":1: not TOML"),
    ],
)
def test_faults_are_told_with_their_line(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "plan.toml"
    file.write_text(text)
    with pytest.raises(BankError) as fault:
        read_plan(file, BANK)
    assert told in str(fault.value)
    assert str(fault.value).startswith(str(file))
