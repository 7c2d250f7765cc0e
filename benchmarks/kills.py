"""Kills mock interviews at random moments, resumes them, and counts what is missing.

    python benchmarks/kills.py [--moments 50] [--seed 1]

Needs the virtual sound system of the tests. What is spoken into the microphone is recorded
beside; after each kill the end of the answer's recording is looked for in that, and what came
after it until the kill is what was lost. Then the interview is resumed and must go on at the
open question, with the answer that was cut off as an attempt and all that was committed as it was.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from soundsystem import VirtualSound, until
from voiceprep.audio.frames import RATE_HZ
from voiceprep.journal.attempt import Attempt
from voiceprep.journal.journal import Journal

PLAN = """
minutes = 10
[[item]]
question = "missing-data"
[[item]]
question = "cnn"
[[item]]
question = "l1-vs-l2"
"""
ANSWER_S = 4.0
"""How long an answer is until the silence that ends it."""
SEARCHED_S = 0.1
"""How much of a recording's end is looked for in what was spoken."""


@dataclass(frozen=True)
class Loss:
    """What one kill cost."""

    after_s: float
    """When it was killed, from the first question on."""
    answers: int
    """How many answers were complete."""
    lost_s: float | None
    """Of the open answer; None where none was open or nothing was recorded of it."""
    faults: tuple[str, ...]
    """What went wrong, a sentence each."""


def noise(path: Path, rounds: int) -> None:
    """Answers of loud syllables over a noise that never repeats, so that each place is unique."""
    dice = np.random.default_rng(7)
    seconds = rounds * (ANSWER_S + 4.0)
    samples = dice.normal(0, 60, round(seconds * RATE_HZ))
    times = np.arange(len(samples)) / RATE_HZ
    speaking = times % (ANSWER_S + 4.0) < ANSWER_S
    voice = sum(np.sin(2 * np.pi * 140 * k * times) / k for k in range(1, 20))
    samples += speaking * 3000 * voice * (0.5 + 0.5 * np.sin(2 * np.pi * 4 * times))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(np.clip(samples, -32768, 32767).astype("<i2").tobytes())


def kill_once(sound: VirtualSound, folder: Path, voice: Path, after_s: float) -> Loss:
    """One interview, killed so many seconds after its first question, and resumed."""
    home = folder / "home"
    plan = folder / "plan.toml"
    plan.write_text(PLAN)
    home.mkdir(mode=0o700)
    (home / "model-offer-en").touch()
    env = {**os.environ, **sound.env, "VOICEPREP_HOME": str(home)}
    command = [sys.executable, "-u", "-m", "voiceprep", "mock", "--quiet", "--silence", "2"]
    witness = folder / "witness.raw"
    with witness.open("wb") as out:
        recorder = subprocess.Popen(
            ["parec", "--device=mic", f"--rate={RATE_HZ}", "--channels=1", "--format=s16le",
             "--raw", "--latency-msec=10"],
            env=env, stdout=out, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        until(lambda: witness.stat().st_size > 0, "the witness")
        process = subprocess.Popen(
            [*command, "--plan", str(plan)], env=env, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        assert process.stdout
        for line in process.stdout:
            if "LISTENING" in line:
                break
        player = sound.speak_into_mic(voice, wait=False)
        time.sleep(after_s)
        process.send_signal(signal.SIGKILL)
        spoken_bytes = witness.stat().st_size
        process.wait()
        process.stdout.close()
        time.sleep(0.3)
        player.kill()
        player.wait()
        recorder.terminate()
        recorder.wait()
    with Journal(home / "journal.sqlite") as journal:
        before, unfinished = journal.attempts(), journal.open_attempts()
    heard = np.frombuffer(witness.read_bytes(), "<i2")
    lost_s = None
    for attempt in unfinished:
        recording = home / "recordings" / attempt.recording
        if attempt.recording and recording.is_file() and recording.stat().st_size > 16_000:
            lost_s = _lost_s(recording, heard, spoken_bytes // 2)
    resumed = _resume(command, env)
    faults = _faults(home, before, lost_s, resumed)
    return Loss(after_s, len(before), lost_s, tuple(faults))


def _resume(command: list[str], env: dict[str, str]) -> str:
    """Resumes until the open question is listened to, then leaves as Ctrl-C does."""
    process = subprocess.Popen(
        [*command, "--resume"], env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert process.stdout
    shown = []
    for line in process.stdout:
        shown.append(line)
        if "LISTENING" in line:
            process.send_signal(signal.SIGINT)
    process.stdout.close()
    process.wait(60)
    return "".join(shown)


def _lost_s(recording: Path, heard: NDArray[np.int16], end: int) -> float:
    samples = np.frombuffer(recording.read_bytes()[44:], "<i2")
    tail = samples[-round(SEARCHED_S * RATE_HZ) :].astype(float)
    first = max(0, end - 8 * RATE_HZ)
    around = heard[first : end + RATE_HZ].astype(float)
    match = np.correlate(around, tail, "valid")
    energy = np.convolve(around**2, np.ones(len(tail)), "valid")
    likeness = match / np.sqrt(energy * (tail**2).sum() + 1e-9)
    at = int(np.argmax(likeness))
    if likeness[at] < 0.95:
        return float("nan")
    return (end - first - at - len(tail)) / RATE_HZ


def _faults(
    home: Path,
    before: tuple[Attempt, ...],
    lost_s: float | None,
    resumed: str,
) -> list[str]:
    faults = []
    with Journal(home / "journal.sqlite") as journal:
        after = {attempt.id: attempt for attempt in journal.attempts()}
        events = journal.events(1)
    faults += [
        f"answer {one.id} is lost or changed"
        for one in before
        if one.id not in after or after[one.id].transcript != one.transcript
    ]
    asked = [event for event in events if event.kind == "asked"]
    done = {event.data["item"] for event in events if event.kind == "done"}
    wanted = next(n for n in range(3) if n not in done) if len(done) < 3 else None
    if wanted is not None and f"Question {wanted + 1} of 3" not in resumed:
        faults.append(f"it did not go on at question {wanted + 1}: {resumed[-300:]}")
    if lost_s is not None and not lost_s <= 0.5:
        faults.append(f"{lost_s:.2f} s of the open answer are lost")
    if not asked:
        faults.append("no question was kept")
    return faults


def main() -> None:
    """Prints a line a kill, and sums."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moments", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    dice = random.Random(options.seed)
    losses = []
    with VirtualSound(mic_rate_hz=RATE_HZ) as sound, tempfile.TemporaryDirectory() as name:
        voice = Path(name) / "voice.wav"
        noise(voice, 4)
        for number in range(options.moments):
            folder = Path(name) / str(number)
            folder.mkdir()
            loss = kill_once(sound, folder, voice, dice.uniform(0.0, 18.0))
            losses.append(loss)
            lost = "none open" if loss.lost_s is None else f"{loss.lost_s:.3f} s lost"
            print(
                f"{number + 1:2}: killed after {loss.after_s:4.1f} s, {loss.answers} answers kept, "
                f"{lost} {' '.join(loss.faults)}",
                flush=True,
            )
    lost_s = sorted(loss.lost_s for loss in losses if loss.lost_s is not None)
    faults = sum(bool(loss.faults) for loss in losses)
    middle_s = lost_s[len(lost_s) // 2] if lost_s else 0.0
    print(
        f"{len(losses)} kills, {len(lost_s)} in an open answer: lost at most "
        f"{max(lost_s, default=0):.3f} s, in the middle {middle_s:.3f} s; "
        f"{faults} with a fault"
    )


if __name__ == "__main__":
    main()
