"""Which questions a mock interview has."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from voiceprep.bank.bankfile import open_bank
from voiceprep.bank.model import Bank
from voiceprep.errors import VoiceprepError
from voiceprep.feedback.spoken import tokens
from voiceprep.interview.agenda import Wanted, dropped_to_fit, make_plan
from voiceprep.interview.phrases import follow_up
from voiceprep.journal.plan import STAGES, Item, Plan
from voiceprep.journal.schedule import Standing
from voiceprep.language import tables

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def bank() -> Bank:
    return open_bank("machine-learning-engineer", Path("/nowhere"))


def plan(bank: Bank, known: dict[str, Standing] | None = None, **wanted: object) -> Plan:
    return make_plan(bank, Wanted(**wanted), known or {}, NOW)  # type: ignore[arg-type]


def standing(share: float, due: datetime = NOW) -> Standing:
    return Standing(due, share, 5.0, 1.0, 1)


def test_an_interview_opens_closes_and_keeps_to_the_order_of_stages(bank: Bank) -> None:
    made = plan(bank, minutes=45)
    stages = [item.stage for item in made.items]
    assert stages == sorted(stages, key=STAGES.index)
    assert stages[0] == "opening"
    assert stages[-1] == "closing"
    assert set(stages) == set(STAGES)
    assert [point.say for point in made.items[-1].question.points] == [c.ask for c in bank.closing]


@pytest.mark.parametrize("minutes", [10, 15, 20, 30, 45])
@pytest.mark.parametrize("follow_ups", [0, 2])
def test_a_plan_fits_into_its_time_and_uses_it(bank: Bank, minutes: int, follow_ups: int) -> None:
    made = plan(bank, minutes=minutes, follow_ups=follow_ups)
    assert made.planned_s <= 60 * minutes
    longest = max(q.seconds for q in bank.questions) + 60
    if len(made.ids) < len(bank.questions):
        assert made.planned_s >= 60 * minutes - longest - follow_ups * 70


def test_a_seed_repeats_a_plan_whatever_was_answered(bank: Bank) -> None:
    first = plan(bank, minutes=20, seed=5)
    assert plan(bank, {"cnn": standing(0.0)}, minutes=20, seed=5) == first
    assert plan(bank, minutes=20, seed=6) != first


@pytest.mark.parametrize("strategy", ["balanced", "random"])
@pytest.mark.parametrize("difficulty", [None, "hard"])
def test_a_seed_that_is_told_repeats_the_plan(
    bank: Bank, strategy: str, difficulty: str | None
) -> None:
    known = {q.id: standing(n / 30, NOW) for n, q in enumerate(bank.questions[::2])}
    wanted = Wanted(20, strategy=strategy, difficulty=difficulty)  # type: ignore[arg-type]
    told = 0
    for history, n in [(known, 1), (known, 2), ({}, 3), ({}, 4)]:
        made = make_plan(bank, wanted, history, NOW, draw_seed=lambda n=n: n)  # type: ignore[misc]
        if made.seed is not None:
            told += 1
            assert make_plan(bank, replace(wanted, seed=made.seed), known, NOW) == made
    assert told >= 2
    if strategy == "balanced":
        assert told == 2  # what was answered before weighed in the others


def test_a_seed_that_alone_would_find_no_question_that_fits_is_not_told(bank: Bank) -> None:
    short, long = (
        replace(bank.questions[0], id=id, kind="technical", points=(), seconds=seconds)
        for id, seconds in (("short", 60), ("long", 600))
    )
    two = replace(bank, questions=(short, long))
    known = {"short": standing(0.0), "long": standing(1.0)}
    made = make_plan(two, Wanted(5, difficulty="hard"), known, NOW)
    assert made.ids == {"short"}
    assert made.seed is None


def test_a_seed_is_not_told_of_a_set_that_gave_way_to_another(bank: Bank) -> None:
    wanted, seed = Wanted(10), 5
    first = make_plan(bank, wanted, {}, NOW, draw_seed=lambda: seed)
    again = make_plan(bank, wanted, {}, NOW, first.ids, draw_seed=lambda: seed)
    assert first.seed == seed
    assert again.seed is None


def test_the_same_set_never_comes_twice_in_a_row(bank: Bank) -> None:
    for minutes in (10.0, 20.0, 45.0):
        for strategy in ("balanced", "weakest", "random"):
            last: frozenset[str] = frozenset()
            wanted = Wanted(minutes=minutes, strategy=strategy)
            for _ in range(20):
                made = make_plan(bank, wanted, {}, NOW, last)
                assert made.ids != last
                last = made.ids


def test_what_is_due_comes_more_often(bank: Bank) -> None:
    later = NOW + timedelta(days=9)
    known = {q.id: standing(0.9, later) for q in bank.questions}
    known["cnn"] = standing(0.2)
    seeds = iter(range(100))
    wanted = Wanted(minutes=12)
    draws = [
        make_plan(bank, wanted, known, NOW, draw_seed=lambda: next(seeds)).ids for _ in range(100)
    ]
    share = sum("cnn" in ids for ids in draws) / sum("l1-vs-l2" in ids for ids in draws)
    assert share > 2


def test_weakest_takes_those_that_went_worst(bank: Bank) -> None:
    known = {q.id: standing(0.9) for q in bank.questions}
    known |= {"cnn": standing(0.1), "stay-current": standing(0.2)}
    ids = plan(bank, known, minutes=10, strategy="weakest").ids
    assert {"cnn", "stay-current"} <= ids


def test_balanced_gives_each_kind_about_the_same_time(bank: Bank) -> None:
    made = plan(bank, minutes=25, seed=1)
    time_s = dict.fromkeys(("common", "behavioral", "technical"), 0)
    for item in made.items[1:-1]:
        time_s[item.stage] += item.question.seconds
    assert max(time_s.values()) - min(time_s.values()) <= 240


def test_kinds_and_difficulty_narrow_the_choice(bank: Bank) -> None:
    made = plan(bank, minutes=60, kinds=frozenset({"technical"}))
    assert {item.stage for item in made.items} == {"opening", "technical", "closing"}
    hard = plan(bank, minutes=60, difficulty="hard").ids
    easy = plan(bank, minutes=60, difficulty="easy").ids
    assert "news-feed-design" in hard - easy
    with pytest.raises(VoiceprepError, match="choose other kinds"):
        plan(replace(bank, questions=()), minutes=60)


def test_what_does_not_fit_any_more_goes_from_the_end_but_never_the_closing(bank: Bank) -> None:
    made = plan(bank, minutes=30)
    whole = list(made.items)
    assert dropped_to_fit(whole, made.planned_s, made) == whole
    fewer = dropped_to_fit(whole, made.planned_s - 60, made)
    assert fewer == [*whole[:-2], whole[-1]]
    assert dropped_to_fit(whole, 0, made) == [whole[-1]]
    assert dropped_to_fit(whole[-1:], 0, made) == whole[-1:]


def test_the_opening_gives_way_where_time_is_short_for_a_question(bank: Bank) -> None:
    stages = [[item.stage for item in plan(bank, minutes=minutes).items] for minutes in (5, 8)]
    assert stages[0][1:] == ["closing"]
    assert stages[0][0] in ("common", "behavioral", "technical")
    assert stages[1][0] == "opening"
    assert len(stages[1]) == 3


def test_a_length_too_short_for_any_question_is_told_with_the_least(bank: Bank) -> None:
    with pytest.raises(VoiceprepError, match=r"^3 minutes are too short .* --minutes 5 or more"):
        plan(bank, minutes=3)
    assert plan(bank, minutes=5).planned_s <= 300
    with pytest.raises(VoiceprepError, match="--minutes 7 or more"):
        plan(bank, minutes=5, follow_ups=2)
    assert plan(bank, minutes=7, follow_ups=2).planned_s <= 420


def test_another_set_fits_into_the_time_too(bank: Bank) -> None:
    for seed in range(20):
        first = plan(bank, minutes=8, seed=seed)
        other = make_plan(bank, Wanted(8), {}, NOW, first.ids, draw_seed=lambda s=seed: s)  # type: ignore[misc]
        assert other.ids
        assert other.ids != first.ids
        assert other.planned_s <= 480


def test_a_question_of_the_bank_is_asked_however_short_time_gets(bank: Bank) -> None:
    opening, *middle, closing = plan(bank, minutes=30).items
    made = Plan("", 30, "fixed", (opening, *middle, closing))
    assert dropped_to_fit(made.items, 0, made, asked=False) == [middle[0], closing]
    assert dropped_to_fit([middle[0], closing], 0, made, asked=False) == [middle[0], closing]
    assert dropped_to_fit([opening, closing], 0, made, asked=False) == [closing]
    three = [opening, middle[0], closing]
    room_s = sum(item.planned_s(165) for item in three) - 5  # the greeting took it
    assert dropped_to_fit(three, room_s, made, asked=False) == [middle[0], closing]


def test_no_probe_gives_a_point_away(bank: Bank) -> None:
    language = tables("en")
    for question in bank.questions:
        bare = replace(
            question, points=tuple(replace(point, follow_up="") for point in question.points)
        )
        for number, point in enumerate(question.points):
            asked = follow_up(bare, number, "en").ask
            stems = {
                token.stem
                for token in tokens(asked.lower().strip("?").split(), language)
                if token.text not in language.function_words | language.light_words
            }
            said = {token.stem for token in tokens(point.say.lower().split(), language)}
            assert asked
            assert not stems & said, (point.say, asked)


def test_a_follow_up_is_the_banks_own_and_has_the_one_point(bank: Bank) -> None:
    question = bank.question("missing-data")
    asked = follow_up(question, 1, "en")
    assert asked.ask == question.points[1].follow_up
    assert asked.points == (question.points[1],)
    assert asked.id == "missing-data-follow-up-2"


def test_times_are_planned_with_reading_and_thinking(bank: Bank) -> None:
    question = bank.question("cnn")
    item = Item(question, "technical")
    words = len(question.ask.split())
    assert item.planned_s(150) == pytest.approx(1 + words * 60 / 150 + 6 + question.seconds)
