"""A sound file as a source of frames."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from voiceprep.audio.echo import samples_of
from voiceprep.audio.frames import FRAME_BYTES, FRAME_S, RATE_HZ, Frame, SourceKind
from voiceprep.errors import AudioError

BEFORE_S, AFTER_S = 0.25, 0.5
"""Silence around the sound: without it a recogniser loses the first and last words."""
_MAX_S = 4 * 3600.0
_RATES_HZ = (1_000, 768_000)
_BLOCK_SAMPLES = 1 << 12  # of a damaged block nothing is given, so blocks are small


class FileSource:
    """A Source that reads a sound file of any format, rate and number of channels.

    Channels are averaged. It is read piece by piece. `paced` gives frames no faster than a
    microphone would; `clock` and `sleep` are what it keeps time by. The first BEFORE_S
    and the last AFTER_S seconds are silence put around the sound, unless it is not `padded`.
    """

    kind: SourceKind = "file"

    def __init__(
        self,
        path: Path,
        paced: bool = False,
        padded: bool = True,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.path = path
        self.name = path.name
        self.duration_s = 0.0
        """Length of the sound itself, without the silence around it; known after start()."""
        self._padded = padded
        self._paced, self._clock, self._sleep = paced, clock, sleep
        self._file: Any = None
        self._frames: Iterator[bytes] = iter(())
        self._next: bytes | None = None
        self._given = 0
        self._begun_s = 0.0
        self._trouble = ""

    def start(self) -> None:
        """Opens the file. Raises AudioError if it holds no sound that can be used."""
        import soundfile

        if not self.path.is_file():
            raise AudioError(f"There is no sound file {self.path}.")
        try:
            self._file = soundfile.SoundFile(self.path)
        except (soundfile.LibsndfileError, OSError, TypeError, ValueError) as fault:
            raise AudioError(
                f"{self.path} is no sound file that can be read; WAV, FLAC, Ogg and MP3 can."
            ) from fault
        rate_hz = int(self._file.samplerate)
        self.duration_s = self._file.frames / rate_hz
        fault_found = (
            "holds no sound"
            if self._file.frames <= 0
            else "is longer than four hours; cut it into pieces"
            if self.duration_s > _MAX_S
            else f"has an unusual sample rate of {rate_hz} Hz; convert it to 16000 Hz"
            if not _RATES_HZ[0] <= rate_hz <= _RATES_HZ[1]
            else ""
        )
        if fault_found:
            self.close()
            raise AudioError(f"{self.path} {fault_found}.")
        self._frames = self._read_frames()
        self._next = next(self._frames, None)
        self._begun_s = self._clock()

    def read(self, timeout_s: float) -> Frame | None:
        """The next frame; None if its time did not come within the timeout, or at the end."""
        if self._next is None:
            return None
        if self._paced:
            # A microphone gives a frame when its last sample was heard.
            wait_s = self._begun_s + (self._given + 1) * FRAME_S - self._clock()
            if wait_s > 0:
                self._sleep(min(wait_s, timeout_s))
                if wait_s > timeout_s:
                    return None
        frame = Frame(self._next, self._given * FRAME_S)
        self._given += 1
        self._next = next(self._frames, None)
        return frame

    @property
    def ended(self) -> bool:
        """True once everything was read."""
        return self._next is None

    @property
    def trouble(self) -> str:
        """If the file turned out to be damaged: where, in one sentence. Else empty."""
        return self._trouble

    def close(self) -> None:
        """Closes the file; may be called twice."""
        self._next, self._frames = None, iter(())
        if self._file is not None:
            self._file.close()

    def _read_frames(self) -> Iterator[bytes]:
        waiting = bytearray(bytes(2 * round(BEFORE_S * RATE_HZ) if self._padded else 0))
        for pcm in self._pcm():
            waiting += pcm
            whole = len(waiting) // FRAME_BYTES * FRAME_BYTES
            for at in range(0, whole, FRAME_BYTES):
                yield bytes(waiting[at : at + FRAME_BYTES])
            del waiting[:whole]
        if self._padded:
            waiting += bytes(2 * round(AFTER_S * RATE_HZ))
        waiting += bytes(-len(waiting) % FRAME_BYTES)
        for at in range(0, len(waiting), FRAME_BYTES):
            yield bytes(waiting[at : at + FRAME_BYTES])

    def _pcm(self) -> Iterator[bytes]:
        import numpy
        import soundfile
        import soxr

        file = self._file
        rate_hz = int(file.samplerate)
        resampler = soxr.ResampleStream(rate_hz, RATE_HZ, 1, dtype="float32")
        samples_read = 0
        while True:
            try:
                block = file.read(
                    max(1, _BLOCK_SAMPLES // file.channels), dtype="float32", always_2d=True
                )
            except (soundfile.LibsndfileError, OSError) as fault:
                self._trouble = (
                    f"{self.path} is damaged after {samples_read / rate_hz:.1f} s "
                    f"({fault}); the rest of it is left out."
                )
                block = numpy.zeros((0, file.channels), dtype="float32")
            samples_read += len(block)
            mono = numpy.nan_to_num(block.mean(axis=1), posinf=1.0, neginf=-1.0)
            if rate_hz != RATE_HZ:
                mono = resampler.resample_chunk(mono, last=not len(block))
            if not len(block) and not self._trouble and samples_read < file.frames - rate_hz:
                self._trouble = (
                    f"{self.path} ends after {samples_read / rate_hz:.1f} s, "
                    f"though it claims {self.duration_s:.1f} s; its end was lost."
                )
            scaled = numpy.clip(numpy.rint(mono * 32768), -32768, 32767)
            yield scaled.astype("<i2").tobytes()
            if not len(block):
                return


def read_samples(path: Path) -> Any:
    """All samples of a short sound file: a numpy array of int16, mono, RATE_HZ.

    Raises AudioError if it holds no sound that can be used.
    """
    source = FileSource(path, padded=False)
    source.start()
    try:
        return samples_of(iter(lambda: source.read(0.0), None))
    finally:
        source.close()
