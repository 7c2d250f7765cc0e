"""voiceprep review report, from the command line."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from kept_answers import EVIL, NOW, QUESTION, answer, keep
from voiceprep.cli import cli

Speech = Callable[..., Path]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def kept(home: Path, speech: Speech) -> Path:
    """A home with two sessions."""
    keep(home, [answer()], speech("what I said"))
    keep(home, [answer()], speech("what I said"), NOW)
    return home


def run(*arguments: str, code: int = 0) -> str:
    done = CliRunner().invoke(cli, ["review", *arguments])
    assert done.exit_code == code, done.output
    return done.output


def test_without_a_number_the_last_session_is_written_here(kept: Path, here: Path) -> None:
    told = json.loads(run("report", "--json"))
    assert told["session"] == 2
    file = here / "voiceprep-session-2.html"
    assert Path(told["file"]) == file
    assert file.stat().st_size == told["bytes"]
    assert file.stat().st_mode & 0o077 == 0
    assert "data:audio/ogg;base64," in file.read_text()


def test_a_report_is_written_again_but_no_other_file_is_replaced(kept: Path, here: Path) -> None:
    run("report", "1", "--no-audio")
    run("report", "s1", "--no-audio")
    (here / "mine.html").write_text("mine")
    assert "is no page of voiceprep" in run("report", "1", "--output", "mine.html", code=1)
    assert (here / "mine.html").read_text() == "mine"
    assert {each.name for each in here.iterdir()} == {"voiceprep-session-1.html", "mine.html"}


def test_a_folder_is_taken_as_the_place(kept: Path, here: Path) -> None:
    (here / "for coach").mkdir()
    run("report", "1", "--output", "for coach", "--no-audio")
    assert (here / "for coach" / "voiceprep-session-1.html").is_file()
    run("report", "1", "--output", "new/one/", "--no-audio")
    assert (here / "new" / "one" / "voiceprep-session-1.html").is_file()
    (here / "file").write_text("mine")
    assert "The folder file can't be made" in run("report", "1", "--output", "file/", code=1)


def test_faults_are_told_in_a_sentence(home: Path, here: Path) -> None:
    assert "Nothing has been kept yet" in run("report", code=1)
    assert "There is no session 7" in run("report", "7", code=1)
    assert "3 or s3" in run("report", "x7", code=2)
    keep(home, [answer()], None)
    assert "can't be written" in run("report", "--output", "nowhere/x.html", code=1)
    assert list(here.iterdir()) == []


def test_a_recording_outside_of_its_folder_is_not_taken(home: Path, here: Path) -> None:
    secret = home.parent / "secret.flac"
    keep(home, [answer()], None)
    secret.write_bytes(b"fLaC")
    with sqlite3.connect(home / "journal.sqlite") as journal:
        journal.execute("UPDATE attempt SET recording = '../../secret.flac'")
    journal.close()
    run("report")
    assert "has been deleted" in (here / "voiceprep-session-1.html").read_text()
    assert not secret.with_suffix(".opus").exists()


def test_deleting_an_answer_deletes_its_small_copy(kept: Path, here: Path) -> None:
    run("report", "1")
    copies = list((kept / "recordings" / "1").glob("*.opus"))
    assert len(copies) == 1
    run("delete", "s1", "--yes")
    assert not any((kept / "recordings").glob("1/*"))


def test_a_site_is_written_from_the_command_line(kept: Path, here: Path) -> None:
    told = json.loads(run("site", "all", "--no-audio", "--json"))
    assert told == {"index": str(here / "all" / "index.html"), "sessions": 2}
    assert "no site of voiceprep" in run("site", str(kept), code=1)


def test_hostile_names_of_banks_stay_in_the_page(home: Path, here: Path) -> None:
    evil = replace(QUESTION, id="../../evil", ask=EVIL[0])
    keep(home, [answer(question=evil)], None)
    run("report", "--no-audio")
    run("site", "all")
    written = {each.relative_to(here).as_posix() for each in here.rglob("*.html")}
    assert written == {"voiceprep-session-1.html", "all/index.html", "all/session-1.html"}
