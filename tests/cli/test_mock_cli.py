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
from voiceprep.interview.mock import Mock
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


def test_an_interview_of_skips_alone_has_no_summary_but_tells_that_they_are_due(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def skip_all(mock: Mock) -> None:
        mock.session = mock.keeper.journal.begin_session("mock", "A bank", mock.now())
        mock.ended = True

    monkeypatch.setattr(Mock, "run", skip_all)
    with assemble(as_json=False, quiet=True, no_audio=False) as parts:
        interviewing.hold_mock(
            parts, Plan("A bank", 10.0, "fixed"), lambda _: pytest.fail("no answer")
        )
    assert "Nothing was said; what was skipped is due again soon." in capsys.readouterr().out


@pytest.mark.parametrize("minutes", ["nan", "-nan", "inf", "0", "-3", "1e9", "long"])
@pytest.mark.parametrize("command", [("mock",), ("demo", "--mock")])
def test_a_length_that_is_none_is_a_usage_error(command: tuple[str, ...], minutes: str) -> None:
    refused = run(*command, f"--minutes={minutes}")
    assert refused.exit_code == 2
    assert "Invalid value for '--minutes'" in refused.output


@pytest.mark.parametrize("option", ["--silence", "--limit"])
@pytest.mark.parametrize("value", ["nan", "inf", "-1"])
def test_a_setting_that_is_no_number_in_its_range_is_told(option: str, value: str) -> None:
    refused = run("mock", "--dry-run", f"{option}={value}")
    assert refused.exit_code == 1
    assert f"{option}: {option[2:]} must be from 0 to" in refused.output


def test_only_kinds_that_can_be_drawn_are_offered() -> None:
    assert "closing" not in run("mock", "--help").output
    assert run("mock", "--dry-run", "--kind", "closing").exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "both"),
    [
        *(
            (("mock", "--plan", "FILE", *option), ("--plan", option[0]))
            for option in (
                ("--minutes", "45"),  # its default, but given
                ("--kind", "common"),
                ("--strategy", "fixed"),
                ("--difficulty", "easy"),
                ("--seed", "1"),
                ("--follow-ups",),
                ("--overtime",),
                ("--limit", "2"),
            )
        ),
        (("mock", "--seed", "1", "--strategy", "weakest"), ("--seed", "--strategy")),
        (("mock", "--resume", "--minutes", "10"), ("--resume", "--minutes")),
        (("mock", "--resume", "--plan", "FILE"), ("--resume", "--plan")),
        (("mock", "--resume", "--bank", "other"), ("--resume", "--bank")),
        (("mock", "--resume", "--summary"), ("--resume", "--summary")),
        (("mock", "--summary", "--dry-run"), ("--summary", "--dry-run")),
        (("mock", "--dry-run", "--force"), ("--force", "--output")),
        (("demo", "--mock", "cnn"), ("--mock", "[ID|WORDS]...")),
        (("demo", "--mock", "--count", "2"), ("--mock", "--count")),
        (("demo", "--mock", "--plan", "FILE", "--seed", "1"), ("--plan", "--seed")),
        (("demo", "--manner", "well"), ("--manner", "--mock")),
        (("demo", "--minutes", "10"), ("--minutes", "--mock")),
    ],
)
def test_an_option_that_another_makes_void_is_a_usage_error_that_names_both(
    arguments: tuple[str, ...], both: tuple[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "plan.toml"
    file.write_text("[[item]]\nquestion = 'cnn'\n")
    refused = run(*(str(file) if one == "FILE" else one for one in arguments))
    assert refused.exit_code == 2, refused.output
    told = refused.output.split("Error: ")[1]
    assert all(option in told for option in both)


def test_a_plan_says_what_repeats_it(tmp_path: Path) -> None:
    assert "balanced, seed 7." in run("mock", "--dry-run", "--seed", "7").output
    file = tmp_path / "plan.toml"
    file.write_text("strategy = 'balanced'\n[[item]]\nquestion = 'cnn'\n")
    kept = " ".join(run("mock", "--dry-run", "--plan", str(file)).output.split())
    assert "no seed repeats that; --output FILE keeps it" in kept


@pytest.mark.parametrize("command", ["mock", "rehearse"])
def test_no_audio_says_what_a_crash_costs(command: str) -> None:
    told = " ".join(run(command, "--help").output.split())
    assert "--no-audio Keep the transcript, not the sound; a crash loses the words" in told
