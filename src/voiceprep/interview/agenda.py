"""Planning a mock interview: which questions, in which order, in how much time."""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil
from typing import Literal, get_args

from voiceprep.bank.model import Bank, Kind, Question
from voiceprep.errors import VoiceprepError
from voiceprep.interview.phrases import phrases
from voiceprep.journal.plan import DRAWN, STAGES, Item, Plan, Stage, Strategy
from voiceprep.journal.schedule import Standing

Difficulty = Literal["easy", "hard"]
DIFFICULTIES: tuple[Difficulty, ...] = get_args(Difficulty)

DUE_WEIGHT, NEW_WEIGHT = 4.0, 3.0
"""How much more often a question is drawn that is due, or was never answered: our convention."""
MIDDLE: tuple[Kind, ...] = ("common", "behavioral", "technical")
"""Kinds of questions that are drawn; the opening and the closing come anyway."""


@dataclass(frozen=True)
class Wanted:
    """What a plan is drawn from, and how."""

    minutes: float = 45.0
    kinds: AbstractSet[Kind] = frozenset()
    difficulty: Difficulty | None = None
    strategy: Strategy = "balanced"
    seed: int | None = None
    """Repeats a draw: with it, what was answered before doesn't matter, but to "weakest"."""
    follow_ups: int = 0
    overtime: bool = False
    limit: float = 1.5
    """Limit of an answer, in target lengths; 0 for none."""
    rate_wpm: int = 165


def make_plan(
    bank: Bank,
    wanted: Wanted,
    known: Mapping[str, Standing],
    now: datetime,
    last: AbstractSet[str] = frozenset(),
    draw_seed: Callable[[], int] = lambda: random.randrange(1, 10_000),
) -> Plan:
    """A plan that fits into the time: opening, common, behavioral, technical, closing.

    Where there is time for one question of the bank only without the opening, that gives way.
    `known`: how the questions stand. `last`: the ids of the last mock interview, which never come
    twice in a row as a set, unless the seed or "fixed" asks for them or no others fit. The plan
    tells its seed where that alone gives the same plan again. Raises VoiceprepError where no
    question fits.
    """
    if wanted.seed is not None:
        return _plan(bank, wanted, known, {}, now, frozenset())
    drawn = wanted.strategy in DRAWN
    seeded = replace(wanted, seed=draw_seed() if drawn else None)
    plan = _plan(
        bank, seeded, known, known, now, frozenset() if wanted.strategy == "fixed" else last
    )
    if drawn and not _repeats(plan, bank, seeded, known, now):
        return replace(plan, seed=None)
    return plan


def _repeats(
    plan: Plan, bank: Bank, seeded: Wanted, known: Mapping[str, Standing], now: datetime
) -> bool:
    """Whether the seed alone gives the same plan again."""
    try:
        return plan == _plan(bank, seeded, known, {}, now, frozenset())
    except VoiceprepError:  # it would choose from other questions, of which none fits
        return False


def _plan(
    bank: Bank,
    wanted: Wanted,
    known: Mapping[str, Standing],
    weigh: Mapping[str, Standing],
    now: datetime,
    last: AbstractSet[str],
) -> Plan:
    """The plan of a seed; `weigh` is what counts in the draw of how the questions stand."""
    kinds = (wanted.kinds or set(MIDDLE)) - {"closing"}
    chosen = [question for question in bank.questions if question.kind in kinds]
    pool = _of_difficulty(chosen, wanted.difficulty, weigh)
    if not pool:
        what = " or ".join(sorted(wanted.kinds)) or "any kind"
        raise VoiceprepError(f"No question of {bank.title!r} is of {what}; choose other kinds.")
    order = _ranked(pool, wanted.strategy, random.Random(wanted.seed), known, weigh, now)
    said = phrases(bank.language)
    closing = _item(said.closing_for(bank), "closing", wanted)
    before = [_item(said.opening, "opening", wanted)]
    picked = _filled(order, _left_s(wanted, [*before, closing]), wanted)
    if not picked:
        before = []
        picked = _filled(order, _left_s(wanted, [closing]), wanted)
    if not picked:
        raise VoiceprepError(_too_short(bank, pool, closing, wanted))
    if last and {question.id for question in picked} == set(last):
        left_s = _left_s(wanted, [*before, closing])
        # The least wanted gives way, to others or to nothing.
        others = [question for question in order if question is not picked[-1]]
        picked = _filled(others, left_s, wanted) or picked
    middle = [_item(question, question.kind, wanted) for question in picked]
    if wanted.strategy != "fixed":
        middle.sort(key=lambda item: STAGES.index(item.stage))
    return Plan(
        bank.title,
        wanted.minutes,
        wanted.strategy,
        (*before, *middle, closing),
        seed=wanted.seed,
        follow_ups=wanted.follow_ups,
        overtime=wanted.overtime,
        rate_wpm=wanted.rate_wpm,
    )


def dropped_to_fit(
    items: Sequence[Item], left_s: float, plan: Plan, *, asked: bool = True
) -> list[Item]:
    """The items to come that fit into the time that is left: dropped from the end, closing kept.

    Unless a question of the bank was `asked` already, one is kept, and the opening gives way.
    """
    kept = list(items)
    while len(kept) > 1 and _sum_s(kept, plan) > left_s:
        ofbank = [n for n, item in enumerate(kept) if item.stage not in ("opening", "closing")]
        opening = [n for n, item in enumerate(kept) if item.stage == "opening"]
        spare = opening + ofbank if asked or len(ofbank) > 1 else opening
        if not spare:
            break
        del kept[max(spare)]
    return kept


def _sum_s(items: Iterable[Item], plan: Plan) -> float:
    return sum(item.planned_s(plan.rate_wpm, plan.follow_ups) for item in items)


def _item(question: Question, stage: Stage, wanted: Wanted) -> Item:
    return Item(question, stage, wanted.limit * question.seconds)


def _of_difficulty(
    questions: Sequence[Question], difficulty: Difficulty | None, known: Mapping[str, Standing]
) -> list[Question]:
    """The easier or the harder half: by the answers so far, else by how much is to be said."""
    if difficulty is None:
        return list(questions)
    extent = {q.id: sum(point.weight for point in q.points) + q.seconds / 60 for q in questions}
    most = max(extent.values(), default=1.0) or 1.0

    def hardness(question: Question) -> float:
        standing = known.get(question.id)
        return standing.difficulty / 10 if standing else extent[question.id] / most

    ordered = sorted(questions, key=hardness, reverse=difficulty == "hard")
    half = {question.id for question in ordered[: (len(ordered) + 1) // 2]}
    return [question for question in questions if question.id in half]


def _ranked(
    pool: Sequence[Question],
    strategy: Strategy,
    dice: random.Random,
    known: Mapping[str, Standing],
    weigh: Mapping[str, Standing],
    now: datetime,
) -> list[Question]:
    """All questions, the most wanted first."""
    if strategy == "fixed":
        return list(pool)
    if strategy == "weakest":
        return sorted(pool, key=lambda q: known[q.id].strength if q.id in known else -1.0)
    if strategy == "random":
        return dice.sample(list(pool), len(pool))
    drawn = _drawn(pool, dice, weigh, now)
    by_kind = {kind: [q for q in drawn if q.kind == kind] for kind in MIDDLE}
    return _in_turn(by_kind)


def _drawn(
    pool: Sequence[Question], dice: random.Random, known: Mapping[str, Standing], now: datetime
) -> list[Question]:
    """A weighted draw without putting back (Efraimidis & Spirakis 2006: by u ** (1 / weight))."""

    def weight(question: Question) -> float:
        standing = known.get(question.id)
        if standing is None:
            return NEW_WEIGHT if known else 1.0
        return (DUE_WEIGHT if standing.is_due(now) else 1.0) + 2 * (1.0 - standing.strength)

    keys = {question.id: dice.random() ** (1 / weight(question)) for question in pool}
    return sorted(pool, key=lambda question: -keys[question.id])


def _in_turn(by_kind: Mapping[Kind, list[Question]]) -> list[Question]:
    """From each kind in turn, so that each gets about the same time."""
    waiting = {kind: list(questions) for kind, questions in by_kind.items() if questions}
    used_s = dict.fromkeys(waiting, 0.0)
    order = []
    while waiting:
        kind = min(waiting, key=lambda one: used_s[one])
        question = waiting[kind].pop(0)
        used_s[kind] += question.seconds
        order.append(question)
        if not waiting[kind]:
            del waiting[kind]
    return order


def _left_s(wanted: Wanted, frame: Iterable[Item]) -> float:
    """What opening and closing leave of the time, in seconds."""
    return 60 * wanted.minutes - sum(_planned_s(item, wanted) for item in frame)


def _planned_s(item: Item, wanted: Wanted) -> float:
    return item.planned_s(wanted.rate_wpm, wanted.follow_ups)


def _filled(order: Iterable[Question], left_s: float, wanted: Wanted) -> list[Question]:
    """As many questions, in this order, as fit."""
    picked: list[Question] = []
    for question in order:
        item_s = _planned_s(_item(question, question.kind, wanted), wanted)
        if item_s <= left_s:
            picked.append(question)
            left_s -= item_s
    return picked


def _too_short(bank: Bank, pool: Iterable[Question], closing: Item, wanted: Wanted) -> str:
    shortest_s = min(_planned_s(_item(one, one.kind, wanted), wanted) for one in pool)
    least = ceil((shortest_s + _planned_s(closing, wanted)) / 60)
    return (
        f"{wanted.minutes:g} minutes are too short for one question of {bank.title!r} and the "
        f"closing; give --minutes {least} or more."
    )
