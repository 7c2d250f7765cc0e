"""The question's echo is told from an answer."""

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from similarity import Samples, sound_of

from soundsystem import VirtualSound
from voiceprep.audio.echo import (
    PRE_ROLL_S,
    REVERB_S,
    Echo,
    answer_start_s,
    heard_echo,
    samples_of,
    speech_end_s,
)
from voiceprep.audio.frames import Frame
from voiceprep.audio.microphone import Microphone
from voiceprep.audio.player import Speaker

Speech = Callable[..., Path]
BEFORE_S = 1.0


@pytest.fixture(params=["Why?", "How would you handle missing data?"], ids=["short", "usual"])
def question(request: pytest.FixtureRequest, speech: Speech) -> Samples:
    return at_level(sound_of(speech(request.param, engine="espeak-ng")), -20)


def at_level(speech: Samples, level_dbfs: float) -> Samples:
    loud = np.abs(speech) > np.abs(speech).max() / 30
    scaled: Samples = speech * 10 ** (level_dbfs / 20) / np.sqrt(np.mean(speech[loud] ** 2))
    return scaled


def heard(
    question: Samples,
    echo_db: float | None = None,
    delay_s: float = 0.1,
    noise_dbfs: float = -65.0,
    other: Samples | None = None,
    other_at_s: float = 0.5,
) -> Samples:
    """What the microphone hears from a second before the question until 0.8 s after it."""
    dice = np.random.default_rng(3)
    whole = dice.normal(
        0, 10 ** (noise_dbfs / 20), len(question) + round((BEFORE_S + 0.8) * 16_000)
    )
    if echo_db is not None:
        fading = np.arange(4800)
        room = dice.normal(0, 1, 4800) * 10 ** (-3 * fading / 4800)
        room *= 0.6 / np.sqrt((room**2).sum())
        room[0] += 1
        echo = np.convolve(question, room) * 10 ** (echo_db / 20)
        start = round((BEFORE_S + delay_s) * 16_000)
        end = min(len(whole), start + len(echo))
        whole[start:end] += echo[: end - start]
    if other is not None:
        start = round(other_at_s * 16_000)
        end = min(len(whole), start + len(other))
        whole[start:end] += other[: end - start]
    return np.clip(np.rint(whole * 32768), -32768, 32767)


@pytest.mark.parametrize("delay_s", [0.02, 0.15, 0.5])
@pytest.mark.parametrize(("echo_db", "noise_dbfs"), [(0, -65), (-20, -60), (-30, -55)])
def test_an_echo_is_found_with_its_delay(
    question: Samples, delay_s: float, echo_db: float, noise_dbfs: float
) -> None:
    echo = heard_echo(question, 100.0, heard(question, echo_db, delay_s, noise_dbfs), 99.0)
    assert echo is not None
    assert echo.delay_s == pytest.approx(delay_s, abs=0.03)


def test_an_echo_is_found_while_somebody_begins_to_answer(question: Samples, people: Path) -> None:
    person = at_level(sound_of(people / "005670113.flac"), -25)
    interrupted_s = BEFORE_S + len(question) / 16_000 * 0.7
    mixture = heard(question, -10, 0.2, other=person, other_at_s=interrupted_s)
    echo = heard_echo(question, 100.0, mixture, 99.0)
    assert echo is not None
    assert echo.delay_s == pytest.approx(0.2, abs=0.03)


def test_somebody_who_speaks_is_no_echo(question: Samples, people: Path, speech: Speech) -> None:
    voices = [sound_of(clip) for clip in sorted(people.glob("*.flac"))]
    answer = "Well, I would look at the missing data first."
    voices += [sound_of(speech(answer, engine=engine)) for engine in ("espeak-ng", "flite")]
    for voice in voices:
        for level_dbfs in (-35, -15):
            mixture = heard(question, other=at_level(voice, level_dbfs))
            assert heard_echo(question, 100.0, mixture, 99.0) is None


def test_silence_noise_and_too_little_sound_are_no_echo(question: Samples) -> None:
    assert heard_echo(question, 100.0, heard(question), 99.0) is None
    assert heard_echo(question, 100.0, np.zeros(40_000, "int16"), 99.0) is None
    assert heard_echo(np.zeros(40_000, "int16"), 100.0, heard(question), 99.0) is None
    assert heard_echo(question, 100.0, np.zeros(0, "int16"), 99.0) is None


def test_what_was_heard_long_before_or_after_is_no_echo(question: Samples) -> None:
    for heard_start_s in (96.0, 102.0):
        assert heard_echo(question, 100.0, heard(question, -10), heard_start_s) is None


def test_speech_ends_before_the_silence_of_the_voice() -> None:
    clip = np.concatenate((np.full(8000, 3000), np.full(4000, 5), np.zeros(4123))).astype("int16")
    assert speech_end_s(clip) == pytest.approx(0.5)
    assert speech_end_s(np.zeros(1000, "int16")) == 0.0
    assert speech_end_s(np.zeros(0, "int16")) == 0.0


def test_an_answer_begins_after_the_echo_or_early_with_headphones() -> None:
    assert answer_start_s(50.0, Echo(0.25, 40.0)) == pytest.approx(50.25 + REVERB_S)
    assert answer_start_s(50.0, None) == pytest.approx(50.0 - PRE_ROLL_S)


@pytest.mark.parametrize("headphones", [True, False])
def test_the_speaker_is_heard_only_without_headphones(
    sound: VirtualSound, speech: Speech, headphones: bool
) -> None:
    if not headphones:
        sound.loopback(latency_ms=120)
    clip = speech("How would you handle missing data?", engine="espeak-ng")
    microphone, speaker = Microphone(), Speaker()
    microphone.start()
    try:
        speaker.probe(20)
        microphone.wait_open(20)
        time.sleep(0.5)
        playback = speaker.play(clip)
        assert playback.wait(20)
        frames: list[Frame] = []
        while not frames or frames[-1].time_s < (playback.ended_s or 0.0) + 0.5:
            frame = microphone.read(5.0)
            assert frame is not None
            frames.append(frame)
    finally:
        speaker.close()
        microphone.close()
    assert playback.started_s is not None
    samples = samples_of(frames)
    echo = heard_echo(sound_of(clip), playback.started_s, samples, frames[0].time_s)
    if headphones:
        assert echo is None
    else:
        assert echo is not None
        assert 0.0 < echo.delay_s < 0.6
        start_s = answer_start_s(playback.started_s + speech_end_s(sound_of(clip)), echo)
        after = samples[round((start_s - frames[0].time_s) * 16_000) :]
        assert len(after)
        assert np.abs(after).max() < 100
