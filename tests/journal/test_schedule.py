"""When a question comes back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from voiceprep.bank.model import KeyPoint, Question
from voiceprep.feedback.verdict import Feedback, Loudness, PointResult, Verdict
from voiceprep.journal.attempt import Attempt, Rating
from voiceprep.journal.schedule import Skip, due_first, next_due, rated, standings, strength
from voiceprep.speech.transcript import Transcript, Word

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
QUESTION = Question("q", "common", "Why?", points=tuple(KeyPoint(f"point {n}") for n in range(10)))


def answer(
    covered: int,
    started: datetime = NOW,
    question: Question = QUESTION,
    unsure: int = 0,
    id: int = 1,
) -> Attempt:
    rest = 10 - covered - unsure
    verdicts: list[Verdict] = ["covered"] * covered + ["check"] * unsure + ["missed"] * rest  # type: ignore[assignment]
    points = tuple(PointResult(f"point {n}", v, 0.5) for n, v in enumerate(verdicts))
    return Attempt(
        id, 1, question, "en", "microphone", started,
        ended_by="key", feedback=Feedback(points, "lexical"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("covered", "unsure", "rating"),
    [(10, 0, "easy"), (9, 0, "easy"), (8, 1, "good"), (7, 0, "good"), (6, 0, "hard"),
     (6, 1, "good"), (3, 0, "again"), (4, 0, "hard"), (0, 0, "again")],
)  # fmt: skip
def test_the_share_of_points_covered_decides(covered: int, unsure: int, rating: Rating) -> None:
    assert rated(answer(covered, unsure=unsure)) == rating


def test_points_count_by_weight_and_those_never_hearable_do_not() -> None:
    question = Question(
        "q", "common", "Why?", points=(KeyPoint("a", weight=3), KeyPoint("b"), KeyPoint("c"))
    )
    points = (
        PointResult("a", "covered", 1.0),
        PointResult("b", "missed", 0.0),
        PointResult("c", "unhearable", 0.0),
    )
    feedback = Feedback(points, "lexical")
    assert strength(question, feedback) == pytest.approx(0.75)
    assert feedback.coverage == pytest.approx(1 / 3)  # what is shown


def test_a_standing_tells_the_share_of_points_that_is_shown_elsewhere() -> None:
    attempt = answer(4, unsure=2)
    standing = standings([attempt])["q"]
    assert (standing.strength, standing.coverage) == (0.5, 0.4)
    own = standings([replace(attempt, rating="easy")])["q"]
    assert (own.strength, own.coverage) == (1.0, 0.4)


def test_what_says_nothing_of_the_user_rates_nothing() -> None:
    good = answer(9)
    assert good.feedback
    closing = replace(QUESTION, kind="closing")
    for other in (
        replace(good, source="candidate"),
        replace(good, follows=3),
        replace(good, ended_by="cut off"),
        replace(good, question=closing),
        replace(good, feedback=replace(good.feedback, unscorable="Too quiet.")),
        replace(good, feedback=None),
    ):
        assert rated(other) is None
    assert rated(replace(good, ended_by="cut off", rating="hard")) == "hard"


def test_the_users_own_rating_goes_before_the_coverage() -> None:
    assert rated(replace(answer(10), rating="again")) == "again"
    own = standings([replace(answer(10), rating="again")])["q"]
    assert own.strength == 0
    assert own.due == NOW + timedelta(minutes=10)


def test_silence_brings_a_question_back_at_once_but_a_dead_microphone_does_not() -> None:
    nothing = replace(answer(0), ended_by="no speech")
    unscorable = Feedback((), "lexical", unscorable="No words were heard.")
    silent = replace(nothing, feedback=unscorable, loudness=Loudness(-100.0, -62.0, 0.0))
    assert rated(silent) == "again"
    assert rated(replace(silent, source="candidate")) is None
    assert rated(replace(silent, loudness=Loudness(-100.0, -100.0, 0.0))) is None
    known = standings([answer(10), replace(silent, id=2, started=NOW + timedelta(days=2))])
    assert known["q"].strength == 0
    assert known["q"].due == NOW + timedelta(days=2, minutes=10)


def test_a_quiet_voice_that_was_understood_is_rated_by_what_it_said() -> None:
    said = Transcript((Word("drop", 1.0, 1.4, 0.9),))
    assert rated(replace(answer(9), ended_by="no speech", transcript=said)) == "easy"
    unheard = replace(answer(9), feedback=None, ended_by="no speech", transcript=said)
    assert rated(unheard) is None


def test_a_skipped_question_comes_back_at_once_unless_what_was_said_is_rated() -> None:
    later = NOW + timedelta(days=2)
    said = answer(8, later, id=2)
    skip = Skip("q", later + timedelta(minutes=1))
    known = standings([answer(10)], [skip])["q"]
    assert (known.strength, known.answers) == (0, 2)
    assert known.due == skip.at + timedelta(minutes=10)
    assert standings([answer(10), said], [replace(skip, attempt=2)]) == standings(
        [answer(10), said]
    )
    unsaid = replace(said, feedback=None)
    assert standings([answer(10), unsaid], [replace(skip, attempt=2)])["q"].strength == 0


def test_good_answers_bring_a_question_back_later_and_later() -> None:
    given, due = [], NOW
    intervals = []
    for n in range(4):
        given.append(answer(8, due, id=n))
        standing = standings(given)["q"]
        intervals.append((standing.due - due).days)
        due = standing.due
    assert intervals == sorted(intervals)
    assert intervals == [2, 11, 46, 163]  # FSRS 6 without fuzzing


def test_a_failed_answer_brings_it_back_at_once() -> None:
    first = answer(10)
    later = answer(0, NOW + timedelta(days=20), id=2)
    standing = standings([first, later])["q"]
    assert standing.due - later.started <= timedelta(minutes=10)
    assert standing.answers == 2
    assert standing.strength == 0


def test_the_order_of_reading_does_not_matter() -> None:
    answers = [answer(n, NOW + timedelta(days=n), id=n) for n in (2, 5, 8)]
    assert standings(answers) == standings(answers[::-1])


def test_new_questions_come_first_then_the_weakest_that_are_due() -> None:
    questions = [replace(QUESTION, id=id) for id in ("strong", "new", "weak", "later")]
    weeks = timedelta(days=100)
    known = standings(
        [
            answer(8, NOW - weeks, questions[0]),
            answer(4, NOW - weeks, questions[2]),
            answer(10, NOW - timedelta(hours=1), questions[3]),
        ]
    )
    assert [q.id for q in due_first(questions, known, NOW)] == ["new", "weak", "strong"]
    later = next_due(questions[3:], known)
    assert later is not None
    assert later > NOW
