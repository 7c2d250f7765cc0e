"""voiceprep archive, as it is typed."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kept import keep
from voiceprep.cli import cli
from voiceprep.journal.journal import Journal


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["archive", *arguments], prog_name="voiceprep")


def test_what_was_saved_comes_back(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.mkdir(exist_ok=True)
    with Journal(home / "journal.sqlite") as journal:
        keep(journal, "drop the rows")
    file = tmp_path / "all.zip"
    result = run("save", str(file))
    assert result.exit_code == 0, result.output
    assert "Saved: " in result.output
    assert "is there already" in run("save", str(file)).output
    monkeypatch.setenv("VOICEPREP_HOME", str(tmp_path / "new"))
    result = run("restore", str(file), "--json")
    assert json.loads(result.stdout)["attempts"] == 1
    assert "left as they are: attempts 1" in run("restore", str(file)).output
    result = run("restore", str(file), "--replace")
    assert "What was here before is in" in result.output
    file.write_bytes(file.read_bytes()[:100])
    result = run("restore", str(file))
    assert result.exit_code == 1
    assert "no archive of voiceprep" in result.output


def test_help_has_examples() -> None:
    for command in ((), ("save",), ("restore",)):
        assert "Example" in run(*command, "--help").output
