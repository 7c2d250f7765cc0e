"""What a user does with what was kept: list, show, search, compare, annotate, delete."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner, Result
from terminal import Speech, Terminal

from kept import Answered, keep
from soundsystem import VirtualSound
from voiceprep.cli import cli
from voiceprep.cli.review import COMMANDS
from voiceprep.journal.journal import Journal
from voiceprep.journal.lock import Lock

SAID = "i drop the rows or impute the median of each column"


def run(*arguments: str, input: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["review", *arguments], input=input, prog_name="voiceprep")


def document(*arguments: str) -> Any:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.fixture
def journal(home: Path) -> Iterator[Journal]:
    """The user's own."""
    home.mkdir(exist_ok=True)
    with Journal(home / "journal.sqlite") as journal:
        yield journal


def test_every_review_command_has_help_with_examples(home: Path) -> None:
    for command in COMMANDS:
        result = run(command, "--help")
        assert result.exit_code == 0
        assert "Example" in result.output, command


def test_the_list_has_sessions_newest_first_and_the_attempts_of_the_last(
    answered: Answered,
) -> None:
    answered(SAID, verdicts=("covered", "missed"))
    answered(SAID, question="cnn", verdicts=("covered", "covered"))
    output = run().output
    assert output.index("s2") < output.index("s1")
    assert "2 of 2" in output
    assert "cnn" in output
    assert [session["id"] for session in document()] == [2, 1]
    assert [session["id"] for session in document("--last", "1")] == [2]
    assert "1 older sessions" in run("--last", "1").output


def test_a_session_or_the_last_attempt_can_be_shown(answered: Answered) -> None:
    answered("first words")
    answered("second words")
    assert "first words" in run("show", "s1").output
    assert "second words" in run("show").output
    assert document("show", "s2")["session"]["id"] == 2
    assert "There is no session 9" in run("show", "s9").output
    assert "say 12 for an attempt" in run("show", "-x9").output + run("show", "x").output


def test_a_search_tells_where_and_when(answered: Answered) -> None:
    answered(SAID)
    output = run("search", "rows", "imputing").output
    assert "[rows]" in output
    assert "[impute]" in output
    assert "at 0:04, 0:06" in output
    assert "review play 1 --at 0:03" in output
    (hit,) = document("search", "median")["hits"]
    assert hit["times_s"] == [8.0]
    assert run("search", "zebra").output == "Nothing was found.\n"


def test_two_attempts_are_compared(answered: Answered) -> None:
    answered("i drop the rows", verdicts=("missed", "covered", "check"))
    answered("i keep the rows", verdicts=("covered", "missed", "check"))
    output = run("diff").output
    assert "1 won, 1 lost" in output
    assert "i [drop] the rows" in output
    assert "i [keep] the rows" in output
    compared = document("diff", "2", "1")
    assert [point["change"] for point in compared["points"]] == ["lost", "won", "same"]
    answered("other", question="cnn")
    assert "different questions" in run("diff", "1", "3").output
    assert "first at its question" in run("diff", "3").output


def test_progress_is_told_by_question_kind_and_week(answered: Answered) -> None:
    for n in range(9):
        answered(SAID, verdicts=("covered", "missed") if n < 5 else ("covered", "covered"))
    output = run("progress").output
    assert "50 % → 100 %" in output
    assert "points covered, %" in output
    figures = document("progress")
    assert figures["kinds"][0]["attempts"] == 9
    assert figures["questions"][0]["last"] == 1.0
    assert len(figures["weeks"]) in (2, 3)


def test_a_session_ends_with_its_summary(answered: Answered) -> None:
    answered(SAID, verdicts=("covered", "missed"))
    answered(SAID, verdicts=("missed", "missed"))
    output = run("show", "s2").output
    assert "What would help most" in output
    assert "missing-data: 50% then, 0% now." in output
    assert "voiceprep rehearse missing-data" in output
    summary = document("show", "s2")["summary"]
    assert summary["next"] == ["missing-data"]
    assert (summary["share"], summary["earlier"]) == (0.0, [0.5])


def test_progress_says_that_the_demos_answers_are_left_out(
    home: Path, answered: Answered, journal: Journal
) -> None:
    attempt = answered("drop the rows", verdicts=("covered",))
    assert "left out" not in run("progress").output
    with journal.change() as db:
        db.execute("UPDATE attempt SET source = 'candidate' WHERE id = ?", (attempt.id,))
    assert "1 answer of the demo's synthetic candidate is left out." in run("progress").output
    assert "left out" not in run("progress", "--json").output


def test_the_head_of_a_typed_answer_tells_words_and_no_time(
    answered: Answered, journal: Journal
) -> None:
    attempt = answered("drop the rows", verdicts=("covered",))
    with journal.change() as db:
        db.execute("UPDATE attempt SET source = 'typed', answer_s = 0")
    assert "1 of 1 points covered · 3 words typed" in run("show", str(attempt.id)).output
    assert "0:00" not in run().output


@pytest.mark.parametrize("ending", ["md", "MD", "markdown", "text"])
def test_the_ending_of_a_file_tells_its_format(
    answered: Answered, tmp_path: Path, ending: str
) -> None:
    answered("drop the rows")
    result = run("export", "1", "--output", str(tmp_path / f"answer.{ending}"))
    assert result.exit_code == 0, result.output
    assert "drop the rows" in (tmp_path / f"answer.{ending}").read_text()


def test_progress_before_the_first_answer_says_so(home: Path) -> None:
    assert "no answer of yours yet" in run("progress").output


def test_a_note_is_kept_shown_and_taken_away(answered: Answered) -> None:
    answered(SAID)
    assert "no note" in run("note", "1").output
    run("note", "1", "name", "the trade-off\x1b[2J")
    assert run("note", "last").output == "name the trade-off\ufffd[2J\n"
    assert "trade-off" in run("show", "1").output
    assert document("note", "1", "--clear") == {"attempt": 1, "note": ""}
    assert "no attempt 7" in run("note", "7", "x").output


def test_a_text_beside_clear_or_no_word_at_all_changes_nothing(answered: Answered) -> None:
    answered(SAID, note="keep me")
    for arguments, told in (
        (("note", "1", "lost?", "--clear"), "not both"),
        (("note", "1", "  "), "The text is empty"),
        (("search", ""), "no word to search for"),
        (("search", '""', "*"), "no word to search for"),
    ):
        result = run(*arguments)
        assert (result.exit_code, told in result.output) == (2, True), result.output
    assert run("note", "1").output == "keep me\n"


def test_deleting_asks_and_takes_the_sound_too(
    home: Path, journal: Journal, answered: Answered
) -> None:
    answered("a secret of mine")
    folder = home / "recordings" / "1"
    folder.mkdir(parents=True)
    (folder / "01-x.flac").write_bytes(b"sound")
    journal.set_recording(1, "1/01-x.flac")
    answered(SAID)
    assert run("delete", "1", input="n\n").exit_code == 1
    assert (folder / "01-x.flac").exists()
    assert run("delete", "1", "--yes").exit_code == 0
    assert not folder.exists()
    assert "There is no attempt 1" in run("show", "1").output
    journal.close()
    assert subprocess.run(["grep", "-rq", "secret", str(home)], check=False).returncode == 1


def test_only_what_is_old_enough_is_deleted(journal: Journal, answered: Answered) -> None:
    answered(SAID)  # of March 2026
    recent = keep(journal, SAID, now=datetime.now(UTC))
    assert document("delete", "--older-than", "1d", "--yes")["deleted"] == [1]
    assert [session["id"] for session in document()] == [recent.session]
    assert "nothing that old" in run("delete", "--older-than", "90d", "--yes").output
    assert "no length of time" in run("delete", "--older-than", "soon").output
    assert "Say which" in run("delete").output


def test_nothing_outside_the_recordings_is_ever_deleted_or_played(
    home: Path, journal: Journal, answered: Answered
) -> None:
    answered(SAID)
    precious = home / "precious.wav"
    precious.write_bytes(b"mine")
    for path in ("../precious.wav", str(precious), ".", "1/../../precious.wav"):
        journal.set_recording(1, path)
        assert "no sound of attempt 1" in run("play", "1").output
    run("delete", "1", "--yes")
    assert precious.exists()


def test_a_session_that_is_going_on_is_not_deleted(home: Path, answered: Answered) -> None:
    answered(SAID)
    folder = home / "recordings" / "1"
    folder.mkdir(parents=True)
    script = (
        "import sys; from pathlib import Path; from voiceprep.journal.lock import Lock;"
        "print(Lock(Path(sys.argv[1])).acquire(), flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(folder / ".lock")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"True\n"
        assert "is going on" in run("delete", "1", "--yes").output
    assert len(document()) == 1
    assert Lock(folder / ".lock").acquire()


HOSTILE = "\x1b]0;owned\x07\x1b[2J\u202e <script>alert(1)</script> [bold]"


@pytest.mark.parametrize(
    "arguments", [(), ("show",), ("search", "script"), ("diff",), ("progress",), ("note", "1")]
)
def test_nothing_steers_the_terminal(answered: Answered, arguments: tuple[str, ...]) -> None:
    for _ in range(2):
        answered(HOSTILE, question=HOSTILE, ask=HOSTILE, note=HOSTILE, verdicts=("missed",))
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    assert not set(result.output) & set("\x1b\x07\u202e\x02\x03")


@pytest.fixture
def recorded(home: Path, journal: Journal, answered: Answered) -> Path:
    """An attempt of 20 s with sound: a tone of 440 Hz."""
    answered(SAID)
    sound = home / "recordings" / "1" / "01-x.flac"
    sound.parent.mkdir(parents=True)
    soundfile.write(sound, 0.3 * np.sin(np.arange(320_000) * 440 * 2 * np.pi / 16_000), 16_000)
    journal.set_recording(1, "1/01-x.flac")
    return sound


def test_a_recording_can_be_paused_and_sought(sound: VirtualSound, recorded: Path) -> None:
    with Terminal("review", "play", "1", "--at", "0:02") as terminal:
        terminal.wait_for("PLAYING attempt 1")
        terminal.wait_for("0:03 ━")
        terminal.press(" ")
        terminal.wait_for("PAUSED")
        terminal.press("\x1b[C\x1b[C")
        terminal.wait_for("0:13 ━")
        terminal.press(" ")
        terminal.wait_for("0:15 ━")
        terminal.press("q")
        assert terminal.end() == 0


def test_points_without_evidence_and_wrong_positions_are_told(recorded: Path) -> None:
    assert "has no points" in run("play", "1", "--point", "1").output
    assert "only 20.0 s of sound" in run("play", "1", "--at", "5:00").output
    assert "is no position" in run("play", "1", "--at", "soon").output


def test_playing_from_a_point_on_begins_at_its_evidence(
    sound: VirtualSound, speech: Speech, home: Path
) -> None:
    answer = str(speech("I look at how much is missing. I drop those rows, or impute the median."))
    rehearse = [sys.executable, "-m", "voiceprep", "rehearse", "missing-data", "--quiet"]
    done = subprocess.run([*rehearse, "--from-wav", answer, "--json"], capture_output=True,
                          check=True)  # fmt: skip
    (attempt,) = json.loads(done.stdout)["attempts"]
    starts = [(n, p["start_s"]) for n, p in enumerate(attempt["points"], 1) if p["start_s"]]
    number, _ = starts[-1]
    with Terminal("review", "play", "--point", str(number), "--speed", "0.75") as terminal:
        terminal.wait_for(f"point {number},")
        terminal.wait_for("×0.75")
        assert terminal.end() == 0


def test_exports_go_to_a_file_a_folder_or_the_screen(answered: Answered, tmp_path: Path) -> None:
    answered(SAID)
    answered(SAID, question="cnn")
    assert run("export", "1", "--format", "txt").output.endswith(f"\n{SAID}\n")
    folder = tmp_path / "out"
    assert document("export", "--all", "--format", "srt", "-o", f"{folder}/")["written"] == [
        str(folder / "0001-missing-data.srt"),
        str(folder / "0002-cnn.srt"),
    ]
    table = tmp_path / "all.csv"
    run("export", "--all", "-o", str(table))
    assert table.read_bytes().startswith(b"\xef\xbb\xbfattempt,session")
    assert json.loads(run("export", "s1", "--format", "json").output)["id"] == 1
    assert "say --output FOLDER/" in run("export", "--all", "--format", "srt").output
    assert "Say --format" in run("export", "1").output
