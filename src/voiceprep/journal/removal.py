"""Taking attempts out of the journal, and notes into it."""

import json
from collections.abc import Sequence

from voiceprep.errors import JournalError
from voiceprep.journal.journal import Journal


def delete_attempts(journal: Journal, ids: Sequence[int]) -> None:
    """Deletes attempts, and the sessions that are empty then; their sound is the caller's.

    Journal.scrub removes what is left of them in the file.
    """
    with journal.change() as db:
        sessions = db.execute(
            "SELECT DISTINCT session FROM attempt WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        ).fetchall()
        db.executemany("DELETE FROM attempt WHERE id = ?", [(id,) for id in ids])
        db.executemany(
            "DELETE FROM session WHERE id = ? AND ended IS NOT NULL"
            " AND id NOT IN (SELECT session FROM attempt)",
            [(row["session"],) for row in sessions],
        )


def set_note(journal: Journal, id: int, note: str) -> None:
    """Writes a note beside an attempt; what stood there is replaced."""
    with journal.change() as db:
        if not db.execute("UPDATE attempt SET note = ? WHERE id = ?", (note, id)).rowcount:
            raise JournalError(f"There is no attempt {id}; see 'voiceprep review' for those kept.")
