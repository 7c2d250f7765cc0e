"""Lists of what was kept, without its words: quick for any number of attempts."""

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from voiceprep.audio.frames import SourceKind
from voiceprep.journal.attempt import EndedBy, Timed
from voiceprep.journal.journal import Journal
from voiceprep.journal.rows import session_columns, to_time

IDLE_S = 600.0
"""A longer gap without an answer is no part of a session's length. Our convention."""


@dataclass(frozen=True)
class Brief(Timed):
    """One attempt in a list."""

    id: int
    session: int
    question: str
    """Id of the question."""
    kind: str
    """Kind of the question."""
    source: SourceKind
    started: datetime
    """When the question was asked, UTC."""
    think_s: float
    """As in Attempt, and so the next."""
    answer_s: float
    target_s: int
    ended_by: EndedBy
    judged: bool
    """Whether the verdicts mean something."""
    covered: int
    """Points covered."""
    points: int
    """Points in all."""
    wpm: float | None
    """Words a minute, pauses counted; None where it was not measured."""
    fillers_per_min: float | None
    recording: str
    follows: int | None
    note: str
    own_story: bool
    """Whether it is judged by the points of the user's own story instead of the bank's."""

    @property
    def coverage(self) -> float | None:
        """Share of the points that were covered; None where nothing was judged."""
        return self.covered / self.points if self.judged and self.points else None


@dataclass(frozen=True)
class Sitting:
    """One session in a list."""

    id: int
    kind: str
    """The command: rehearse, demo."""
    bank: str
    started: datetime
    ended: datetime | None
    attempts: tuple[Brief, ...]

    @property
    def questions(self) -> int:
        """How many different questions were answered."""
        return len({attempt.question for attempt in self.attempts})

    @property
    def covered(self) -> int:
        """Points covered in all attempts that were judged."""
        return sum(attempt.covered for attempt in self.attempts if attempt.judged)

    @property
    def points(self) -> int:
        """Points of all attempts that were judged."""
        return sum(attempt.points for attempt in self.attempts if attempt.judged)

    @property
    def length_s(self) -> float:
        """How long was worked in it, in seconds: its answers, and what lay between them.

        A gap longer than IDLE_S is left out as a whole: nobody reads feedback for that long, so the
        session lay open meanwhile, or was resumed. Of one that was cut off, the last answer's end
        is its end.
        """
        length_s, at = 0.0, self.started
        for attempt in self.attempts:
            length_s += _worked_s((attempt.started - at).total_seconds())
            at = attempt.started + timedelta(seconds=attempt.think_s + attempt.answer_s)
            length_s += (at - attempt.started).total_seconds()
        if self.ended is None:
            return length_s
        return length_s + _worked_s((self.ended - at).total_seconds())


def _worked_s(gap_s: float) -> float:
    # Below 0 where an answer took less time than it lasts: a sound file is read faster than that.
    return gap_s if gap_s <= IDLE_S else 0.0


_BRIEF = (
    "SELECT id, session, question_id, kind, target_s, source, started, think_s, answer_s, ended_by,"
    " judge, unscorable, wpm, fillers_per_min, recording, follows, note,"
    " own_story,"
    " (SELECT count(*) FROM verdict WHERE verdict.attempt = attempt.id) AS points,"
    " (SELECT count(*) FROM verdict WHERE verdict.attempt = attempt.id AND verdict = 'covered')"
    " AS covered FROM attempt INDEXED BY attempt_brief WHERE open = 0"
)


def briefs(journal: Journal) -> tuple[Brief, ...]:
    """All complete attempts, oldest first."""
    return tuple(map(_brief, journal.select(f"{_BRIEF} ORDER BY started, id")))


def sittings(journal: Journal, last: int | None = None) -> tuple[Sitting, ...]:
    """Sessions with at least one complete attempt, newest first: the last few, or all."""
    limit = -1 if last is None else last
    rows = journal.select(
        "SELECT * FROM session WHERE EXISTS"
        " (SELECT 1 FROM attempt WHERE attempt.session = session.id AND open = 0)"
        " ORDER BY started DESC, id DESC LIMIT ?",
        limit,
    )
    found = journal.select(
        f"{_BRIEF} AND session IN (SELECT value FROM json_each(?)) ORDER BY session, started, id",
        json.dumps([row["id"] for row in rows]),
    )
    attempts = {
        session: tuple(map(_brief, group))
        for session, group in groupby(found, key=lambda row: row["session"])
    }
    return tuple(
        Sitting(**session_columns(row), attempts=attempts[row["id"]])
        for row in rows
        if row["id"] in attempts
    )


def count_sittings(journal: Journal) -> int:
    """How many sessions have a complete attempt."""
    rows = journal.select("SELECT count(DISTINCT session) FROM attempt WHERE open = 0")
    return int(rows[0][0])


def latest(journal: Journal, before: int | None = None) -> int | None:
    """Id of the newest complete attempt; or of the one before at the same question."""
    rows = journal.select(
        "SELECT id FROM attempt WHERE open = 0 AND (?1 IS NULL OR (started, id) <"
        " (SELECT started, id FROM attempt WHERE id = ?1) AND question_id ="
        " (SELECT question_id FROM attempt WHERE id = ?1)) ORDER BY started DESC, id DESC LIMIT 1",
        before,
    )
    return int(rows[0]["id"]) if rows else None


def _brief(row: sqlite3.Row) -> Brief:
    return Brief(
        id=row["id"],
        session=row["session"],
        question=row["question_id"],
        kind=row["kind"] or "",
        source=row["source"],
        started=to_time(row["started"]),
        think_s=row["think_s"],
        answer_s=row["answer_s"],
        target_s=row["target_s"] or 0,
        ended_by=row["ended_by"],
        judged=row["judge"] is not None and not row["unscorable"],
        covered=row["covered"],
        points=row["points"],
        wpm=row["wpm"],
        fillers_per_min=row["fillers_per_min"],
        recording=row["recording"],
        follows=row["follows"],
        note=row["note"],
        own_story=bool(row["own_story"]),
    )
