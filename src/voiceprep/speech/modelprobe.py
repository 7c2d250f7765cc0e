"""Loads a model and decodes a moment of noise with it, in a process of its own.

`python -m voiceprep.speech.modelprobe FOLDER` ends with 0 if the model works. libvosk reports some
broken files only when it is used, and then ends the process: it must not be the user's.
"""

import random
import sys

NOISE_SAMPLES = 8_000


def main(folder: str) -> int:
    """0 if the model works; may as well never return."""
    import vosk

    from voiceprep.audio.frames import RATE_HZ

    recognizer = vosk.KaldiRecognizer(vosk.Model(folder), RATE_HZ)
    recognizer.SetWords(True)
    noise = random.Random(1).randbytes(2 * NOISE_SAMPLES)
    recognizer.AcceptWaveform(noise)
    recognizer.PartialResult()
    recognizer.FinalResult()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
