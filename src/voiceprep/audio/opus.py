"""Small copies of recordings for listening: Opus, which browsers play, with the sound's shape."""

import base64
import os
import queue
import threading
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from voiceprep.audio.frames import RATE_HZ
from voiceprep.errors import AudioError

LEVEL = 0.92
"""libsndfile's compression level (0: 256 kbit/s, 1: 6 kbit/s). This one asks for 26 kbit/s: speech
at 16 kHz stays clear, and 45 minutes stay well under 15 MB in a page (benchmarks/report.py)."""
BARS = 240
"""How many bars the shape of a sound has."""
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_TAG = "voiceprep shape "
_BLOCK = 1 << 16
_RATES_HZ = (8_000, 12_000, 16_000, 24_000, 48_000)
"""Sample rates that Opus has."""


@dataclass(frozen=True)
class Copy:
    """A copy for listening."""

    path: Path
    duration_s: float
    shape: tuple[float, ...]
    """BARS loudest samples, one after another, beside the loudest of all: 0 to 1."""

    def data_url(self) -> str:
        """The sound itself, for a page."""
        return "data:audio/ogg;base64," + base64.b64encode(self.path.read_bytes()).decode()


def copy_path(sound: Path) -> Path:
    """Where the copy of a recording is kept: beside it."""
    return sound.with_suffix(".opus")


def forget_copy(sound: Path) -> None:
    """Removes the copy of a recording that is being removed, and what a kill left of one."""
    copy_path(sound).unlink(missing_ok=True)
    if sound.parent.is_dir():
        for left in sound.parent.iterdir():
            if left.suffix == ".part" and left.name.startswith(f"{sound.stem}.opus."):
                left.unlink(missing_ok=True)


def copy_of(sound: Path, stop: threading.Event | None = None) -> Copy:
    """The copy of a recording; made now where it isn't there, which takes 3 % of its length
    and more (benchmarks/report.py).

    Raises AudioError if the recording can't be read, the copy can't be written, or `stop` was set.
    """
    import soundfile

    path = copy_path(sound)
    try:
        found = _read(path)
        if found is None:
            _write(sound, path, stop or threading.Event())
            found = _read(path)
    except (OSError, soundfile.LibsndfileError, AssertionError) as fault:
        # soundfile asserts that all was written: with a full disk it was not.
        reason = str(fault) or "the disk is full"
        raise AudioError(f"{sound} can't be copied as Opus: {reason}.") from fault
    if found is None:
        raise AudioError(f"{sound} can't be copied as Opus: the copy is not what was written.")
    return found


def has_copy(sound: Path) -> bool:
    """Whether the copy of a recording is there already."""
    return copy_path(sound).is_file()


def _read(path: Path) -> Copy | None:
    """The copy, if there is one that was wholly written by us."""
    import soundfile

    if not path.is_file():
        return None
    try:
        with soundfile.SoundFile(path) as file:
            comment, length_s = file.comment, file.frames / file.samplerate
    except soundfile.LibsndfileError:
        return None
    shape = comment.removeprefix(_TAG)
    if shape == comment or len(shape) != BARS or not set(shape) <= set(_DIGITS):
        return None
    return Copy(path, length_s, tuple(_DIGITS.index(digit) / 63 for digit in shape))


def _write(sound: Path, path: Path, stop: threading.Event) -> None:
    import soundfile
    import soxr

    part = path.with_suffix(f".opus.{os.getpid()}.{threading.get_ident()}.part")
    with soundfile.SoundFile(sound) as old:
        if not old.frames:
            raise AudioError(f"{sound} holds no sound.")
        samples = old.read(dtype="int16", always_2d=True)[:, 0]
        rate = old.samplerate
    if rate not in _RATES_HZ:
        samples = soxr.resample(samples, rate, RATE_HZ)
        rate = RATE_HZ
    fd = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        try:
            with soundfile.SoundFile(
                fd,
                "w",
                rate,
                1,
                "OPUS",
                format="OGG",
                compression_level=LEVEL,
                closefd=False,
            ) as new:
                new.comment = _TAG + _shape(samples)
                for at in range(0, len(samples), _BLOCK):
                    if stop.is_set():
                        raise AudioError(f"{sound} was not copied: there was no time for it.")
                    new.write(samples[at : at + _BLOCK])
        finally:
            os.close(fd)
        part.replace(path)
        if not any(sound.with_suffix(kind).exists() for kind in (sound.suffix, ".flac")):
            forget_copy(sound)  # deleted meanwhile: nothing of it may stay
    finally:
        part.unlink(missing_ok=True)


def _shape(samples: Any) -> str:
    import numpy

    edges = numpy.linspace(0, len(samples), BARS + 1).astype(int)
    loud = numpy.abs(samples.astype(numpy.int32))
    bars = numpy.array(
        [loud[start:end].max() if end > start else 0 for start, end in pairwise(edges)]
    )
    digits = numpy.rint(63 * bars / max(1, bars.max())).astype(int)
    return "".join(_DIGITS[digit] for digit in digits)


class Copyist:
    """Makes copies in the background while a sitting goes on, so that a report need not wait."""

    def __init__(self) -> None:
        self._waiting: queue.SimpleQueue[Path | None] = queue.SimpleQueue()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def add(self, sound: Path) -> None:
        """Copies a recording that is complete; one that can't be copied is left to the report."""
        if self._thread is None:
            self._stop.clear()
            self._thread = threading.Thread(target=self._work, name="copyist", daemon=True)
            self._thread.start()
        self._waiting.put(sound)

    def close(self, patience_s: float = 2.0) -> None:
        """Waits this long for what is left, and gives the rest up; may be called twice."""
        if self._thread is None:
            return
        self._waiting.put(None)
        self._thread.join(patience_s)
        self._stop.set()
        self._thread.join()
        self._thread = None

    def _work(self) -> None:
        while not self._stop.is_set():
            sound = self._waiting.get()
            if sound is None:
                return
            with suppress(AudioError):
                copy_of(sound, self._stop)
