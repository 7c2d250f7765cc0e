"""Judging again what was kept."""

from datetime import UTC, datetime
from pathlib import Path

from kept import complete
from voiceprep.bank.model import KeyPoint, Question
from voiceprep.interview.rejudging import judge_again
from voiceprep.journal.journal import Journal
from voiceprep.journal.removal import set_note

NOW = datetime(2026, 3, 1, tzinfo=UTC)
QUESTION = Question(
    "missing-data", "common", "What do you do?", points=(KeyPoint("Drop", (("drop",),)),)
)


def test_nothing_but_the_feedback_is_replaced(tmp_path: Path) -> None:
    with Journal(tmp_path / "journal.sqlite") as journal:
        session = journal.begin_session("rehearse", "A bank", NOW)
        read = complete(journal.open_attempt(session, QUESTION, "en", "microphone", NOW))
        journal.keep_attempt(read)
        # Meanwhile, in another process:
        journal.set_recording(read.id, "1/01-missing-data.flac")
        set_note(journal, read.id, "Written meanwhile")
        judged = judge_again(journal, read, knows=None, aliases={})
    assert (judged.recording, judged.note) == ("1/01-missing-data.flac", "Written meanwhile")
    assert judged.feedback
    assert [point.say for point in judged.feedback.points] == ["Drop"]
