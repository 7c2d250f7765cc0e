"""A recording that survives whatever happens to the program."""

import fcntl
import os
import struct
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import zip_longest
from pathlib import Path
from typing import BinaryIO

from voiceprep.audio.frames import RATE_HZ
from voiceprep.errors import AudioError

_HEADER_BYTES = 44
_SYNC_S = 1.0


class Recording:
    """A WAV file (16-bit mono, RATE_HZ) being written, for the owner's eyes alone.

    Its header is right after every write, so that a killed process loses nothing. It is locked
    while it is open (is_being_written). Raises AudioError if the file exists or can't be made.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self.path = path
        self._clock = clock
        self._bytes = 0
        try:
            self._fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as fault:
            raise AudioError(f"The recording {path} can't be made: {fault.strerror}.") from fault
        self._open = True
        try:
            with suppress(OSError):  # some network file systems have no locks
                fcntl.flock(self._fd, fcntl.LOCK_EX)
            _write(self._fd, _header(0))
            os.fsync(self._fd)
        except OSError as fault:
            self._fail(fault)
        self._synced_s = clock()

    @property
    def duration_s(self) -> float:
        """How much was written, in seconds."""
        return self._bytes / (2 * RATE_HZ)

    def write(self, pcm: bytes) -> None:
        """Appends samples (16-bit little-endian, mono, RATE_HZ).

        Raises AudioError if they can't be written (a full disk, say); what was written before
        stays readable, and the recording is closed.
        """
        if not self._open:
            raise AudioError(f"The recording {self.path} is closed.")
        try:
            _write(self._fd, pcm)
            self._bytes += len(pcm)
            os.pwrite(self._fd, _header(self._bytes), 0)
            now_s = self._clock()
            if now_s - self._synced_s >= _SYNC_S:
                os.fdatasync(self._fd)
                self._synced_s = now_s
        except OSError as fault:
            self._fail(fault)

    def close(self) -> None:
        """Ends it and gives up the lock; may be called twice."""
        if not self._open:
            return
        self._open = False
        try:
            os.fsync(self._fd)
        except OSError as fault:
            raise AudioError(
                f"The recording {self.path} may be incomplete: {fault.strerror}."
            ) from fault
        finally:
            os.close(self._fd)

    def _fail(self, fault: OSError) -> None:
        self._open = False
        try:
            os.ftruncate(self._fd, _HEADER_BYTES + self._bytes)
        except OSError:
            pass  # repair() copes with the rest
        finally:
            os.close(self._fd)
        raise AudioError(
            f"The recording {self.path} can't be written: {fault.strerror}; make room on the disk. "
            "What was recorded until then is kept."
        ) from fault


def _write(fd: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(fd, rest) :]


def _header(data_bytes: int) -> bytes:
    """The 44 bytes of a plain WAV file's head (RIFF WAVE, PCM)."""
    size = min(data_bytes, 0xFFFFFFFF - 36)
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, RATE_HZ, 2 * RATE_HZ, 2, 16)
    return (
        struct.pack("<4sI4s", b"RIFF", 36 + size, b"WAVE")
        + form
        + struct.pack("<4sI", b"data", size)
    )


def is_empty(path: Path) -> bool:
    """Whether a recording has no samples: the program was killed right after it was begun."""
    return path.stat().st_size <= _HEADER_BYTES


def is_being_written(path: Path) -> bool:
    """Whether a process (this one or another) holds the recording open for writing."""
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def repair(path: Path) -> bool:
    """Makes a WAV file whose header tells a wrong length readable; whether that was needed.

    The sound is taken to go on to the end of the file. Raises AudioError if it is no WAV file,
    can't be changed, or is being written.
    """
    if is_being_written(path):
        raise AudioError(f"The recording {path} is still being written.")
    try:
        with path.open("r+b") as file:
            total = os.fstat(file.fileno()).st_size
            data_at = _data_at(file, total)
            if data_at is None:
                raise AudioError(f"{path} is no WAV file, so it can't be repaired.")
            length = total - data_at
            length -= length % 2
            file.seek(4)
            riff_bytes = struct.unpack("<I", file.read(4))[0]
            file.seek(data_at - 4)
            said = struct.unpack("<I", file.read(4))[0]
            if said == length and riff_bytes == data_at - 8 + length:
                return False
            if riff_bytes + 8 == total and data_at + said <= total:
                return False  # other chunks follow the sound
            file.seek(4)
            file.write(struct.pack("<I", data_at - 8 + length))
            file.seek(data_at - 4)
            file.write(struct.pack("<I", length))
            file.truncate(data_at + length)
            file.flush()
            os.fsync(file.fileno())
    except OSError as fault:
        raise AudioError(f"{path} can't be repaired: {fault.strerror}.") from fault
    return True


def _data_at(file: BinaryIO, total: int) -> int | None:
    """Where a WAV file's samples begin, or None if it is none."""
    head = file.read(12)
    if len(head) < 12 or head[:4] != b"RIFF" or head[8:] != b"WAVE":
        return None
    at, formed = 12, False
    while at + 8 <= total:
        file.seek(at)
        name, size = struct.unpack("<4sI", file.read(8))
        if name == b"data":
            return at + 8 if formed else None
        formed |= name == b"fmt "
        at += 8 + size + size % 2
    return None


def transcode(wav: Path) -> Path:
    """Writes a FLAC file with the samples of a WAV file beside it, and gives back its path.

    It takes its name only once its samples have proved to be the same. The WAV stays, for the
    caller to remove once nothing refers to it; an empty one is given back itself (FLAC can't be
    empty). Raises AudioError if anything is wrong.
    """
    import numpy
    import soundfile

    flac, part = wav.with_suffix(".flac"), wav.with_suffix(".flac.part")
    if is_being_written(wav):
        raise AudioError(f"The recording {wav} is still being written.")
    try:
        with soundfile.SoundFile(wav) as old:
            if not old.frames:
                return wav
            fd = os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
            try:
                with soundfile.SoundFile(
                    fd, "w", old.samplerate, old.channels, "PCM_16", format="FLAC", closefd=False
                ) as new:
                    for block in old.blocks(1 << 16, dtype="int16"):
                        new.write(block)
                os.fsync(fd)
            finally:
                os.close(fd)
            old.seek(0)
            with soundfile.SoundFile(part) as new:
                same = new.frames == old.frames and all(
                    numpy.array_equal(one, other)
                    for one, other in zip_longest(
                        old.blocks(1 << 16, dtype="int16"), new.blocks(1 << 16, dtype="int16")
                    )
                )
        if not same:
            raise AudioError(f"{wav} could not be compressed without loss; it stays as it is.")
        part.replace(flac)
    except (OSError, soundfile.LibsndfileError, AssertionError) as fault:
        # soundfile asserts that all was written: with a full disk it was not.
        reason = str(fault) or "the disk is full"
        raise AudioError(f"{wav} can't be compressed: {reason}; it stays as it is.") from fault
    finally:
        part.unlink(missing_ok=True)
    return flac


def duration_s(path: Path) -> float:
    """How long a sound file is, in seconds. Raises AudioError if it is none."""
    import soundfile

    try:
        return float(soundfile.info(path).duration)
    except (soundfile.LibsndfileError, OSError, TypeError, ValueError) as fault:
        raise AudioError(f"{path} is no sound file that can be read: {fault}") from fault
