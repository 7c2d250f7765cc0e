"""Everything goes into one file and comes back; nothing is lost, and nothing evil gets in."""

import errno
import hashlib
import json
import sqlite3
import tracemalloc
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cattrs import unstructure

from kept import complete, keep
from voiceprep.archive.restoring import restore
from voiceprep.archive.saving import save
from voiceprep.bank.model import Question
from voiceprep.bank.stories import OwnStory, format_stories, read_stories
from voiceprep.config import Folders, folders
from voiceprep.errors import ArchiveError, StoppedError
from voiceprep.journal.attempt import Event
from voiceprep.journal.journal import Journal
from voiceprep.journal.merging import _CHILDREN
from voiceprep.journal.plan import Item, Plan
from voiceprep.journal.schema import MIGRATIONS
from voiceprep.journal.search import search
from voiceprep.journal.skips import skips
from voiceprep.speech.aliases import read_aliases

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def place(top: Path) -> Folders:
    return folders({"VOICEPREP_HOME": str(top)})


def filled(top: Path, said: str = "drop the rows", start: int = 1) -> Folders:
    """A home with an attempt, its sound, a bank and settings."""
    where = place(top)
    for folder in (where.recordings / "1", where.banks, where.models, where.voices):
        folder.mkdir(parents=True)
    with Journal(where.journal) as journal:
        attempt = keep(journal, said, now=datetime(2026, 3, start, tzinfo=UTC))
        journal.keep_attempt(complete(attempt))
        journal.set_recording(1, "1/01-x.flac")
    (where.recordings / "1" / "01-x.flac").write_bytes(f"sound of {said}".encode())
    (where.banks / "mine.toml").write_text(said)
    (where.models / "large").write_text("a model")
    where.config_file.write_text("rate = 150\n")
    return where


def heard(where: Folders) -> dict[int, str]:
    """The sound of each attempt."""
    with Journal(where.journal) as journal:
        return {
            attempt.id: (where.recordings / attempt.recording).read_text()
            for attempt in journal.attempts()
        }


def test_everything_comes_back_in_an_empty_place(tmp_path: Path) -> None:
    old, new = filled(tmp_path / "old"), place(tmp_path / "new")
    manifest = save(old, tmp_path / "all.zip", NOW)
    assert {entry.path for entry in manifest.files} == {
        "journal.sqlite", "recordings/1/01-x.flac", "banks/mine.toml", "config.toml"
    }  # fmt: skip
    done = restore(new, tmp_path / "all.zip")
    assert (done.attempts, done.known, done.beside) == (1, 0, ())
    with Journal(old.journal) as before, Journal(new.journal) as after:
        assert after.attempts() == before.attempts()
        assert search(after, "rows").attempts == 1
    assert heard(new) == {1: "sound of drop the rows"}
    assert (new.banks / "mine.toml").read_text() == "drop the rows"
    assert new.config_file.read_text() == "rate = 150\n"
    assert new.data.stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "all.zip").stat().st_mode & 0o777 == 0o600


def test_merging_adds_what_is_missing_and_loses_nothing(tmp_path: Path) -> None:
    one, other = filled(tmp_path / "one", "here"), filled(tmp_path / "other", "there", start=9)
    save(other, tmp_path / "all.zip", NOW)
    done = restore(one, tmp_path / "all.zip")
    assert (done.attempts, done.known) == (1, 0)
    assert heard(one) == {1: "sound of here", 2: "sound of there"}
    assert (one.banks / "mine.toml").read_text() == "here"
    assert [path.read_text() for path in done.beside] == ["there"]
    again = restore(one, tmp_path / "all.zip")
    assert (again.attempts, again.known) == (0, 1)
    assert heard(one) == {1: "sound of here", 2: "sound of there"}


def test_stories_are_merged_by_question_and_the_own_one_wins(tmp_path: Path) -> None:
    one, other = filled(tmp_path / "one"), filled(tmp_path / "other")
    mine, same = OwnStory("failure", action=("here",)), OwnStory("success", result=("same",))
    theirs, new = replace(mine, action=("there",)), OwnStory("conflict", task=("new",))
    one.stories.write_text(format_stories([mine, same]))
    other.stories.write_text(format_stories([new, theirs, same]))
    save(other, tmp_path / "all.zip", NOW)
    done = restore(one, tmp_path / "all.zip")
    assert read_stories(one.stories) == (mine, same, new)
    (beside,) = done.beside
    assert read_stories(beside) == (theirs,)
    other.stories.write_text(format_stories([new]))
    save(other, tmp_path / "all.zip", NOW)
    assert restore(one, tmp_path / "all.zip").beside == ()
    other.stories.write_text("[[story]")
    save(other, tmp_path / "all.zip", NOW)
    (broken,) = restore(one, tmp_path / "all.zip").beside
    assert broken.read_text() == "[[story]"
    assert read_stories(one.stories) == (mine, same, new)


def test_aliases_of_a_model_are_merged_by_term(tmp_path: Path) -> None:
    one, other = filled(tmp_path / "one"), filled(tmp_path / "other")
    for where in (one, other):
        where.aliases.mkdir()
    (one.aliases / "small.toml").write_text('# mine\nlasso = ["last so"]\n')
    (other.aliases / "small.toml").write_text('lasso = ["less so"]\nrnn = ["are an end"]\n')
    save(other, tmp_path / "all.zip", NOW)
    assert restore(one, tmp_path / "all.zip").beside == ()
    assert read_aliases(one.aliases / "small.toml") == {
        "lasso": ("last so", "less so"), "rnn": ("are an end",)
    }  # fmt: skip
    assert "# mine" in (one.aliases / "small.toml").read_text()


def test_sound_that_is_missing_here_comes_back(tmp_path: Path) -> None:
    where = filled(tmp_path / "home")
    save(where, tmp_path / "all.zip", NOW)
    (where.recordings / "1" / "01-x.flac").unlink()
    assert restore(where, tmp_path / "all.zip").known == 1
    assert heard(where) == {1: "sound of drop the rows"}


def test_replacing_keeps_the_old_folder_aside(tmp_path: Path) -> None:
    one, other = filled(tmp_path / "one", "here"), filled(tmp_path / "other", "there", start=9)
    save(other, tmp_path / "all.zip", NOW)
    done = restore(one, tmp_path / "all.zip", replace=True)
    assert heard(one) == {1: "sound of there"}
    assert done.before
    assert (done.before / "banks" / "mine.toml").read_text() == "here"
    assert heard(place(done.before)) == {1: "sound of here"}
    assert (one.models / "large").read_text() == "a model"


def test_a_failed_replacement_names_the_folder_that_holds_the_old_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = filled(tmp_path / "one", "here"), filled(tmp_path / "other", "there", start=9)
    save(other, tmp_path / "all.zip", NOW)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("voiceprep.archive.restoring.shutil.move", full)
    with pytest.raises(ArchiveError, match=r"No space left.*before is in .*one\.before-1\. "):
        restore(one, tmp_path / "all.zip", replace=True)
    assert heard(place(tmp_path / "one.before-1")) == {1: "sound of here"}


def test_stories_that_cannot_be_written_are_told_with_how_things_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = filled(tmp_path / "one"), filled(tmp_path / "other")
    mine, new = OwnStory("failure", action=("here",)), OwnStory("conflict", task=("new",))
    one.stories.write_text(format_stories([mine]))
    other.stories.write_text(format_stories([new]))
    save(other, tmp_path / "all.zip", NOW)

    def read_only(*_: object, **__: object) -> None:
        raise OSError(errno.EACCES, "Permission denied")

    with monkeypatch.context() as locked:
        locked.setattr("voiceprep.wholefile.tempfile.mkstemp", read_only)
        with pytest.raises(ArchiveError) as told:
            restore(one, tmp_path / "all.zip")
    assert str(told.value) == (
        f"The archive {tmp_path / 'all.zip'} can't be restored: {one.stories} can't be written: "
        f"Permission denied. What was here before is still in {one.data}, with a part of the "
        "archive; the same command again adds the rest."
    )
    assert read_stories(one.stories) == (mine,)
    restore(one, tmp_path / "all.zip")
    assert read_stories(one.stories) == (mine, new)


@pytest.mark.parametrize("replace", [True, False])
def test_ctrl_c_tells_how_things_stand_and_how_to_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, replace: bool
) -> None:
    one, other = filled(tmp_path / "one", "here"), filled(tmp_path / "other", "there", start=9)
    save(other, tmp_path / "all.zip", NOW)

    def pressed(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(StoppedError, match="Nothing was restored, and what was here is as it was"):
        restore(one, tmp_path / "all.zip", replace=replace, watch=pressed)
    assert heard(one) == {1: "sound of here"}
    with monkeypatch.context() as stopped:
        stopped.setattr("voiceprep.archive.restoring.shutil.move", pressed)
        with pytest.raises(StoppedError) as told:
            restore(one, tmp_path / "all.zip", replace=replace)
    if replace:
        assert "one.before-1. " in str(told.value)
        assert "without --replace adds the rest" in str(told.value)
        assert heard(place(tmp_path / "one.before-1")) == {1: "sound of here"}
        assert (one.models / "large").read_text() == "a model"
    else:
        assert "the same command again adds the rest" in str(told.value)
    restore(one, tmp_path / "all.zip")
    here = {} if replace else {1: "sound of here"}
    assert heard(one) == {**here, len(here) + 1: "sound of there"}


def test_long_recordings_are_compared_in_pieces(tmp_path: Path) -> None:
    where = filled(tmp_path / "home")
    (where.recordings / "1" / "02-long.flac").write_bytes(bytes(24 << 20))
    save(where, tmp_path / "all.zip", NOW)
    tracemalloc.start()
    done = restore(where, tmp_path / "all.zip")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert done.files == 0
    assert peak < 12 << 20


def test_copies_for_reports_are_left_out_unless_their_recording_is_gone(tmp_path: Path) -> None:
    where = filled(tmp_path / "home")
    for name in ("01-x.opus", "02-y.opus"):
        (where.recordings / "1" / name).write_bytes(b"small")
    paths = {entry.path for entry in save(where, tmp_path / "all.zip", NOW).files}
    assert "recordings/1/01-x.opus" not in paths
    assert {"recordings/1/01-x.flac", "recordings/1/02-y.opus"} <= paths


def test_the_events_of_an_interview_name_its_attempts_by_their_new_numbers(tmp_path: Path) -> None:
    one, other = filled(tmp_path / "one"), filled(tmp_path / "other", "there", start=9)
    with Journal(one.journal) as journal:
        keep(journal, "another")
    asked = Question("cnn", "technical", "What is a CNN?", seconds=60)
    plan = unstructure(Plan("A bank", 10.0, "fixed", (Item(asked, "technical"),) * 2))
    place, done = {"item": 0, "point": None}, {"item": 0, "how": "skipped", "point": None}
    with Journal(other.journal) as journal:
        session = journal.begin_session("mock", "A bank", NOW, Event(NOW, "plan", plan))
        attempt = journal.open_attempt(session, asked, "en", "microphone", NOW)
        journal.keep_attempt(attempt)
        for kind, data in (
            ("asked", {**place, "follows": None}),
            ("done", {**done, "attempt": attempt.id}),
            ("asked", {**place, "point": 0, "follows": attempt.id}),
            ("done", {**done, "attempt": 99}),  # deleted since
        ):
            journal.add_event(session, Event(NOW, kind, data))
    save(other, tmp_path / "all.zip", NOW)
    restore(one, tmp_path / "all.zip")
    with Journal(one.journal) as journal:
        (here,) = [each.id for each in journal.attempts() if each.question.id == "cnn"]
        assert here != attempt.id
        assert [skip.attempt for skip in skips(journal)] == [here, None]
        events = journal.events(journal.attempt(here).session)
    assert [event.kind for event in events] == ["plan", "asked", "done", "asked", "done"]
    assert [event.data["follows"] for event in events if event.kind == "asked"] == [None, here]


def test_every_table_of_a_journal_is_merged(tmp_path: Path) -> None:
    with Journal(tmp_path / "journal.sqlite") as journal:
        rows = journal.select("SELECT name FROM sqlite_master WHERE type = 'table'")
    tables = {row["name"] for row in rows if not row["name"].startswith(("sqlite_", "search"))}
    assert tables == {"session", "attempt", *_CHILDREN}


def test_an_older_journal_is_brought_up_to_date(tmp_path: Path) -> None:
    old, new = place(tmp_path / "old"), place(tmp_path / "new")
    old.data.mkdir()
    with closing(sqlite3.connect(tmp_path / "journal.sqlite")) as db:
        db.executescript(MIGRATIONS[0])
        db.execute("PRAGMA user_version = 1")
    made(tmp_path / "all.zip", {"journal.sqlite": (tmp_path / "journal.sqlite").read_bytes()})
    restore(new, tmp_path / "all.zip")
    with Journal(new.journal) as journal:
        assert journal.count() == 0


Change = Callable[[dict[str, Any]], None]


def made(path: Path, files: dict[str, bytes], change: Change | None = None) -> Path:
    """An archive made by hand."""
    table: dict[str, Any] = {
        "voiceprep-archive": 1,
        "version": "0",
        "created": "2026-05-01",
        "files": [
            {"path": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in files.items()
        ],
    }
    if change:
        change(table)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
        archive.writestr("manifest.json", json.dumps(table))
    return path


@pytest.mark.parametrize(
    "name",
    ["../evil", "/etc/evil", "a/../../evil", "a\\..\\evil", "C:evil", "a//b", ".bashrc", "a/./b",
     "journal.sqlite-wal", "models/evil", "a\x00b", "a\nb"],
)  # fmt: skip
def test_no_file_gets_out_of_its_folder(tmp_path: Path, name: str) -> None:
    home = place(tmp_path / "deep" / "home")
    made(tmp_path / "all.zip", {name: b"evil"})
    with pytest.raises(ArchiveError):
        restore(home, tmp_path / "all.zip")
    assert not list(tmp_path.rglob("*evil*"))
    assert not home.data.exists()


def newer(table: dict[str, Any]) -> None:
    table["voiceprep-archive"] = 2


def wrong_sum(table: dict[str, Any]) -> None:
    table["files"][0]["sha256"] = "0" * 64


def wrong_size(table: dict[str, Any]) -> None:
    table["files"][0]["bytes"] = 3


def huge(table: dict[str, Any]) -> None:
    table["files"][0]["bytes"] = 1 << 60


def unlisted(table: dict[str, Any]) -> None:
    table["files"] = []


def no_list(table: dict[str, Any]) -> None:
    table["files"] = 7


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (newer, "newer voiceprep"),
        (wrong_sum, "is not what was saved"),
        (wrong_size, "is not what was saved"),
        (huge, "make room first"),
        (unlisted, "does not hold the files"),
        (no_list, "manifest is broken"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_changed(
    tmp_path: Path, change: Change, sentence: str
) -> None:
    home = filled(tmp_path / "home")
    before = sorted(tmp_path.rglob("*"))
    made(tmp_path / "all.zip", {"banks/x.toml": b"a bank"}, change)
    with pytest.raises(ArchiveError, match=sentence):
        restore(home, tmp_path / "all.zip")
    assert sorted(tmp_path.rglob("*")) == sorted([*before, tmp_path / "all.zip"])


def test_links_and_files_that_are_no_archives_are_refused(tmp_path: Path) -> None:
    data = b"/etc/passwd"
    entry = {"path": "link", "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    with zipfile.ZipFile(tmp_path / "link.zip", "w") as archive:
        info = zipfile.ZipInfo("link")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, data)
        table = {"voiceprep-archive": 1, "version": "", "created": "", "files": [entry]}
        archive.writestr("manifest.json", json.dumps(table))
    with pytest.raises(ArchiveError, match="no plain file"):
        restore(place(tmp_path / "home"), tmp_path / "link.zip")
    (tmp_path / "text.zip").write_text("no archive")
    with pytest.raises(ArchiveError, match="no archive of voiceprep"):
        restore(place(tmp_path / "home"), tmp_path / "text.zip")


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("CREATE TRIGGER evil AFTER INSERT ON session BEGIN DELETE FROM session; END", "not voice"),
        ("UPDATE attempt SET recording = '../../evil.wav'", "elsewhere"),
        ("PRAGMA user_version = 999", "newer voiceprep"),
        ("INSERT INTO event VALUES (1, 1, '2026-03-01', 'plan', '{}')", "session 1 can't be read"),
        ("INSERT INTO event VALUES (1, 1, '2026-03-01', 'done', '{}')", "session 1 can't be read"),
        ("INSERT INTO event VALUES (1, 1, '2026-03-01', 'paused', '{')", "session 1 can't be read"),
        ("UPDATE session SET started = 'yesterday'", "session 1 can't be read"),
        ("UPDATE attempt SET started = 'yesterday'", "attempt 1 can't be read"),
        ("UPDATE attempt SET ended_by = 'magic'", "attempt 1 can't be read"),
        ("UPDATE attempt SET delivery = '[]'", "attempt 1 can't be read"),
        ("UPDATE attempt SET answer_s = 9e999", "attempt 1 can't be read"),
        ("UPDATE verdict SET verdict = 'brilliant'", "attempt 1 can't be read"),
        ("UPDATE attempt SET question = json_set(question, '$.seconds', '120')", "attempt 1 can't"),
        ("UPDATE attempt SET question = '{}'", "attempt 1 can't be read"),
    ],
)
def test_a_journal_that_was_tampered_with_is_refused(
    tmp_path: Path, statement: str, sentence: str
) -> None:
    old = filled(tmp_path / "old")
    with closing(sqlite3.connect(old.journal)) as db:
        db.execute(statement)
        db.commit()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    made(tmp_path / "all.zip", {"journal.sqlite": old.journal.read_bytes()})
    with pytest.raises(ArchiveError, match=sentence):
        restore(place(tmp_path / "new"), tmp_path / "all.zip")


def test_an_archive_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    home = filled(tmp_path / "home")
    with pytest.raises(ArchiveError, match="can't be written"):
        save(home, tmp_path / "nowhere" / "all.zip", NOW)
    save(home, home.data / "all.zip", NOW)
    assert "all.zip" not in {e.path for e in save(home, home.data / "all.zip", NOW).files}


def test_what_could_not_be_restored_is_told_when_it_is_saved(tmp_path: Path) -> None:
    home = place(tmp_path / "home")
    (home.banks).mkdir(parents=True, exist_ok=True)
    (home.banks / "why?.toml").write_text("")
    with pytest.raises(ArchiveError, match=r"why\?\.toml.*rename it"):
        save(home, tmp_path / "all.zip", NOW)
    assert not (tmp_path / "all.zip").exists()
