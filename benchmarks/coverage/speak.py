"""Speaks the labelled answers and writes down what the starter model hears of them.

    python benchmarks/coverage/speak.py [FILE ...]

Every answer with a `said` is spoken by its `voice` (flite or espeak-ng) and transcribed; the
`text` in the file is replaced by that. Labels follow what was said. Takes some minutes.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from voiceprep.audio.filesource import read_samples
from voiceprep.audio.frames import RATE_HZ
from voiceprep.speech.models import find_model
from voiceprep.speech.recognizer import Model, load_model, transcribe

FILES = ("answers.toml", "unseen.toml", "exam.toml")
VOICES = (
    "flite:slt", "espeak-ng:en-us", "flite:rms", "flite:awb", "espeak-ng:en-gb", "flite:kal16"
)  # fmt: skip
_SPOKEN = re.compile(
    r'^said = (?P<said>"(?:[^"\\]|\\.)*")\n'
    r'(?:voice = "(?P<voice>[^"]*)"\n)?(?:text = "(?:[^"\\]|\\.)*"\n)?',
    re.MULTILINE,
)


def speak(text: str, voice: str, to: Path) -> None:
    engine, _, name = voice.partition(":")
    if engine == "flite":
        command = ["flite", "-voice", name, "-t", text, "-o", str(to)]
    else:
        command = ["espeak-ng", "-v", name, "-s", "155", "-w", str(to), text]
    subprocess.run(command, check=True, capture_output=True)


def hear(sound: Path, model: Model) -> str:
    samples = read_samples(sound).astype(float)
    silence = np.zeros(RATE_HZ // 2)
    pcm = np.concatenate([silence, samples, silence]).clip(-32768, 32767).astype("<i2").tobytes()
    return " ".join(word.text for word in transcribe([pcm], model).words)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        model = load_model(find_model("voiceprep-starter-en", folder))
        done = 0

        def heard(match: re.Match[str]) -> str:
            nonlocal done
            voice = match["voice"] or VOICES[done % len(VOICES)]
            said = json.loads(match["said"])
            speak(said, voice, folder / "said.wav")
            text = hear(folder / "said.wav", model)
            done += 1
            print(f"{done:4} {voice:16} {text[:70]}", flush=True)
            return f'said = {match["said"]}\nvoice = "{voice}"\ntext = "{text}"\n'

        for file in map(Path(__file__).with_name, sys.argv[1:] or FILES):
            whole = file.read_text(encoding="utf-8")
            file.write_text(_SPOKEN.sub(heard, whole), encoding="utf-8")


if __name__ == "__main__":
    main()
