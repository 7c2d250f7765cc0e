"""What each stage of the loop costs beside the recogniser, on the bank's sample answers.

    python benchmarks/loop.py [--answers 5]

The recogniser, run in the same process on the same sound, is the baseline.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from voiceprep.audio.filesource import FileSource
from voiceprep.audio.frames import FRAME_S, Frame
from voiceprep.audio.level import Activity, Meter
from voiceprep.audio.recording import Recording
from voiceprep.bank.bankfile import open_bank
from voiceprep.feedback.assess import assess
from voiceprep.interview.candidate import CANDIDATE_VOICE
from voiceprep.language import tables
from voiceprep.speech.models import find_model
from voiceprep.speech.recognizer import load_model, transcribe
from voiceprep.speech.voice import Voice


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=5)
    count = parser.parse_args().answers
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bank = open_bank("machine-learning-engineer", folder)
        voice = Voice(CANDIDATE_VOICE, 165, folder)
        model = load_model(find_model("voiceprep-starter-en", folder))
        costs: dict[str, float] = {}
        sound_s = 0.0
        for question in bank.questions[:count]:
            frames = frames_of(voice.wav(question.sample))
            sound_s += len(frames) * FRAME_S
            recording = Recording(folder / f"{question.id}.wav")
            began_s = time.process_time()
            transcript = transcribe(frames, model)
            add(costs, "recogniser", began_s)
            timed(costs, "recording", partial(record, recording, frames))
            timed(costs, "levels and activity", partial(measure, frames))
            judge = partial(assess, question, transcript, None, language=tables("en"))
            timed(costs, "judging", judge)
            recording.close()
    print(f"{count} answers, {sound_s:.0f} s of speech")
    print(f"{'stage':<22}{'of the recogniser':>20}{'of real time':>16}")
    for stage, cost_s in costs.items():
        print(f"{stage:<22}{cost_s / costs['recogniser']:>19.3f}x{cost_s / sound_s:>15.4f}x")


def frames_of(sound: Path) -> list[Frame]:
    """All frames of a sound file."""
    source = FileSource(sound)
    source.start()
    frames = []
    while (frame := source.read(0.0)) is not None:
        frames.append(frame)
    return frames


def record(recording: Recording, frames: list[Frame]) -> None:
    """Writes frames as they are written in a sitting."""
    for frame in frames:
        recording.write(frame.pcm)


def measure(frames: list[Frame]) -> None:
    """Levels and voice activity of frames."""
    meter, activity = Meter(), Activity()
    for frame in frames:
        meter.update(frame, activity.update(frame))


def timed(costs: dict[str, float], stage: str, work: Callable[[], object]) -> None:
    """Adds the work's CPU time to a stage."""
    began_s = time.process_time()
    work()
    add(costs, stage, began_s)


def add(costs: dict[str, float], stage: str, began_s: float) -> None:
    """Adds the CPU time since `began_s` to a stage."""
    costs[stage] = costs.get(stage, 0.0) + time.process_time() - began_s


if __name__ == "__main__":
    main()
