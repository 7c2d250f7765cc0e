"""How well spoken commands are told from answers: the starter model, several voices.

    python benchmarks/commands/fire.py [--voices N] [--alone]

Answers (answers.toml) hold the words of commands in sentences: no command may fire. Spoken
commands are all phrases of the language; each is said in the middle of an answer, or, if it only
counts between answers, before one. --alone leaves out the second hearing by a recogniser that
knows only commands.
"""

import argparse
import subprocess
import tempfile
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voiceprep.audio.filesource import read_samples
from voiceprep.audio.frames import FRAME_BYTES, FRAME_S, RATE_HZ, Frame
from voiceprep.interview.commands import COMMANDS, Command, phrases
from voiceprep.interview.notes import Notes
from voiceprep.speech.ear import Ear
from voiceprep.speech.models import find_model
from voiceprep.speech.recognizer import Model, load_model
from voiceprep.speech.voice import Voice

Samples = NDArray[Any]
VOICES = (
    "flite slt", "espeak-ng en-us", "pyttsx3 en-gb", "flite rms",
    "espeak-ng en-us+f3", "pyttsx3 en-us+m3", "flite awb", "flite kal",
)  # fmt: skip
OPENING = "The first thing that I look at is the data."
NOISE_DBFS = -65.0


def speaker(name: str, folder: Path) -> Callable[[str], Samples]:
    """Says texts in a voice: "engine voice"."""
    engine, voice = name.split()

    def say(text: str) -> Samples:
        if engine == "pyttsx3":
            spoken: Samples = read_samples(Voice(voice, 165, folder).wav(text))
            return spoken
        wav = folder / "said.wav"
        command = {
            "flite": ["flite", "-voice", voice, "-t", text, "-o", str(wav)],
            "espeak-ng": ["espeak-ng", "-v", voice, "-w", str(wav), text],
        }[engine]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        sound: Samples = read_samples(wav)
        return sound

    return say


def orders(parts: list[Samples | float], model: Model, *, second: bool) -> list[Command]:
    """The commands that are heard in sounds and pauses (seconds)."""
    silence = [np.zeros(round(p * RATE_HZ)) if isinstance(p, float) else p for p in parts]
    sound = np.concatenate([part.astype(float) for part in silence])
    noise = np.random.default_rng(1).normal(0, 32768 * 10 ** (NOISE_DBFS / 20), len(sound))
    pcm = np.clip(sound + noise, -32768, 32767).astype("<i2").tobytes()
    notes = Notes(
        Ear(lambda: model),
        "en",
        print,
        sound_kept=False,
        commands=COMMANDS,
        model=(lambda: model) if second else None,
    )
    found: list[Command] = []
    for at in range(0, len(pcm) - FRAME_BYTES, FRAME_BYTES):
        notes.add(Frame(pcm[at : at + FRAME_BYTES], at / FRAME_BYTES * FRAME_S))
        while notes.backlog_s > 0.1:
            notes.hear()
        while (order := notes.take_order()) is not None:
            found.append(order)
        if notes.ended_by_phrase:
            found.append("done")
            break
    notes.finish("end of sound", "")
    while (order := notes.take_order()) is not None:
        found.append(order)
    if notes.ended_by_phrase and "done" not in found:
        found.append("done")
    return found


def main() -> None:
    """Prints a line a voice, and sums."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--voices", type=int, default=len(VOICES))
    parser.add_argument("--alone", action="store_true")
    options = parser.parse_args()
    answers = tomllib.loads((Path(__file__).parent / "answers.toml").read_text())["answer"]
    totals = dict.fromkeys(("fired", "other", "spoken", "false", "lines"), 0)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        model = load_model(find_model("voiceprep-starter-en", folder))
        for voice in VOICES[: options.voices]:
            say = speaker(voice, folder)
            counts = dict.fromkeys(totals, 0)
            missed = []
            opening = say(OPENING)
            for command, known in phrases("en").items():
                for between, texts in ((False, known.whole), (True, known.short)):
                    for text in sorted(texts):
                        before: list[Samples | float] = [0.5] if between else [0.5, opening, 1.5]
                        found = orders([*before, say(text), 2.0], model, second=not options.alone)
                        counts["spoken"] += 1
                        counts["fired"] += found == [command]
                        counts["other"] += bool(found) and found != [command]
                        if found != [command]:
                            missed.append(f"{text} {found or ''}".strip())
            for lines in answers:
                parts: list[Samples | float] = [0.5]
                for line in lines:
                    parts += [say(line), 1.5]
                found = orders(parts, model, second=not options.alone)
                counts["lines"] += len(lines)
                counts["false"] += len(found)
                if found:
                    missed.append(f"FALSE {found} in: {lines[0]}")
            print(
                f"{voice:20} commands {counts['fired']:3} of {counts['spoken']}, taken for others "
                f"{counts['other']}; in {counts['lines']} lines of answers {counts['false']} fired"
            )
            for text in missed:
                print(f"    {text}")
            for key, count in counts.items():
                totals[key] += count
    print(
        f"all: {totals['fired'] / totals['spoken']:.1%} of {totals['spoken']} spoken commands "
        f"fire, {totals['other']} as another; {totals['false']} false in {totals['lines']} lines"
    )


if __name__ == "__main__":
    main()
