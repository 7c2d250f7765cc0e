"""voiceprep mock and its plans, as far as nobody speaks."""

import shlex
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import pytest
from test_commands import run

from voiceprep.bank.model import Question
from voiceprep.cli import interviewing
from voiceprep.cli.assembly import Assembly, assemble
from voiceprep.journal.attempt import Event
from voiceprep.journal.journal import Journal
from voiceprep.journal.plan import Held, Item, Plan
from voiceprep.resources import builtin

pytestmark = pytest.mark.usefixtures("home")


def test_a_plan_replaces_no_file_unless_it_is_forced_to(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("mine")
    refused = run("mock", "--dry-run", "--output", str(file))
    assert refused.exit_code == 1
    assert "exists already" in refused.output
    assert file.read_text() == "mine"
    assert run("mock", "--dry-run", "--output", str(file), "--force").exit_code == 0
    assert "[[item]]" in file.read_text()


def test_the_command_that_is_told_holds_the_plan_that_was_written(tmp_path: Path) -> None:
    bank = tmp_path / "my bank.toml"
    bank.write_bytes((builtin("questions") / "machine-learning-engineer.toml").read_bytes())
    file = tmp_path / "my plan.toml"
    written = run("mock", "--dry-run", "--bank", str(bank), "--output", str(file))
    command = written.stderr.split("Plan written: voiceprep ")[1]
    again = run(*shlex.split(command), "--dry-run")
    assert again.exit_code == 0, again.output
    assert again.stdout == written.stdout


def test_an_interview_goes_on_as_it_was_begun_whatever_the_bank_is_today(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    items = (Item(Question("frage", "common", "Was tun Sie?"), "common"),)
    plan = asdict(Plan("Datenanalyse", 10.0, "fixed", items))
    held = Held("de", quiet=True, keep_sound=False)
    with Journal(home / "journal.sqlite") as journal:
        session = journal.begin_session("mock", "Datenanalyse", now)
        journal.add_event(session, Event(now, "plan", {**plan, "held": asdict(held)}))
    seen: list[tuple[str, bool, bool]] = []

    def look(parts: Assembly, *_: object, **__: object) -> None:
        seen.append((parts.language, parts.quiet, parts.keep_sound))

    monkeypatch.setattr(interviewing, "hold_mock", look)
    with assemble(as_json=False, quiet=False, no_audio=False) as parts:
        interviewing.go_on(parts, lambda _: pytest.fail("no answer is asked for"))
    assert seen == [("de", True, False)]
