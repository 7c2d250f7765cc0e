"""The whole loop on a virtual sound system: heard at the speaker, spoken into the microphone."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile
from terminal import Speech, Terminal

from soundsystem import VirtualSound, until
from voiceprep.audio.filesource import FileSource, read_samples
from voiceprep.journal.attempt import Attempt
from voiceprep.journal.journal import Journal
from voiceprep.speech.models import find_model
from voiceprep.speech.recognizer import load_model, transcribe

pytestmark = pytest.mark.usefixtures("home")
FIRST_HALF = (
    "I look at how much is missing, and at the pattern of the missing values, at random or "
    "systematically."
)
SECOND_HALF = "If only a few rows are affected, I drop those rows."
ANSWER = f"{FIRST_HALF} {SECOND_HALF}"


def attempts(home: Path) -> tuple[Attempt, ...]:
    with Journal(home / "journal.sqlite") as journal:
        return journal.attempts()


def heard_in(sound: Path) -> str:
    """What the starter model hears in a sound file."""
    source = FileSource(sound)
    source.start()
    frames = []
    while (frame := source.read(0)) is not None:
        frames.append(frame)
    model = load_model(find_model("voiceprep-starter-en", sound.parent))
    return transcribe(frames, model).text


def share_heard(said: str, heard: str) -> float:
    words = [word.strip(".,?'").lower() for word in said.split()]
    return sum(word in heard.split() for word in words) / len(words)


def test_a_question_is_read_and_a_spoken_answer_judged_kept_and_shown(
    sound: VirtualSound, speech: Speech, home: Path, tmp_path: Path
) -> None:
    with (
        sound.record_speaker(tmp_path / "speaker.wav") as speaker,
        Terminal("rehearse", "missing-data") as terminal,
    ):
        terminal.wait_for("SPEAKING")
        terminal.wait_for("LISTENING")
        sound.speak_into_mic(speech(ANSWER))
        terminal.wait_for("pattern of")  # words appear while one speaks
        time.sleep(1)
        sound.speak_into_mic(speech("That's my answer."))
        terminal.wait_for("points covered")
        terminal.press("q")
        assert terminal.end() == 0
    (attempt,) = attempts(home)
    asked = heard_in(speaker)
    assert share_heard(attempt.question.ask, asked) >= 0.7, asked
    assert attempt.ended_by == "phrase"
    assert share_heard(ANSWER, attempt.transcript.text) >= 0.7, attempt.transcript.text
    assert "my answer" not in attempt.transcript.text
    assert attempt.gaps == ()
    assert 5 < attempt.answer_s < 15
    assert attempt.feedback
    verdicts = [point.verdict for point in attempt.feedback.points]
    assert verdicts[:2] == ["covered", "covered"]
    assert verdicts[3] == "missed"
    assert "“" in terminal.shown
    recording = home / "recordings" / attempt.recording
    assert recording.suffix == ".flac"
    assert recording.stat().st_mode & 0o777 == 0o600


def test_what_the_microphone_hears_of_the_question_is_no_part_of_the_answer(
    sound: VirtualSound, speech: Speech, home: Path
) -> None:
    sound.loopback(100)
    with Terminal("rehearse", "missing-data", "--silence", "2") as terminal:
        terminal.wait_for("LISTENING")
        sound.speak_into_mic(speech(ANSWER))
        terminal.wait_for("points covered")
        terminal.press("q")
        terminal.end()
    (attempt,) = attempts(home)
    assert attempt.ended_by == "silence"
    words = attempt.transcript.text.split()
    assert not {"dataset", "corrupted", "reaches"} & set(words)
    assert words[0] in ("i", "look"), words[:5]
    first = read_samples(home / "recordings" / attempt.recording)[: int(0.2 * 16_000)]
    assert np.abs(first.astype(float)).max() < 1000


def test_the_first_words_of_a_hasty_answer_are_not_lost(
    sound: VirtualSound, speech: Speech, home: Path
) -> None:
    with Terminal("rehearse", "missing-data", "--silence", "2") as terminal:
        terminal.wait_for("SPEAKING")
        time.sleep(1)
        terminal.press("\r")  # cut the question short
        sound.speak_into_mic(speech(ANSWER))
        terminal.wait_for("points covered")
    (attempt,) = attempts(home)
    assert attempt.transcript.words[0].text in ("i", "look")


def test_an_unplugged_microphone_costs_nothing_that_was_said(
    sound: VirtualSound, speech: Speech, home: Path
) -> None:
    with Terminal("rehearse", "missing-data") as terminal:
        terminal.wait_for("LISTENING")
        sound.speak_into_mic(speech(FIRST_HALF))
        sound.unplug()
        terminal.wait_for("What you said is kept")
        sound.plug()
        terminal.wait_for("The microphone is back")
        sound.speak_into_mic(speech(SECOND_HALF))
        terminal.press("\r")
        terminal.wait_for("points covered")
        terminal.press("q")
        assert terminal.end() == 0
    (attempt,) = attempts(home)
    assert len(attempt.gaps) >= 1
    assert share_heard(ANSWER, attempt.transcript.text) >= 0.6, attempt.transcript.text
    assert "the sound was lost" in " ".join(terminal.shown.split())


def test_a_killed_sound_server_costs_nothing_and_the_sitting_goes_on(
    sound: VirtualSound, speech: Speech, home: Path
) -> None:
    with Terminal("rehearse", "missing-data", "cnn") as terminal:
        terminal.wait_for("LISTENING")
        sound.speak_into_mic(speech(FIRST_HALF))
        sound.kill_server()
        terminal.wait_for("What you said is kept")
        terminal.press("\r")
        terminal.wait_for("points covered")
        sound.restart_server()
        terminal.press("n")
        terminal.wait_for("Question 2 of 2")
        terminal.wait_for("LISTENING")
        terminal.press("q")
        assert terminal.end() == 0
    (attempt,) = attempts(home)
    assert share_heard(FIRST_HALF, attempt.transcript.text) >= 0.6


def test_a_kill_in_mid_answer_leaves_a_playable_recording_and_the_answer_is_recovered(
    sound: VirtualSound, speech: Speech, home: Path
) -> None:
    with Terminal("rehearse", "missing-data") as terminal:
        terminal.wait_for("LISTENING")
        sound.speak_into_mic(speech(ANSWER))
        terminal.process.kill(signal.SIGKILL)
    (recording,) = (home / "recordings").glob("*/*.wav")
    assert soundfile.info(recording).duration > 6
    assert attempts(home) == ()
    with Terminal("review") as terminal:
        terminal.wait_for("has been recovered")
        assert terminal.end() == 0
    (attempt,) = attempts(home)
    assert attempt.ended_by == "cut off"
    assert share_heard(ANSWER, attempt.transcript.text) >= 0.7
    assert attempt.feedback
    assert (home / "recordings" / attempt.recording).is_file()


def test_an_answer_that_is_being_given_is_not_taken_for_one_that_was_cut_off(
    sound: VirtualSound, speech: Speech, home: Path
) -> None:
    with Terminal("rehearse", "missing-data") as terminal:
        terminal.wait_for("LISTENING")
        sound.speak_into_mic(speech(FIRST_HALF))
        with Terminal("review") as other:
            other.wait_for("Nothing has been kept yet")
            other.end()
        terminal.press("\r")
        terminal.wait_for("points covered")
    (attempt,) = attempts(home)
    assert attempt.ended_by == "key"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_stopping_the_program_keeps_what_was_said(
    sound: VirtualSound, speech: Speech, home: Path, number: signal.Signals
) -> None:
    with Terminal("rehearse", "missing-data") as terminal:
        terminal.wait_for("LISTENING")
        sound.speak_into_mic(speech(ANSWER))
        os.kill(terminal.process.pid, number)
        assert terminal.end() == 0
    (attempt,) = attempts(home)
    assert attempt.ended_by == "quit"
    assert share_heard(ANSWER, attempt.transcript.text) >= 0.7


@pytest.mark.usefixtures("sound")
def test_quitting_before_a_word_was_said_leaves_nothing_behind(home: Path) -> None:
    with Terminal("rehearse", "missing-data") as terminal:
        terminal.wait_for("LISTENING")
        terminal.press("q")
        assert terminal.end() == 0
    assert attempts(home) == ()
    assert list((home / "recordings").iterdir()) == []
    with sqlite3.connect(home / "journal.sqlite") as db:
        assert db.execute("SELECT count(*) FROM session").fetchone() == (0,)
    db.close()


def test_an_answer_ends_at_its_limit(sound: VirtualSound, speech: Speech, home: Path) -> None:
    with Terminal("rehearse", "missing-data", "--limit", "0.03") as terminal:  # 3.6 s
        terminal.wait_for("LISTENING")
        speaking = sound.speak_into_mic(speech(ANSWER), wait=False)
        terminal.wait_for("of thinking")
        terminal.press("q")
        terminal.end()
    speaking.wait()
    (attempt,) = attempts(home)
    assert attempt.ended_by == "limit"
    assert attempt.answer_s == pytest.approx(4.1, abs=0.5)


def test_without_sound_kept_there_is_a_transcript_and_no_file(
    sound: VirtualSound, speech: Speech, home: Path
) -> None:
    with Terminal("rehearse", "missing-data", "--no-audio", "--silence", "2") as terminal:
        terminal.wait_for("LISTENING")
        sound.speak_into_mic(speech(ANSWER))
        terminal.wait_for("points covered")
        terminal.press("p")
        terminal.wait_for("was not kept")
        terminal.press("q")
        terminal.end()
    (attempt,) = attempts(home)
    assert attempt.recording == ""
    assert not list((home / "recordings").rglob("*.*"))
    assert share_heard(ANSWER, attempt.transcript.text) >= 0.7


def test_after_an_answer_it_can_be_played_repeated_and_compared(
    sound: VirtualSound, speech: Speech, home: Path
) -> None:
    with Terminal("rehearse", "missing-data", "--silence", "2") as terminal:
        terminal.wait_for("LISTENING")
        sound.speak_into_mic(speech(ANSWER))
        terminal.wait_for("points covered")
        terminal.press("t")
        terminal.wait_for("[1 ")
        terminal.press("p")
        terminal.wait_for("PLAYING your answer")
        terminal.press("x")
        terminal.wait_for("play back")
        terminal.press("s")
        terminal.wait_for("A good answer")
        terminal.wait_for("PLAYING a good answer")
        terminal.press("x")
        terminal.wait_for("play back")
        terminal.press("a")
        terminal.wait_for("LISTENING")
        sound.speak_into_mic(speech(SECOND_HALF))
        terminal.press("\r")
        terminal.wait_until(lambda: len(attempts(home)) == 2, "second attempt")
    first, second = attempts(home)
    assert first.session == second.session
    assert first.recording != second.recording


@pytest.mark.usefixtures("sound")
def test_a_silent_microphone_is_told_before_the_answer_is_wasted() -> None:
    with Terminal("rehearse", "missing-data", "--quiet") as terminal:
        terminal.wait_for("perfect silence", timeout_s=15)


def test_json_stands_alone_on_standard_output(
    sound: VirtualSound, speech: Speech, home: Path
) -> None:

    command = [sys.executable, "-m", "voiceprep", "rehearse", "missing-data", "--json"]
    with subprocess.Popen(
        [*command, "--silence", "2"], stdin=subprocess.DEVNULL, stdout=-1, stderr=-1, text=True
    ) as process:
        assert process.stderr
        for line in process.stderr:
            if "LISTENING" in line:
                break
        sound.speak_into_mic(speech(ANSWER))
        output, _ = process.communicate(timeout=60)
    document = json.loads(output)
    assert document["attempts"][0]["ended_by"] == "silence"
    assert document["attempts"][0]["points"][0]["verdict"] == "covered"
    assert document["session"]["id"] == document["attempts"][0]["session"]


def test_a_closed_terminal_costs_nothing_even_without_sound_kept(
    sound: VirtualSound, speech: Speech, home: Path
) -> None:
    with Terminal("rehearse", "missing-data", "--no-audio") as terminal:
        terminal.wait_for("LISTENING")
        sound.speak_into_mic(speech(ANSWER))
        terminal.wait_for("drop those")
        terminal.hang_up()
        until(lambda: attempts(home), "the kept answer")
    (attempt,) = attempts(home)
    assert share_heard(ANSWER, attempt.transcript.text) >= 0.7


def test_a_spoken_command_and_a_key_together_leave_the_command_out(
    sound: VirtualSound, speech: Speech, home: Path
) -> None:
    with Terminal("rehearse", "missing-data") as terminal:
        terminal.wait_for("LISTENING")
        sound.speak_into_mic(speech(ANSWER))
        time.sleep(1)
        sound.speak_into_mic(speech("That's my answer."))
        terminal.press("\r")
        terminal.wait_for("points covered")
    (attempt,) = attempts(home)
    assert "my answer" not in attempt.transcript.text
    assert attempt.answer_s < 15


def test_a_pause_of_some_seconds_ends_nothing(
    sound: VirtualSound, speech: Speech, home: Path
) -> None:
    with Terminal("rehearse", "missing-data") as terminal:
        terminal.wait_for("LISTENING")
        sound.speak_into_mic(speech(FIRST_HALF))
        terminal.wait_for("Silence: the answer ends in", timeout_s=15)
        sound.speak_into_mic(speech(SECOND_HALF))
        terminal.press("\r")
        terminal.wait_for("points covered")
    (attempt,) = attempts(home)
    assert attempt.ended_by == "key"
    assert share_heard(ANSWER, attempt.transcript.text) >= 0.7


@pytest.mark.parametrize("key", ["q", "\x03"])
def test_the_demo_can_be_left_while_the_question_is_read(
    sound: VirtualSound, home: Path, key: str
) -> None:
    with Terminal("demo", "missing-data") as terminal:
        terminal.wait_for("SPEAKING")
        terminal.press(key)
        assert terminal.end() == 0
        assert "fault" not in terminal.shown
    assert attempts(home) == ()


def test_stopping_the_program_while_it_plays_stops_it(sound: VirtualSound, speech: Speech) -> None:
    with Terminal("rehearse", "missing-data", "--silence", "2") as terminal:
        terminal.wait_for("LISTENING")
        sound.speak_into_mic(speech(ANSWER))
        terminal.wait_for("points covered")
        terminal.press("s")
        terminal.wait_for("PLAYING")
        os.kill(terminal.process.pid, signal.SIGTERM)
        assert terminal.end() == 0


def test_with_headphones_who_cannot_wait_for_the_end_of_the_question_is_heard(
    sound: VirtualSound, speech: Speech, home: Path
) -> None:
    with Terminal("rehearse", "missing-data", "--silence", "3") as terminal:
        terminal.wait_for("SPEAKING")
        time.sleep(2)
        sound.speak_into_mic(speech(ANSWER))  # over the rest of the question
        terminal.wait_for("points covered")
    (attempt,) = attempts(home)
    assert attempt.transcript.words[0].text in ("i", "look")
    assert attempt.think_s == 0


def test_keys_pressed_twice_skip_nothing(sound: VirtualSound, speech: Speech, home: Path) -> None:
    with Terminal("rehearse", "missing-data", "cnn") as terminal:
        terminal.wait_for("SPEAKING")
        terminal.press("\r\r")  # cut the question short
        terminal.wait_for("LISTENING")
        sound.speak_into_mic(speech(ANSWER))
        terminal.press("\r")
        time.sleep(0.2)
        terminal.press("\r")
        terminal.wait_for("play back")
        time.sleep(1)
        assert "Question 2 of 2" not in terminal.shown
    (attempt,) = attempts(home)
    assert share_heard(ANSWER, attempt.transcript.text) >= 0.7


def test_control_z_and_control_s_stop_nothing(sound: VirtualSound, speech: Speech) -> None:
    with Terminal("rehearse", "missing-data") as terminal:
        terminal.wait_for("LISTENING")
        terminal.press("\x1a\x13")
        sound.speak_into_mic(speech(ANSWER))
        terminal.press("\r")
        terminal.wait_for("points covered")
