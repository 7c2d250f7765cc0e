"""Lists tell the same as the attempts themselves."""

import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kept import Answered
from voiceprep.errors import JournalError
from voiceprep.journal.journal import Journal
from voiceprep.journal.overview import briefs, latest, sittings
from voiceprep.journal.removal import delete_attempts, set_note


def test_a_brief_tells_what_the_attempt_tells(journal: Journal, answered: Answered) -> None:
    kept = answered("a word", verdicts=("covered", "missed", "covered"), note="slower")
    (brief,) = briefs(journal)
    assert (brief.id, brief.session, brief.question) == (kept.id, kept.session, kept.question.id)
    assert (brief.kind, brief.target_s, brief.source) == ("common", 120, "microphone")
    assert (brief.covered, brief.points, brief.judged) == (2, 3, True)
    assert brief.coverage == pytest.approx(2 / 3)
    assert (brief.started, brief.answer_s, brief.note) == (kept.started, 20.0, "slower")
    assert brief.wpm is None


def test_the_last_sessions_come_newest_first(journal: Journal, answered: Answered) -> None:
    kept = [answered(f"answer {n}") for n in range(3)]
    listed = sittings(journal, 2)
    assert [sitting.id for sitting in listed] == [kept[2].session, kept[1].session]
    assert [brief.id for brief in listed[0].attempts] == [kept[2].id]
    assert listed[0].length_s == 180
    assert len(sittings(journal)) == 3


def test_a_session_that_lay_open_is_as_long_as_what_was_done_in_it(
    journal: Journal, answered: Answered
) -> None:
    answered("a word")
    (sitting,) = sittings(journal)
    (brief,) = sitting.attempts  # 1.5 s to think, 20 s of answer
    began = sitting.started
    second = replace(brief, started=began + timedelta(minutes=5))
    morning = replace(brief, started=began + timedelta(hours=9))
    open_all_night = replace(
        sitting,
        attempts=(brief, second, morning),
        ended=morning.started + timedelta(hours=2),
    )
    assert open_all_night.length_s == 5 * 60 + 21.5 + 21.5
    assert replace(open_all_night, ended=None).length_s == 5 * 60 + 21.5 + 21.5
    # A sound file is read faster than it plays.
    quick = replace(sitting, ended=began + timedelta(seconds=4))
    assert quick.length_s == 4


def test_the_attempt_before_at_the_same_question_is_found(
    journal: Journal, answered: Answered
) -> None:
    first, _, third = answered("one"), answered("two", question="cnn"), answered("three")
    assert latest(journal) == third.id
    assert latest(journal, before=third.id) == first.id
    assert latest(journal, before=first.id) is None


def test_an_attempt_that_is_not_there_takes_no_note(journal: Journal) -> None:
    with pytest.raises(JournalError, match="no attempt 7"):
        set_note(journal, 7, "a note")


def test_deleting_leaves_nothing_in_any_file(
    journal: Journal, answered: Answered, tmp_path: Path
) -> None:
    other = answered("ordinary words")
    kept = answered("xylophonic zebras", question="unheard-of", note="quokkas are private")
    set_note(journal, kept.id, "quokkas and wombats")
    delete_attempts(journal, [kept.id])
    assert journal.scrub()
    journal.close()
    for word in ("xylophon", "zebra", "quokka", "wombat", "unheard"):
        assert subprocess.run(["grep", "-rqi", word, str(tmp_path)], check=False).returncode == 1
    with Journal(journal.path) as again:
        assert [brief.id for brief in briefs(again)] == [other.id]
        assert len(sittings(again)) == 1


def test_a_backup_is_a_whole_journal(journal: Journal, answered: Answered, tmp_path: Path) -> None:
    kept = answered("a word")
    journal.backup(tmp_path / "copy.sqlite")
    with Journal(tmp_path / "copy.sqlite") as copy:
        assert copy.attempts() == (kept,)
    assert (tmp_path / "copy.sqlite").stat().st_mode & 0o777 == 0o600
