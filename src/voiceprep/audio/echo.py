"""Whether the microphone hears the speaker, and from when on it may hear an answer.

Without headphones a question that is read aloud comes back through the microphone, and its last
words would pass for the first words of the answer. What was played is known to the sample, so
its echo is found by cross-correlation and not by any likeness of voices: both signals are
whitened between 200 and 4000 Hz (the phase transform of Knapp and Carter, 1976), and the power of
their correlation is set against what other lags have, near by but before the echo's reverberation
or after it. (Envelopes alone can't tell an echo from somebody else who speaks.)

Measured on five questions of 0.7 to 5.5 s by espeak-ng and flite, delays of 20 to 500 ms, 300 ms
of reverberation: strength is at least 15 for an echo 30 dB below the original in noise as loud as
the echo, and at least 200 at -20 dB with clocks 100 ppm apart; without an echo it is about 4
(worst of 600: 7.5) while other people or voices speak. Delays were found within 30 ms. When
somebody talks over the whole question 5 dB louder than its echo, 99 of 100 were found; at 15 dB
louder it may be missed, above all in questions under 2 s.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voiceprep.audio.frames import RATE_HZ, Frame

Samples = NDArray[Any]
"""Mono samples at RATE_HZ, int16 or float."""

CLEAR_STRENGTH = 10.0
"""An echo's least strength: above all that was measured without one."""
REVERB_S = 0.2
"""How long a room goes on sounding, loud enough to be taken for speech."""
PRE_ROLL_S = 1.0
"""How early an answer may begin before the question's end, when the two can't be mixed up."""
_BAND_HZ = (200.0, 4000.0)
_LAGS_S = (-0.1, 1.5)
_SMOOTH_S = 0.004
_BEFORE_S, _AFTER_S = (-0.6, -0.01), (0.3, 1.0)
_FADE_DB = 40.0
_HOP = RATE_HZ // 100


@dataclass(frozen=True)
class Echo:
    """The speaker, as the microphone hears it."""

    delay_s: float
    """How much later than it was played, by the times of playing and capture."""
    strength: float
    """Power of the correlation over the 95th percentile of its surroundings; 10 or more."""


def samples_of(frames: Iterable[Frame]) -> Samples:
    """The samples of frames, one after another, as int16."""
    return np.frombuffer(b"".join(frame.pcm for frame in frames), "<i2")


def heard_echo(
    played: Samples, played_start_s: float, heard: Samples, heard_start_s: float
) -> Echo | None:
    """Finds what was played in what was heard meanwhile; None if it is not there.

    The times are those of the first samples, in seconds on one clock. Best give it what was
    heard from a second before playing began until half a second after it ended.
    """
    if min(len(played), len(heard)) < RATE_HZ // 2:
        return None
    size = 1 << (len(played) + len(heard)).bit_length()
    turned = np.fft.irfft(_whitened(heard, size) * np.conj(_whitened(played, size)), size)
    # Lag n is at index n, a negative one at size + n: put them in order.
    first, last = 1 - len(played), len(heard) - 1
    power = np.concatenate((turned[first:], turned[: last + 1])) ** 2
    width = round(_SMOOTH_S * RATE_HZ)
    power = np.convolve(power, np.full(width, 1 / width), "same")
    lags_s = np.arange(first, last + 1) / RATE_HZ + heard_start_s - played_start_s
    possible = (lags_s >= _LAGS_S[0]) & (lags_s <= _LAGS_S[1])
    if not possible.any():
        return None
    best = int(np.argmax(np.where(possible, power, -1.0)))
    from_best_s = lags_s - lags_s[best]
    around = np.zeros(len(power), bool)
    for start_s, end_s in (_BEFORE_S, _AFTER_S):
        around |= (from_best_s > start_s) & (from_best_s < end_s)
    usual = float(np.quantile(power[around], 0.95)) if around.any() else 0.0
    if usual <= 0.0 or power[best] < CLEAR_STRENGTH * usual:
        return None
    return Echo(float(lags_s[best]), float(power[best] / usual))


def speech_end_s(played: Samples) -> float:
    """Where the last sound of a clip is, in seconds from its start: what follows is 40 dB below
    its loudest 10 ms. Synthetic voices add up to half a second of silence."""
    whole = np.asarray(played, float)[: len(played) // _HOP * _HOP].reshape(-1, _HOP)
    energy = (whole**2).mean(axis=1)
    if not len(energy) or not energy.max():
        return 0.0
    loud = np.flatnonzero(energy > energy.max() * 10 ** (-_FADE_DB / 10))
    return float((loud[-1] + 1) * _HOP / RATE_HZ)


def answer_start_s(
    question_end_s: float, echo: Echo | None, pre_roll_s: float = PRE_ROLL_S
) -> float:
    """From when on sound may belong to the answer.

    `question_end_s` is when the question's last sound was played (its start plus speech_end_s).
    With an echo: when that has been heard and has died away. Without one (headphones): up to
    pre_roll_s before the end, for those who answer at once.
    """
    if echo is None:
        return question_end_s - pre_roll_s
    return question_end_s + echo.delay_s + REVERB_S


def _whitened(samples: Samples, size: int) -> NDArray[np.complex128]:
    spectrum = np.fft.rfft(samples, size)
    spectrum /= np.maximum(np.abs(spectrum), 1e-9)
    hz = np.fft.rfftfreq(size, 1 / RATE_HZ)
    spectrum[(hz < _BAND_HZ[0]) | (hz > _BAND_HZ[1])] = 0
    return spectrum
