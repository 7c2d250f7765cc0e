"""Frames are kept, whatever the listener does."""

import time
from pathlib import Path

import pytest

from voiceprep.audio.filesource import FileSource, read_samples
from voiceprep.audio.frames import FRAME_BYTES, FRAME_S, Frame, SourceKind
from voiceprep.audio.recording import Recording, duration_s
from voiceprep.errors import AudioError
from voiceprep.interview.recorder import Recorder


class Microphone:
    """A microphone whose frames the test makes, with a clock that the test turns."""

    kind: SourceKind = "microphone"
    name = "fake"
    trouble = ""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.given = 0

    def start(self) -> None: ...

    def close(self) -> None: ...

    @property
    def ended(self) -> bool:
        return False

    def read(self, timeout_s: float) -> Frame | None:
        if self.given * FRAME_S >= self.now_s:
            time.sleep(0.001)
            return None
        self.given += 1
        return frame((self.given - 1) * FRAME_S)

    def clock(self) -> float:
        return self.now_s


def frame(time_s: float) -> Frame:
    return Frame(b"\x01\x00" * (FRAME_BYTES // 2), time_s)


def drained(recorder: Recorder) -> list[Frame]:
    frames = []
    deadline_s = time.monotonic() + 10
    while not recorder.ended:
        assert time.monotonic() < deadline_s
        taken = recorder.read(0.01)
        if taken is not None:
            frames.append(taken)
    return frames


def wait_until_recorded(recording: Recording, seconds: float) -> None:
    deadline_s = time.monotonic() + 10
    while recording.duration_s < seconds:
        assert time.monotonic() < deadline_s
        time.sleep(0.005)


def test_sound_is_written_while_nobody_reads(tmp_path: Path) -> None:
    microphone = Microphone()
    recording = Recording(tmp_path / "a.wav")
    recorder = Recorder(microphone, recording, clock=microphone.clock)
    microphone.now_s = 100.0
    wait_until_recorded(recording, 99.9)
    recorder.stop()
    microphone.now_s = 101.0
    assert len(drained(recorder)) == pytest.approx(100 / FRAME_S, abs=1)


def test_what_was_said_before_the_key_still_comes_however_far_the_reader_lags(
    tmp_path: Path,
) -> None:
    microphone = Microphone()
    recording = Recording(tmp_path / "a.wav")
    recorder = Recorder(microphone, recording, clock=microphone.clock)
    microphone.now_s = 10.0
    recorder.stop(in_s=0.5)
    microphone.now_s = 12.0
    frames = drained(recorder)
    assert frames[-1].time_s == pytest.approx(10.5 - FRAME_S)
    assert duration_s(recording.path) == pytest.approx(10.5)


def test_frames_from_before_the_answer_are_neither_kept_nor_given(tmp_path: Path) -> None:
    microphone = Microphone()
    recording = Recording(tmp_path / "a.wav")
    early = [frame(n * FRAME_S) for n in range(100)]
    recorder = Recorder(microphone, recording, early, start_s=1.5, clock=microphone.clock)
    microphone.given, microphone.now_s = 100, 2.0
    recorder.stop()
    microphone.now_s = 3.0
    frames = drained(recorder)
    assert frames[0].time_s == pytest.approx(1.5)
    assert duration_s(recording.path) == pytest.approx(0.5)


def test_a_stopped_microphone_that_gives_nothing_more_is_not_waited_for() -> None:
    microphone = Microphone()
    microphone.trouble = "It is gone."
    recorder = Recorder(microphone, None, clock=microphone.clock)
    recorder.stop(in_s=0.5)
    microphone.now_s = 0.0
    assert not recorder.ended
    microphone.given = 10**6
    microphone.now_s = 0.6
    assert drained(recorder) == []


def test_a_full_disk_ends_the_recording_with_its_reason() -> None:
    class Full:
        closed = False

        def write(self, pcm: bytes) -> None:
            raise AudioError("No room.")

        def close(self) -> None:
            self.closed = True

    microphone, full = Microphone(), Full()
    recorder = Recorder(microphone, full, clock=microphone.clock)
    microphone.now_s = 1.0
    assert drained(recorder) == []
    assert recorder.fault == "No room."
    assert full.closed


def test_a_sound_file_comes_whole(people: Path) -> None:
    clip = sorted(people.glob("*.flac"))[0]
    source = FileSource(clip, padded=False)
    source.start()
    recorder = Recorder(source, None)
    frames = drained(recorder)
    assert b"".join(taken.pcm for taken in frames)[: len(read_samples(clip)) * 2] == (
        read_samples(clip).tobytes()
    )
