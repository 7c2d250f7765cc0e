"""voiceprep review correct and review judge, bank hear and bank check --model."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from voiceprep.bank.model import KeyPoint, Question
from voiceprep.cli import cli
from voiceprep.journal.attempt import Attempt, ModelRef
from voiceprep.journal.journal import Journal
from voiceprep.journal.overview import briefs
from voiceprep.speech.aliases import add_aliases, read_aliases
from voiceprep.speech.transcript import Transcript, Word

STARTER = "voiceprep-starter-en"
QUESTION = Question(
    "deploy",
    "technical",
    "How did you roll it out?",
    points=(
        KeyPoint("Bonferroni for the tests", (("bonferroni",),)),
        KeyPoint("A canary for the first users", (("canary",),)),
    ),
)
HEARD = "we tested it many times so i i used bun throwing on all of our results in the end"
BANK = """\
title = "Tests"
[[question]]
id = "tests"
kind = "technical"
ask = "How do you test often?"
[[question.point]]
say = "Bonferroni"
terms = [["bonferroni"]]
"""


def run(*arguments: str, input: str | None = None) -> Result:
    result = CliRunner().invoke(cli, arguments, input=input)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def document(*arguments: str) -> Any:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.fixture
def kept(home: Path) -> int:
    """An attempt in the journal, as the starter model heard it; its id."""
    home.mkdir(exist_ok=True)
    now = datetime(2026, 3, 1, tzinfo=UTC)
    with Journal(home / "journal.sqlite") as journal:
        session = journal.begin_session("rehearse", "A bank", now)
        opened = journal.open_attempt(session, QUESTION, "en", "microphone", now)
        words = tuple(Word(text, n * 0.4, n * 0.4 + 0.3) for n, text in enumerate(HEARD.split()))
        journal.keep_attempt(
            Attempt(
                opened.id, session, QUESTION, "en", "microphone", now,
                model=ModelRef(STARTER), transcript=Transcript(words),
            )
        )  # fmt: skip
        journal.end_session(session, now)
    return opened.id


def verdicts(attempt: Any) -> list[str]:
    return [point["verdict"] for point in attempt["points"]]


def test_a_corrected_word_counts_from_then_on(kept: int, home: Path) -> None:
    before = document("review", "judge", str(kept))["attempts"][0]
    assert "bonferroni" not in [found["term"] for found in before["points"][0]["found"]]
    judged = document(
        "review", "correct", str(kept), "--heard", "bun throwing", "--said", "Bonferroni"
    )
    found = {found["term"]: found for found in judged["points"][0]["found"]}["bonferroni"]
    assert (found["by"], found["word"]) == ("alias", "bun throwing")
    assert judged["points"][0]["score"] > before["points"][0]["score"]
    assert judged["transcript"] == HEARD
    file = home / "aliases" / f"{STARTER}.toml"
    assert read_aliases(file) == {"bonferroni": ("bun throwing",)}


def copy_of(home: Path, id: int) -> int:
    """Another attempt with the same words; its id."""
    with Journal(home / "journal.sqlite") as journal:
        first = journal.attempt(id)
        opened = journal.open_attempt(
            first.session, first.question, "en", "microphone", first.started
        )
        journal.keep_attempt(replace(first, id=opened.id))
    return opened.id


def test_deleting_an_attempt_deletes_the_aliases_that_its_corrections_alone_made(
    kept: int, home: Path
) -> None:
    file = home / "aliases" / f"{STARTER}.toml"
    add_aliases(file, {"canary": ["bun throwing"], "lasso": ["last so"]})
    other = copy_of(home, kept)
    for id, heard, said in (
        (kept, "bun throwing", "Bonferroni"),
        (kept, "i used bun", "Bonferroni"),
        (other, "bun throwing", "Bonferroni"),
        (kept, "bun throwing", "canary"),  # known before, from elsewhere
        (kept, "bun throwing on", "boosting"),
    ):
        done = run("review", "correct", str(id), "--heard", heard, "--said", said)
        assert done.exit_code == 0, done.output
    rest = {"canary": ("bun throwing",), "lasso": ("last so",)}
    told = run("review", "delete", str(kept), "--yes")
    assert told.output.endswith("Deleted 1, and 2 aliases made of their words.\n")
    assert read_aliases(file) == {**rest, "bonferroni": ("bun throwing",)}
    assert document("review", "delete", str(other), "--yes") == {"deleted": [other], "aliases": 1}
    assert read_aliases(file) == rest
    assert file.read_text().startswith("# ")


def test_a_broken_file_of_aliases_keeps_nothing_from_being_deleted(kept: int, home: Path) -> None:
    run("review", "correct", str(kept), "--heard", "bun throwing", "--said", "Bonferroni")
    (home / "aliases" / f"{STARTER}.toml").write_text("broken")
    done = run("review", "delete", str(kept), "--yes")
    assert done.exit_code == 0
    assert "Take “bun throwing” out of it yourself." in done.stderr
    with Journal(home / "journal.sqlite") as journal:
        assert journal.count() == 0


def test_a_claimed_point_survives_being_judged_again(kept: int, home: Path) -> None:
    judged = document("review", "correct", str(kept), "--point", "2", "--said-that")
    assert verdicts(judged)[1] == "covered"
    assert judged["points"][1]["claimed"] is True
    again = document("review", "judge", "--all")["attempts"][0]
    assert verdicts(again)[1] == "covered"
    with Journal(home / "journal.sqlite") as journal:
        journal.keep_attempt(journal.attempt(kept))
        assert (briefs(journal)[0].coverage or 0.0) >= 0.5
    assert "by your word" in run("review", "show", str(kept)).output
    back = document("review", "correct", str(kept), "--point", "2", "--not-said")
    assert verdicts(back)[1] != "covered"
    assert back["points"][1]["claimed"] is False


def test_it_asks_where_nothing_is_given(kept: int) -> None:
    result = run("review", "correct", str(kept), input="bun throwing\nBonferroni\n\n2\n")
    assert result.exit_code == 0
    assert "by your word" in result.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--heard", "cooper net ease", "--said", "kubernetes"), "not in the transcript"),
        (("--heard", "in the", "--said", "kubernetes"), "can't stand for"),
        (("--heard", "bun throwing"), "needs its --said"),
        (("--point", "9"), "has 2"),
    ],
)
def test_what_would_do_harm_is_refused(
    kept: int, home: Path, arguments: tuple[str, ...], told: str
) -> None:
    result = run("review", "correct", str(kept), *arguments)
    assert result.exit_code != 0
    assert told in result.output
    assert not (home / "aliases").exists()


def test_a_damaged_file_of_aliases_is_told_by_its_line(kept: int, home: Path) -> None:
    (home / "aliases").mkdir()
    (home / "aliases" / f"{STARTER}.toml").write_text('bias = ["buyers"]\nfraud = 3\n')
    result = run("review", "judge", str(kept))
    assert result.exit_code == 1
    assert f"{STARTER}.toml:2:" in result.output


def test_hear_keeps_what_the_model_makes_of_a_term(home: Path) -> None:
    (home / "banks").mkdir(parents=True, exist_ok=True)
    (home / "banks" / "tests.toml").write_text(BANK)
    heard = document("bank", "hear", "tests", "--model", STARTER, "--voices", "en-us,flite:slt")
    assert heard["terms"] == ["bonferroni"]
    assert heard["aliases"]["bonferroni"]
    assert read_aliases(Path(heard["file"]))["bonferroni"] == tuple(heard["aliases"]["bonferroni"])
    checked = run("bank", "check", "tests", "--model", STARTER).output
    assert "bonferroni" in checked
    assert heard["aliases"]["bonferroni"][0] in checked


def test_a_voice_that_is_not_there_is_told_and_left_out(home: Path) -> None:
    (home / "banks").mkdir(parents=True, exist_ok=True)
    (home / "banks" / "tests.toml").write_text(BANK)
    result = run("bank", "hear", "tests", "--model", STARTER, "--voices", "flite:nobody")
    assert result.exit_code == 0
    assert "flite -lv" in result.output
