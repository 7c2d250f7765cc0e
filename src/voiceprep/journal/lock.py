"""A lock that its holder's death releases."""

import fcntl
import os
from pathlib import Path

LOCK = ".lock"
"""In a sitting's folder of recordings, locked while it is going on."""


class Lock:
    """Says that a sitting is going on: held as long as the process lives, kill -9 included."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = None

    def acquire(self) -> bool:
        """Takes the lock; False if another process holds it. OSError if the file can't be made."""
        while True:
            file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(file)
                return False
            except OSError:
                pass  # a file system without locks: two programs at once can't be told apart there
            if self._is_there(file):
                self._file = file
                return True
            os.close(file)  # its holder removed it after it was opened here: it locks nothing

    def _is_there(self, file: int) -> bool:
        try:
            return os.path.samestat(os.fstat(file), self.path.stat())
        except FileNotFoundError:
            return False

    def release(self) -> None:
        """Gives the lock back and removes its file; may be called twice."""
        if self._file is not None:
            self.path.unlink(missing_ok=True)
            os.close(self._file)
            self._file = None
