"""Planning a mock interview: which questions, in which order, in how much time."""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, get_args

from voiceprep.bank.model import Bank, Kind, Question
from voiceprep.errors import VoiceprepError
from voiceprep.interview.phrases import phrases
from voiceprep.journal.plan import STAGES, Item, Plan, Stage, Strategy
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
    """Repeats a draw: with it, what was answered before doesn't matter."""
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

    `known`: how the questions stand. `last`: the ids of the last mock interview, which never come
    twice in a row as a set, unless the seed or "fixed" asks for them. Raises VoiceprepError where
    no question fits.
    """
    kinds = (wanted.kinds or set(MIDDLE)) - {"closing"}
    chosen = [question for question in bank.questions if question.kind in kinds]
    pool = _of_difficulty(chosen, wanted.difficulty, known)
    if not pool:
        what = " or ".join(sorted(wanted.kinds)) or "any kind"
        raise VoiceprepError(f"No question of {bank.title!r} is of {what}; choose other kinds.")
    seed = wanted.seed
    if seed is None and wanted.strategy in ("balanced", "random"):
        seed = draw_seed()
    plan = Plan(
        bank.title,
        wanted.minutes,
        wanted.strategy,
        seed=seed,
        follow_ups=wanted.follow_ups,
        overtime=wanted.overtime,
        rate_wpm=wanted.rate_wpm,
    )
    said = phrases(bank.language)
    frame = [
        _item(said.opening, "opening", wanted),
        _item(said.closing_for(bank), "closing", wanted),
    ]
    plan = replace(plan, items=tuple(frame))
    weigh = known if wanted.seed is None else {}
    order = _ranked(pool, wanted.strategy, random.Random(seed), known, weigh, now)
    picked = _filled(plan, order, wanted)
    free = wanted.seed is None and wanted.strategy != "fixed"
    if free and last and {question.id for question in picked} == set(last):
        picked = _other(picked, order)
    middle = sorted(
        (
            _item(question, question.kind, wanted)
            for question in picked
            if question.kind != "closing"
        ),
        key=lambda item: STAGES.index(item.stage),
    )
    if wanted.strategy == "fixed":
        middle = [_item(q, q.kind, wanted) for q in picked if q.kind != "closing"]
    return replace(plan, items=(frame[0], *middle, frame[1]))


def dropped_to_fit(items: Sequence[Item], left_s: float, plan: Plan) -> list[Item]:
    """The items to come that fit into the time that is left: dropped from the end, closing kept."""
    kept = list(items)
    while len(kept) > 1 and _sum_s(kept, plan) > left_s:
        at = max(n for n, item in enumerate(kept) if item.stage != "closing")
        del kept[at]
        if all(item.stage == "closing" for item in kept):
            break
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
        return sorted(pool, key=lambda q: known[q.id].share if q.id in known else -1.0)
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
        return (DUE_WEIGHT if standing.is_due(now) else 1.0) + 2 * (1.0 - standing.share)

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


def _filled(plan: Plan, order: Iterable[Question], wanted: Wanted) -> list[Question]:
    """As many questions, in this order, as fit; at least one."""
    left_s = 60 * plan.minutes - plan.planned_s
    picked: list[Question] = []
    for question in order:
        item_s = _item(question, "common", wanted).planned_s(plan.rate_wpm, plan.follow_ups)
        if item_s <= left_s or not picked:
            picked.append(question)
            left_s -= item_s
    return picked


def _other(picked: Sequence[Question], order: Sequence[Question]) -> list[Question]:
    """Another set: the least wanted gives way to one that was left out, or to nothing."""
    if len(picked) == 1 and len(order) == 1:
        return list(picked)
    spare = [question for question in order if question not in picked]
    kept = list(picked[:-1])
    return kept + spare[:1] if spare else kept
