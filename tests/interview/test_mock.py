"""The mock interview's loop: what is kept when, and what keys do between answers."""

import threading
from collections import deque
from dataclasses import replace
from pathlib import Path

import pytest

from kept import keep
from swift import PLAN, QUESTIONS, Keys, Speaking, swift
from voiceprep.errors import AudioError
from voiceprep.interview import keeping
from voiceprep.interview.mock import Mock
from voiceprep.interview.resuming import Place, open_interview
from voiceprep.journal.journal import Journal
from voiceprep.journal.plan import Plan
from voiceprep.journal.removal import delete_attempts
from voiceprep.journal.schedule import SOON, due_first, standings
from voiceprep.journal.skips import skips


def test_an_answer_and_that_its_question_is_done_with_are_kept_before_it_is_judged(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(keeping, "assess", killed)
    mock, _ = swift(journal, tmp_path)
    with pytest.raises(KeyboardInterrupt):
        mock.run()
    (attempt,) = journal.attempts()
    done = [event.data for event in journal.events(mock.session) if event.kind == "done"]
    assert [(data["how"], data["attempt"]) for data in done] == [("answered", attempt.id)]
    left = open_interview(journal, tmp_path)
    assert left
    assert left.place
    assert left.place.item == 1


def without_microphone(_: object) -> None:
    raise AudioError("There is no microphone.")


@pytest.mark.parametrize("interactive", [False, True])
def test_an_interview_that_never_had_a_microphone_leaves_nothing_behind(
    journal: Journal, tmp_path: Path, interactive: bool
) -> None:
    keys = Keys(lambda: "q")
    keys.interactive = interactive
    mock, _ = swift(journal, tmp_path, keys=keys, open_source=without_microphone)
    if interactive:
        mock.run()
        assert not mock.kept
    else:
        with pytest.raises(AudioError):
            mock.run()
    assert journal.unended("mock") == ()
    assert journal.events(mock.session) == ()


def test_an_interview_that_ends_without_a_word_leaves_nothing_behind(
    journal: Journal, tmp_path: Path
) -> None:
    mock, _ = swift(journal, tmp_path, keys=Keys(lambda: "f"))
    mock.run()
    assert mock.ended
    assert not mock.kept
    assert journal.unended("mock") == ()


def test_an_interview_that_was_left_at_its_first_question_can_be_gone_on_with(
    journal: Journal, tmp_path: Path
) -> None:
    mock, _ = swift(journal, tmp_path, keys=Keys(lambda: "q"))
    mock.run()
    assert mock.kept
    assert open_interview(journal, tmp_path)


class Pressing(Keys):
    """Presses a key, once each, while the interviewer says a text that begins so."""

    def __init__(self, interviewer: Speaking, *presses: tuple[str, str]) -> None:
        super().__init__()
        self._interviewer = interviewer
        self._waiting = list(presses)
        self._until = 0

    def poll(self) -> str:
        said = self._interviewer.said
        if self._waiting and len(said) > self._until and said[-1].startswith(self._waiting[0][0]):
            self._until = len(said)
            return self._waiting.pop(0)[1]
        return ""

    @property
    def all_pressed(self) -> bool:
        return not self._waiting


def held_with(
    journal: Journal, folder: Path, *presses: tuple[str, str], plan: Plan = PLAN
) -> tuple[Mock, list[str], list[str]]:
    """An interview in which keys were pressed; what was said, and how questions were done with."""
    interviewer = Speaking()
    keys = Pressing(interviewer, *presses)
    mock, _ = swift(journal, folder, keys=keys, interviewer=interviewer, plan=plan)
    mock.run()
    assert keys.all_pressed
    events = journal.events(mock.session)
    return mock, interviewer.said, [e.data["how"] for e in events if e.kind == "done"]


GREETING, LEAD, QUESTION = "Hello", "Let's get technical", "What is one"


@pytest.mark.parametrize("key", ["q", "quit"])
@pytest.mark.parametrize("said", [GREETING, LEAD, QUESTION])
def test_leaving_while_the_interviewer_speaks_stops_at_once(
    journal: Journal, tmp_path: Path, said: str, key: str
) -> None:
    mock, heard, done = held_with(journal, tmp_path, (said, key))
    assert not mock.ended
    assert done == []
    assert heard[-1].startswith(said)


def test_leaving_between_two_questions_keeps_the_first_and_goes_on_at_the_second(
    journal: Journal, tmp_path: Path
) -> None:
    short = replace(PLAN, items=tuple(replace(item, limit_s=2.0) for item in PLAN.items))
    mock, heard, done = held_with(journal, tmp_path, ("Thank you", "quit"), plan=short)
    assert not mock.ended
    assert done == ["answered"]
    assert heard[-1].startswith("Thank you")
    left = open_interview(journal, tmp_path)
    assert left
    assert left.place == Place(1)


@pytest.mark.parametrize("said", [GREETING, LEAD, QUESTION])
def test_a_question_can_be_skipped_while_the_interviewer_speaks(
    journal: Journal, tmp_path: Path, said: str
) -> None:
    mock, heard, done = held_with(journal, tmp_path, (said, "s"))
    assert mock.ended
    assert done == ["skipped", "answered", "answered"]
    assert any(text.startswith("All right") for text in heard)


@pytest.mark.parametrize("said", [GREETING, LEAD, QUESTION])
def test_the_interview_can_be_finished_while_the_interviewer_speaks(
    journal: Journal, tmp_path: Path, said: str
) -> None:
    mock, heard, done = held_with(journal, tmp_path, (said, "f"))
    assert mock.ended
    assert done == []  # nothing was said, so nothing is kept
    assert heard[-1].startswith(said)


@pytest.mark.parametrize("said", [GREETING, LEAD, QUESTION])
@pytest.mark.parametrize(("then", "ended"), [("p", True), ("f", True), ("quit", False)])
def test_a_pause_can_begin_and_end_while_the_interviewer_speaks(
    journal: Journal, tmp_path: Path, said: str, then: str, ended: bool
) -> None:
    mock, heard, done = held_with(journal, tmp_path, (said, "p"), ("We'll pause", then))
    assert mock.ended == ended
    assert done == (["answered"] * 3 if then == "p" else [])
    assert sum(text.startswith("We'll pause") for text in heard) == 1


@pytest.mark.parametrize("said", [GREETING, LEAD, QUESTION])
def test_what_the_interviewer_says_can_be_heard_again(
    journal: Journal, tmp_path: Path, said: str
) -> None:
    _, heard, done = held_with(journal, tmp_path, (said, "r"))
    assert sum(text.startswith(said) for text in heard) == 2
    assert done == ["answered"] * 3


@pytest.mark.parametrize("key", ["t", "x"])
def test_a_key_that_means_nothing_does_not_cut_the_interviewer_short(
    journal: Journal, tmp_path: Path, key: str
) -> None:
    interviewer, presses = Speaking(), deque([key, "quit"])
    keys = Keys(lambda: presses.popleft() if interviewer.said else "")
    mock, _ = swift(journal, tmp_path, keys=keys, interviewer=interviewer)
    mock.run()
    assert not mock.ended
    assert len(interviewer.said) == 1  # left within the greeting


def test_enter_only_cuts_short_what_the_interviewer_says(journal: Journal, tmp_path: Path) -> None:
    presses = [(said, "enter") for said in (GREETING, LEAD, QUESTION)]
    assert held_with(journal, tmp_path, *presses)[2] == ["answered"] * 3


@pytest.mark.parametrize(
    ("key", "done"), [("s", ["skipped", "answered", "answered"]), ("quit", []), ("enter", None)]
)
def test_a_key_counts_while_the_interviewer_tells_the_time_in_an_answer(
    journal: Journal, tmp_path: Path, key: str, done: list[str] | None
) -> None:
    interviewer, listening = Speaking(), threading.Event()
    to_press = {QUESTION: "t", "The interview has": key}

    def press() -> str:
        begin = next((text for text in to_press if interviewer.said[-1].startswith(text)), "")
        return to_press.pop(begin, "") if listening.is_set() else ""

    keys = Keys(press)
    mock, _ = swift(journal, tmp_path, keys=keys, interviewer=interviewer, read=listening.set)
    mock.run()
    assert not to_press
    how = [event.data["how"] for event in journal.events(mock.session) if event.kind == "done"]
    assert how == (["answered"] * 3 if done is None else done)


def test_a_question_that_was_skipped_is_due_at_once(journal: Journal, tmp_path: Path) -> None:
    opening = replace(PLAN.items[0], stage="opening")
    plan = replace(PLAN, items=(opening, *PLAN.items[1:]))
    held_with(journal, tmp_path, ("What is one", "s"), ("What is two", "s"), plan=plan)
    (skip,) = skips(journal)
    assert skip.question == "two"
    known = standings(journal.attempts(), skips(journal))
    assert [q.id for q in due_first(QUESTIONS[1:2], known, skip.at + SOON)] == ["two"]
    assert known["two"].answers == 1


@pytest.mark.parametrize("last", ["s", "f", "quit"])
def test_skips_are_kept_where_nothing_was_said(journal: Journal, tmp_path: Path, last: str) -> None:
    presses = [("What is one", "s"), ("What is two", "s"), ("What is three", last)]
    mock, _, _ = held_with(journal, tmp_path, *presses)
    assert mock.kept
    skipped = ["one", "two", "three"] if last == "s" else ["one", "two"]
    assert [skip.question for skip in skips(journal)] == skipped
    assert bool(journal.unended("mock")) == (last == "quit")
    other = keep(journal, "said later")
    delete_attempts(journal, [other.id])
    assert len(skips(journal)) == len(skipped)


def test_a_skipped_opening_alone_is_not_kept(journal: Journal, tmp_path: Path) -> None:
    plan = replace(PLAN, items=(replace(PLAN.items[0], stage="opening"), PLAN.items[1]))
    mock, _, _ = held_with(journal, tmp_path, ("What is one", "s"), ("What is two", "f"), plan=plan)
    assert not mock.kept
    assert journal.events(mock.session) == ()


def test_what_the_synthetic_candidate_skips_says_nothing_of_the_user(
    journal: Journal, tmp_path: Path
) -> None:
    interviewer = Speaking()
    keys = Pressing(interviewer, (QUESTION, "s"))
    mock, _ = swift(journal, tmp_path, keys=keys, interviewer=interviewer)
    mock.held = replace(mock.held, by_candidate=True)
    mock.run()
    assert keys.all_pressed
    assert skips(journal) == ()


def test_what_was_skipped_in_an_older_demo_says_nothing_of_the_user(
    journal: Journal, tmp_path: Path
) -> None:
    held_with(journal, tmp_path, ("What is one", "s"))
    assert skips(journal)
    with journal.change() as db:  # its plan doesn't say who answers
        db.execute("UPDATE attempt SET source = 'candidate'")
    assert skips(journal) == ()
