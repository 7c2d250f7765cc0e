"""What was recorded is never lost."""

import os
import stat
import subprocess
import sys
import wave
from pathlib import Path

import numpy as np
import pytest
import soundfile

from voiceprep.audio.recording import (
    Recording,
    duration_s,
    is_being_written,
    repair,
    transcode,
)
from voiceprep.errors import AudioError

FRAME = np.arange(320, dtype="<i2").tobytes()


def recorded(path: Path, frames: int = 50) -> Path:
    recording = Recording(path)
    for _ in range(frames):
        recording.write(FRAME)
    recording.close()
    return path


def samples_of_wav(path: Path) -> bytes:
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 16_000)
        return bytes(file.readframes(file.getnframes()))


def run(script: str, path: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-c", script, str(path)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_it_is_a_whole_wav_file_after_every_write(tmp_path: Path) -> None:
    recording = Recording(tmp_path / "a.wav")
    for count in range(1, 4):
        recording.write(FRAME)
        assert samples_of_wav(recording.path) == count * FRAME
    assert recording.duration_s == pytest.approx(0.06)
    recording.close()
    recording.close()
    assert duration_s(recording.path) == pytest.approx(0.06)


def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        path = recorded(tmp_path / "a.wav")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(transcode(path).stat().st_mode) == 0o600
    finally:
        os.umask(before)


def test_it_is_synced_once_a_second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = [0.0]
    synced: list[int] = []
    monkeypatch.setattr(os, "fdatasync", synced.append)
    recording = Recording(tmp_path / "a.wav", clock=lambda: now_s[0])
    for step in range(1, 151):
        now_s[0] = step * 0.02
        recording.write(FRAME)
    recording.close()
    assert len(synced) in (2, 3)


def test_killing_the_process_loses_nothing_that_was_written(tmp_path: Path) -> None:
    script = (
        "import pathlib, sys, time\n"
        "from voiceprep.audio.recording import Recording\n"
        "recording = Recording(pathlib.Path(sys.argv[1]))\n"
        "for number in range(1000):\n"
        "    recording.write(number.to_bytes(2, 'little') * 320)\n"
        "    print(number, flush=True)\n"
        "    time.sleep(0.005)\n"
    )
    path = tmp_path / "a.wav"
    with run(script, path) as process:
        assert process.stdout is not None
        for _ in range(60):
            written = int(process.stdout.readline())
        assert is_being_written(path)
        process.kill()
    assert not is_being_written(path)
    kept = np.frombuffer(samples_of_wav(path), "<i2")
    assert len(kept) >= 320 * (written + 1)
    assert np.array_equal(kept, np.repeat(np.arange(len(kept) // 320), 320))


def test_a_full_disk_is_told_and_keeps_what_there_was(tmp_path: Path) -> None:
    script = (
        "import pathlib, resource, sys\n"
        "from voiceprep.audio.recording import Recording\n"
        "from voiceprep.errors import AudioError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_100, 20_100))\n"
        "recording = Recording(pathlib.Path(sys.argv[1]))\n"
        "try:\n"
        "    while True:\n"
        "        recording.write(bytes(range(64)) * 10)\n"
        "except AudioError as fault:\n"
        "    print(fault)\n"
        "recording.close()\n"
    )
    path = tmp_path / "a.wav"
    with run(script, path) as process:
        out, err = process.communicate(timeout=60)
    assert err == b""
    assert b"can't be written: File too large; make room on the disk." in out
    assert samples_of_wav(path) == bytes(range(64)) * 10 * ((20_100 - 44) // 640)
    assert not repair(path)


def test_it_never_writes_over_a_file(tmp_path: Path) -> None:
    path = recorded(tmp_path / "a.wav")
    with pytest.raises(AudioError, match="can't be made: File exists"):
        Recording(path)
    with pytest.raises(AudioError, match="can't be made: No such file"):
        Recording(tmp_path / "none" / "a.wav")
    assert samples_of_wav(path) == 50 * FRAME


def test_an_open_recording_is_known_as_such(tmp_path: Path) -> None:
    recording = Recording(tmp_path / "a.wav")
    recording.write(FRAME)
    assert is_being_written(recording.path)
    for change in (repair, transcode):
        with pytest.raises(AudioError, match="still being written"):
            change(recording.path)
    recording.close()
    assert not is_being_written(recording.path)
    assert not is_being_written(tmp_path / "none.wav")


@pytest.mark.parametrize("said", [0, 640, 0xFFFFFFFF])
def test_a_wrong_header_is_repaired(tmp_path: Path, said: int) -> None:
    path = recorded(tmp_path / "a.wav")
    with path.open("r+b") as file:
        file.seek(40)
        file.write(said.to_bytes(4, "little"))
        file.seek(0, os.SEEK_END)
        file.write(b"\1")  # half a sample
    assert repair(path)
    assert samples_of_wav(path) == 50 * FRAME
    assert not repair(path)


def test_a_right_header_is_left_alone(tmp_path: Path) -> None:
    path = recorded(tmp_path / "a.wav")
    with path.open("r+b") as file:  # a chunk after the sound
        file.seek(0, os.SEEK_END)
        file.write(b"LIST\4\0\0\0INFO")
        file.seek(4)
        file.write((44 + 50 * 640 + 12 - 8).to_bytes(4, "little"))
    before = path.read_bytes()
    assert not repair(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"RIFF", b"no sound at all, but text", b"\0" * 100])
def test_what_is_no_wav_file_is_not_repaired(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(content)
    with pytest.raises(AudioError, match="is no WAV file"):
        repair(path)
    assert path.read_bytes() == content
    with pytest.raises(AudioError):
        transcode(path)
    with pytest.raises(AudioError, match="no sound file"):
        duration_s(path)
    assert list(tmp_path.iterdir()) == [path]


def test_transcoding_keeps_every_sample_and_the_wav(tmp_path: Path, people: Path) -> None:
    speech = soundfile.read(people / "005670113.flac", dtype="int16")[0]
    recording = Recording(tmp_path / "a.wav")
    recording.write(speech.tobytes())
    recording.close()
    flac = transcode(recording.path)
    assert sorted(tmp_path.iterdir()) == [flac, recording.path]
    assert np.array_equal(soundfile.read(flac, dtype="int16")[0], speech)
    assert duration_s(flac) == pytest.approx(len(speech) / 16_000)


def test_an_empty_recording_stays_a_wav(tmp_path: Path) -> None:
    path = recorded(tmp_path / "a.wav", frames=0)
    assert transcode(path) == path
    assert duration_s(path) == 0.0


def test_a_full_disk_while_transcoding_keeps_the_wav(tmp_path: Path, people: Path) -> None:
    path = tmp_path / "a.wav"
    recording = Recording(path)
    recording.write(soundfile.read(people / "005670113.flac", dtype="int16")[0].tobytes())
    recording.close()
    script = (
        "import pathlib, resource, sys\n"
        "from voiceprep.audio.recording import transcode\n"
        "from voiceprep.errors import AudioError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "try:\n"
        "    transcode(pathlib.Path(sys.argv[1]))\n"
        "except AudioError as fault:\n"
        "    print(fault)\n"
    )
    before = path.read_bytes()
    with run(script, path) as process:
        out, err = process.communicate(timeout=60)
    assert err == b""
    assert b"it stays as it is." in out
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
