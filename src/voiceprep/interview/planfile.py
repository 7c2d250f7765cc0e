"""Plan files: TOML, written by --dry-run or by hand; every fault with its file and line."""

import json
from dataclasses import replace
from pathlib import Path
from typing import cast

from voiceprep.bank.bankfile import parse_table, read_text
from voiceprep.bank.model import Bank, Question
from voiceprep.bank.prose import printable, shown
from voiceprep.bank.table import Table
from voiceprep.interview.phrases import phrases
from voiceprep.journal.plan import STAGES, STRATEGIES, Item, Plan, Stage, Strategy

_MAX_ITEMS = 100
_MAX_S = 3_600
_MAX_LIMIT_S = 20 * _MAX_S  # as with --limit


def format_plan(plan: Plan) -> str:
    """The plan as a file that read_plan gives back as it is."""
    lines = [
        "# A plan for voiceprep mock --plan FILE. Reorder, remove or add [[item]]s: a question is",
        "# named by its id in the bank; target and limit are seconds; limit 0 is none.",
        "",
        f"bank = {_text(plan.bank)}",
        f"minutes = {_number(plan.minutes)}",
        f"strategy = {_text(plan.strategy)}",
        *([f"seed = {plan.seed}"] if plan.seed is not None else []),
        f"follow_ups = {plan.follow_ups}",
        f"overtime = {str(plan.overtime).lower()}",
    ]
    for item in plan.items:
        lines += [
            "",
            "[[item]]",
            f"question = {_text(item.question.id)}",
            f"stage = {_text(item.stage)}",
            f"target = {item.question.seconds}",
            f"limit = {_number(item.limit_s)}",
        ]
    return "\n".join(lines) + "\n"


def read_plan(path: Path, bank: Bank, rate_wpm: int = 165) -> Plan:
    """The plan in a file; raises BankError with file and line of every fault."""
    name = printable(str(path))
    return parse_table(read_text(path), name, lambda table: _plan(table, bank, rate_wpm))


def _plan(table: Table, bank: Bank, rate_wpm: int) -> Plan:
    title = table.line("bank", limit=200)
    if title and title != bank.title:
        table.note(
            f"this plan is for the bank {shown(title)}, not {shown(bank.title)}; give --bank",
            "bank",
        )
    seed = table.whole("seed", -1, 2**31, -1)
    plan = Plan(
        bank=bank.title,
        minutes=table.positive("minutes", 600, 45.0),
        strategy=cast(
            Strategy,
            table.name(
                "strategy", "|".join(STRATEGIES), f"one of {', '.join(STRATEGIES)}", "fixed"
            ),
        ),
        seed=None if seed < 0 else seed,
        follow_ups=table.whole("follow_ups", 0, 2, 0),
        overtime=table.flag("overtime"),
        items=tuple(
            item
            for one in table.tables("item", _MAX_ITEMS)
            if (item := _item(one, bank)) is not None
        ),
        rate_wpm=rate_wpm,
    )
    table.end()
    if not plan.items:
        table.note("there is no item; add a header [[item]] with a question's id")
    return plan


def _item(table: Table, bank: Bank) -> Item | None:
    said = phrases(bank.language)
    closing = said.closing_for(bank)
    known: dict[str, Question] = {q.id: q for q in (*bank.questions, said.opening, closing)}
    id = table.name("question", "[a-z0-9-]{1,64}", "the id of a question, in quotes")
    question = known.get(id)
    if question is None:
        if id:
            table.note(
                f"the bank has no question {shown(id)}; 'voiceprep bank show' lists them",
                "question",
            )
        question = Question(id or "unknown", "common", "")
    usual: Stage = "opening" if question.id == said.opening.id else question.kind
    stage = table.name("stage", "|".join(STAGES), f"one of {', '.join(STAGES)}", usual)
    target = table.whole("target", 5, _MAX_S, question.seconds)
    limit_s = table.number("limit", 0, _MAX_LIMIT_S, 1.5 * target)
    table.end()
    return Item(replace(question, seconds=target), cast(Stage, stage or usual), limit_s)


def _number(number: float) -> str:
    return repr(float(number)).removesuffix(".0")  # all of its digits: it is read back as it was


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
