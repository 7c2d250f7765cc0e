"""Each command through click's runner, and as a real process where that matters."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner, Result
from terminal import Speech, Terminal

from program import process
from voiceprep.cli import COMMANDS, cli
from voiceprep.interview.session import Rehearsal
from voiceprep.journal.journal import Journal
from voiceprep.resources import builtin

pytestmark = pytest.mark.usefixtures("home")
GOOD = (
    "I look at how much is missing, and at the pattern, at random or systematically. If few rows "
    "are affected, I drop those rows, otherwise I impute the mean or the median."
)


def run(*arguments: str, input: str | None = None) -> Result:
    return CliRunner().invoke(cli, arguments, input=input, prog_name="voiceprep")


def test_help_is_there_with_examples_for_every_command() -> None:
    assert run("--help").exit_code == 0
    for command in COMMANDS:
        result = run(command, "--help")
        assert result.exit_code == 0
        assert "Example" in result.output, command


def test_every_command_is_in_the_readme() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text()
    for command in COMMANDS:
        assert f"`voiceprep {command}" in readme


def test_help_loads_nothing_heavy() -> None:
    script = (
        "import sys; from voiceprep.cli import cli\n"
        "try: cli(['--help'])\nexcept SystemExit: pass\n"
        "heavy = {'vosk', 'sounddevice', 'numpy', 'pyttsx3', 'rich'} & set(sys.modules)\n"
        "sys.exit(f'loaded {heavy}' if heavy else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_module_is_the_program() -> None:
    assert process("--version").stdout.startswith("voiceprep, version ")


@pytest.mark.usefixtures("no_sound")
def test_the_demo_ends_with_feedback_from_what_was_really_heard(home: Path) -> None:
    done = process("demo", "--fast", "--json", "missing-data")
    assert done.returncode == 0, done.stderr
    (attempt,) = json.loads(done.stdout)["attempts"]
    assert attempt["source"] == "candidate"
    assert attempt["model"]["name"] == "voiceprep-starter-en"
    assert len(attempt["model"]["sha256"]) == 64
    assert attempt["spoken"].startswith("I look before I touch anything.")
    assert attempt["transcript"] != attempt["spoken"]  # heard, and not copied
    spoken, heard = attempt["spoken"].lower().split(), attempt["transcript"].split()
    assert 0.8 < len(heard) / len(spoken) < 1.2
    verdicts = [point["verdict"] for point in attempt["points"]]
    assert verdicts.count("covered") >= 5
    assert 40 < attempt["answer_s"] < 90
    assert (
        attempt["words"][-1]["end_s"]
        < soundfile.info(home / "recordings" / attempt["recording"]).duration
    )


def test_nothing_of_the_recognisers_log_reaches_the_screen() -> None:
    done = process("demo", "--fast", "cnn")
    assert "LOG (" not in done.stdout + done.stderr
    assert "VoskAPI" not in done.stdout + done.stderr
    assert done.stderr == ""


@pytest.mark.usefixtures("no_sound")
def test_without_any_sound_rehearsing_falls_back_to_the_demo_and_says_so() -> None:
    with Terminal("rehearse", "l1-vs-l2", "--or-demo") as terminal:
        terminal.wait_for("So the synthetic candidate answers instead.")
        terminal.wait_for("0:03 of 2:00")
        terminal.press("\r")
        terminal.wait_for("thinking")
        terminal.press("q")
        assert terminal.end() == 0
        assert "shown as text instead" in " ".join(terminal.shown.split())


@pytest.mark.usefixtures("no_sound")
def test_without_a_microphone_an_answer_can_be_typed(home: Path) -> None:
    with Terminal("rehearse", "missing-data") as terminal:
        terminal.wait_for("t type the answer")
        terminal.press("t")
        terminal.wait_for("TYPE")
        terminal.press(f"{GOOD}\n\n")
        terminal.wait_for("points covered")
        terminal.press("q")
        assert terminal.end() == 0
    with Journal(home / "journal.sqlite") as journal:
        assert journal.attempts()[0].source == "typed"


@pytest.mark.usefixtures("no_sound")
def test_without_a_microphone_a_script_gets_one_sentence() -> None:
    done = process("rehearse", "missing-data")
    assert done.returncode == 1
    assert done.stderr.startswith("Error: ")
    assert "Traceback" not in done.stderr


def test_a_typed_answer_is_judged_without_a_model(home: Path) -> None:
    done = process("rehearse", "missing-data", "--type", "--json", stdin=f"{GOOD}\n\n")
    assert done.returncode == 0, done.stderr
    (attempt,) = json.loads(done.stdout)["attempts"]
    assert attempt["source"] == "typed"
    assert attempt["model"] == {"name": "", "sha256": ""}
    assert attempt["transcript"] == GOOD
    assert [point["verdict"] for point in attempt["points"]][:3] == ["covered"] * 3
    assert not (home / "recordings").exists() or not list((home / "recordings").iterdir())


def test_evidence_in_a_typed_answer_has_no_times_and_is_marked() -> None:
    done = process("rehearse", "missing-data", "--type", "--json", stdin=f"{GOOD}\n\n")
    (attempt,) = json.loads(done.stdout)["attempts"]
    assert attempt["points"][0]["start_s"] is None
    shown = run("review", "show", "1").output
    assert "0:00" not in shown  # neither of the evidence nor of the answer
    transcript = " ".join(shown.partition("What was typed")[2].split())
    assert transcript.startswith("I look at [1 how much is missing, and at the")


def test_several_paragraphs_can_be_pasted(home: Path) -> None:
    with Terminal("rehearse", "missing-data", "cnn", "--type") as terminal:
        terminal.wait_for("TYPE")
        terminal.press("I look at the pattern first.\n\nThen I drop the few rows.\n\n")
        terminal.wait_for("play back")
        terminal.press("q")
        assert terminal.end() == 0
    with Journal(home / "journal.sqlite") as journal:
        (attempt,) = journal.attempts()
    assert attempt.transcript.text.endswith("Then I drop the few rows.")


def test_nothing_typed_is_nothing_kept() -> None:
    done = process("rehearse", "missing-data", "--type", "--json")
    assert json.loads(done.stdout) == {"session": None, "attempts": []}


def test_an_answer_can_come_from_a_sound_file(speech: Speech) -> None:
    done = process("rehearse", "missing-data", "--json", "--from-wav", str(speech(GOOD)))
    assert done.returncode == 0, done.stderr
    (attempt,) = json.loads(done.stdout)["attempts"]
    assert attempt["source"] == "file"
    assert attempt["points"][0]["verdict"] == "covered"
    assert attempt["points"][0]["start_s"] > 0


def test_a_long_pause_in_a_sound_file_neither_cuts_it_nor_is_a_microphones_fault(
    speech: Speech, tmp_path: Path
) -> None:
    samples, rate_hz = soundfile.read(speech(GOOD))
    pause = np.zeros(9 * rate_hz)
    soundfile.write(tmp_path / "pause.wav", np.concatenate([samples, pause, samples]), rate_hz)
    done = process("rehearse", "missing-data", "--json", "--from-wav", str(tmp_path / "pause.wav"))
    assert "microphone" not in done.stderr
    (attempt,) = json.loads(done.stdout)["attempts"]
    assert attempt["ended_by"] == "end of sound"
    assert attempt["answer_s"] > 2 * len(samples) / rate_hz


@pytest.mark.parametrize("name", ["e\x1b[31mvil.wav", "t\x1b]0;title\x07.wav"])
def test_no_file_name_steers_the_terminal(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"no sound")
    done = process("rehearse", "cnn", "--from-wav", str(tmp_path / name))
    assert done.returncode == 1
    assert "\x1b" not in done.stderr


def test_a_broken_bank_does_not_keep_anybody_from_reviewing(home: Path) -> None:
    home.mkdir(exist_ok=True)
    (home / "config.toml").write_text('bank = "gone"')
    assert run("review").exit_code == 0


def of_a_file(clip: Path) -> dict[str, Any]:
    done = process("rehearse", "missing-data", "--json", "--from-wav", str(clip))
    assert done.returncode == 0, done.stderr
    (attempt,) = json.loads(done.stdout)["attempts"]
    assert isinstance(attempt, dict)
    return attempt


def test_people_go_the_same_way(people: Path) -> None:
    for clip in sorted(people.glob("*.flac"))[:3]:
        attempt = of_a_file(clip)
        assert len(attempt["words"]) >= 3
        assert attempt["gaps"] == []
        assert -50 < attempt["delivery"]["speech_dbfs"] < -5
        assert 1 < attempt["answer_s"] <= soundfile.info(clip).duration
        assert "covered" not in {point["verdict"] for point in attempt["points"]}


def test_a_person_who_is_too_quiet_to_be_judged_is_told_so(people: Path, tmp_path: Path) -> None:
    samples, rate_hz = soundfile.read(sorted(people.glob("*.flac"))[0])
    soundfile.write(tmp_path / "quiet.wav", samples * 0.002, rate_hz)
    assert of_a_file(tmp_path / "quiet.wav")["unscorable"]


def test_a_rehearsal_without_an_answer_leaves_no_session(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Rehearsal, "_ask_all", lambda _: None)
    assert run("rehearse", "missing-data", "--type").exit_code == 0
    with Journal(home / "journal.sqlite") as journal:
        assert journal.select("SELECT id FROM session") == []


def test_an_answer_of_a_few_words_is_said_to_be_too_short(speech: Speech) -> None:
    assert "Too few words" in of_a_file(speech("I drop the rows."))["unscorable"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["rehearse", "l1-vs-l9"], "l1-vs-l2"),
        (["rehearse", "cnn", "--type", "--from-wav", "README.md"], "exclude each other"),
        (["rehearse", "cnn", "--model", "no-such-model"], "no-such-model"),
        (["rehearse", "cnn", "--bank", "no-such-bank"], "machine-learning-engineer"),
        (["rehearse", "cnn", "--rate", "9000"], "--rate"),
        (["rehearse", "--from-wav", "README.md"], "name its id"),
        (["review", "show", "99"], "There is no attempt 99"),
        (["review", "play", "99"], "There is no attempt 99"),
        (["demo", "nothing-like-this"], "bank show"),
    ],
)
def test_bad_arguments_get_one_sentence(
    arguments: list[str], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(Path(__file__).parents[2])
    result = run(*arguments)
    assert result.exit_code in (1, 2)
    assert sentence in result.output
    assert "Traceback" not in result.output


def test_a_file_that_holds_no_sound_is_one_sentence_and_leaves_nothing(
    tmp_path: Path, home: Path
) -> None:
    noise = tmp_path / "noise.wav"
    noise.write_bytes(os.urandom(5000))
    done = process("rehearse", "cnn", "--from-wav", str(noise))
    assert done.returncode == 1
    assert "no sound file" in done.stderr
    assert not (home / "recordings").exists()


def test_a_broken_model_is_one_sentence(tmp_path: Path) -> None:
    model = tmp_path / "model"
    (model / "am").mkdir(parents=True)
    done = process("demo", "--fast", "cnn", "--model", str(model))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "is not whole" in done.stderr


def test_a_model_with_damaged_files_is_told_before_anything_is_said(
    tmp_path: Path, home: Path
) -> None:
    model = tmp_path / "model"
    shutil.copytree(builtin("models") / "voiceprep-starter-en", model)
    acoustic = model / "am" / "final.mdl"
    acoustic.write_bytes(acoustic.read_bytes()[:1000])
    done = process("demo", "--fast", "cnn", "--model", str(model))
    assert done.returncode == 1
    assert "is broken" in done.stderr
    assert "LISTENING" not in done.stdout
    with Journal(home / "journal.sqlite") as journal:
        assert journal.open_attempts() == ()


def test_a_damaged_journal_is_one_sentence(home: Path) -> None:
    home.mkdir(exist_ok=True)
    (home / "journal.sqlite").write_text("no database " * 100)
    result = run("review")
    assert result.exit_code == 1
    assert "can't be used" in result.output


def test_a_folder_that_cannot_be_made_is_one_sentence(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "below").write_text("a file where the folder should be")
    monkeypatch.setenv("VOICEPREP_HOME", str(home / "below"))
    result = run("review")
    assert result.exit_code == 1
    assert "set VOICEPREP_HOME" in result.output


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("rates = 3", "config.toml:1: there is no setting 'rates'"),
        ('rate = "fast"', "config.toml:1: rate must be a whole number"),
        ("silence = -1", "config.toml:1: silence must be from 0 to 600"),
        ("rate = ", "config.toml"),
        ("rate = inf", "config.toml:1: rate must be a whole number"),
        ("rate = 165.7", "config.toml:1: rate must be a whole number"),
    ],
)
def test_a_wrong_setting_is_told_with_its_line(home: Path, line: str, sentence: str) -> None:
    home.mkdir(exist_ok=True)
    (home / "config.toml").write_text(line)
    result = run("demo")
    assert result.exit_code == 1
    assert sentence in result.output


def test_options_win_over_the_environment_and_that_over_the_file(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from voiceprep.config import folders, load_settings

    home.mkdir(exist_ok=True)
    (home / "config.toml").write_text('rate = 100\nvoice = "a"\nmic = "m"\n')
    monkeypatch.setenv("VOICEPREP_RATE", "120")
    monkeypatch.setenv("VOICEPREP_VOICE", "b")
    settings = load_settings(folders().config_file, voice="c")
    assert (settings.rate, settings.voice, settings.mic) == (120, "c", "m")


def test_review_lists_and_shows_what_was_kept() -> None:
    assert "Nothing has been kept yet" in run("review").output
    process("rehearse", "missing-data", "--type", stdin=f"{GOOD}\n\n")
    listed = run("review").output
    assert "missing-data (typed)" in listed
    shown = run("review", "show", "1").output
    assert "What was typed" in shown
    assert "[1 " in shown
    document = json.loads(run("review", "--json").output)
    assert document[0]["attempts"][0] == json.loads(run("review", "show", "1", "--json").output)
    assert "no sound of attempt 1" in run("review", "play", "1").output


def test_review_plays_an_attempt(sound: object, speech: Speech) -> None:
    process("rehearse", "missing-data", "--quiet", "--from-wav", str(speech(GOOD)))
    with Terminal("review", "play", "1", "--from", "2") as terminal:
        terminal.wait_for("PLAYING attempt 1, missing-data")
        terminal.press("q")
        assert terminal.end() == 0


def test_the_doctor_finds_everything_in_place(sound: object) -> None:
    done = process("doctor", "--json")
    document = json.loads(done.stdout)
    assert done.returncode == 0, document
    assert document["ok"]
    states = {check["name"]: check["state"] for check in document["checks"]}
    assert states["speech engine"] == states["speaker"] == states["folders"] == "ok"
    assert states["microphone"] == "warning"  # nobody has breathed on it yet
    assert states["model"] == "warning"  # a starter


@pytest.mark.usefixtures("no_sound")
def test_the_doctor_says_what_to_do_and_fails_without_a_microphone() -> None:
    done = process("doctor")
    assert done.returncode == 1
    assert "✘ failed microphone" in " ".join(done.stdout.split())
    assert "No sitting can be held" in done.stdout


def test_without_colour_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    with Terminal("demo", "--fast", "cnn") as terminal:
        terminal.wait_for("points covered")
        terminal.press("q")
        assert terminal.end() == 0
        assert "✔ covered" in terminal.shown
        assert "\x1b[3" not in terminal.raw.replace("\x1b[3m", "")  # italics are no colour


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["bank", "list"], "machine-learning-engineer"),
        (["bank", "show", "cnn"], "convolutional"),
        (["bank", "check", "questions/machine-learning-engineer.toml"], "15 questions"),
        (["devices"], "Voices (--voice)"),
        (["doctor"], "sitting can be held"),
        (["review"], "Nothing has been kept yet"),
    ],
)
def test_every_command_fits_a_terminal_of_80_columns(
    arguments: list[str], words: str, sound: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(Path(__file__).parents[2])
    with Terminal(*arguments) as terminal:
        terminal.wait_for(words)
        assert terminal.end() == 0


GUARD = """
import os, socket, sys
def guard(event, arguments):
    if event == "socket.connect" and arguments[0].family != socket.AF_UNIX:
        os.write(2, b"a connection was attempted")
        os._exit(99)
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        os.write(2, b"a name was looked up")
        os._exit(99)
sys.addaudithook(guard)
"""


def test_nothing_leaves_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sitecustomize.py").write_text(GUARD)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    probe = "import socket; socket.socket().connect(('127.0.0.1', 9))"
    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 99
    for arguments in (["demo", "--fast", "cnn"], ["devices"], ["review"]):
        done = process(*arguments)
        assert done.returncode == 0, done.stderr


def test_without_a_speech_engine_questions_are_shown_and_it_is_said_once(
    tmp_path: Path,
) -> None:
    from voiceprep.audio.player import Speaker
    from voiceprep.interview.interviewer import Interviewer
    from voiceprep.speech.voice import Voice

    notices: list[str] = []
    broken = (sys.executable, "-c", "raise SystemExit('no engine')")
    interviewer = Interviewer(Voice(None, 165, tmp_path, worker=broken), Speaker(), notices.append)
    assert interviewer.sound("Why?") is None
    assert interviewer.sound("How?") is None
    assert len(notices) == 1
    assert notices[0].endswith("Questions are shown as text instead.")
