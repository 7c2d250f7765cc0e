"""A soft chime."""

import math
import os
import struct
import tempfile
import wave
from pathlib import Path

_RATE_HZ = 22_050
_PARTIALS = ((659.3, 1.0), (988.9, 0.6))
_LENGTH_S = 0.7
_LEVEL = 0.08
"""Of full scale: about -25 dBFS at its loudest, far below a voice."""


def chime(folder: Path) -> Path:
    """A WAV file of two tones that die away; made once. OSError if it can't be written."""
    path = folder / "chime.wav"
    if path.is_file():
        return path
    samples = (
        _LEVEL
        * min(1.0, n / (0.01 * _RATE_HZ))
        * math.exp(-5 * n / _RATE_HZ)
        * sum(part * math.sin(2 * math.pi * hz * n / _RATE_HZ) for hz, part in _PARTIALS)
        for n in range(round(_LENGTH_S * _RATE_HZ))
    )
    pcm = b"".join(struct.pack("<h", round(32767 * sample)) for sample in samples)
    descriptor, part = tempfile.mkstemp(suffix=".wav", dir=folder)
    with os.fdopen(descriptor, "wb") as raw, wave.open(raw, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE_HZ)
        file.writeframes(pcm)
    Path(part).replace(path)
    return path
