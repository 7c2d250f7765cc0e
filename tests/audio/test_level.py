"""Levels, and whether somebody speaks."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from similarity import Samples, frames_of, sound_of

from voiceprep.audio.frames import FRAME_BYTES, FRAME_S, Frame
from voiceprep.audio.level import SILENT_DBFS, Activity, Meter, dbfs, level_warning

SECOND = 16_000


def noise(duration_s: float, level_dbfs: float) -> Samples:
    return np.random.default_rng(1).normal(0, 10 ** (level_dbfs / 20), int(duration_s * SECOND))


def at_level(speech: Samples, level_dbfs: float) -> Samples:
    """Speech with this level where it is not silent."""
    frames = speech[: len(speech) // 320 * 320].reshape(-1, 320)
    power = (frames**2).mean(axis=1)
    loud = power[power > power.max() / 300].mean()
    scaled: Samples = speech * 10 ** (level_dbfs / 20) / np.sqrt(loud)
    return scaled


def measured(samples: NDArray[np.float64]) -> Meter:
    meter, activity = Meter(), Activity()
    for frame in frames_of(samples):
        meter.update(frame, activity.update(frame))
    return meter


@pytest.fixture(params=["005670113", "007360205", "024410173", "096180004", "096310003"])
def person(request: pytest.FixtureRequest, people: Path) -> Samples:
    """Somebody speaking, between two seconds of silence."""
    speech = sound_of(people / f"{request.param}.flac")
    return np.concatenate((np.zeros(2 * SECOND), at_level(speech, -25), np.zeros(2 * SECOND)))


def test_levels_are_relative_to_full_scale() -> None:
    sine = np.sin(np.arange(320) * 2 * np.pi / 16)
    for amplitude, expected_dbfs in ((1.0, -3.01), (0.1, -23.01), (0.001, -63.0)):
        assert dbfs(frames_of(sine * amplitude)[0].pcm) == pytest.approx(expected_dbfs, abs=0.3)
    assert dbfs(bytes(FRAME_BYTES)) == SILENT_DBFS
    assert dbfs(b"") == SILENT_DBFS


@pytest.mark.parametrize(("background_dbfs", "found_share"), [(-80, 0.9), (-60, 0.9), (-42, 0.7)])
def test_people_are_heard_above_noise_and_noise_alone_is_not_speech(
    person: Samples, background_dbfs: float, found_share: float
) -> None:
    activity = Activity()
    noisy = person + noise(len(person) / SECOND, background_dbfs)
    speaking = np.array([activity.update(frame) for frame in frames_of(noisy)])
    loud = np.array([dbfs(frame.pcm) > -45 for frame in frames_of(person)])
    assert speaking[loud].mean() >= found_share
    assert speaking[:95].mean() < 0.02
    assert speaking[-70:].mean() < 0.02


def test_a_loud_hum_is_no_speech() -> None:
    phase = np.arange(4 * SECOND) * 2 * np.pi * 100 / SECOND
    hum = np.sum([np.sin(overtone * phase) / overtone for overtone in range(1, 30)], axis=0)
    meter = measured(0.03 * hum / hum.std() + noise(4, -75))
    assert meter.speech_s == 0.0
    assert meter.background_dbfs == pytest.approx(-30, abs=1)


def test_background_and_speech_are_measured_apart(person: Samples) -> None:
    meter = measured(person + noise(len(person) / SECOND, -60))
    assert meter.background_dbfs == pytest.approx(-60, abs=3)
    assert meter.speech_dbfs == pytest.approx(-25, abs=3)
    assert meter.heard_s == pytest.approx(len(person) / SECOND, abs=FRAME_S)
    assert 1.0 < meter.speech_s < len(person) / SECOND - 3.0


@pytest.mark.parametrize(
    ("gain_db", "warning"), [(0, ""), (-20, ""), (-27, "too quiet"), (+26, "too loud")]
)
def test_a_level_at_which_speech_can_not_be_recognised_is_told(
    person: Samples, gain_db: float, warning: str
) -> None:
    samples = person * 10 ** (gain_db / 20) + noise(len(person) / SECOND, -85)
    told = level_warning(measured(samples))
    assert (warning in told) if warning else (told == "")


def test_perfect_silence_is_told_after_two_seconds() -> None:
    live, dead = noise(3, -80), np.zeros(3 * SECOND)
    assert level_warning(measured(live)) == ""
    assert level_warning(measured(dead[: int(1.5 * SECOND)])) == ""
    assert "perfect silence" in level_warning(measured(dead))
    assert "perfect silence" in level_warning(measured(np.concatenate((live, dead))))
    assert level_warning(measured(np.concatenate((dead, live)))) == ""


def test_who_was_asked_to_speak_and_was_not_heard_is_told() -> None:
    meter = measured(noise(3, -60))
    assert level_warning(meter) == ""
    assert "No speech was heard, only a background of -60 dBFS" in level_warning(meter, True)


def test_lost_frames_are_neither_silence_nor_speech() -> None:
    meter, activity = Meter(), Activity()
    for _ in range(200):
        lost = Frame(bytes(FRAME_BYTES), 0.0, lost=True)
        meter.update(lost, activity.update(lost))
    assert meter.heard_s == 0.0
    assert level_warning(meter) == ""
