"""A sound file of any format becomes frames."""

import itertools
from pathlib import Path

import numpy as np
import pytest
import soundfile
from similarity import joined, match, sound_of

from voiceprep.audio.filesource import AFTER_S, BEFORE_S, FileSource, read_samples
from voiceprep.audio.frames import FRAME_S, Frame
from voiceprep.errors import AudioError


def all_frames(source: FileSource) -> list[Frame]:
    source.start()
    frames = list(iter(lambda: source.read(0.0), None))
    assert source.ended
    source.close()
    return frames


@pytest.fixture
def clip(people: Path) -> Path:
    return people / "005670113.flac"


def test_16_khz_speech_is_given_bit_for_bit_between_silences(clip: Path) -> None:
    frames = all_frames(FileSource(clip))
    heard, said = joined(frames), soundfile.read(clip, dtype="int16")[0]
    before, after = round(BEFORE_S * 16_000), round(AFTER_S * 16_000)
    assert np.array_equal(heard[before : before + len(said)], said)
    assert not heard[:before].any()
    assert not heard[before + len(said) :].any()
    assert len(heard) - before - len(said) >= after
    assert np.array_equal(read_samples(clip)[: len(said)], said)


@pytest.mark.parametrize(
    ("rate_hz", "channels", "ending"),
    [
        (8_000, 1, "wav"),
        (22_050, 1, "wav"),
        (44_100, 2, "flac"),
        (48_000, 6, "wav"),
        (48_000, 2, "ogg"),
        (44_100, 1, "mp3"),
    ],
)
def test_any_rate_format_and_number_of_channels_is_read(
    clip: Path, tmp_path: Path, rate_hz: int, channels: int, ending: str
) -> None:
    path = tmp_path / f"clip.{ending}"
    samples = sound_of(clip, rate_hz)
    soundfile.write(path, np.repeat(samples[:, None], channels, axis=1), rate_hz)
    source = FileSource(path)
    frames = all_frames(source)
    at, alike = match(joined(frames), sound_of(clip))
    assert alike > (0.97 if rate_hz > 16_000 else 0.9)
    assert at == pytest.approx(BEFORE_S * 16_000, abs=1200 if ending == "mp3" else 2)
    assert source.duration_s == pytest.approx(soundfile.info(clip).duration, abs=0.1)
    assert source.name == path.name


def test_times_begin_at_zero_and_go_on_evenly(clip: Path) -> None:
    times_s = [frame.time_s for frame in all_frames(FileSource(clip))]
    assert times_s[0] == 0.0
    assert {round(b - a, 6) for a, b in itertools.pairwise(times_s)} == {FRAME_S}


def test_paced_frames_come_when_a_microphone_would_give_them(clip: Path) -> None:
    now_s = [100.0]

    def sleep(duration_s: float) -> None:
        now_s[0] += duration_s

    source = FileSource(clip, paced=True, clock=lambda: now_s[0], sleep=sleep)
    source.start()
    assert source.read(0.005) is None
    assert not source.ended
    for count in range(1, 51):
        assert source.read(1.0) is not None
        assert now_s[0] == pytest.approx(100 + count * FRAME_S)
    now_s[0] += 1.0  # nobody listened for a second: what was said meanwhile is there at once
    before_s = now_s[0]
    for _ in range(50):
        assert source.read(0.0) is not None
    assert now_s[0] == before_s
    source.close()


def test_a_long_file_is_not_loaded_whole(tmp_path: Path) -> None:
    path = tmp_path / "hour.flac"
    with soundfile.SoundFile(path, "w", 16_000, 1) as file:
        for _ in range(60):
            file.write(np.zeros(960_000, "int16"))
    import tracemalloc

    source = FileSource(path)
    tracemalloc.start()
    try:
        source.start()
        for _ in range(500):
            source.read(0.0)
        peak_bytes = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        source.close()
    assert source.duration_s == 3600
    assert peak_bytes < 8_000_000


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("text.wav", b"Dear diary", "is no sound file that can be read"),
        ("empty.wav", b"", "is no sound file that can be read"),
        ("bytes.raw", b"\0" * 1000, "is no sound file that can be read"),
    ],
)
def test_what_is_no_sound_file_is_refused(
    tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(AudioError, match=sentence):
        FileSource(path).start()


@pytest.mark.parametrize(
    ("rate_hz", "duration_s", "sentence"),
    [
        (16_000, 0, "holds no sound"),
        (1_000, 15_000, "longer than four hours"),
        (100, 10, "unusual sample rate of 100 Hz"),
    ],
)
def test_sound_that_can_not_be_used_is_refused(
    tmp_path: Path, rate_hz: int, duration_s: int, sentence: str
) -> None:
    path = tmp_path / "a.wav"
    soundfile.write(path, np.zeros(rate_hz * duration_s, "int16"), rate_hz)
    with pytest.raises(AudioError, match=sentence):
        FileSource(path).start()


def test_a_missing_file_a_folder_and_a_device_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.wav", tmp_path, Path("/dev/zero")):
        with pytest.raises(AudioError, match="There is no sound file"):
            FileSource(path).start()


def test_a_damaged_file_gives_what_can_be_read(clip: Path, tmp_path: Path) -> None:
    path = tmp_path / "cut.flac"
    path.write_bytes(clip.read_bytes()[:30_000])
    source = FileSource(path)
    frames = all_frames(source)
    assert len(frames) * FRAME_S > 1.5 + BEFORE_S + AFTER_S
    assert joined(frames).any()
    assert str(path) in source.trouble


def test_samples_that_are_no_numbers_are_silence(tmp_path: Path) -> None:
    path = tmp_path / "nan.wav"
    soundfile.write(path, np.array([np.nan, np.inf, -np.inf, 0.5] * 400), 16_000, "FLOAT")
    samples = joined(all_frames(FileSource(path)))[4000:4004]
    assert list(samples) == [0, 32767, -32768, 16384]
