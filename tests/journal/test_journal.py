import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from voiceprep.audio.frames import SourceKind
from voiceprep.bank.model import KeyPoint, Question
from voiceprep.errors import JournalError
from voiceprep.feedback.verdict import Feedback, Found, Loudness, PointResult, Verdict
from voiceprep.journal.attempt import Attempt, Gap, ModelRef
from voiceprep.journal.journal import Journal
from voiceprep.journal.lock import Lock
from voiceprep.journal.schema import MIGRATIONS
from voiceprep.speech.transcript import Transcript, Word

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
QUESTION = Question(
    id="missing-data",
    kind="common",
    ask="What do you do about missing values?",
    points=(KeyPoint("Drop rows", (("drop", "remove"), ("rows",)), 2.0, "And if few?"),),
)


def complete(attempt: Attempt) -> Attempt:
    """The attempt with something in every field."""
    point = PointResult(
        "Drop rows", "covered", 0.8, "drop the rows", 1.0, 2.5, (Found("drop", "spelling", "drop"),)
    )
    return Attempt(
        id=attempt.id,
        session=attempt.session,
        question=attempt.question,
        language="en",
        source="microphone",
        started=attempt.started,
        model=ModelRef("small", "ab" * 32),
        think_s=1.5,
        answer_s=30.25,
        ended_by="key",
        spoken="Drop the rows.",
        transcript=Transcript((Word("drop", 1.0, 1.4, 0.9), Word("rows", 1.5, 2.0, 0.5))),
        loudness=Loudness(-20.0, -60.0, 0.01),
        gaps=(Gap(3.0, 4.0),),
        feedback=Feedback((point,), "lexical", "", ("a note",)),
        recording="1/01-missing-data.wav",
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
    points = tuple(PointResult("p", verdict, 0.5) for verdict in verdicts)
    journal.keep_attempt(replace(attempt, feedback=Feedback(points, "lexical", why)))


def test_the_last_own_judged_attempt_tells_the_coverage(journal: Journal) -> None:
    assert journal.coverage() == {}
    judged(journal, ["covered", "covered"])
    judged(journal, ["covered", "missed"])
    judged(journal, ["missed", "missed"], why="too quiet")
    judged(journal, ["covered", "covered"], source="candidate")
    assert journal.coverage() == {QUESTION.id: 0.5}
    assert journal.count() == 4


def test_what_is_not_complete_stays_open_with_all_that_is_known(journal: Journal) -> None:
    attempt = complete(open_one(journal))
    journal.keep_attempt(attempt, complete=False)
    assert journal.open_attempts() == (attempt,)
    assert journal.attempts() == ()


def test_a_session_without_attempts_is_forgotten_at_its_end(journal: Journal) -> None:
    session = journal.begin_session("rehearse", "A bank", NOW)
    journal.end_session(session, NOW)
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
        "import os, signal, sys; sys.path.insert(0, sys.argv[2]);"
        "from pathlib import Path; from test_journal import complete, open_one;"
        "from voiceprep.journal.journal import Journal;"
        "journal = Journal(Path(sys.argv[1])); journal.keep_attempt(complete(open_one(journal)));"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    here = str(Path(__file__).parent)
    subprocess.run([sys.executable, "-c", script, str(path), here], check=False)
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
