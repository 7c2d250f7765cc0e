"""Samples out of spoken WAV files, and word errors."""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile
import soxr

from voiceprep.audio.frames import FRAME_BYTES, RATE_HZ

LEAD_S = 0.25
TAIL_S = 0.5


def samples(wav: Path) -> bytes:
    """The sound at RATE_HZ, between LEAD_S and TAIL_S of silence."""
    sound, rate_hz = soundfile.read(wav, dtype="int16")
    sound = soxr.resample(sound, rate_hz, RATE_HZ)
    return silence(LEAD_S) + bytes(sound.astype("<i2").tobytes()) + silence(TAIL_S)


def silence(seconds: float) -> bytes:
    return bytes(2 * int(seconds * RATE_HZ))


def frames(pcm: bytes) -> Iterator[bytes]:
    """Blocks of 20 ms."""
    for start in range(0, len(pcm), FRAME_BYTES):
        yield pcm[start : start + FRAME_BYTES]


def seconds(pcm: bytes) -> float:
    return len(pcm) / 2 / RATE_HZ


def word_error_rate(said: str, heard: str) -> float:
    """Levenshtein distance in words over the number of words said."""
    said_words, heard_words = (re.findall("[a-z']+", text.lower()) for text in (said, heard))
    costs = np.arange(len(heard_words) + 1)
    for row, word in enumerate(said_words, 1):
        before, costs = costs, np.full(len(heard_words) + 1, row)
        for column, other in enumerate(heard_words, 1):
            costs[column] = min(
                before[column] + 1, costs[column - 1] + 1, before[column - 1] + (word != other)
            )
    return float(costs[-1]) / len(said_words)
