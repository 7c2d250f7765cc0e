"""What a child process of this room and its parent say to each other over a pipe."""

import json
import os
import struct
import subprocess
import sys
import threading
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any

from voiceprep.errors import AudioError

_HEADER = struct.Struct("<cBdI")  # kind, flags, time, length of what follows
_MAX_BYTES = 1 << 20

SOUND = b"S"
"""PCM; time_s is when its first sample was captured, on time.monotonic()."""
NOTE = b"N"
"""A JSON object."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message: sound, or a note."""

    kind: bytes
    payload: bytes
    time_s: float = 0.0
    overflow: bool = False
    """Whether sound was lost just before this."""

    def note(self) -> dict[str, Any]:
        """The JSON object of a note; empty if it is none."""
        try:
            note = json.loads(self.payload)
        except ValueError:
            return {}
        return note if isinstance(note, dict) else {}


class Sender:
    """The child's end. Takes standard output for itself; stray prints go to standard error."""

    def __init__(self) -> None:
        self._fd = os.dup(1)
        os.dup2(2, 1)
        self._lock = threading.Lock()

    def send(self, message: Message, patience_s: float = -1) -> None:
        """Writes a message. With patience_s, gives up if another thread is stuck in writing."""
        header = _HEADER.pack(message.kind, message.overflow, message.time_s, len(message.payload))
        rest = memoryview(header + message.payload)
        if not self._lock.acquire(timeout=patience_s):
            return
        try:
            while rest:
                rest = rest[os.write(self._fd, rest) :]
        except OSError:  # the parent is gone, and so are we
            os._exit(0)
        finally:
            self._lock.release()

    def note(self, patience_s: float = -1, **note: object) -> None:
        """Writes a note."""
        self.send(Message(NOTE, json.dumps(note).encode()), patience_s)

    def fail(self, sentence: str, lasting: bool = False) -> None:
        """Tells the parent what is wrong and ends the process, whatever its threads do."""
        self.note(patience_s=0.2, error=sentence, lasting=lasting)
        os._exit(1)


def receive(pipe: IO[bytes]) -> Message | None:
    """The next message; None at the end of the pipe or if what comes is no message."""
    header = pipe.read(_HEADER.size)
    if len(header) < _HEADER.size:
        return None
    kind, flags, time_s, length = _HEADER.unpack(header)
    if length > _MAX_BYTES:
        return None
    payload = pipe.read(length)
    if len(payload) < length:
        return None
    return Message(kind, payload, time_s, bool(flags))


class Child:
    """A child process that runs a module of this room.

    It gets a session of its own, so that Ctrl-C in the terminal reaches only the parent, and it
    ends when its standard input does. What it writes to standard error is never shown.
    Raises AudioError if no process can be started.
    """

    def __init__(self, module: str, *arguments: str) -> None:
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", f"voiceprep.audio.{module}", *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                # A sound server that does not run is not for us to start.
                env={**os.environ, "JACK_NO_START_SERVER": "1"},
                start_new_session=True,
            )
        except (OSError, ValueError) as fault:
            raise AudioError(f"No process for sound can be started: {fault}.") from fault
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._stdin, self.stdout = self._process.stdin, self._process.stdout
        self._last_lines: deque[str] = deque(maxlen=20)
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def order(self, **order: object) -> None:
        """Writes a JSON object on a line; nothing happens if the child is gone."""
        with suppress(OSError, ValueError):
            self._stdin.write(json.dumps(order).encode() + b"\n")
            self._stdin.flush()

    def end(self, patience_s: float = 0.0) -> None:
        """Ends it: asks, waits that long, then kills. Returns when it is gone."""
        with suppress(OSError):
            self._stdin.close()
        try:
            self._process.wait(patience_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._listener.join(0.5)

    def last_words(self) -> str:
        """How it ended and the last line of its standard error; for a fault it did not explain."""
        line = f": {self._last_lines[-1]}" if self._last_lines else ""
        return f"exit status {self._process.poll()}{line}"

    def _listen(self) -> None:
        assert self._process.stderr is not None
        with self._process.stderr as lines:
            for line in lines:
                text = "".join(c for c in line.decode(errors="replace") if c.isprintable()).strip()
                if text:
                    self._last_lines.append(text[:200])


def end_with_parent() -> None:
    """In a child: ends the process when standard input ends. Runs for ever; give it a thread."""
    while os.read(0, 4096):
        pass
    os._exit(0)
