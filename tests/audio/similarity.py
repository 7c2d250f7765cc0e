"""Comparing what was heard with what was played."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from voiceprep.audio.frames import RATE_HZ, Frame
from voiceprep.audio.microphone import Microphone

Samples = NDArray[np.float64]


def sound_of(path: Path, rate_hz: int = RATE_HZ) -> Samples:
    """A sound file's first channel, -1 to 1, at the rate."""
    samples, file_rate_hz = soundfile.read(path, always_2d=True)
    mono: Samples = soxr.resample(samples[:, 0], file_rate_hz, rate_hz)
    return mono


def joined(frames: Iterable[Frame]) -> NDArray[np.int16]:
    """The frames' samples."""
    return np.frombuffer(b"".join(frame.pcm for frame in frames), "<i2")


def frames_of(samples: NDArray[Any]) -> list[Frame]:
    """Frames of samples from -1 to 1; a rest that fills no frame is left out."""
    pcm = np.clip(np.rint(samples * 32768), -32768, 32767).astype("<i2").tobytes()
    return [Frame(pcm[at : at + 640], at / 32000) for at in range(0, len(pcm) - 639, 640)]


def read_for(microphone: Microphone, duration_s: float) -> list[Frame]:
    """Frames until that much sound has come."""
    frames: list[Frame] = []
    while len(frames) < duration_s * 50:
        frame = microphone.read(10.0)
        assert frame is not None, microphone.trouble
        frames.append(frame)
    return frames


def match(heard: NDArray[Any], played: NDArray[Any]) -> tuple[int, float]:
    """At which sample of what was heard the played sound begins, and how alike they are (to 1)."""
    heard, played = heard.astype(float), played.astype(float)
    size = 1 << (len(heard) + len(played)).bit_length()
    spectrum = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(played, size))
    lag = int(np.argmax(np.fft.irfft(spectrum, size)[: len(heard)]))
    part = heard[lag : lag + len(played)]
    whole = np.sqrt((part**2).sum() * (played**2).sum())
    return lag, float((part * played[: len(part)]).sum() / whole) if whole else 0.0
