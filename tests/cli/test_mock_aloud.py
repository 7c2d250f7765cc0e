"""A mock interview on the virtual sound system: by voice alone, and by keys alone."""

import os
import signal
import time
from pathlib import Path

import pytest
from terminal import Speech, Terminal
from test_rehearse_aloud import ANSWER, FIRST_HALF, SECOND_HALF, heard_in, share_heard

from soundsystem import VirtualSound
from voiceprep.journal.attempt import Attempt, Event
from voiceprep.journal.journal import Journal

pytestmark = pytest.mark.usefixtures("home")
ONE = """
minutes = 10
[[item]]
question = "missing-data"
"""
TWO = f"""{ONE}
[[item]]
question = "cnn"
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    file = tmp_path / "plan.toml"
    file.write_text(ONE)
    return file


def kept(home: Path) -> tuple[tuple[Attempt, ...], tuple[Event, ...]]:
    with Journal(home / "journal.sqlite") as journal:
        return journal.attempts(), journal.events(1)


def heard_out(terminal: Terminal) -> None:
    """Waits until the interviewer, who is about to speak, has spoken."""
    time.sleep(3)
    terminal.wait_until(lambda: "SPEAKING" not in terminal.shown, "end of what is said")
    terminal.wait_for("LISTENING")


def test_an_interview_is_held_by_voice_alone(
    sound: VirtualSound, speech: Speech, home: Path, plan: Path, tmp_path: Path
) -> None:
    def say(text: str) -> None:
        time.sleep(1.2)
        sound.speak_into_mic(speech(text))

    with (
        sound.record_speaker(tmp_path / "speaker.wav") as speaker,
        Terminal("mock", "--plan", str(plan)) as terminal,
    ):
        terminal.wait_for("LISTENING")
        say("How much time do I have left?")
        terminal.wait_for("This answer has 3 minutes left")
        heard_out(terminal)
        say(FIRST_HALF)
        say("Pause the interview.")
        terminal.wait_for("PAUSED")
        time.sleep(2.5)  # while the interviewer says so
        sound.speak_into_mic(speech("This is said to somebody else in the room."))
        say("Resume the interview.")
        terminal.wait_for("Welcome back")
        heard_out(terminal)
        say(SECOND_HALF)
        say("That's my answer.")
        terminal.wait_for("What would help most")
        assert terminal.end() == 0
    (attempt,), events = kept(home)
    heard = attempt.transcript.text
    assert attempt.ended_by == "phrase"
    assert share_heard(ANSWER, heard) >= 0.7, heard
    for word in ("somebody", "interview", "time"):
        assert word not in heard.split()
    assert 5 < attempt.answer_s < 20  # without the pause
    kinds = [event.kind for event in events]
    assert kinds == ["plan", "asked", "paused", "resumed", "done"]
    assert events[3].data["seconds"] > 4
    assert "points covered" not in terminal.raw.split("What would help most")[0]
    said = heard_in(speaker)
    assert share_heard(attempt.question.ask, said) >= 0.7, said
    assert "minutes left" in said


def test_an_interview_is_held_by_keys_alone(
    sound: VirtualSound, speech: Speech, home: Path, plan: Path
) -> None:
    plan.write_text(TWO)
    with Terminal("mock", "--plan", str(plan), "--quiet") as terminal:
        terminal.wait_for("LISTENING")
        terminal.press("t")
        terminal.wait_for("This answer has 3 minutes left")
        sound.speak_into_mic(speech(FIRST_HALF))
        terminal.press("p")
        terminal.wait_for("PAUSED")
        time.sleep(1.5)
        terminal.press("p")
        terminal.wait_for("Welcome back")
        sound.speak_into_mic(speech(SECOND_HALF))
        terminal.press("\r")
        terminal.wait_for("Question 2 of 2")
        terminal.wait_for("LISTENING")
        terminal.press("s")
        terminal.wait_for("Skipped: cnn")
        assert terminal.end() == 0
    (attempt,), events = kept(home)
    assert attempt.ended_by == "key"
    assert share_heard(ANSWER, attempt.transcript.text) >= 0.6, attempt.transcript.text
    assert [event.data["how"] for event in events if event.kind == "done"] == [
        "answered",
        "skipped",
    ]


def test_at_the_limit_the_interviewer_moves_on_after_a_chime(
    sound: VirtualSound, speech: Speech, home: Path, plan: Path, tmp_path: Path
) -> None:
    plan.write_text(ONE + "target = 5\nlimit = 6\n")
    with (
        sound.record_speaker(tmp_path / "speaker.wav") as speaker,
        Terminal("mock", "--plan", str(plan)) as terminal,
    ):
        terminal.wait_for("LISTENING")
        sound.speak_into_mic(speech(ANSWER))
        terminal.wait_for("Thank you, let's move on")
        terminal.wait_for("What would help most")
        assert terminal.end() == 0
    (attempt,), _ = kept(home)
    assert attempt.ended_by == "limit"
    assert 5 < attempt.answer_s < 9.5  # the whole of it takes 11 s
    assert "move on" in heard_in(speaker)


def test_an_interview_that_was_left_or_killed_goes_on_at_the_open_question(
    sound: VirtualSound, speech: Speech, home: Path, plan: Path
) -> None:
    plan.write_text(TWO)
    with Terminal("mock", "--plan", str(plan), "--quiet") as terminal:
        terminal.wait_for("LISTENING")
        sound.speak_into_mic(speech(ANSWER))
        terminal.press("\r")
        terminal.wait_for("Question 2 of 2")
        terminal.wait_for("LISTENING")
        sound.speak_into_mic(speech("Convolution slides small filters over the image."))
        os.kill(terminal.process.pid, signal.SIGKILL)
    with Terminal("mock", "--resume", "--quiet") as terminal:
        terminal.wait_for("has been recovered")
        terminal.wait_for("Question 2 of 2")
        terminal.wait_for("LISTENING")
        terminal.press("q")
        terminal.wait_for("voiceprep mock --resume goes on here")
        assert terminal.end() == 0
    with Terminal("mock", "--resume", "--quiet") as terminal:
        terminal.wait_for("Question 2 of 2")
        terminal.wait_for("LISTENING")
        sound.speak_into_mic(speech("Pooling makes the maps smaller and keeps what is strong."))
        terminal.press("\r")
        terminal.wait_for("What would help most")
        assert terminal.end() == 0
    attempts, events = kept(home)
    assert [one.ended_by for one in attempts] == ["key", "cut off", "key"]
    assert [one.question.id for one in attempts] == ["missing-data", "cnn", "cnn"]
    assert "filters" in attempts[1].transcript.text
    assert {one.session for one in attempts} == {1}
    assert len({one.recording for one in attempts}) == 3
    assert [event.kind for event in events].count("plan") == 1
    with Terminal("mock", "--resume") as terminal:
        terminal.wait_for("no interview to go on with")


def family(pid: int) -> list[int]:
    """A process and all that it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in family(int(child)))]


def test_a_machine_that_stood_still_in_mid_answer_counts_none_of_that(
    sound: VirtualSound, speech: Speech, home: Path, plan: Path
) -> None:
    with Terminal("mock", "--plan", str(plan), "--quiet", "--silence", "0") as terminal:
        terminal.wait_for("LISTENING")
        sound.speak_into_mic(speech(FIRST_HALF))
        everything = family(terminal.process.pid)
        sound.freeze()
        for pid in everything:
            os.kill(pid, signal.SIGSTOP)
        time.sleep(10)
        sound.thaw()
        for pid in everything:
            os.kill(pid, signal.SIGCONT)
        terminal.wait_for("slept or stood still")
        time.sleep(4)  # the microphone comes back
        sound.speak_into_mic(speech(SECOND_HALF))
        terminal.press("\r")
        terminal.wait_for("What would help most")
        terminal.end()
    (attempt,), events = kept(home)
    asleep = next(event for event in events if event.kind == "asleep")
    assert 9 < asleep.data["seconds"] < 15
    assert attempt.answer_s < 19  # 11 s are spoken
    assert share_heard(SECOND_HALF, attempt.transcript.text) >= 0.4, attempt.transcript.text
    assert sum(gap.end_s - gap.start_s for gap in attempt.gaps) > 8


def test_leaving_says_how_to_go_on(sound: VirtualSound, home: Path, plan: Path) -> None:
    with Terminal("mock", "--plan", str(plan), "--quiet") as terminal:
        terminal.wait_for("LISTENING")
        terminal.press("\x03")
        terminal.wait_for("--resume goes on here")
        assert terminal.end() == 0
    with Journal(home / "journal.sqlite") as journal:
        assert [one.id for one in journal.unended("mock")] == [1]
        assert journal.events(1)[0].data["minutes"] == 10
