"""Small copies of recordings for listening."""

import threading
from collections.abc import Callable
from pathlib import Path

import numpy
import pytest
import soundfile

from voiceprep.audio.opus import BARS, Copyist, copy_of, copy_path, forget_copy
from voiceprep.errors import AudioError

Speech = Callable[..., Path]


@pytest.fixture
def recording(tmp_path: Path, speech: Speech) -> Path:
    samples, rate = soundfile.read(speech("What I say is kept in a small copy."), dtype="int16")
    path = tmp_path / "01-answer.flac"
    soundfile.write(path, samples, rate)
    return path


def test_a_copy_is_as_long_as_its_recording_and_much_smaller(recording: Path) -> None:
    made = copy_of(recording)
    assert made.path == recording.with_suffix(".opus")
    assert made.duration_s == pytest.approx(soundfile.info(recording).duration, abs=0.01)
    assert made.path.stat().st_size < recording.stat().st_size / 3
    assert len(made.shape) == BARS
    assert max(made.shape) == 1.0
    assert made.path.stat().st_mode & 0o777 == 0o600


def test_a_recording_at_a_rate_that_opus_has_not_is_copied_as_well(tmp_path: Path) -> None:
    path = tmp_path / "elsewhere.wav"
    soundfile.write(path, numpy.sin(numpy.arange(44_100) / 20), 22_050)
    assert copy_of(path).duration_s == pytest.approx(2.0, abs=0.01)


def test_a_copy_is_made_once(recording: Path) -> None:
    first = copy_of(recording).path.stat()
    assert copy_of(recording).path.stat().st_mtime_ns == first.st_mtime_ns


def test_a_copy_that_is_not_ours_is_made_anew(recording: Path) -> None:
    copy_path(recording).write_bytes(b"OggS, or not")
    assert copy_of(recording).duration_s > 1


def test_sound_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "broken.flac"
    broken.write_bytes(b"fLaC" + bytes(100))
    with pytest.raises(AudioError, match="can't be copied"):
        copy_of(broken)
    assert list(tmp_path.iterdir()) == [broken]


def test_giving_up_leaves_nothing_behind(recording: Path) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(AudioError, match="no time"):
        copy_of(recording, stop)
    assert list(recording.parent.iterdir()) == [recording]


def test_a_copy_goes_with_its_recording_and_so_does_what_a_kill_left(recording: Path) -> None:
    copy_of(recording)
    recording.with_suffix(".opus.77.88.part").write_bytes(b"half")
    forget_copy(recording)
    assert list(recording.parent.iterdir()) == [recording]


def test_the_copyist_copies_in_the_background_and_can_go_on_after_its_end(recording: Path) -> None:
    copyist = Copyist()
    for _ in range(2):
        copyist.add(recording.with_name("gone.wav"))
        copyist.add(recording)
        copyist.close(patience_s=30)
        assert copy_path(recording).is_file()
        forget_copy(recording)
    copyist.close()
