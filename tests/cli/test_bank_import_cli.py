"""voiceprep bank import and bank export."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from voiceprep.bank.bankfile import bank_path, read_bank
from voiceprep.cli import cli

PAGE = Path(__file__).parents[1] / "data" / "pages" / "baker.html"
BUILT_IN = "machine-learning-engineer"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOICEPREP_HOME", str(tmp_path))
    return tmp_path


def run(*arguments: object, given: bytes | None = None) -> Result:
    result = CliRunner().invoke(cli, ["bank", *map(str, arguments)], input=given)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def test_an_import_shows_what_it_takes_and_leaves_and_writes_when_told(home: Path) -> None:
    result = run("import", PAGE)
    assert "15 questions: 5 common, 5 behavioral and 5 technical" in result.output
    assert "Left out" in result.output
    assert "Do you accept our cookies?" in result.output
    assert "Nothing was written" in result.output
    assert not (home / "banks").exists()
    assert run("import", PAGE, "--yes").exit_code == 0
    assert len(read_bank(home / "banks" / "bread-baker.toml").questions) == 15
    assert run("check", "bread-baker").exit_code == 0


def test_a_bank_that_is_there_is_not_overwritten(home: Path) -> None:
    assert run("import", PAGE, "--yes").exit_code == 0
    again = run("import", PAGE, "--yes")
    assert again.exit_code == 1
    assert "--force" in again.output
    assert run("import", PAGE, "--yes", "--force").exit_code == 0


def test_standard_input_a_title_and_json(home: Path) -> None:
    out = home / "o.toml"
    given = b"Q: Why us?\nA: I like you.\n"
    result = run("import", "-", "--title", "Us", "--output", out, "--yes", "--json", given=given)
    document = json.loads(result.stdout)
    assert document["written"] is True
    assert document["taken"]["questions"] == 1
    assert document["doubts"]
    assert read_bank(out).title == "Us"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"%PDF-1.4", "a PDF"), (b"\xff\xff\xff", "not utf-8"), (b"no question", "No question")],
)
def test_a_file_that_can_not_be_read_is_one_sentence(
    home: Path, content: bytes, sentence: str
) -> None:
    file = home / "page.txt"
    file.write_bytes(content)
    result = run("import", file, "--yes")
    assert result.exit_code == 1
    assert sentence in result.output
    assert len(result.output.splitlines()) == 1
    assert run("import", home).exit_code == 1
    assert run("import", home / "none.txt").exit_code == 1


@pytest.mark.parametrize("format", ["csv", "json", "markdown", "anki"])
def test_a_bank_goes_out_and_comes_back(home: Path, format: str) -> None:
    out, back = home / "out.txt", home / "back.toml"
    assert run("export", BUILT_IN, "--format", format, "--output", out).exit_code == 0
    imported = run("import", out, "--format", format, "--output", back, "--yes")
    assert imported.exit_code == 0, imported.output
    assert read_bank(back).questions == read_bank(bank_path(BUILT_IN, home)).questions
    assert run("export", BUILT_IN, "--format", format, "--output", out).exit_code == 1


def test_the_ending_says_the_format_and_without_a_file_it_is_printed(home: Path) -> None:
    assert run("export", BUILT_IN, "--output", home / "a.csv").exit_code == 0
    assert (home / "a.csv").read_text().startswith("what,id,kind")
    assert run("export", BUILT_IN, "--format", "anki").stdout.startswith("#separator:tab")
    assert run("export", BUILT_IN).exit_code == 2


def test_an_export_tells_scripts_what_it_wrote_or_prints_json(home: Path) -> None:
    written = run("export", BUILT_IN, "--output", home / "a.csv", "--json")
    assert json.loads(written.stdout) == {"written": [str(home / "a.csv")]}
    assert json.loads(run("export", BUILT_IN, "--json").stdout)["language"] == "en"
    assert run("export", BUILT_IN, "--json", "--format", "csv").exit_code == 2
