"""voiceprep bank points."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from voiceprep.bank.bankfile import read_bank
from voiceprep.cli import cli

BAKER = """\
# My notes.
title = "Baker"

[[question]]
id = "dough"
kind = "technical"
ask = "Why does dough rise?"
tip = "Explain how yeast makes gas, and mention the gluten net."  # from a friend
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOICEPREP_HOME", str(tmp_path))
    file = tmp_path / "baker.toml"
    file.write_text(BAKER)
    return file


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["bank", "points", *map(str, arguments)])


def test_points_are_shown_and_written_only_when_told(file: Path) -> None:
    shown = run(file)
    assert "  - Yeast makes gas" in shown.output
    assert "Nothing was written" in shown.output
    assert file.read_text() == BAKER
    assert run(file, "--yes").exit_code == 0
    assert [point.say for point in read_bank(file).questions[0].points] == [
        "Yeast makes gas",
        "The gluten net",
    ]
    assert file.read_text().startswith(BAKER)


def test_what_a_person_wrote_stays_unless_told(file: Path) -> None:
    text = BAKER + '\n[[question.point]]\nsay = "Mine"\n'
    file.write_text(text)
    assert "nothing to derive" in run(file, "--again", "--yes").output
    assert file.read_text() == text
    assert run(file, "--replace", "--yes").exit_code == 0
    assert "Mine" not in file.read_text()


def test_another_file_is_never_overwritten_by_accident(file: Path) -> None:
    other = file.with_name("other.toml")
    other.write_text("dear to me")
    assert "--force" in run(file, "--output", other, "--yes").output
    assert other.read_text() == "dear to me"
    assert run(file, "--output", other, "--yes", "--force").exit_code == 0
    assert read_bank(other).questions[0].points
    assert file.read_text() == BAKER


def test_a_built_in_bank_is_not_changed(file: Path) -> None:
    result = run("machine-learning-engineer", "--yes")
    assert result.exit_code == 1
    assert "--output FILE" in result.output


def test_json_says_what_would_be_written(file: Path) -> None:
    document = json.loads(run(file, "--json").output)
    assert document["written"] is False
    assert document["points"]["dough"][0]["say"] == "Yeast makes gas"
    assert file.read_text() == BAKER


def test_an_unknown_question_is_one_sentence(file: Path) -> None:
    result = run(file, "--question", "flour")
    assert result.exit_code == 1
    assert 'has no question "flour"' in result.output
