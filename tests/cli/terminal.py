"""The program on a real terminal of 80 columns, and what it shows there."""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType

import pexpect
import pyte

Speech = Callable[..., Path]
"""The fixture that makes speech."""
ROWS, COLUMNS = 50, 80
TIMEOUT_S = 40.0


class Terminal:
    """voiceprep in a pseudo-terminal; a context manager that kills what is left."""

    def __init__(self, *arguments: str, env: Mapping[str, str] | None = None) -> None:
        self._screen = pyte.HistoryScreen(COLUMNS, ROWS, history=1000)
        self._stream = pyte.Stream(self._screen)
        self._hung_up = False
        self.raw = ""
        """Everything the program wrote, escape sequences included."""
        self.process = pexpect.spawn(
            sys.executable,
            ["-m", "voiceprep", *arguments],
            dimensions=(ROWS, COLUMNS),
            encoding="utf-8",
            env={**os.environ, "TERM": "xterm-256color", **(env or {})},
        )

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not self._hung_up:
            self.process.close(force=True)
            return
        self.process.closed = self.process.ptyproc.closed = True
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.process.pid, signal.SIGKILL)
        os.waitpid(self.process.pid, 0)

    @property
    def shown(self) -> str:
        """What stands on the screen now, and what has scrolled off its top."""
        above = ["".join(line[x].data for x in range(COLUMNS)) for line in self._screen.history.top]
        return "\n".join(line.rstrip() for line in [*above, *self._screen.display])

    def press(self, keys: str) -> None:
        """Types."""
        self.process.send(keys)

    def hang_up(self) -> None:
        """Closes the terminal window: the program loses its screen and its keyboard."""
        self.process.ptyproc.fileobj.close()
        self._hung_up = True

    def wait_for(self, text: str, timeout_s: float = TIMEOUT_S) -> None:
        """Waits until a text is shown, broken into lines or not; fails with what is shown."""
        self.wait_until(lambda: text in " ".join(self.shown.split()), repr(text), timeout_s)

    def wait_until(
        self, condition: Callable[[], bool], what: str, timeout_s: float = TIMEOUT_S
    ) -> None:
        """Waits until the condition holds, taking in what the program writes."""
        deadline_s = time.monotonic() + timeout_s
        while not condition():
            alive = self._read()
            if not condition() and (not alive or time.monotonic() > deadline_s):
                raise AssertionError(f"no {what} on the terminal:\n{self.shown}")

    def end(self, timeout_s: float = TIMEOUT_S) -> int:
        """Waits for the program's end; gives its exit code."""
        deadline_s = time.monotonic() + timeout_s
        while self._read():
            if time.monotonic() > deadline_s:
                raise AssertionError(f"the program goes on:\n{self.shown}")
        self.process.wait()
        return int(self.process.exitstatus if self.process.exitstatus is not None else -1)

    def _read(self) -> bool:
        try:
            text = self.process.read_nonblocking(65536, timeout=0.1)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.raw += text
        self._stream.feed(text)
        return True
