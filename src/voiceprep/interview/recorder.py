"""Frames kept as they come, whatever the screen and the recogniser are doing."""

import queue
import threading
import time
from collections.abc import Callable, Iterable
from typing import Protocol

from voiceprep.audio.frames import FRAME_S, Frame, Source
from voiceprep.errors import AudioError

AHEAD_S = 5.0
"""How far a sound file may run ahead of the listener, in seconds of sound."""
PATIENCE_S = 0.5
"""How long a stopped microphone may take to give its last frames."""


class Sink(Protocol):
    """Where the sound of an answer is kept."""

    def write(self, pcm: bytes) -> None:
        """Appends samples; AudioError if they can't be kept."""

    def close(self) -> None:
        """Completes the file; AudioError if that fails."""


class Recorder:
    """A thread between a source and its listener: writes each frame, then hands it on.

    A terminal that blocks must not cost a word of an answer; so this, and
    not the loop that draws, takes the sound down.
    """

    def __init__(
        self,
        source: Source,
        sink: Sink | None,
        early: Iterable[Frame] = (),
        start_s: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
        ahead_s: float = AHEAD_S,
    ) -> None:
        """`early`: frames that were read from the source already. Frames captured before
        `start_s`, on the source's clock, are dropped. Without a sink nothing is kept.
        """
        self.fault = ""
        """Why the sound could not be kept any further, in one sentence; the recording has ended."""
        self._source = source
        self._sink = sink
        self._start_s = start_s
        self._clock = clock
        self._live = source.kind == "microphone"
        ahead = 0 if self._live else max(1, round(ahead_s / FRAME_S))
        self._frames: queue.Queue[Frame] = queue.Queue(ahead)
        self._aside: queue.Queue[Frame] = queue.Queue(ahead)
        self._held = threading.Event()
        self._stop_s = float("inf")
        self._thread = threading.Thread(
            target=self._run, args=(tuple(early),), name="recorder", daemon=True
        )
        self._thread.start()

    def read(self, timeout_s: float) -> Frame | None:
        """The next frame of the answer, kept already; None if none came within the timeout."""
        try:
            return self._frames.get(timeout=timeout_s)
        except queue.Empty:
            return None

    def hold(self) -> list[Frame]:
        """From now on nothing is kept: what comes is no part of the answer, until go_on().

        Gives what was kept before and not read yet. Meanwhile aside() gives what comes.
        """
        self._held.set()
        waiting = []
        while (frame := self.read(0.03)) is not None:
            waiting.append(frame)
        return waiting

    def aside(self, timeout_s: float) -> Frame | None:
        """The next frame that is not kept, while it is held."""
        try:
            return self._aside.get(timeout=timeout_s)
        except queue.Empty:
            return None

    def go_on(self) -> None:
        """Ends hold()."""
        while not self._aside.empty():
            self._aside.get_nowait()
        self._held.clear()

    @property
    def over(self) -> bool:
        """Whether nothing comes any more, though something may still wait to be read."""
        return not self._thread.is_alive()

    @property
    def ended(self) -> bool:
        """True once no frame will come any more."""
        return not self._thread.is_alive() and self._frames.empty()

    def stop(self, in_s: float = 0.0) -> None:
        """Ends the recording so many seconds from now; what was captured until then still comes.

        A sound file, which has no present, ends with what was read of it.
        """
        self._stop_s = self._clock() + in_s if self._live else float("-inf")

    def _run(self, early: tuple[Frame, ...]) -> None:
        try:
            for frame in early:
                self._take(frame)
            while not self._dropped():
                last_look = self._waited_enough()
                frame_now = self._source.read(0.05)
                if frame_now is None:
                    if self._source.ended or last_look:
                        break
                elif self._live and frame_now.time_s >= self._stop_s:
                    break
                else:
                    self._take(frame_now)
        except AudioError as fault:
            self.fault = str(fault)
        finally:
            self._close()

    def _dropped(self) -> bool:
        return not self._live and self._stop_s < 0

    def _waited_enough(self) -> bool:
        late_s = self._clock() - self._stop_s
        return late_s >= PATIENCE_S or (late_s >= 0 and bool(self._source.trouble))

    def _take(self, frame: Frame) -> None:
        if frame.time_s < self._start_s:
            return
        held = self._held.is_set()
        if self._sink is not None and not held:
            self._sink.write(frame.pcm)
        while not self._dropped():
            if held and not self._held.is_set():
                return
            try:
                (self._aside if held else self._frames).put(frame, timeout=0.05)
                return
            except queue.Full:
                continue

    def _close(self) -> None:
        if self._sink is not None:
            try:
                self._sink.close()
            except AudioError as fault:
                self.fault = self.fault or str(fault)
