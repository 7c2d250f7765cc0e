"""Which attempt or session is meant: 12 is an attempt, s3 a session, last the newest attempt."""

from dataclasses import dataclass
from pathlib import Path

import click

from voiceprep.bank.prose import printable
from voiceprep.config import Folders
from voiceprep.errors import AudioError, JournalError
from voiceprep.journal.attempt import Attempt
from voiceprep.journal.journal import Journal
from voiceprep.journal.overview import latest

_MOST = 2**63 - 1
"""SQLite's largest number."""


@dataclass(frozen=True)
class Which:
    """What was named on the command line."""

    number: int | None
    """None for the newest attempt."""
    session: bool = False


def an_attempt(text: str) -> Which:
    """An attempt, as a parameter's type."""
    return _which(text, sessions=False)


def attempt_or_session(text: str) -> Which:
    """An attempt or a session, as a parameter's type."""
    return _which(text, sessions=True)


def _which(text: str, *, sessions: bool) -> Which:
    text = text.strip().lower()
    if text == "last":
        return Which(None)
    session = sessions and text.startswith("s")
    number = text[1:] if session else text
    if not (number.isascii() and number.isdigit() and 0 < int(number[:20]) <= _MOST):
        known = "12 for an attempt, s3 for a session" if sessions else "the number of an attempt"
        raise click.BadParameter(f"{printable(text)!r} is neither; say {known}, or last.")
    return Which(int(number), session)


def attempt_id(journal: Journal, which: Which) -> int:
    """The id of the attempt that is meant; JournalError if nothing was kept yet."""
    if which.number is not None:
        return which.number
    newest = latest(journal)
    if newest is None:
        raise JournalError("Nothing has been kept yet; 'voiceprep rehearse' begins.")
    return newest


def sound_of(where: Folders, attempt: Attempt) -> Path:
    """An attempt's recording. Raises AudioError if there is none in the folder of recordings."""
    path = recording_path(where, attempt.recording)
    if path is None or not path.is_file():
        raise AudioError(f"There is no sound of attempt {attempt.id}: it was typed, or not kept.")
    return path


def recording_path(where: Folders, recording: str) -> Path | None:
    """Where a recording should be; None for none, and for a path that leads elsewhere."""
    if not recording or "\0" in recording:
        return None
    top = where.recordings.resolve()
    path = (top / recording).resolve()
    return path if path != top and path.is_relative_to(top) else None
