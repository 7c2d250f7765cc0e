"""voiceprep bank story, and answers that are matched with one's own points."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from terminal import Terminal

from voiceprep.cli import cli

ID = "production-failure"
TYPED = """The shop went blank on a Sunday

I had to bring it back

I rolled back the release
- I compared the feature tables

It was back in forty minutes
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VOICEPREP_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def run(*arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(cli, arguments, input=stdin)


def story(*options: str, stdin: str = "") -> Result:
    return run("bank", "story", ID, *options, stdin=stdin)


def test_a_story_is_written_line_by_line_and_kept_readable(home: Path) -> None:
    done = story(stdin=TYPED)
    assert done.exit_code == 0, done.output
    assert "Where were you" in done.output
    assert "Kept: 5 points" in done.output
    text = (home / "stories.toml").read_text(encoding="utf-8")
    assert '    "I compared the feature tables",\n' in text
    assert (home / "stories.toml").stat().st_mode & 0o777 == 0o600
    shown = json.loads(story("--show", "--json").output)
    assert shown["action"] == ["I rolled back the release", "I compared the feature tables"]
    assert "Result:\n  - It was back in forty minutes" in story("--show").output


def test_empty_lines_keep_what_was_written_before() -> None:
    story(stdin=TYPED)
    done = story("--json", stdin="\n\n\nNothing was lost\n\n")
    assert done.exit_code == 0
    shown = json.loads(story("--show", "--json").output)
    assert shown["situation"] == ["The shop went blank on a Sunday"]
    assert shown["result"] == ["Nothing was lost"]


def test_a_story_comes_from_a_file_and_can_be_deleted(tmp_path: Path) -> None:
    source = tmp_path / "mine.toml"
    source.write_text('result = ["Back in 40 minutes"]\n', encoding="utf-8")
    assert story("--from", str(source)).exit_code == 0
    assert f"{ID} (1 points)" in run("bank", "story").output
    assert "is deleted" in story("--delete").output
    assert json.loads(run("bank", "story", "--json").output)["stories"] == []
    assert "There is no story of yours" in story("--delete").output


def test_the_editor_gets_the_story_and_a_fault_keeps_its_text(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story(stdin=TYPED)
    editor = tmp_path / "editor.sh"
    monkeypatch.setenv("EDITOR", str(editor))
    monkeypatch.delenv("VISUAL", raising=False)

    def edits(command: str) -> None:
        editor.write_text(f'#!/bin/sh\nsed -i "{command}" "$1"\n', encoding="utf-8")
        editor.chmod(0o755)

    edits("s/forty/thirty/")
    assert story("--edit").exit_code == 0
    assert "It was back in thirty minutes" in story("--show").output
    edits("s/^result/outcome/")
    broken = story("--edit")
    assert broken.exit_code == 1
    assert "there is no key" in broken.output
    assert "--edit takes it up again" in broken.output
    assert "It was back in thirty minutes" in story("--show").output
    edits("s/^outcome/result/; s/thirty/twenty/")
    assert story("--edit").exit_code == 0
    assert "It was back in twenty minutes" in story("--show").output
    assert not (home / "story-draft.toml").exists()


def test_answers_are_matched_with_the_users_own_points() -> None:
    story(stdin=TYPED)
    answer = (
        "Our shop went blank on a Sunday. I rolled back the release and compared the feature "
        "tables. In the end it was back in forty minutes."
    )
    command = [sys.executable, "-m", "voiceprep", "rehearse", ID, "--type", "--json", "--quiet"]
    done = subprocess.run(
        command, input=f"{answer}\n\n", capture_output=True, text=True, timeout=60, check=True
    )
    attempt = json.loads(done.stdout)["attempts"][0]
    points = {point["say"]: point for point in attempt["points"]}
    assert len(points) == 5
    assert points["I rolled back the release"]["verdict"] == "covered"
    assert all(point["own"] for point in points.values())
    assert attempt["structure"]["kind"] == "story"
    assert [part["name"] for part in attempt["structure"]["parts"]][-1] == "result"
    assert "(yours)" in run("review", "show", str(attempt["id"])).output


def test_a_damaged_file_is_one_sentence_with_its_line(home: Path) -> None:
    home.mkdir()
    (home / "stories.toml").write_text('[[story]]\nquestion = "Bad Id"\n', encoding="utf-8")
    for command in (("bank", "story"), ("rehearse", ID, "--type")):
        done = run(*command, stdin="\n")
        assert done.exit_code == 1
        assert "stories.toml:2: question is" in done.output


def test_mistakes_in_the_command_are_told() -> None:
    assert "has no question" in run("bank", "story", "nothing-such", stdin="x\n").output
    assert "exclude each other" in story("--show", "--delete").output
    assert "no points" in story(stdin="\n\n\n\n").output
    assert story(stdin="\n\n\n\n").exit_code == 1
    assert "name the question" in run("bank", "story", "--delete").output


def test_a_spoken_story_without_a_result_is_told_so_and_with_one_it_is_found(
    speech: Callable[[str], Path],
) -> None:
    begun = (
        "Last year our website was down every Friday. I had to find out why. "
        "I read the logs, and I wrote a small test, and I moved the backup to the night. "
    )
    ended = begun + "In the end it worked, and complaints fell from ten to two in a week."
    command = [sys.executable, "-m", "voiceprep", "rehearse", ID, "--quiet", "--json"]
    results = []
    for text in (begun, ended):
        done = subprocess.run(
            [*command, "--from-wav", str(speech(text))],
            capture_output=True,
            text=True,
            timeout=100,
            check=True,
        )
        results.append(json.loads(done.stdout)["attempts"][0])
    without, whole = results
    assert "result" in without["structure"]["missing"]
    assert "no-result" in [advice["rule"] for advice in without["advice"]]
    assert "result" not in whole["structure"]["missing"]
    assert whole["structure"]["number_in_result"] is True
    assert whole["structure"]["parts"][-1]["seconds"] > 1
    assert {one["name"] for one in whole["against"]} >= {"coverage", "answer_s"}


def test_what_is_too_long_for_the_terminal_is_broken_between_words(tmp_path: Path) -> None:
    asked = "convince a whole organisation that was sceptical of machine learning"
    page = tmp_path / "page.md"
    page.write_text(f"# Interview\n\n1. Tell me about a time when you had to {asked} for good?\n")
    source = tmp_path / "story.toml"
    source.write_text('situation = ["In March"]\ntaskk = ["x"]\nmore = ["y"]\n')
    for arguments in (
        ("bank", "import", str(page)),
        ("bank", "story"),
        ("bank", "story", ID, "--from", str(source)),
    ):
        with Terminal(*arguments) as terminal:
            if arguments[1] == "import":
                terminal.wait_for("Write this into")
                terminal.press("n\r")
            terminal.end()
            lines = terminal.raw.replace("\r", "").split("\n")
        assert max(len(line) for line in lines if "/" not in line) <= 80, lines
        words = {word for line in lines for word in line.split()}
        assert words >= set(asked.split()) or arguments[1] != "import"
