"""Sessions and attempts, in SQLite."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from voiceprep.audio.frames import SourceKind
from voiceprep.bank.model import Question
from voiceprep.errors import JournalError
from voiceprep.feedback.verdict import Feedback
from voiceprep.journal.attempt import Attempt, Event, ModelRef, Rating, Session
from voiceprep.journal.rows import feedback_row, to_attempt, to_session, verdict_row
from voiceprep.journal.schema import MIGRATIONS


class Journal:
    """What was said, kept in one file; each call is one transaction.

    Every call raises JournalError where the file can't be read or written.
    """

    def __init__(self, path: Path) -> None:
        """Opens the file, makes it (mode 0600) if it isn't there, and brings its tables up to date.

        Raises JournalError if it is no journal, is damaged, or was made by a newer version.
        """
        self.path = path
        with self._told():
            if not path.exists():
                path.touch(mode=0o600)
            self._db = sqlite3.connect(path, timeout=10, isolation_level=None)
            self._db.row_factory = sqlite3.Row
            self._db.execute("PRAGMA foreign_keys = ON")
            # What is replaced or deleted leaves no trace in the file.
            self._db.execute("PRAGMA secure_delete = ON")
            self._db.execute("PRAGMA journal_mode = WAL")
            # FULL: an answer that was committed outlasts a power cut.
            self._db.execute("PRAGMA synchronous = FULL")
        self._migrate()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file; may be called twice."""
        self._db.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as fault:
            damaged = isinstance(fault, sqlite3.DatabaseError) and not isinstance(
                fault, sqlite3.OperationalError
            )
            raise JournalError(
                f"The journal {self.path} can't be used ({fault}); "
                + (
                    "move the file away to begin a new one."
                    if damaged
                    else "see to its disk. An answer at hand is in its recording and is taken up "
                    "at the next start."
                )
            ) from fault

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._told():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def select(self, query: str, *values: object) -> list[sqlite3.Row]:
        """What a query finds, for the other modules of this room."""
        with self._told():
            return self._db.execute(query, values).fetchall()

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """One transaction, for the other modules of this room."""
        with self._transaction() as db:
            yield db

    def scrub(self) -> bool:
        """Writes the file anew without anything that was deleted, its log included.

        False if another process that reads it at this moment keeps the log from being emptied.
        """
        with self._told():
            self._db.execute("INSERT INTO search(search) VALUES ('optimize')")
            self._db.execute("VACUUM")
            return not self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]

    def backup(self, path: Path, watch: Callable[[float], None] = lambda _: None) -> None:
        """A consistent copy in one file; `watch` is given the share that is copied, 0 to 1."""
        with self._told():
            path.touch(mode=0o600)
            copy = sqlite3.connect(path)
            try:
                self._db.backup(
                    copy,
                    pages=4096,
                    progress=lambda _, left, total: watch(1 - left / max(1, total)),
                )
                copy.execute("PRAGMA journal_mode = DELETE")
            finally:
                copy.close()

    def _migrate(self) -> None:
        with self._transaction() as db:
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if version > len(MIGRATIONS):
                raise JournalError(
                    f"The journal {self.path} was made by a newer voiceprep; install that version."
                )
            for step in MIGRATIONS[version:]:
                for statement in _statements(step):
                    db.execute(statement)
            db.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")

    def begin_session(self, kind: str, bank: str, now: datetime, event: Event | None = None) -> int:
        """A new session's id; `event` is kept with it: both or none."""
        with self._transaction() as db:
            row = db.execute(
                "INSERT INTO session (kind, bank, started) VALUES (?, ?, ?)",
                (kind, bank, now.isoformat()),
            )
            assert row.lastrowid is not None
            if event is not None:
                _add_event(db, row.lastrowid, event)
        return row.lastrowid

    def end_session(self, id: int, now: datetime) -> None:
        """Marks a session as complete."""
        with self._transaction() as db:
            db.execute("UPDATE session SET ended = ? WHERE id = ?", (now.isoformat(), id))

    def forget_empty_session(self, id: int) -> bool:
        """Removes a session without attempts, as if it had never begun; whether it was one."""
        with self._transaction() as db:
            row = db.execute(
                "DELETE FROM session WHERE id = ? AND id NOT IN (SELECT session FROM attempt)",
                (id,),
            )
        return row.rowcount > 0

    def open_attempt(
        self,
        session: int,
        question: Question,
        language: str,
        source: SourceKind,
        now: datetime,
        model: ModelRef = ModelRef(),  # noqa: B008 - frozen
        spoken: str = "",
    ) -> Attempt:
        """A new attempt, open until keep_attempt completes it: a kill leaves a trace of it."""
        with self._transaction() as db:
            row = db.execute(
                "INSERT INTO attempt (session, question_id, question, language, source, started,"
                " open, model_name, model_sha256, spoken) VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?, ?)",
                (
                    session,
                    question.id,
                    json.dumps(asdict(question), ensure_ascii=False),
                    language,
                    source,
                    now.isoformat(),
                    model.name,
                    model.sha256,
                    spoken,
                ),
            )
        assert row.lastrowid is not None
        return Attempt(
            row.lastrowid, session, question, language, source, now, model=model, spoken=spoken
        )

    def set_recording(self, id: int, recording: str) -> None:
        """Where an attempt's sound is, relative to the folder of recordings."""
        with self._transaction() as db:
            db.execute("UPDATE attempt SET recording = ? WHERE id = ?", (recording, id))

    def keep_attempt(
        self, attempt: Attempt, *, complete: bool = True, event: Event | None = None
    ) -> None:
        """Writes all of an attempt; what was kept of it before is replaced.

        One that isn't complete stays open: something of it is still to be made out. `event` is
        kept with it: both or none.
        """
        loudness = attempt.loudness
        with self._transaction() as db:
            db.execute(
                "UPDATE attempt SET open = ?, model_name = ?, model_sha256 = ?, think_s = ?,"
                " answer_s = ?, ended_by = ?, spoken = ?, transcript = ?, speech_dbfs = ?,"
                " noise_dbfs = ?, clipped = ?, recording = ?, follows = ?, note = ? WHERE id = ?",
                (
                    int(not complete),
                    attempt.model.name,
                    attempt.model.sha256,
                    attempt.think_s,
                    attempt.answer_s,
                    attempt.ended_by,
                    attempt.spoken,
                    attempt.transcript.text,
                    loudness.speech_dbfs if loudness else None,
                    loudness.noise_dbfs if loudness else None,
                    loudness.clipped if loudness else None,
                    attempt.recording,
                    attempt.follows,
                    attempt.note,
                    attempt.id,
                ),
            )
            for table in ("word", "gap"):
                db.execute(f"DELETE FROM {table} WHERE attempt = ?", (attempt.id,))
            db.executemany(
                "INSERT INTO word VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (attempt.id, n, word.text, word.start_s, word.end_s, word.conf)
                    for n, word in enumerate(attempt.transcript.words)
                ],
            )
            db.executemany(
                "INSERT INTO gap VALUES (?, ?, ?)",
                [(attempt.id, gap.start_s, gap.end_s) for gap in attempt.gaps],
            )
            _keep_feedback(db, attempt.id, attempt.feedback)
            if event is not None:
                _add_event(db, attempt.session, event)

    def keep_feedback(self, id: int, feedback: Feedback) -> None:
        """Replaces an attempt's feedback and nothing else; what the user claimed stays covered."""
        with self._transaction() as db:
            _keep_feedback(db, id, feedback)

    def claim(self, id: int, say: str, *, said: bool = True) -> None:
        """Keeps that the user did say a point, or takes that back; judging again leaves it."""
        with self._transaction() as db:
            if said:
                db.execute("INSERT OR IGNORE INTO claim VALUES (?, ?)", (id, say))
            else:
                db.execute("DELETE FROM claim WHERE attempt = ? AND say = ?", (id, say))
            _apply_claims(db, id)

    def forget_attempt(self, id: int) -> None:
        """Removes an attempt; its sound is the caller's to remove."""
        with self._transaction() as db:
            db.execute("DELETE FROM attempt WHERE id = ?", (id,))

    def rate(self, id: int, rating: Rating | None) -> None:
        """Sets the user's own rating of an attempt; None leaves it to the coverage again."""
        self.attempt(id)
        with self._transaction() as db:
            db.execute("UPDATE attempt SET rating = ? WHERE id = ?", (rating, id))

    def add_event(self, session: int, event: Event) -> None:
        """Keeps something that happened in a session."""
        with self._transaction() as db:
            _add_event(db, session, event)

    def events(self, session: int) -> tuple[Event, ...]:
        """What happened in a session, in order."""
        with self._told():
            rows = self._db.execute(
                "SELECT at, kind, data FROM event WHERE session = ? ORDER BY id", (session,)
            ).fetchall()
        return tuple(
            Event(datetime.fromisoformat(row["at"]), row["kind"], json.loads(row["data"]))
            for row in rows
        )

    def unended(self, kind: str) -> tuple[Session, ...]:
        """Sessions of a kind that were never ended, newest first, with or without attempts."""
        with self._told():
            rows = self._db.execute(
                "SELECT * FROM session WHERE kind = ? AND ended IS NULL"
                " ORDER BY started DESC, id DESC",
                (kind,),
            ).fetchall()
        return tuple(to_session(row, self.attempts(row["id"])) for row in rows)

    def open_attempts(self) -> tuple[Attempt, ...]:
        """Attempts that were never completed: going on in another process, or cut off."""
        return self._attempts("open = 1")

    def attempts(self, session: int | None = None) -> tuple[Attempt, ...]:
        """Complete attempts, oldest first: of one session, or all."""
        if session is None:
            return self._attempts("open = 0")
        return self._attempts("open = 0 AND session = ?", session)

    def attempt(self, id: int) -> Attempt:
        """The attempt with this id; JournalError if there is none."""
        found = self._attempts("id = ?", id)
        if not found:
            raise JournalError(f"There is no attempt {id}; see 'voiceprep review' for those kept.")
        return found[0]

    def sessions(self) -> tuple[Session, ...]:
        """Sessions with at least one complete attempt, newest first."""
        with self._told():
            rows = self._db.execute(
                "SELECT * FROM session ORDER BY started DESC, id DESC"
            ).fetchall()
        by_session: dict[int, list[Attempt]] = {}
        for attempt in self.attempts():
            by_session.setdefault(attempt.session, []).append(attempt)
        return tuple(
            to_session(row, by_session[row["id"]]) for row in rows if row["id"] in by_session
        )

    def session(self, id: int) -> Session:
        """The session with this id; JournalError if there is none."""
        with self._told():
            row = self._db.execute("SELECT * FROM session WHERE id = ?", (id,)).fetchone()
        if row is None:
            raise JournalError(f"There is no session {id}; see 'voiceprep review' for those kept.")
        return to_session(row, self.attempts(id))

    def count(self) -> int:
        """How many complete attempts there are."""
        with self._told():
            row = self._db.execute("SELECT count(*) FROM attempt WHERE open = 0").fetchone()
        return int(row[0])

    def _attempts(self, condition: str, *values: object) -> tuple[Attempt, ...]:
        chosen = f"SELECT id FROM attempt WHERE {condition}"
        with self._told():
            # One snapshot for the four queries, whatever another process writes meanwhile.
            self._db.execute("BEGIN")
            try:
                rows = self._db.execute(
                    f"SELECT * FROM attempt WHERE {condition} ORDER BY started, id", values
                ).fetchall()
                words, gaps, verdicts = (
                    _grouped(
                        self._db.execute(
                            f"SELECT *{more} FROM {table} WHERE attempt IN ({chosen})"
                            f" ORDER BY attempt, {order}",
                            values,
                        )
                    )
                    for table, order, more in (
                        ("word", "n", ""),
                        ("gap", "start_s", ""),
                        ("verdict", "n", _WHETHER_CLAIMED),
                    )
                )
            finally:
                self._db.execute("COMMIT")
        return tuple(
            to_attempt(
                row, words.get(row["id"], ()), gaps.get(row["id"], ()), verdicts.get(row["id"], ())
            )
            for row in rows
        )


_WHETHER_CLAIMED = (
    ", EXISTS (SELECT 1 FROM claim WHERE claim.attempt = verdict.attempt"
    " AND claim.say = verdict.say) AS claimed"
)


def _add_event(db: sqlite3.Connection, session: int, event: Event) -> None:
    data = json.dumps(event.data, ensure_ascii=False)
    db.execute(
        "INSERT INTO event (session, at, kind, data) VALUES (?, ?, ?, ?)",
        (session, event.at.isoformat(), event.kind, data),
    )


def _keep_feedback(db: sqlite3.Connection, id: int, feedback: Feedback | None) -> None:
    row = feedback_row(feedback)
    columns = ", ".join(f"{name} = :{name}" for name in row)
    db.execute(f"UPDATE attempt SET {columns} WHERE id = :id", {**row, "id": id})
    db.execute("DELETE FROM verdict WHERE attempt = ?", (id,))
    db.executemany(
        "INSERT INTO verdict (attempt, n, say, verdict, score, quote, start_s, end_s, derived,"
        " found) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [verdict_row(id, n, point) for n, point in enumerate(feedback.points if feedback else ())],
    )
    _apply_claims(db, id)


def _apply_claims(db: sqlite3.Connection, id: int) -> None:
    """What was claimed is covered, what was taken back is as judged; then the coverage of all."""
    claimed = "say IN (SELECT say FROM claim WHERE attempt = ?1)"
    for change in (
        "UPDATE verdict SET verdict = judged, judged = NULL"
        f" WHERE attempt = ?1 AND judged IS NOT NULL AND NOT {claimed}",
        "UPDATE verdict SET judged = verdict, verdict = 'covered'"
        f" WHERE attempt = ?1 AND judged IS NULL AND {claimed}",
        "UPDATE attempt SET coverage = (SELECT avg(verdict = 'covered') FROM verdict"
        " WHERE attempt = ?1) WHERE id = ?1",
    ):
        db.execute(change, (id,))


def _statements(script: str) -> Iterator[str]:
    # executescript would commit the transaction that guards the migration.
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _grouped(rows: sqlite3.Cursor) -> dict[int, list[sqlite3.Row]]:
    groups: dict[int, list[sqlite3.Row]] = {}
    for row in rows:
        groups.setdefault(row["attempt"], []).append(row)
    return groups
