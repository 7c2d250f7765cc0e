"""What is due, and the user's own rating, through the commands."""

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from test_commands import GOOD, run

from program import process
from voiceprep.bank.model import Question
from voiceprep.cli.due import tell_due
from voiceprep.journal.attempt import Event
from voiceprep.journal.journal import Journal
from voiceprep.journal.plan import Item, Plan

pytestmark = pytest.mark.usefixtures("home")


def test_at_first_everything_is_due_and_new() -> None:
    document = json.loads(run("rehearse", "--due", "--json").output)
    assert document["due"] == document["new"] == 15
    assert run("rehearse", "--due").output.startswith("15 of 15 questions are due, 15 of them new.")


def test_an_answer_takes_its_question_away_until_it_comes_back(home: Path) -> None:
    done = process("rehearse", "missing-data", "--type", "--json", stdin=f"{GOOD}\n\n")
    (attempt,) = json.loads(done.stdout)["attempts"]
    assert attempt["rating"] is None
    rate = json.loads(run("review", "rate", str(attempt["id"]), "easy", "--json").output)
    assert rate["rating"] == "easy"
    assert rate["own"]
    assert datetime.fromisoformat(rate["due"]) > datetime.now(UTC) + timedelta(days=3)
    document = json.loads(run("rehearse", "--due", "--json").output)
    assert document["due"] == 14
    assert "missing-data" not in {question["id"] for question in document["questions"]}
    again = run("review", "rate", "last", "again").output
    assert "counts as again" in again
    assert not json.loads(run("review", "rate", "1", "auto", "--json").output)["own"]
    with Journal(home / "journal.sqlite") as journal:
        assert journal.attempt(1).rating is None


def test_a_question_that_was_skipped_is_said_to_have_no_judged_answer(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    question = Question("cnn", "technical", "What is a CNN?")
    then = datetime(2026, 3, 1, tzinfo=UTC)
    plan = asdict(Plan("A bank", 10.0, "fixed", (Item(question, "technical"),)))
    done = {"item": 0, "point": None, "how": "skipped", "attempt": None}
    with Journal(home / "journal.sqlite") as journal:
        session = journal.begin_session("mock", "A bank", then, Event(then, "plan", plan))
        journal.add_event(session, Event(then, "done", done))
        tell_due([question], journal, as_json=False)
    assert capsys.readouterr().out.splitlines()[1].split(maxsplit=1) == [
        "cnn", "no judged answer last time"
    ]  # fmt: skip


def test_rating_what_is_not_there_is_told() -> None:
    result = run("review", "rate", "7", "good")
    assert result.exit_code == 1
    assert "no attempt 7" in result.output


def test_a_plan_is_shown_written_and_taken_again(tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    first = json.loads(
        run("mock", "--dry-run", "--minutes", "12", "--output", str(file), "--json").stdout
    )
    again = json.loads(run("mock", "--plan", str(file), "--dry-run", "--json").stdout)
    assert again == first
    assert again["items"][0]["stage"] == "opening"
    assert again["planned_s"] <= 12 * 60
    shown = run("mock", "--plan", str(file), "--dry-run").output
    assert "as planned" in shown
