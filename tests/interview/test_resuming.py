"""Going on with an interview that was left."""

from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from voiceprep.bank.model import KeyPoint, Question
from voiceprep.feedback.verdict import Feedback, PointResult
from voiceprep.interview.resuming import Place, last_interview, last_plan, open_interview
from voiceprep.journal.attempt import Event
from voiceprep.journal.journal import Journal
from voiceprep.journal.plan import Held, Item, Plan, held_in
from voiceprep.journal.removal import delete_attempts

NOW = datetime(2026, 3, 1, tzinfo=UTC)
POINTS = tuple(KeyPoint(say, weight=weight) for say, weight in (("a", 1), ("b", 3), ("c", 2)))
QUESTION = Question("cnn", "technical", "What is a CNN?", points=POINTS)


def test_a_plan_that_cannot_be_read_hinders_no_other_interview(tmp_path: Path) -> None:
    plans: list[dict[str, Any]] = [{}, {"items": []}, {"bank": "x", "minutes": "long"}]
    with Journal(tmp_path / "journal.sqlite") as journal:
        for plan in plans:
            session = journal.begin_session("mock", "A bank", NOW)
            journal.add_event(session, Event(NOW, "plan", plan))
        assert open_interview(journal, tmp_path) is None
        assert last_plan(journal) is None


def test_what_was_missed_and_what_was_followed_up_is_known_again(tmp_path: Path) -> None:
    """Left in the middle of the first of two follow-ups."""
    plan = Plan("A bank", 10.0, "fixed", (Item(QUESTION, "technical"),), follow_ups=2)
    points = tuple(PointResult(point.say, "missed", 0.1) for point in POINTS)
    with Journal(tmp_path / "journal.sqlite") as journal:
        session = journal.begin_session("mock", "A bank", NOW)
        attempt = journal.open_attempt(session, QUESTION, "en", "microphone", NOW)
        journal.keep_attempt(replace(attempt, feedback=Feedback(points, "lexical")))
        main, follow_up = Place(0), Place(0, 1, attempt.id)
        done = {"item": 0, "point": None, "how": "answered", "attempt": attempt.id}
        for kind, data in (
            ("plan", asdict(plan)),
            ("asked", asdict(main)),
            ("done", done),
            ("asked", asdict(follow_up)),
        ):
            journal.add_event(session, Event(NOW, kind, data))
        left = open_interview(journal, tmp_path)
    assert left
    assert left.place == follow_up
    assert left.follow_ups.next(0, most=2) == 2  # neither 1, again, nor none
    assert left.follow_ups.next(0, most=1) is None


def test_a_follow_up_to_a_deleted_answer_is_not_asked_any_more(tmp_path: Path) -> None:
    items = tuple(Item(replace(QUESTION, id=id), "technical") for id in ("a", "b", "c"))
    with Journal(tmp_path / "journal.sqlite") as journal:
        session = journal.begin_session("mock", "A bank", NOW)
        for item in items[:2]:
            kept = journal.open_attempt(session, item.question, "en", "microphone", NOW)
            journal.keep_attempt(kept)
        attempts = sorted(one.id for one in journal.attempts())
        journal.add_event(session, Event(NOW, "plan", asdict(Plan("A bank", 10.0, "fixed", items))))
        for number, attempt in enumerate(attempts):
            done = {"item": number, "point": None, "how": "answered", "attempt": attempt}
            journal.add_event(session, Event(NOW, "done", done))
        journal.add_event(session, Event(NOW, "asked", asdict(Place(1, 1, attempts[1]))))
        delete_attempts(journal, [attempts[1]])
        left = open_interview(journal, tmp_path)
    assert left
    assert left.place == Place(2)


def test_what_the_synthetic_candidate_was_asked_is_no_interview_of_the_user(tmp_path: Path) -> None:
    """Told by how it was held, or, in older journals, by who answered."""
    plan = asdict(Plan("A bank", 10.0, "fixed", (Item(QUESTION, "technical"),)))
    with Journal(tmp_path / "journal.sqlite") as journal:
        for by_candidate, more in ((True, {}), (False, {"held": asdict(Held(by_candidate=True))})):
            session = journal.begin_session("mock", "A bank", NOW)
            journal.add_event(session, Event(NOW, "plan", {**plan, **more}))
            if by_candidate:
                journal.keep_attempt(
                    journal.open_attempt(session, QUESTION, "en", "candidate", NOW)
                )
        assert open_interview(journal, tmp_path) is None
        assert last_interview(journal) is None
        assert last_plan(journal) is None


def test_an_interview_knows_how_it_was_held_and_older_ones_do_without(tmp_path: Path) -> None:
    plan = asdict(Plan("A bank", 10.0, "fixed", (Item(QUESTION, "technical"),)))
    held = Held("de", quiet=True, keep_sound=False)
    with Journal(tmp_path / "journal.sqlite") as journal:
        session = journal.begin_session("mock", "A bank", NOW)
        journal.add_event(session, Event(NOW, "plan", {**plan, "held": asdict(held)}))
        found = open_interview(journal, tmp_path)
    assert found
    assert found.held == held
    for older in ({}, {"held": 3}, {"held": {"quiet": {}, "language": 1, "more": 2}}):
        assert held_in([Event(NOW, "plan", {**plan, **older})]).keep_sound
