"""How loud it is, whether somebody speaks, and whether that can be recognised.

Levels are in dBFS, decibels relative to full scale: 0 for a full-scale square wave.
"""

import math
from collections import deque

import numpy as np

from voiceprep.audio.frames import FRAME_S, RATE_HZ, Frame

SILENT_DBFS = -100.0
"""Stands for no sound at all; 16 bits end at -90."""
QUIET_DBFS = -50.0
"""Mean level of speech below which recognition suffers; see level_warning."""
CLIPPED_SHARE = 0.01
"""Share of the speech's frames that may touch full scale."""
DEAD_S = 2.0
"""How long all samples must be zero before the microphone is taken for dead."""
HEARD_S = 0.3
"""How much speech must be heard to judge its level; of quiet speech only parts are noticed."""
_FULL_SCALE = 32_700
_MARGIN_DB = 4.0


def dbfs(pcm: bytes) -> float:
    """Root-mean-square level of 16-bit samples in dBFS; SILENT_DBFS if they are all zero."""
    samples = np.frombuffer(pcm, "<i2").astype(np.float64)
    power = float(np.mean(samples**2)) / 32768**2 if len(samples) else 0.0
    return max(SILENT_DBFS, 10 * math.log10(power)) if power else SILENT_DBFS


class Activity:
    """Whether somebody speaks: voiced sound above the background, smoothed over 0.2 s.

    A frame counts if webrtcvad (mode 2) takes it for speech and it is 4 dB louder than the
    background, which is the quietest 0.1 s of the last 3 s; somebody speaks while 5 of the last
    10 frames count.

    Measured on people in white noise (benchmarks/hearing.py), on the frames within 25 dB of the
    loudest: 95 % found when speech is 40 dB above the noise, 86 % at 15 dB, 77 % at 10 dB; noise
    alone was never taken for speech. Mode 3 finds far less of very quiet speech.
    """

    def __init__(self) -> None:
        import webrtcvad

        self._vad = webrtcvad.Vad(2)
        self._short: deque[float] = deque(maxlen=5)
        self._quiet: deque[float] = deque(maxlen=round(3.0 / FRAME_S))
        self._counted: deque[bool] = deque(maxlen=10)

    @property
    def background_dbfs(self) -> float:
        """Level of the background, as far as it is known; between -75 and -20."""
        return min(max(min(self._quiet, default=-75.0), -75.0), -20.0)

    def update(self, frame: Frame) -> bool:
        """Takes in the next frame; whether somebody speaks."""
        if frame.lost:
            self._counted.append(False)
        else:
            level_dbfs = dbfs(frame.pcm)
            self._short.append(level_dbfs)
            if len(self._short) == 5:
                self._quiet.append(sum(self._short) / 5)
            self._counted.append(
                level_dbfs > self.background_dbfs + _MARGIN_DB
                and self._vad.is_speech(frame.pcm, RATE_HZ)
            )
        return sum(self._counted) >= 5


class Meter:
    """How loud it has been so far. Lost frames are left out."""

    def __init__(self) -> None:
        self.level_dbfs = SILENT_DBFS
        """The last frame; for a moving display."""
        self.heard_s = 0.0
        self.speech_s = 0.0
        self.silent_s = 0.0
        """How long all samples have been zero, up to now; a live microphone's never are."""
        self._clipped_frames = 0
        self._speech_power = 0.0
        self._background = [0] * 101
        """Frames without speech, by level: -100, -99 … 0 dBFS."""

    def update(self, frame: Frame, speaking: bool) -> None:
        """Takes in the next frame, and whether somebody speaks in it (see Activity)."""
        if frame.lost:
            return
        highest = int(np.abs(np.frombuffer(frame.pcm, "<i2").astype(np.int32)).max(initial=0))
        self.level_dbfs = dbfs(frame.pcm)
        self.heard_s += FRAME_S
        self.silent_s = 0.0 if highest else self.silent_s + FRAME_S
        if speaking:
            self.speech_s += FRAME_S
            self._speech_power += 10 ** (self.level_dbfs / 10)
            self._clipped_frames += highest >= _FULL_SCALE
        else:
            self._background[min(100, round(self.level_dbfs) + 100)] += 1

    @property
    def speech_dbfs(self) -> float:
        """Mean level of the speech; SILENT_DBFS if there was none."""
        frames = self.speech_s / FRAME_S
        return 10 * math.log10(self._speech_power / frames) if frames else SILENT_DBFS

    @property
    def background_dbfs(self) -> float:
        """Level of the background: the median of frames without speech."""
        reached, half = 0, sum(self._background) / 2
        for level, count in enumerate(self._background):
            reached += count
            if count and reached >= half:
                return level - 100.0
        return SILENT_DBFS

    @property
    def clipped_share(self) -> float:
        """Share of the speech's frames that touch full scale, 0 to 1."""
        return self._clipped_frames * FRAME_S / self.speech_s if self.speech_s else 0.0


def level_warning(meter: Meter, asked_to_speak: bool = False) -> str:
    """What is wrong with the level, in one sentence; empty if nothing is known to be.

    `asked_to_speak` says that there should have been speech by now.

    Why -50 dBFS: with the starter model and a microphone's noise at -75 dBFS, the word error rate
    of people (of espeak-ng) was 53 to 56 % (7 to 8 %) from -20 to -45 dBFS, 57 % (9 %) at -50,
    63 % (13 %) at -55, 64 % (18 %) at -60 and 75 % (24 %) at -65 (benchmarks/hearing.py).
    """
    if meter.silent_s >= DEAD_S:
        return (
            "The microphone gives perfect silence: it is muted or the wrong one; "
            "unmute it or choose another."
        )
    if meter.speech_s < HEARD_S:
        if asked_to_speak:
            return (
                f"No speech was heard, only a background of {meter.background_dbfs:.0f} dBFS; "
                "check that the right microphone is chosen and turned up."
            )
        return ""
    if meter.speech_dbfs < QUIET_DBFS:
        return (
            f"The speech is too quiet to be recognised well ({meter.speech_dbfs:.0f} dBFS); "
            "turn the microphone up or move closer."
        )
    if meter.clipped_share > CLIPPED_SHARE:
        return (
            f"The sound is too loud: {meter.clipped_share:.0%} of the speech is cut off at full "
            "scale; turn the microphone down or move away."
        )
    return ""
