"""What the journal knows of the attempts before one."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from voiceprep.audio.frames import SourceKind
from voiceprep.audio.track import Span
from voiceprep.bank.model import KeyPoint, Question
from voiceprep.feedback.advice import Advice
from voiceprep.feedback.counsel import advise
from voiceprep.feedback.delivery import Delivery
from voiceprep.feedback.verdict import Feedback, PointResult
from voiceprep.journal.attempt import Attempt
from voiceprep.journal.earlier import (
    against_oneself,
    coverage_before,
    earlier_figures,
    rules_shown,
)
from voiceprep.journal.journal import Journal
from voiceprep.journal.merging import merge
from voiceprep.journal.overview import briefs, latest, sittings
from voiceprep.journal.progress import progress
from voiceprep.journal.schema import MIGRATIONS
from voiceprep.journal.search import search
from voiceprep.language import tables

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
CNN = Question("cnn", "technical", "What is a CNN?")
RNN = Question("rnn", "technical", "What is an RNN?")


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal.sqlite")


def answered(
    journal: Journal,
    covered: int,
    question: Question = CNN,
    source: SourceKind = "microphone",
    wpm: float | None = 120.0,
    rule: str = "fast",
    unscorable: str = "",
    now: datetime = NOW,
) -> Attempt:
    """An attempt that covers so many of four points."""
    session = journal.begin_session("rehearse", "A bank", now)
    attempt = journal.open_attempt(session, question, "en", source, now)
    points = tuple(
        PointResult(f"p{n}", "covered" if n < covered else "missed", 0.5) for n in range(4)
    )
    delivery = Delivery(
        words=50, speech_s=20.0, speaking_wpm=wpm, pauses=(Span(1.0, 3.0), Span(4.0, 5.0))
    )
    feedback = Feedback(
        points, "lexical", unscorable, delivery=delivery, advice=(Advice(rule, "…"),)
    )
    attempt = replace(attempt, feedback=feedback, think_s=2.0, answer_s=30.0)
    journal.keep_attempt(attempt)
    return attempt


def test_figures_stand_beside_those_of_the_attempts_before(journal: Journal) -> None:
    answered(journal, 1, wpm=100.0)
    answered(journal, 4, RNN)
    answered(journal, 2, wpm=110.0)
    now = answered(journal, 3, wpm=130.0)
    answered(journal, 4)  # afterwards
    by_name = {one.name: one for one in against_oneself(journal, now)}
    coverage = by_name["coverage"]
    assert (coverage.value, coverage.last, coverage.attempts) == (0.75, 0.5, 2)
    assert (coverage.median, coverage.median_all) == (0.375, 0.5)
    assert by_name["speaking_wpm"].last == 110.0
    assert by_name["long_pauses"].value == 1
    assert by_name["long_pauses"].last == 1
    assert coverage_before(journal, now) == 0.5


def test_an_own_story_is_set_against_own_stories_and_the_bank_against_the_bank(
    journal: Journal,
) -> None:
    own = replace(CNN, points=tuple(KeyPoint(f"p{n}", own=True) for n in range(4)))
    answered(journal, 4)
    answered(journal, 4, RNN)
    answered(journal, 1, own, wpm=90.0)
    now = answered(journal, 3, own)
    by_name = {one.name: one for one in against_oneself(journal, now)}
    coverage = by_name["coverage"]
    assert (coverage.last, coverage.median, coverage.attempts) == (0.25, 0.25, 1)
    assert (coverage.median_all, coverage.attempts_all) == (0.25, 1)
    assert by_name["speaking_wpm"].attempts == 2  # how it was said does not depend on points
    assert coverage_before(journal, now) == 0.25
    bank = answered(journal, 2)
    assert coverage_before(journal, bank) == 1.0
    (question,) = [one for one in progress(briefs(journal)).questions if one.name == CNN.id]
    assert (question.first, question.last) == (1.0, 0.5)


def test_the_synthetic_candidate_neither_counts_nor_is_compared(journal: Journal) -> None:
    candidate = answered(journal, 4, source="candidate")
    own = answered(journal, 1)
    assert against_oneself(journal, own) == ()
    assert coverage_before(journal, own) is None
    again = answered(journal, 4, source="candidate")
    assert against_oneself(journal, again) == ()
    assert candidate.id < own.id


def test_what_could_not_be_judged_and_follow_ups_do_not_count(journal: Journal) -> None:
    answered(journal, 0, unscorable="Too quiet.")
    first = answered(journal, 2)
    follow_up = answered(journal, 0)
    journal.keep_attempt(replace(follow_up, follows=first.id))
    now = answered(journal, 3)
    assert [figures.coverage for figures in earlier_figures(journal, now.id)] == [0.5]
    assert against_oneself(journal, answered(journal, 3, unscorable="Too quiet.")) == ()


def test_typed_answers_have_no_times_to_compare(journal: Journal) -> None:
    answered(journal, 2, source="typed", wpm=None)
    now = answered(journal, 2)
    (figures,) = earlier_figures(journal, now.id)
    assert (figures.answer_s, figures.think_s) == (None, None)
    assert {one.name for one in against_oneself(journal, now)} == {"coverage", "long_pauses"}


def test_the_rules_of_the_last_attempts_come_oldest_first(journal: Journal) -> None:
    for rule in ("slow", "fast", "terse"):
        answered(journal, 1, rule=rule)
    answered(journal, 1, rule="thinking", source="candidate")
    now = answered(journal, 1)
    assert rules_shown(journal, now) == [["fast"], ["terse"]]


def test_no_sentence_comes_three_times_running_be_it_in_another_session(journal: Journal) -> None:
    half = (PointResult("a", "covered", 1.0), PointResult("b", "missed", 0.0))
    whole = (half[0], replace(half[1], verdict="covered"))
    for points, rule in ((half, "missed-point"), (whole, "all-covered")):
        shown = []
        for _ in range(6):
            now = answered(journal, 1)
            feedback = Feedback(points, "", advice=())
            advice = advise(CNN, feedback, language=tables("en"), earlier=rules_shown(journal, now))
            journal.keep_feedback(now.id, replace(feedback, advice=advice))
            shown.append(rule in [one.rule for one in advice])
        assert shown == [True, True, False] * 2


def test_long_pauses_of_older_journals_are_counted_when_they_are_opened(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    step = next(n for n, text in enumerate(MIGRATIONS) if "attempt_figures" in text)
    pauses = '[{"start_s": 1.0, "end_s": 3.0}, {"start_s": 4.0, "end_s": 5.0}]'
    with sqlite3.connect(path) as db:
        db.executescript("".join(MIGRATIONS[:step]) + f"PRAGMA user_version = {step}")
        db.execute(
            "INSERT INTO session (kind, bank, started) VALUES ('rehearse', 'A bank', '2026')"
        )
        for speech_s in ("20.0", "null", "20.0"):
            db.execute(
                "INSERT INTO attempt (session, question_id, question, language, source, started,"
                " open, judge, delivery) VALUES (1, 'cnn', '{}', 'en', 'file', '2026', 0, '', ?)",
                (f'{{"speech_s": {speech_s}, "pauses": {pauses}}}',),
            )
    db.close()
    with Journal(path) as journal:
        assert [figures.long_pauses for figures in earlier_figures(journal, 3)] == [1, None]


def test_what_came_later_from_another_journal_is_put_where_it_was_said(
    journal: Journal, tmp_path: Path
) -> None:
    """A merged attempt has a high number, however long ago it was."""
    monday, tuesday, wednesday = (NOW + timedelta(days=day) for day in range(3))
    first = answered(journal, 1, rule="slow", now=monday)
    last = answered(journal, 3, rule="terse", now=wednesday)
    with Journal(tmp_path / "other.sqlite") as other:
        answered(other, 2, rule="fast", now=tuesday)
        ((_, between),) = merge(journal, other).attempts
    assert between > last.id
    assert coverage_before(journal, last) == 0.5
    assert [figures.coverage for figures in earlier_figures(journal, last.id)] == [0.25, 0.5]
    assert rules_shown(journal, last) == [["slow"], ["fast"]]
    assert rules_shown(journal, journal.attempt(between)) == [["slow"]]
    assert latest(journal) == last.id
    assert latest(journal, before=last.id) == between
    assert latest(journal, before=between) == first.id
    assert latest(journal, before=first.id) is None
    in_order = [first.id, between, last.id]
    assert [one.id for one in journal.attempts()] == in_order
    assert [one.id for one in briefs(journal)] == in_order
    assert [one.attempts[0].id for one in sittings(journal)] == in_order[::-1]
    assert [one.attempts[0].id for one in sittings(journal, 2)] == in_order[:0:-1]
    assert [one.attempts[0].id for one in journal.sessions()] == in_order[::-1]
    assert [hit.attempt for hit in search(journal, "CNN", limit=2).hits] == in_order[:0:-1]
