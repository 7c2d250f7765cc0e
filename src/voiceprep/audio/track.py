"""When there is sound in an answer that stands out of the background, and when silence."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voiceprep.audio.frames import FRAME_BYTES, FRAME_S, RATE_HZ, Frame

Values = NDArray[Any]

HOP_S = 0.01
"""Step of the track; each step looks at 20 ms."""
JOINED_S = 0.1
"""Stretches nearer than this are one: the closure of a plosive is no silence."""
BLIP_S, ALONE_S = 0.06, 0.15
"""What is shorter than BLIP_S and farther than ALONE_S from other sound is a click, not speech."""
SMEAR_S = 0.005
"""By how much the window makes sound seem longer at each end."""
COMMAND_S = 0.3
"""How far a spoken command may begin before its words do: the error of a recogniser's times."""
BELOW_SPEECH_DB = 32.0
"""What is quieter than loud speech by more than this is background, however still it is there:
breath, reverberation, the hum that a synthetic voice leaves."""
ABOVE_NOISE_DB = 3.5
"""Least distance from the background of the most prominent bands, in quiet and steady noise."""
DEVIATIONS = 5.0
"""The same in restless noise, in standard deviations of the background's own prominence."""
EDGE_ABOVE_NOISE_DB, EDGE_DEVIATIONS = 1.8, 2.0
"""The same for how far speech reaches once it is found: its ends are softer than its middle."""

_HOP = round(HOP_S * RATE_HZ)
_WINDOW = 2 * _HOP
_EDGES_HZ = (150, 300, 450, 600, 800, 1000, 1300, 1600, 2000, 2500, 3100, 3900, 5000, 6300, 7800)
_FIRST_BINS = np.array([round(edge * _WINDOW / RATE_HZ) for edge in _EDGES_HZ])
_TAPER = np.hanning(_WINDOW + 2)[1:-1]
_SCALE = 32768.0**2 * float(np.sum(_TAPER**2)) * _WINDOW / 2
_BLOCK = 50 * FRAME_BYTES
_NOTHING = 1e-9  # -90 dB: what is added so that digital silence has a level
_PROMINENT = 4
_AROUND_S = 4.0
_QUIET_SHARE = 10.0
_NOISE_DB = 3.0
_DRIFT_DB = 10.0


@dataclass(frozen=True)
class Span:
    """A stretch of an answer, in seconds from the start of the recording."""

    start_s: float
    end_s: float

    @property
    def length_s(self) -> float:
        """Seconds."""
        return self.end_s - self.start_s


@dataclass(frozen=True)
class Stretch(Span):
    """Sound that stands out of the background."""

    voiced: float
    """Share of it that voice activity detection takes for speech, 0 to 1."""


@dataclass(frozen=True)
class Track:
    """When there was sound in one answer, and when silence."""

    length_s: float
    """Of the recording."""
    stretches: tuple[Stretch, ...] = ()
    """In their order, JOINED_S or more apart; between them there is silence."""
    lost: tuple[Span, ...] = ()
    """Where the sound was lost, so that nobody knows."""
    asked_s: float | None = None
    """When the question ended; None if that is not known, as in sound files."""

    def until(self, end_s: float) -> "Track":
        """Without what begins about that time, such as a spoken command after a silence."""
        kept = (stretch for stretch in self.stretches if stretch.start_s < end_s - COMMAND_S)
        return replace(
            self,
            stretches=tuple(replace(each, end_s=min(each.end_s, end_s)) for each in kept),
        )

    def without(self, start_s: float, end_s: float) -> "Track":
        """Without what stands about there: a spoken command between two silences."""
        kept = (
            stretch
            for stretch in self.stretches
            if stretch.end_s <= start_s - COMMAND_S or stretch.start_s >= end_s + COMMAND_S
        )
        return replace(self, stretches=tuple(kept))


class Tracker:
    """The sound of one answer, frame by frame, as levels in bands of frequency.

    It is derived from the samples alone: the same recording always gives the same track.
    """

    def __init__(self) -> None:
        import webrtcvad

        self._vad = webrtcvad.Vad(2)
        self._pending = bytearray(2 * _HOP)  # what lies before the first window
        self._blocks: list[Values] = []
        self._voiced: list[bool] = []
        self._lost: list[Span] = []

    def add(self, frame: Frame) -> None:
        """Takes in the next frame."""
        if frame.lost:
            start_s = len(self._voiced) * FRAME_S
            if self._lost and abs(self._lost[-1].end_s - start_s) < FRAME_S / 2:
                start_s = self._lost.pop().start_s
            self._lost.append(Span(start_s, (len(self._voiced) + 1) * FRAME_S))
        self._voiced.append(not frame.lost and self._vad.is_speech(frame.pcm, RATE_HZ))
        self._pending += frame.pcm
        if len(self._pending) >= _BLOCK:
            self._measure()

    def _measure(self) -> None:
        samples = np.frombuffer(bytes(self._pending), "<i2").astype(np.float32)
        count = len(samples) // _HOP - 1
        if count < 1:
            return
        windows = np.lib.stride_tricks.sliding_window_view(samples, _WINDOW)[::_HOP][:count]
        powers = np.abs(np.fft.rfft(windows * _TAPER, axis=1)) ** 2 / _SCALE
        bands = np.add.reduceat(powers[:, : _FIRST_BINS[-1]], _FIRST_BINS[:-1], axis=1)
        self._blocks.append(bands.astype(np.float32))
        del self._pending[: 2 * count * _HOP]

    def track(self) -> Track:
        """What the sound was until now."""
        self._measure()
        length_s = len(self._voiced) * FRAME_S
        lost = tuple(Span(round(each.start_s, 2), round(each.end_s, 2)) for each in self._lost)
        if not self._blocks or not any(self._voiced):
            return Track(round(length_s, 2), (), lost)
        bands = np.concatenate(self._blocks)
        voiced = np.repeat(np.array(self._voiced), 2)[: len(bands)]
        active = _active(bands[: len(voiced)], voiced)
        return Track(round(length_s, 2), _stretches(active, voiced), lost)


def _active(bands: Values, voiced: Values) -> Values:
    """For each step, whether its most prominent bands stand out of the background.

    bands: (steps, bands), powers; voiced: (steps,), what voice activity detection says.
    """
    smooth = _smoothed(bands + _NOTHING)
    levels_db = 10 * np.log10(smooth)
    total_db = 10 * np.log10(smooth.sum(axis=1))
    speech_db = float(np.percentile(total_db[voiced], 90))
    background_db, is_noise = _background(total_db, levels_db, speech_db)
    excess_db = np.clip(levels_db - background_db, 0.0, 30.0)
    prominence_db = np.partition(excess_db, -_PROMINENT, axis=1)[:, -_PROMINENT:].mean(axis=1)
    noise_db = prominence_db[is_noise]
    threshold_db, edge_db = ABOVE_NOISE_DB, EDGE_ABOVE_NOISE_DB
    if len(noise_db):
        middle_db = float(np.median(noise_db))
        deviation_db = 1.48 * float(np.median(np.abs(noise_db - middle_db)))
        restless_db = middle_db + DEVIATIONS * deviation_db
        threshold_db = max(threshold_db, restless_db)
        edge_db = max(edge_db, middle_db + EDGE_DEVIATIONS * deviation_db)
    audible = total_db > speech_db - BELOW_SPEECH_DB
    return _grown((prominence_db > threshold_db) & audible, (prominence_db > edge_db) & audible)


def _grown(sure: Values, possible: Values) -> Values:
    """The runs of what is possible that hold something sure."""
    runs = np.cumsum(np.diff(possible.astype(np.int8), prepend=0) != 0)
    held = np.unique(runs[sure])
    grown: Values = possible & np.isin(runs, held)
    return grown


def _smoothed(powers: Values) -> Values:
    """Means over three steps."""
    padded = np.pad(powers, ((1, 1), (0, 0)), mode="edge")
    mean: Values = (padded[:-2] + padded[1:-1] + padded[2:]) / 3
    return mean


def _background(total_db: Values, levels_db: Values, speech_db: float) -> tuple[Values, Values]:
    """Level of the background in each band at each step, and which steps are background.

    It is what the quietest tenth of the 8 s around have, and follows them as they change.
    """
    step = round(1.0 / HOP_S)
    around = round(_AROUND_S / HOP_S)
    centres = np.arange(0, len(total_db), step)
    quietest_db = float(np.percentile(total_db, _QUIET_SHARE / 2))
    rows = []
    is_noise = np.zeros(len(total_db), bool)
    for centre in centres:
        part = slice(max(0, centre - around), centre + around)
        quiet_db = float(np.percentile(total_db[part], _QUIET_SHARE))
        # Somebody who makes no pause for 8 s is not the background.
        quiet_db = min(quiet_db, quietest_db + _DRIFT_DB, speech_db - 2 * _NOISE_DB)
        noise = total_db[part] <= quiet_db + _NOISE_DB
        if not noise.any():
            noise = total_db[part] <= total_db[part].min() + _NOISE_DB
        is_noise[part] |= noise
        rows.append(10 * np.log10((10 ** (levels_db[part][noise] / 10)).mean(axis=0)))
    steps = np.arange(len(total_db))
    table = np.array(rows)
    columns = [np.interp(steps, centres, table[:, band]) for band in range(table.shape[1])]
    return np.stack(columns, axis=1), is_noise


def _stretches(active: Values, voiced: Values) -> tuple[Stretch, ...]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], active, [False]]).astype(np.int8)))
    spans = [(int(first), int(last)) for first, last in edges.reshape(-1, 2)]
    heard = [span for at, span in enumerate(spans) if not _is_blip(spans, at)]
    joined: list[tuple[int, int]] = []
    for first, last in heard:
        if joined and (first - joined[-1][1]) * HOP_S < JOINED_S:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return tuple(
        Stretch(
            round(first * HOP_S + SMEAR_S, 3),
            round(last * HOP_S - SMEAR_S, 3),
            round(float(voiced[first:last].mean()), 2),
        )
        for first, last in joined
    )


def _is_blip(spans: list[tuple[int, int]], at: int) -> bool:
    first, last = spans[at]
    before = first - spans[at - 1][1] if at else len(spans) + round(1 / HOP_S)
    after = spans[at + 1][0] - last if at + 1 < len(spans) else round(1 / HOP_S)
    return (last - first) * HOP_S < BLIP_S and min(before, after) * HOP_S > ALONE_S
