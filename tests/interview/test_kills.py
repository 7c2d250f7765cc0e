"""A mock interview that is killed at random moments loses nothing that was committed.

Fifty times as fast as the machine can, without sound and recogniser; twice with them, by the
program itself, as benchmarks/kills.py does fifty times.
"""

import multiprocessing
import random
import sys
import time
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from soundsystem import VirtualSound
from swift import PLAN, hold
from voiceprep.audio.frames import FRAME_S, RATE_HZ
from voiceprep.cli.stage import PlainScreen
from voiceprep.interview.mock import Mock
from voiceprep.journal.attempt import Event
from voiceprep.journal.journal import Journal

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from kills import kill_once, noise

KILLS = 50
PACE_S = 0.0003
"""What a frame takes: an interview of three questions lasts half a second or so."""


def begin(folder: Path, pace_s: float) -> ForkServerProcess:
    """An interview in a process of its own, from the moment on when it has begun."""
    context = multiprocessing.get_context("forkserver")
    # Not swift itself: before Python 3.12 this finds only what is installed.
    context.set_forkserver_preload([Mock.__module__, PlainScreen.__module__, "soundfile"])
    process = context.Process(target=hold, args=(folder, pace_s))
    process.start()
    while not (folder / "spoken").exists():
        assert process.is_alive()
        time.sleep(0.001)
    return process


def end(process: ForkServerProcess) -> None:
    """Waits until an interview has come to its end."""
    try:
        process.join(60)
        assert process.exitcode == 0
    finally:
        process.kill()


def moment_s(seed: int, low_s: float, high_s: float) -> float:
    """When to kill; the same in every run."""
    return random.Random(seed).uniform(low_s, high_s)


@pytest.fixture(scope="module")
def whole_s(tmp_path_factory: pytest.TempPathFactory) -> float:
    """How long an interview takes that nobody kills."""
    process = begin(tmp_path_factory.mktemp("whole"), PACE_S)
    begun_s = time.monotonic()
    end(process)
    return time.monotonic() - begun_s


def asked_and_done(events: tuple[Event, ...]) -> tuple[list[int], list[int]]:
    """Numbers of the questions that were asked, and of those that were done with."""
    asked, done = ([e.data["item"] for e in events if e.kind == k] for k in ("asked", "done"))
    return asked, done


@pytest.mark.parametrize("number", range(KILLS))
def test_a_killed_interview_keeps_what_was_answered_and_asks_the_rest(
    tmp_path: Path, whole_s: float, number: int
) -> None:
    process = begin(tmp_path, PACE_S)
    killed_s = moment_s(number, 0, whole_s)
    print(f"killed after {killed_s:.4f} s")  # shown where anything fails
    time.sleep(killed_s)
    process.kill()
    process.join(60)
    given_s = (tmp_path / "spoken").read_bytes().split(b"\n")[-1].count(b".") * FRAME_S
    with Journal(tmp_path / "journal.sqlite") as journal:
        before, unfinished = journal.attempts(), journal.open_attempts()
        asked_before, done_before = asked_and_done(journal.events(1))
        over = bool(before) and not journal.unended("mock")
    for attempt in unfinished:
        sound = tmp_path / attempt.recording
        if attempt.recording and sound.is_file():
            assert given_s - (sound.stat().st_size - 44) / (2 * RATE_HZ) <= 0.5

    if not over:  # killed on its last breath
        end(begin(tmp_path, 0.0))
    with Journal(tmp_path / "journal.sqlite") as journal:
        after = {attempt.id: attempt for attempt in journal.attempts()}
        asked, done = asked_and_done(journal.events(1))
        assert journal.unended("mock") == ()
        assert journal.open_attempts() == ()
    for attempt in before:
        assert after[attempt.id].transcript == attempt.transcript
        assert after[attempt.id].transcript.words
    assert done == [0, 1, 2]  # each once
    assert done[: len(done_before)] == done_before
    assert asked[len(asked_before) :] == [n for n in range(3) if n not in done_before]
    ended = [attempt.ended_by for attempt in after.values()]
    assert ended.count("silence") == len(PLAN.items)
    assert ended.count("cut off") == len(ended) - len(PLAN.items) <= 1


@pytest.mark.parametrize("sound", [{"mic_rate_hz": RATE_HZ}], indirect=True)
@pytest.mark.parametrize(("low_s", "high_s"), [(0.5, 3.5), (7.0, 12.0)])
def test_a_killed_interview_goes_on_and_lost_half_a_second_at_most(
    sound: VirtualSound, tmp_path: Path, low_s: float, high_s: float
) -> None:
    voice = tmp_path / "voice.wav"
    noise(voice, 2)
    loss = kill_once(sound, tmp_path, voice, moment_s(7, low_s, high_s))
    assert loss.faults == (), f"killed after {loss.after_s:.2f} s"
