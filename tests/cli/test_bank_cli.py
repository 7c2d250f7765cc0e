"""voiceprep bank."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from voiceprep.cli import cli

SMALL = """\
title = "Baker [bold]"
[[question]]
id = "dough"
kind = "technical"
ask = "Why does [red]dough[/red] rise?"
"""
BUILT_IN = "machine-learning-engineer"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOICEPREP_HOME", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "80")
    (tmp_path / "banks").mkdir()
    return tmp_path


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(cli, ["bank", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def document(*arguments: str) -> Any:
    result = run(*arguments, "--json")
    return json.loads(result.stdout)


def test_list_shows_built_in_and_own_banks(home: Path) -> None:
    (home / "banks" / "baker.toml").write_text(SMALL)
    (home / "banks" / "broken.toml").write_text("title = 3")
    result = run("list")
    assert result.exit_code == 0
    lines = {line.split()[0]: line for line in result.output.splitlines() if line}
    assert lines[BUILT_IN].split()[1] == "15"
    assert "Baker [bold] (yours)" in lines["baker"]
    assert "can't be used" in lines["broken"]
    assert str(home / "banks") in result.output.replace("\n", "")
    entries = {entry["name"]: entry for entry in document("list")["banks"]}
    assert entries[BUILT_IN]["built_in"] is True
    assert entries[BUILT_IN]["questions"] == 15
    assert entries["baker"]["built_in"] is False
    assert "title is 3" in entries["broken"]["fault"]


@pytest.mark.usefixtures("home")
def test_show_gives_an_overview_that_fits_80_columns() -> None:
    result = run("show")
    assert result.exit_code == 0
    assert max(map(len, result.output.splitlines())) <= 80
    assert "\x1b" not in result.output
    for text in ("l1-vs-l2", "Technical questions", "To ask the interviewer", "To prepare"):
        assert text in result.output
    assert len(document("show")["questions"]) == 15


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("arguments", [["cnn"], [BUILT_IN, "cnn"]])
def test_show_gives_all_of_one_question(arguments: list[str]) -> None:
    result = run("show", *arguments)
    assert result.exit_code == 0
    for text in ("Why they ask", "A good answer", "What a good answer says", "heard by: filter"):
        assert text in result.output
    assert "counts 1.5 times" in result.output
    question = document("show", *arguments)
    assert question["id"] == "cnn"
    assert question["points"][0]["terms"][0][0] == "filter"


def test_show_takes_names_files_and_the_configured_bank(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = home / "banks" / "baker.toml"
    file.write_text(SMALL)
    assert document("show", "baker") == document("show", str(file))
    monkeypatch.setenv("VOICEPREP_BANK", "baker")
    assert document("show")["title"] == "Baker [bold]"
    assert "[red]dough[/red]" in run("show", "dough").output


@pytest.mark.usefixtures("home")
def test_show_offers_what_was_perhaps_meant() -> None:
    result = run("show", BUILT_IN, "cn")
    assert result.exit_code == 1
    assert "did you mean cnn" in result.output
    result = run("show", "machine-learning", "cnn")
    assert result.exit_code == 1
    assert f"did you mean {BUILT_IN}" in result.output
    assert "Traceback" not in result.output


def test_check_tells_all_faults_and_fails(home: Path) -> None:
    good, bad = home / "good.toml", home / "bad.toml"
    good.write_text(SMALL)
    bad.write_text(SMALL.replace('"technical"', "3").replace('"dough"', '"Dough"'))
    result = run("check", str(good), str(bad))
    assert result.exit_code == 1
    assert f"{good}: could be better: dough: has neither points nor a sample" in result.output
    assert f"{good}: in order, with 1 questions and 0 points." in result.output
    assert f"{bad}:3: id is" in result.output
    assert f"{bad}:4: kind is 3" in result.output
    files = document("check", str(good), str(bad))["files"]
    assert [len(file["faults"]) for file in files] == [0, 2]
    assert run("check", str(good)).exit_code == 0
    assert run("check", BUILT_IN).exit_code == 0
    assert run("check").exit_code == 2


def test_what_banks_say_can_not_steer_the_terminal(home: Path) -> None:
    (home / "banks" / "a\x1b[2Jb.toml").write_text(SMALL.replace("Why", "\u200f\u200eWhy"))
    (home / "banks" / "c\x1b[2Jd.toml").write_text('"\\u001b[2J" = 1\n')
    bank = str(home / "banks" / "a\x1b[2Jb.toml")
    broken = str(home / "banks" / "c\x1b[2Jd.toml")
    commands = (
        ["list"],
        ["show", bank],
        ["show", bank, "dough"],
        ["show", bank, "\x1b[2J"],
        ["show", "\x1b[2J"],
        ["show", broken],
        ["check", bank, broken],
    )
    for command in commands:
        output = run(*command).output
        assert output
        assert "\x1b" not in output, command
        assert "\u200f" not in output, command


@pytest.mark.parametrize("command", ["list", "show", "check"])
def test_help_has_examples(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert f"\n    voiceprep bank {command}" in result.output
