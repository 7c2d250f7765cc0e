"""Spoken answers whose pauses are known to the sample.

Clauses are spoken one by one by a speech engine, trimmed to their own sound, and put together with
silence of chosen lengths. What silence a clause has inside of itself counts as well.
"""

import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from voiceprep.audio.frames import FRAME_BYTES, FRAME_S, RATE_HZ, Frame
from voiceprep.audio.track import Span

Samples = NDArray[Any]
"""Mono, RATE_HZ, floats in the range of 16 bits."""

VOICES = {
    "espeak-ng en-us": ("espeak-ng", "-v", "en-us"),
    "flite slt": ("flite", "-voice", "slt"),
    "flite rms": ("flite", "-voice", "rms"),
}
SILENT_DB = -40.0
"""Below a clause's loudest 5 ms, this is silence."""
_ENVELOPE = round(0.005 * RATE_HZ)


@dataclass(frozen=True)
class Spoken:
    """An answer, and the truth about it."""

    samples: Samples
    words: tuple[str, ...]
    think_s: float
    end_s: float
    pauses: tuple[Span, ...]
    """All silence between the first sound and the last, from 0.05 s."""
    starts_s: tuple[float, ...] = ()
    """Where each clause begins."""


def say(text: str, voice: str, folder: Path) -> Samples:
    """A text as this voice speaks it, without the silence around it; kept in the folder."""
    name = f"{voice} {text}".replace("/", " ")[:200]
    wav = folder / f"{name}.wav"
    if not wav.exists():
        engine, option, value = VOICES[voice]
        if engine == "flite":
            command = [engine, option, value, "-t", text, "-o", str(wav)]
        else:
            command = [engine, option, value, "-w", str(wav), text]
        subprocess.run(command, check=True, timeout=60, stdout=subprocess.DEVNULL)
    sound, rate_hz = soundfile.read(wav, dtype="float64")
    sound = soxr.resample(sound, rate_hz, RATE_HZ) * 32768
    loud = np.flatnonzero(~silent(sound))
    trimmed: Samples = sound[loud[0] : loud[-1] + 1]
    return trimmed


def silent(sound: Samples) -> NDArray[np.bool_]:
    """For each sample, whether it is silent."""
    power = np.convolve(sound**2, np.ones(_ENVELOPE) / _ENVELOPE, mode="same")
    below: NDArray[np.bool_] = power < power.max() * 10 ** (SILENT_DB / 10)
    return below


def answer(
    clauses: Sequence[str],
    pauses_s: Sequence[float],
    think_s: float,
    voice: str,
    folder: Path,
    after_s: float = 1.5,
) -> Spoken:
    """Clauses with these pauses between them, after some time of thinking."""
    pieces = [np.zeros(round(think_s * RATE_HZ))]
    pauses: list[Span] = []
    starts_s = []
    at = len(pieces[0])
    for clause, pause_s in zip(clauses, [*pauses_s, 0.0], strict=True):
        sound = say(clause, voice, folder)
        starts_s.append(at / RATE_HZ)
        pauses += [
            Span((at + first) / RATE_HZ, (at + last) / RATE_HZ)
            for first, last in _runs(silent(sound))
            if last - first >= 0.05 * RATE_HZ
        ]
        at += len(sound)
        pieces += [sound, np.zeros(round(pause_s * RATE_HZ))]
        if pause_s:
            pauses.append(Span(at / RATE_HZ, (at + len(pieces[-1])) / RATE_HZ))
        at += len(pieces[-1])
    samples = np.concatenate([*pieces, np.zeros(round(after_s * RATE_HZ))])
    words = tuple(word for clause in clauses for word in clause.split())
    return Spoken(
        samples, words, pieces[0].size / RATE_HZ, at / RATE_HZ, tuple(pauses), tuple(starts_s)
    )


def _runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return [(int(first), int(last)) for first, last in edges.reshape(-1, 2)]


def noisy(samples: Samples, snr_db: float, kind: str, seed: int) -> Samples:
    """With noise this far below the speech's own level, and speech at -26 dBFS.

    kind "white": all frequencies alike; "room": more in the lower ones (1/f), as in rooms, and
    swelling by 3 dB up and down.
    """
    power = samples**2
    loud = power[~silent(samples)].mean()
    speech = samples * 32768 * 10 ** (-26 / 20) / np.sqrt(loud)
    generator = np.random.default_rng(seed)
    noise = generator.standard_normal(len(samples))
    if kind == "room":
        spectrum = np.fft.rfft(noise)
        hz = np.fft.rfftfreq(len(noise), 1 / RATE_HZ)
        noise = np.fft.irfft(spectrum / np.sqrt(np.maximum(hz, 50.0)), len(noise))
        swell_db = 3 * np.sin(2 * np.pi * np.arange(len(noise)) / RATE_HZ / 20)
        noise = noise * 10 ** (swell_db / 20)
    noise *= 32768 * 10 ** ((-26 - snr_db) / 20) / noise.std()
    mixed: Samples = np.clip(speech + noise, -32768, 32767)
    return mixed


def frames(samples: Samples) -> Iterator[Frame]:
    """The samples as a source gives them."""
    pcm = np.rint(samples).astype("<i2").tobytes()
    pcm += bytes(-len(pcm) % FRAME_BYTES)
    for n, at in enumerate(range(0, len(pcm), FRAME_BYTES)):
        yield Frame(pcm[at : at + FRAME_BYTES], n * FRAME_S)
