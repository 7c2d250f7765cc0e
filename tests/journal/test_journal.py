import fcntl
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kept import complete
from voiceprep.audio.frames import SourceKind
from voiceprep.bank.model import KeyPoint, Question
from voiceprep.errors import JournalError
from voiceprep.feedback.verdict import Feedback, PointResult, Verdict
from voiceprep.journal.attempt import Attempt
from voiceprep.journal.journal import Journal
from voiceprep.journal.lock import Lock
from voiceprep.journal.schema import MIGRATIONS

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
QUESTION = Question(
    id="missing-data",
    kind="common",
    ask="What do you do about missing values?",
    points=(KeyPoint("Drop rows", (("drop", "remove"), ("rows",)), 2.0, "And if few?"),),
)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal.sqlite")


def open_one(journal: Journal) -> Attempt:
    session = journal.begin_session("rehearse", "A bank", NOW)
    return journal.open_attempt(session, QUESTION, "en", "microphone", NOW)


def test_an_attempt_comes_back_as_it_was_kept(journal: Journal) -> None:
    kept = complete(open_one(journal))
    journal.keep_attempt(kept)
    journal.close()
    with Journal(journal.path) as reopened:
        assert reopened.attempt(kept.id) == kept


def test_keeping_again_replaces_what_was_kept(journal: Journal) -> None:
    attempt = open_one(journal)
    journal.keep_attempt(complete(attempt))
    journal.keep_attempt(complete(attempt))
    assert journal.attempts() == (complete(attempt),)


def test_an_open_attempt_is_no_result_until_it_is_kept(journal: Journal) -> None:
    attempt = open_one(journal)
    assert journal.attempts() == ()
    assert journal.sessions() == ()
    assert journal.open_attempts() == (attempt,)
    journal.keep_attempt(complete(attempt))
    assert journal.open_attempts() == ()


def test_sessions_come_newest_first_with_their_attempts(journal: Journal) -> None:
    first, second = complete(open_one(journal)), complete(open_one(journal))
    journal.keep_attempt(first)
    journal.keep_attempt(second)
    sessions = journal.sessions()
    assert [session.id for session in sessions] == [second.session, first.session]
    assert sessions[0].attempts == (second,)


def judged(
    journal: Journal, verdicts: list[Verdict], source: SourceKind = "microphone", why: str = ""
) -> None:
    session = journal.begin_session("rehearse", "A bank", NOW)
    attempt = journal.open_attempt(session, QUESTION, "en", source, NOW)
    points = tuple(PointResult(f"p{n}", verdict, 0.5) for n, verdict in enumerate(verdicts))
    journal.keep_attempt(replace(attempt, feedback=Feedback(points, "lexical", why)))


def test_what_is_not_complete_stays_open_with_all_that_is_known(journal: Journal) -> None:
    attempt = complete(open_one(journal))
    journal.keep_attempt(attempt, complete=False)
    assert journal.open_attempts() == (attempt,)
    assert journal.attempts() == ()


def test_a_session_without_attempts_can_be_forgotten(journal: Journal) -> None:
    session = journal.begin_session("rehearse", "A bank", NOW)
    assert journal.forget_empty_session(session)
    with pytest.raises(JournalError, match=f"no session {session}"):
        journal.session(session)


def test_a_forgotten_attempt_takes_its_words_with_it(journal: Journal) -> None:
    attempt = open_one(journal)
    journal.keep_attempt(complete(attempt))
    journal.forget_attempt(attempt.id)
    journal.close()
    with sqlite3.connect(journal.path) as db:
        counts = [
            db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("attempt", "word", "gap", "verdict")
        ]
    db.close()
    assert counts == [0, 0, 0, 0]


def test_the_file_is_for_its_owner_alone(journal: Journal) -> None:
    assert journal.path.stat().st_mode & 0o777 == 0o600


def test_a_missing_attempt_is_one_sentence(journal: Journal) -> None:
    with pytest.raises(JournalError, match="There is no attempt 7"):
        journal.attempt(7)


def test_a_file_that_is_no_journal_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    path.write_text("this is not a database, " * 100)
    with pytest.raises(JournalError, match=r"can't be used \(file is not a database\)"):
        Journal(path)


def test_a_journal_of_a_newer_version_is_left_alone(journal: Journal) -> None:
    journal.close()
    with sqlite3.connect(journal.path) as db:
        db.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    db.close()
    with pytest.raises(JournalError, match="newer voiceprep"):
        Journal(journal.path)


def test_two_processes_can_write_by_turns(journal: Journal) -> None:
    with Journal(journal.path) as other:
        complete(open_one(journal))
        complete(open_one(other))
        assert len(journal.open_attempts()) == 2


def test_what_was_kept_outlasts_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    script = (
        "import os, signal, sys; sys.path[:0] = sys.argv[2:];"
        "from pathlib import Path; from test_journal import complete, open_one;"
        "from voiceprep.journal.journal import Journal;"
        "journal = Journal(Path(sys.argv[1])); journal.keep_attempt(complete(open_one(journal)));"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    here = str(Path(__file__).parent)
    subprocess.run(
        [sys.executable, "-c", script, str(path), here, str(Path(here).parent)], check=False
    )
    with Journal(path) as journal:
        assert [attempt.ended_by for attempt in journal.attempts()] == ["key"]


def test_a_lock_is_free_again_when_its_holder_is_killed(tmp_path: Path) -> None:
    path = tmp_path / ".lock"
    script = (
        "import sys, time; from pathlib import Path; from voiceprep.journal.lock import Lock;"
        "print(Lock(Path(sys.argv[1])).acquire(), flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"True\n"
    lock = Lock(path)
    assert not lock.acquire()
    holder.kill()
    holder.communicate()
    assert lock.acquire()
    lock.release()
    assert not path.exists()


def test_a_lock_that_its_holder_removes_meanwhile_is_taken_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder, waiting, third = (Lock(tmp_path / ".lock") for _ in range(3))
    assert holder.acquire()

    def released_in_between(file: int, how: int) -> None:
        holder.release()
        flock(file, how)

    flock = fcntl.flock
    monkeypatch.setattr("voiceprep.journal.lock.fcntl.flock", released_in_between)
    assert waiting.acquire()
    assert not third.acquire()


def test_a_claimed_point_counts_in_the_kept_coverage(journal: Journal) -> None:
    attempt = complete(open_one(journal))
    assert attempt.feedback is not None
    point = replace(attempt.feedback.points[0], verdict="missed")
    attempt = replace(attempt, feedback=replace(attempt.feedback, points=(point,)))
    journal.keep_attempt(attempt)
    journal.claim(attempt.id, point.say)
    assert journal.select("SELECT coverage FROM attempt")[0]["coverage"] == 1.0
    journal.keep_attempt(attempt)
    assert journal.select("SELECT coverage FROM attempt")[0]["coverage"] == 1.0


def test_a_claim_that_is_taken_back_restores_the_verdict_at_once(journal: Journal) -> None:
    judged(journal, ["check", "covered"])
    before = journal.attempt(1)
    for said in (True, True, False, False):  # twice is once
        journal.claim(1, "p0", said=said)
    assert journal.attempt(1) == before
    assert journal.select("SELECT coverage FROM attempt")[0]["coverage"] == 0.5
