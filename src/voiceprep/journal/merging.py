"""Taking the attempts of another journal into this one; what is here stays as it is."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from voiceprep.errors import JournalError
from voiceprep.journal.journal import Journal

_CHILDREN = {
    "word": "attempt",
    "gap": "attempt",
    "verdict": "attempt",
    "claim": "attempt",
    "correction": "attempt",
    "event": "session",
}
"""Tables whose rows belong to an attempt or a session, and the column that says to which."""
_NUMBERED = {"asked": "follows", "done": "attempt"}
"""Kinds of events that name an attempt, and where in their data."""


@dataclass(frozen=True)
class Merged:
    """What came from the other journal."""

    attempts: tuple[tuple[int, int], ...]
    """Of the new ones: the id there and the id here."""
    there_already: tuple[tuple[int, int], ...]
    """Of those that were here before: the id there and the id here."""
    sessions: dict[int, int]
    """Of all sessions with attempts there: the id there and the id here."""


def merge(journal: Journal, other: Journal) -> Merged:
    """Adds the attempts of the other journal that are not here; all of them, or none.

    A session is the same where command, bank and start are, an attempt where session, question and
    start are. Raises JournalError where the journals differ in their tables.
    """
    columns = {table: _columns(journal, table) for table in ("session", "attempt", *_CHILDREN)}
    if any(_columns(other, table) != names for table, names in columns.items()):
        raise JournalError("The journal in the archive has other tables than this one.")
    sessions: dict[int, int] = {}
    new_sessions: dict[int, int] = {}
    added: list[tuple[int, int]] = []
    known: list[tuple[int, int]] = []
    with journal.change() as db:
        for row in other.select("SELECT * FROM session ORDER BY id"):
            same = db.execute(
                "SELECT id FROM session WHERE kind = ? AND bank = ? AND started = ?",
                (row["kind"], row["bank"], row["started"]),
            ).fetchone()
            sessions[row["id"]] = same["id"] if same else _insert(db, "session", columns, row)
            if not same:
                new_sessions[row["id"]] = sessions[row["id"]]
        for row in other.select("SELECT * FROM attempt ORDER BY id"):
            session = sessions[row["session"]]
            same = db.execute(
                "SELECT id FROM attempt WHERE session = ? AND question_id = ? AND started = ?",
                (session, row["question_id"], row["started"]),
            ).fetchone()
            if same:
                known.append((row["id"], same["id"]))
                continue
            before = dict([*added, *known]).get(row["follows"]) if row["follows"] else None
            # The caller says where the sound is once it is there.
            id = _insert(db, "attempt", columns, row, session=session, follows=before, recording="")
            added.append((row["id"], id))
            for table, owner in _CHILDREN.items():
                if owner == "attempt":
                    _copy(db, other, table, columns, row["id"], id)
        numbers = dict([*added, *known])
        for there, here in new_sessions.items():
            _copy_events(db, other, columns, there, here, numbers)
    return Merged(tuple(added), tuple(known), sessions)


def _columns(journal: Journal, table: str) -> tuple[str, ...]:
    # Generated columns are left out: they come by themselves.
    rows = journal.select(f"SELECT name FROM pragma_table_xinfo('{table}') WHERE hidden = 0")
    return tuple(row["name"] for row in rows)


def _insert(
    db: sqlite3.Connection,
    table: str,
    columns: dict[str, tuple[str, ...]],
    row: sqlite3.Row,
    **changed: object,
) -> int:
    names = [name for name in columns[table] if name != "id"]
    marks = ", ".join("?" * len(names))
    values = [changed.get(name, row[name]) for name in names]
    made = db.execute(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", values)
    return made.lastrowid or 0


def _copy(
    db: sqlite3.Connection,
    other: Journal,
    table: str,
    columns: dict[str, tuple[str, ...]],
    there: int,
    here: int,
) -> None:
    owner = _CHILDREN[table]
    for row in other.select(f"SELECT * FROM {table} WHERE {owner} = ?", there):
        _insert(db, table, columns, row, **{owner: here})


def _copy_events(
    db: sqlite3.Connection,
    other: Journal,
    columns: dict[str, tuple[str, ...]],
    there: int,
    here: int,
    numbers: Mapping[int, int],
) -> None:
    """The events of a session, with the attempts that they name by their numbers here."""
    for row in other.select("SELECT * FROM event WHERE session = ? ORDER BY id", there):
        data = row["data"]
        if name := _NUMBERED.get(row["kind"]):
            read = json.loads(data)
            data = json.dumps({**read, name: numbers.get(read[name])}, ensure_ascii=False)
        _insert(db, "event", columns, row, session=here, data=data)
