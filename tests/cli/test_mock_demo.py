"""A whole interview by the synthetic candidate, from its plan to its summary."""

import json
from pathlib import Path
from typing import Any

import pytest

from program import process
from voiceprep.interview.resuming import last_interview
from voiceprep.journal.journal import Journal

pytestmark = pytest.mark.usefixtures("home", "no_sound")
PLAN = """
minutes = 8
follow_ups = 1
[[item]]
question = "opening-introduction"
target = 25
[[item]]
question = "stay-current"
target = 60
[[item]]
question = "missing-data"
target = 15
limit = 18
[[item]]
question = "l1-vs-l2"
target = 60
[[item]]
question = "cnn"
target = 60
[[item]]
question = "closing-questions"
target = 60
"""


@pytest.fixture
def held(home: Path, tmp_path: Path) -> dict[str, Any]:
    file = tmp_path / "plan.toml"
    file.write_text(PLAN)
    done = process("demo", "--mock", "--fast", "--json", "--plan", str(file))
    assert done.returncode == 0, done.stderr
    assert "points covered" not in done.stderr  # no feedback before the end
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def test_an_interview_of_all_manners_runs_from_plan_to_summary(
    held: dict[str, Any], home: Path
) -> None:
    attempts = {attempt["question"]["id"]: attempt for attempt in held["attempts"]}
    answers = {answer["question"]: answer for answer in held["summary"]["answers"]}

    well = attempts["stay-current"]
    assert well["ended_by"] == "phrase"
    assert "my answer" not in well["transcript"]
    assert answers["stay-current"]["share"] >= 0.7

    rambling = attempts["missing-data"]
    assert rambling["ended_by"] == "limit"
    assert 17 <= rambling["answer_s"] <= 19
    helps = held["summary"]["helps"]
    assert len(helps) == 3
    assert all(" of " in one["text"] for one in helps)  # each with its evidence

    assert attempts["l1-vs-l2"]["ended_by"] == "no speech"
    assert held["summary"]["next"][0] == "l1-vs-l2"

    commanding = attempts["cnn"]
    assert commanding["ended_by"] == "phrase"
    heard = commanding["transcript"]
    for words in ("repeat the", "pause the", "resume the", "how much time"):
        assert words not in heard
    assert "convolution" in heard
    assert answers["cnn"]["paused_s"] >= 1
    assert commanding["think_s"] < 6  # asking for the question again is no answer

    follow_ups = [one for one in held["attempts"] if one["follows"] is not None]
    assert follow_ups
    assert all(one["follows"] == rambling["id"] for one in follow_ups)
    assert follow_ups[0]["question"]["id"].startswith("missing-data-follow-up-")

    closing = held["summary"]["closing"]
    assert len(closing) == 2
    assert [bool(asked["like"]) for asked in closing] == [True, True]
    assert not any(asked["again"] for asked in closing)

    with Journal(home / "journal.sqlite") as journal:
        kinds = [event.kind for event in journal.events(held["session"]["id"])]
        assert journal.unended("mock") == ()
        assert journal.events(held["session"]["id"])[0].data["held"]["by_candidate"]
        assert last_interview(journal) is None
    assert kinds[0] == "plan"
    assert kinds.count("paused") == kinds.count("resumed") == 1
    assert kinds.count("asked") == kinds.count("done") == 6 + len(follow_ups)
