"""The keyboard: single keys, typed lines, and the signals that mean "stop, and keep it all"."""

import codecs
import contextlib
import os
import select
import signal
import sys
import termios
import tty
from collections import deque
from collections.abc import Iterator
from types import FrameType, TracebackType
from typing import Any, Self

_NAMES = {"\r": "enter", "\n": "enter", " ": "space", "\x03": "quit", "\x04": "quit"}
_ARROWS = {"A": "up", "B": "down", "C": "right", "D": "left"}
_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_ERASE, _ERASE_LINE, _END = ("\x7f", "\b"), "\x15", "\x04"
_INPUT_MODES, _CHARACTERS = 0, 6
_TYPED_ON_S = 0.05
"""Text that follows within this time was pasted, and not typed after looking at the screen."""


class Keyboard:
    """Keys as they are pressed, while the context is entered.

    The first Ctrl-C (or request to terminate) arrives as the key "quit", so that the answer at hand
    is kept; a second one before that was seen raises KeyboardInterrupt.
    """

    def __init__(self, *, arrows: bool = False) -> None:
        """`arrows`: whether arrow keys count, as "up", "down", "left" and "right"."""
        self._arrows = arrows
        self.interactive = sys.stdin.isatty()
        self._pressed: deque[str] = deque()
        self._stop = False
        self._at_once = False
        self._gone = False
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._normal: list[Any] | None = None
        self._handlers: dict[int, Any] = {}

    def __enter__(self) -> Self:
        for number in _STOPPING:
            self._handlers[number] = signal.signal(number, self._stopped)
        if self.interactive:
            self._normal = termios.tcgetattr(sys.stdin)
            # Drain, not flush: what was typed ahead or pasted must not be lost.
            tty.setcbreak(sys.stdin, termios.TCSADRAIN)
            modes = termios.tcgetattr(sys.stdin)
            modes[_INPUT_MODES] &= ~termios.IXON  # Ctrl-S would freeze the screen
            modes[_CHARACTERS][termios.VSUSP] = b"\0"  # Ctrl-Z would go on listening unseen
            termios.tcsetattr(sys.stdin, termios.TCSADRAIN, modes)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._normal is not None:
            with contextlib.suppress(termios.error, OSError):  # the terminal may be gone
                termios.tcsetattr(sys.stdin, termios.TCSADRAIN, self._normal)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    @contextlib.contextmanager
    def at_once(self) -> Iterator[None]:
        """While in it, the first Ctrl-C raises KeyboardInterrupt: no answer is at hand."""
        self._at_once = True
        try:
            yield
        finally:
            self._at_once = False

    def _stopped(self, number: int, frame: FrameType | None) -> None:
        if self._at_once:
            self._stop = number != signal.SIGINT  # a request to terminate means all of it
            raise KeyboardInterrupt
        if self._stop:
            raise KeyboardInterrupt
        self._stop = True

    def poll(self) -> str:
        """The next key, or empty if none was pressed."""
        if self._stopping():
            return "quit"
        if self.interactive:
            self._read(0)
        return self._key()

    def wait(self) -> str:
        """The next key; "quit" where there is no keyboard."""
        while self.interactive:
            key = self.poll()
            if key:
                return key
            self._read(0.1)
        return "quit"

    def clear(self) -> None:
        """Forgets keys pressed up to now: they were meant for what was shown before."""
        if self.interactive:
            self._read(0)
        self._pressed.clear()

    def _stopping(self) -> bool:
        stop, self._stop = self._stop, False
        return stop

    def _key(self) -> str:
        if not self._pressed:
            return "quit" if self._gone and self.interactive else ""
        letter = self._pressed.popleft()
        if letter == "\x1b":
            end = self._skip_sequence()
            if self._arrows and end in _ARROWS:
                return _ARROWS[end]
            return "" if end else "escape"
        return _NAMES.get(letter, letter.lower())

    def _skip_sequence(self) -> str:
        """Drops the rest of what arrow keys and the like send; its last letter, or empty."""
        if not self._pressed or self._pressed[0] not in "[O":
            return ""
        letter = self._pressed.popleft()
        while self._pressed:
            letter = self._pressed.popleft()
            if letter.isalpha():
                break
        return letter

    def line(self) -> str | None:
        """A line of typed text without its end; None at the end of input or on Ctrl-C.

        What was typed of a line before Ctrl-C, or before the terminal went, is given first.
        """
        typed: list[str] = []
        while True:
            while self._pressed:
                letter = self._pressed.popleft()
                if letter in "\r\n":
                    self._echo("\n")
                    return "".join(typed)
                if letter == _END and self.interactive and not typed:
                    return None
                self._edit(typed, letter)
            stopping = self._stop or self._gone
            self._read(0 if stopping else 0.1)
            if stopping and not self._pressed:
                break
        if typed:
            return "".join(typed)
        self._stop = False
        return None

    def more(self) -> bool:
        """Whether further text follows at once, as when several paragraphs were pasted."""
        if not self._pressed:
            self._read(_TYPED_ON_S)
        return bool(self._pressed)

    def _edit(self, typed: list[str], letter: str) -> None:
        if not self.interactive:
            typed.append(letter)
        elif letter in _ERASE:
            if typed:
                typed.pop()
                self._echo("\b \b")
        elif letter == _ERASE_LINE:
            self._echo("\b \b" * len(typed))
            typed.clear()
        elif letter == "\x1b":
            self._skip_sequence()
        elif letter.isprintable() or letter == "\t":
            typed.append(letter)
            self._echo(letter)

    def _echo(self, text: str) -> None:
        # By hand: a terminal that edits lines itself cuts them at 4095 bytes.
        if self.interactive:
            with contextlib.suppress(OSError):
                os.write(sys.stdin.fileno(), text.encode())

    def _read(self, timeout_s: float) -> None:
        if self._gone:
            return
        ready, _, _ = select.select([sys.stdin], [], [], timeout_s)
        if ready:
            try:
                data = os.read(sys.stdin.fileno(), 65536)
            except OSError:  # the terminal is gone
                data = b""
            self._gone = not data
            self._pressed.extend(self._decoder.decode(data, final=not data))
