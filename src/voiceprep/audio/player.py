"""Playing sound files, stopping at once."""

import itertools
import threading
import time
from pathlib import Path

from voiceprep.audio.wire import Child, receive
from voiceprep.errors import AudioError

_STOP_S = 0.5
"""How long the child may take to fall silent before it is killed."""


class Playback:
    """A sound file that is being played. Made by Speaker.play."""

    def __init__(self, speaker: "Speaker", number: int, start_s: float, speed: float) -> None:
        self.number = number
        self.start_s = start_s
        """Where in the file it began."""
        self.speed = speed
        self.started_s: float | None = None
        """When its first sample was heard, on time.monotonic(); None before."""
        self.ended_s: float | None = None
        """When the last of what was played was heard, on time.monotonic(); None before."""
        self.error = ""
        """Why it could not be played (to the end), in one sentence; else empty."""
        self._speaker = speaker
        self._over = threading.Event()

    @property
    def position_s(self) -> float:
        """Which moment of the file is heard now, or was heard last."""
        if self.started_s is None:
            return self.start_s
        until_s = time.monotonic() if self.ended_s is None else self.ended_s
        return self.start_s + max(0.0, until_s - self.started_s) * self.speed

    @property
    def done(self) -> bool:
        """Whether it has ended, been stopped, or failed."""
        return self._over.is_set()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Waits for the end; whether it came within the timeout."""
        return self._over.wait(timeout_s)

    def stop(self) -> None:
        """Silences it at once; nothing happens if it has ended."""
        self._speaker._stop(self)

    def _end(self, time_s: float, error: str = "") -> None:
        if not self.done:
            self.ended_s, self.error = time_s, error
            self._over.set()


class Speaker:
    """A speaker, by its name or part of it; without one, the system's default.

    Sound is played by a child process, which is started early (start) and started again when it
    dies. Only one file is played at a time.
    """

    def __init__(self, name: str | None = None) -> None:
        self.name = name or "default speaker"
        self._argument = f"--device={name or ''}"
        self._numbers = itertools.count(1)
        self._news = threading.Condition()
        self._child: Child | None = None
        self._ready = False
        self._error = ""
        self._playback: Playback | None = None

    def start(self) -> None:
        """Starts the child process, if it does not run, and returns at once."""
        with self._news:
            if self._child is not None and self._child.running:
                return
            self._ready, self._error = False, ""
            try:
                child = self._child = Child("playback", self._argument)
            except AudioError as fault:
                self._child, self._error = None, str(fault)
                return
        threading.Thread(target=self._listen, args=(child,), name="speaker", daemon=True).start()

    def probe(self, timeout_s: float = 5.0) -> str:
        """The speaker's full name. Raises AudioError, saying why, if there is none."""
        self.start()
        with self._news:
            self._news.wait_for(lambda: self._ready or self._error, timeout_s)
            if not self._ready:
                raise AudioError(
                    self._error or f"The sound system gave no answer within {timeout_s:g} s."
                )
            return self.name

    def play(self, path: Path, start_s: float = 0.0, speed: float = 1.0) -> Playback:
        """Begins to play a sound file from a position on; whatever is being played stops.

        Another speed than 1 leaves the pitch as it is.

        Never raises: a fault is told by the playback's error.
        """
        self.start()
        playback = Playback(self, next(self._numbers), start_s, speed)
        with self._news:
            before, self._playback, child = self._playback, playback, self._child
        if before is not None:
            before._end(time.monotonic())
        if child is not None:
            child.order(
                play=playback.number, path=str(path.absolute()), start_s=start_s, speed=speed
            )
        if child is None or not child.running:
            playback._end(time.monotonic(), self._error or "The playing process broke down.")
        return playback

    @property
    def child_pid(self) -> int | None:
        """Process id of the playing child, if there is one."""
        child = self._child
        return child.pid if child and child.running else None

    def close(self) -> None:
        """Ends the child process, and with it all sound. May be called twice."""
        with self._news:
            child, self._child, playback = self._child, None, self._playback
        if child is not None:
            child.end(patience_s=0.2)
        if playback is not None:
            playback._end(time.monotonic())

    def _stop(self, playback: Playback) -> None:
        if playback.done:
            return
        child = self._child
        if child is not None:
            child.order(stop=playback.number)
            if not playback.wait(_STOP_S):
                child.end()
        playback._end(time.monotonic())

    def _listen(self, child: Child) -> None:
        """Takes in all that a child says, until it ends."""
        with child.stdout:
            while (message := receive(child.stdout)) is not None:
                self._take(message.note())
            child.end()
        with self._news:
            error = self._error or f"The playing process broke down ({child.last_words()})."
            if child is self._child:
                self._error = error
                if self._playback is not None:
                    self._playback._end(time.monotonic(), error)
            self._news.notify_all()

    def _take(self, note: dict[str, object]) -> None:
        with self._news:
            playback = self._playback
            if "device" in note:
                self.name, self._ready = str(note["device"]), True
            elif playback is not None and note.get("started") == playback.number:
                playback.started_s = _seconds(note)
            elif playback is not None and note.get("ended") == playback.number:
                playback._end(_seconds(note), str(note.get("error", "")))
            elif "ended" not in note and "error" in note:
                self._error = str(note["error"])
            self._news.notify_all()


def _seconds(note: dict[str, object]) -> float:
    time_s = note.get("time_s")
    return time_s if isinstance(time_s, float) else time.monotonic()
