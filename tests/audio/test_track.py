"""Where there is sound in an answer, and where silence."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from voiceprep.audio.filesource import read_samples
from voiceprep.audio.frames import FRAME_BYTES, FRAME_S, RATE_HZ, Frame
from voiceprep.audio.track import Span, Stretch, Track, Tracker

Speech = Callable[..., Path]
SAID = "we moved all of them over"


def track_of(pcm: bytes, lost: range = range(0)) -> Track:
    tracker = Tracker()
    for n, at in enumerate(range(0, len(pcm) - FRAME_BYTES + 1, FRAME_BYTES)):
        block = bytes(FRAME_BYTES) if n in lost else pcm[at : at + FRAME_BYTES]
        tracker.add(Frame(block, n * FRAME_S, n in lost))
    return tracker.track()


def twice(speech: Speech, pause_s: float) -> np.ndarray:
    """A second of silence, a clause, a pause, the clause again, a second of silence."""
    clause = read_samples(speech(SAID)).astype(float)
    loud = np.flatnonzero(np.abs(clause) > 300)
    clause = clause[loud[0] : loud[-1]]
    second, pause = np.zeros(RATE_HZ), np.zeros(round(pause_s * RATE_HZ))
    return np.concatenate([second, clause, pause, clause, second])


def pcm(samples: np.ndarray) -> bytes:
    return bytes(np.clip(samples, -32768, 32767).astype("<i2").tobytes())


@pytest.mark.parametrize("noise_dbfs", [None, -60, -45])
def test_a_pause_has_its_length_in_quiet_and_in_noise(
    speech: Speech, noise_dbfs: float | None
) -> None:
    samples = twice(speech, 0.8)
    if noise_dbfs is not None:
        noise = np.random.default_rng(3).standard_normal(len(samples))
        samples = samples + noise * 32768 * 10 ** (noise_dbfs / 20)
    first, second = track_of(pcm(samples)).stretches
    assert first.start_s == pytest.approx(1.0, abs=0.06)
    assert second.start_s - first.end_s == pytest.approx(0.8, abs=0.08)
    assert min(first.voiced, second.voiced) > 0.6


def test_noise_and_silence_have_no_stretches() -> None:
    noise = np.random.default_rng(4).standard_normal(5 * RATE_HZ) * 300
    for samples in (noise, np.zeros(5 * RATE_HZ)):
        found = track_of(pcm(samples))
        assert [each for each in found.stretches if each.voiced >= 0.3] == []
        assert found.length_s == 5.0
    assert track_of(b"") == Track(0.0)


def test_the_background_is_followed_as_it_changes(speech: Speech) -> None:
    samples = np.concatenate([twice(speech, 1.0)] * 4)
    noise = np.random.default_rng(5).standard_normal(len(samples))
    swell_db = np.linspace(-70, -48, len(samples))
    found = track_of(pcm(samples + noise * 32768 * 10 ** (swell_db / 20)))
    assert len([each for each in found.stretches if each.voiced >= 0.3]) == 8


def test_a_click_is_no_speech(speech: Speech) -> None:
    samples = twice(speech, 2.0)
    middle = len(samples) // 2
    samples[middle : middle + 200] += 8000
    assert len(track_of(pcm(samples)).stretches) == 2


def test_lost_sound_is_told(speech: Speech) -> None:
    found = track_of(pcm(twice(speech, 1.0)), lost=range(10, 20))
    assert found.lost == (Span(0.2, 0.4),)


def test_the_same_samples_give_the_same_track_however_often_it_is_asked(speech: Speech) -> None:
    sound = pcm(twice(speech, 0.5))
    tracker = Tracker()
    for n, at in enumerate(range(0, len(sound) - FRAME_BYTES + 1, FRAME_BYTES)):
        tracker.add(Frame(sound[at : at + FRAME_BYTES], n * FRAME_S))
        if n % 37 == 0:
            tracker.track()
    assert tracker.track() == track_of(sound)


def test_a_spoken_command_is_cut_off_with_the_silence_before_it() -> None:
    found = Track(10.0, (Stretch(1.0, 5.0, 0.9), Stretch(7.0, 8.0, 0.9)))
    assert found.until(7.2).stretches == (Stretch(1.0, 5.0, 0.9),)
    assert found.until(4.5).stretches == (Stretch(1.0, 4.5, 0.9),)
