"""Tries a model on sounds, in a process of its own, and prints what it measured as JSON.

`python -m voiceprep.speech.modeltrial FOLDER [SOUND]...`; see appraisal.try_model. A process of its
own, so that the memory is the model's and a fault of libvosk ends nothing else.
"""

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

LEAD_S, TAIL_S = 0.25, 0.5
"""Silence around a sound: without it a recogniser loses the first and last words."""


def main(folder: str, sounds: list[str]) -> dict[str, Any]:
    """Seconds for loading, for the sound and for the work; memory in MB; what was heard."""
    import vosk

    from voiceprep.audio.filesource import read_samples
    from voiceprep.audio.frames import RATE_HZ
    from voiceprep.speech.models import ModelInfo
    from voiceprep.speech.recognizer import Model, transcribe

    vosk.SetLogLevel(-10)
    path = Path(folder)
    began_s = time.monotonic()
    model = Model(ModelInfo(path.name, path, False, "on trial"), vosk.Model(folder))
    loaded_s = time.monotonic()
    sound_s, heard = 0.0, []
    for sound in sounds:
        pcm = read_samples(Path(sound)).astype("<i2").tobytes()
        sound_s += len(pcm) / 2 / RATE_HZ
        block = 2 * RATE_HZ // 10
        blocks = [pcm[at : at + block] for at in range(0, len(pcm), block)]
        padded = [bytes(2 * int(LEAD_S * RATE_HZ)), *blocks, bytes(2 * int(TAIL_S * RATE_HZ))]
        heard.append(transcribe(padded, model).text)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "load_s": loaded_s - began_s,
        "memory_mb": peak / (1e6 if sys.platform == "darwin" else 1e3),
        "sound_s": sound_s,
        "work_s": time.monotonic() - loaded_s,
        "heard": heard,
    }


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2:])))
