"""Taking attempts out of the journal, and notes into it."""

from collections.abc import Sequence

from voiceprep.errors import JournalError
from voiceprep.journal.journal import Journal


def delete_attempts(journal: Journal, ids: Sequence[int]) -> None:
    """Deletes attempts, and the sessions that are empty then; their sound is the caller's.

    Journal.scrub removes what is left of them in the file.
    """
    with journal.change() as db:
        db.executemany("DELETE FROM attempt WHERE id = ?", [(id,) for id in ids])
        db.execute(
            "DELETE FROM session WHERE ended IS NOT NULL"
            " AND id NOT IN (SELECT session FROM attempt)"
        )


def set_note(journal: Journal, id: int, note: str) -> None:
    """Writes a note beside an attempt; what stood there is replaced."""
    with journal.change() as db:
        if not db.execute("UPDATE attempt SET note = ? WHERE id = ?", (note, id)).rowcount:
            raise JournalError(f"There is no attempt {id}; see 'voiceprep review' for those kept.")
