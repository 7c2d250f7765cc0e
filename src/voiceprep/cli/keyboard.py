"""The keyboard: single keys, typed lines, and the signals that mean "stop, and keep it all"."""

import os
import select
import signal
import sys
import termios
import tty
from collections import deque
from types import FrameType, TracebackType
from typing import Any, Self

_NAMES = {"\r": "enter", "\n": "enter", " ": "space", "\x03": "quit", "\x04": "quit"}
_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Keyboard:
    """Keys as they are pressed, while the context is entered.

    The first Ctrl-C (or request to terminate) arrives as the key "quit", so that the answer at hand
    is kept; a second one before that was seen raises KeyboardInterrupt.
    """

    def __init__(self) -> None:
        self.interactive = sys.stdin.isatty()
        self._pressed: deque[str] = deque()
        self._stop = False
        self._typed = b""
        self._typing_ended = False
        self._normal: list[Any] | None = None
        self._handlers: dict[int, Any] = {}

    def __enter__(self) -> Self:
        for number in _STOPPING:
            self._handlers[number] = signal.signal(number, self._stopped)
        self._single_keys()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._whole_lines()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def _stopped(self, number: int, frame: FrameType | None) -> None:
        if self._stop:
            raise KeyboardInterrupt
        self._stop = True

    def _single_keys(self) -> None:
        if self.interactive:
            self._normal = termios.tcgetattr(sys.stdin)
            # Drain, not flush: what was typed ahead or pasted must not be lost.
            tty.setcbreak(sys.stdin, termios.TCSADRAIN)

    def _whole_lines(self) -> None:
        if self._normal is not None:
            termios.tcsetattr(sys.stdin, termios.TCSADRAIN, self._normal)
            self._normal = None

    def poll(self) -> str:
        """The next key, or empty if none was pressed."""
        return self._next(0)

    def wait(self) -> str:
        """The next key; "quit" where there is no keyboard."""
        while True:
            if not self.interactive:
                return "quit"
            key = self._next(0.1)
            if key:
                return key

    def _next(self, timeout_s: float) -> str:
        if self._stop:
            self._stop = False
            return "quit"
        if not self._pressed and self.interactive:
            ready, _, _ = select.select([sys.stdin], [], [], timeout_s)
            if ready:
                self._pressed.extend(_keys(os.read(sys.stdin.fileno(), 1024)))
        return self._pressed.popleft() if self._pressed else ""

    def line(self) -> str | None:
        """A line of typed text without its end; None at the end of input or on Ctrl-C."""
        self._whole_lines()
        try:
            while b"\n" not in self._typed and not self._typing_ended:
                if self._stop:
                    self._stop = False
                    return None
                ready, _, _ = select.select([sys.stdin], [], [], 0.1)
                if ready:
                    data = os.read(sys.stdin.fileno(), 65536)
                    self._typed += data
                    self._typing_ended = not data
        finally:
            self._single_keys()
        if not self._typed:
            return None
        line, _, self._typed = self._typed.partition(b"\n")
        return line.decode(errors="replace").rstrip("\r")


def _keys(data: bytes) -> list[str]:
    if not data:
        return ["quit"]  # the terminal is gone
    if data.startswith(b"\x1b"):
        return ["escape"] if data == b"\x1b" else []  # arrows and the like steer nothing
    return [_NAMES.get(letter, letter.lower()) for letter in data.decode(errors="ignore")]
