"""What the microphone hears is what was said into it."""

import itertools
from pathlib import Path

import numpy as np
import pytest
import soundfile
from similarity import joined, match, read_for, sound_of

from soundsystem import VirtualSound
from voiceprep.audio.frames import FRAME_BYTES, FRAME_S, Frame
from voiceprep.audio.microphone import Microphone


def heard_by(microphone: Microphone, sound: VirtualSound, clip: Path) -> list[Frame]:
    microphone.start()
    try:
        microphone.wait_open(20)
        sound.speak_into_mic(clip)
        frames: list[Frame] = []
        while frame := microphone.read(0.5):
            frames.append(frame)
            if frame.time_s > frames[0].time_s + soundfile.info(clip).duration + 0.5:
                break
    finally:
        microphone.close()
    return frames


@pytest.fixture
def clip(people: Path) -> Path:
    return people / "005670113.flac"


@pytest.mark.parametrize("sound", [{"mic_rate_hz": 16_000}], indirect=True)
def test_sound_at_the_common_rate_arrives_bit_for_bit(sound: VirtualSound, clip: Path) -> None:
    heard = joined(heard_by(Microphone(), sound, clip))
    said = soundfile.read(clip, dtype="int16")[0]
    at, _ = match(heard, said)
    assert np.array_equal(heard[at : at + len(said)], said)


def test_sound_of_a_48_khz_microphone_arrives_whole(sound: VirtualSound, clip: Path) -> None:
    _, alike = match(joined(heard_by(Microphone(), sound, clip)), sound_of(clip))
    assert alike > 0.98


@pytest.mark.parametrize(("rate_hz", "channels"), [(44_100, 2), (48_000, 1), (8_000, 1)])
def test_devices_with_a_rate_of_their_own_are_resampled(
    sound: VirtualSound, clip: Path, rate_hz: int, channels: int
) -> None:
    frames = heard_by(Microphone(rate_hz=rate_hz, channels=channels), sound, clip)
    _, alike = match(joined(frames), sound_of(clip))
    assert alike > (0.98 if rate_hz > 16_000 else 0.9)
    assert {len(frame.pcm) for frame in frames} == {FRAME_BYTES}


@pytest.mark.parametrize("rate_hz", [16_000, 44_100])
def test_frames_follow_each_other_on_the_monotonic_clock(
    sound: VirtualSound, clip: Path, rate_hz: int
) -> None:
    frames = heard_by(Microphone(rate_hz=rate_hz), sound, clip)
    steps_s = {round(b.time_s - a.time_s, 3) for a, b in itertools.pairwise(frames)}
    assert steps_s == {FRAME_S}
    assert not any(frame.lost for frame in frames)


def test_frames_carry_the_time_at_which_they_were_spoken(sound: VirtualSound, clip: Path) -> None:
    import time

    microphone = Microphone()
    microphone.start()
    try:
        microphone.wait_open(20)
        before_s = time.monotonic()
        sound.speak_into_mic(clip)
        after_s = time.monotonic()
        frames = read_for(microphone, after_s - before_s + 0.5)
    finally:
        microphone.close()
    at, _ = match(joined(frames), sound_of(clip))
    spoken_s = frames[0].time_s + at / 16_000
    assert before_s - 0.1 < spoken_s < after_s - soundfile.info(clip).duration + 0.3


def test_a_microphone_is_chosen_by_part_of_its_name(sound: VirtualSound, clip: Path) -> None:
    microphone = Microphone("DESK_M")
    _, alike = match(joined(heard_by(microphone, sound, clip)), sound_of(clip))
    assert alike > 0.98


def test_a_microphone_of_the_sound_server_is_chosen_by_its_description(
    sound: VirtualSound, clip: Path
) -> None:
    sound.pactl("set-default-source", "speaker.monitor")
    microphone = Microphone("virtual")
    _, alike = match(joined(heard_by(microphone, sound, clip)), sound_of(clip))
    assert alike > 0.98
    assert microphone.name == "Virtual-microphone"
