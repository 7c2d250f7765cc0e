"""Files that are written whole or not at all."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from voiceprep.errors import VoiceprepError


def write_whole(path: Path, content: bytes, *, private: bool = False) -> None:
    """Writes a file so that it is never seen half written; what was there is replaced.

    A private one is a report for the owner's eyes alone (mode 0600), and replaces a link that
    stands there; otherwise the mode of an older file stays, and a link is followed. Raises
    VoiceprepError if it can't be written; then what was there is still there.
    """
    name = ""
    try:
        target = path if private else path.resolve()
        fd, name = tempfile.mkstemp(dir=target.parent, prefix=".voiceprep-", suffix=".new")
        with os.fdopen(fd, "wb") as file:
            file.write(content)
            if not private:  # reports, of which there can be thousands, can be made again
                file.flush()
                os.fsync(file.fileno())
        if not private:
            Path(name).chmod(_mode(target))
        Path(name).replace(target)
    except BaseException as fault:
        if name:
            with suppress(OSError):
                Path(name).unlink()
        if isinstance(fault, OSError):
            raise VoiceprepError(f"{path} can't be written: {fault.strerror}.") from fault
        raise


def _mode(path: Path) -> int:
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
