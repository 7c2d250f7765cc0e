"""A mock interview's plan, for a terminal and as JSON."""

from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from voiceprep.journal.plan import DRAWN, Plan
from voiceprep.report.terminal import clock, plain


def plan_view(plan: Plan) -> RenderableType:
    """The questions in their order, and when each begins, as planned."""
    table = Table(box=None, padding=(0, 1), header_style="bold")
    for name, justify in (("at", "right"), ("stage", "left"), ("question", "left")):
        table.add_column(name, justify=justify, no_wrap=name != "question")  # type: ignore[arg-type]
    for name in ("aim", "limit"):
        table.add_column(name, justify="right", no_wrap=True)
    at_s = 0.0
    for item in plan.items:
        asked = Text(plain(item.question.ask), style="")
        asked.append(f" ({item.question.id})", style="dim")
        limit = clock(item.limit_s) if item.limit_s and not plan.overtime else "none"
        table.add_row(clock(at_s), item.stage, asked, clock(item.question.seconds), limit)
        at_s += item.planned_s(plan.rate_wpm, plan.follow_ups)
    drawn = f", seed {plan.seed}" if plan.seed is not None else ""
    if plan.seed is None and plan.strategy in DRAWN:
        drawn = ", drawn by earlier answers too (no seed repeats that; --output FILE keeps it)"
    more = f", up to {plan.follow_ups} follow-ups an answer" if plan.follow_ups else ""
    foot = (
        f"{len(plan.items)} questions, {clock(at_s)} of {clock(60 * plan.minutes)} as planned; "
        f"{plan.strategy}{drawn}{more}."
    )
    return Group(Text(plain(plan.bank), style="bold"), table, Text(foot, style="dim"))


def plan_json(plan: Plan) -> dict[str, Any]:
    """The plan for scripts; times in seconds."""
    return {
        "bank": plan.bank,
        "minutes": plan.minutes,
        "strategy": plan.strategy,
        "seed": plan.seed,
        "follow_ups": plan.follow_ups,
        "overtime": plan.overtime,
        "planned_s": round(plan.planned_s, 1),
        "items": [
            {
                "question": item.question.id,
                "stage": item.stage,
                "ask": item.question.ask,
                "target_s": item.question.seconds,
                "limit_s": item.limit_s,
                "planned_s": round(item.planned_s(plan.rate_wpm, plan.follow_ups), 1),
            }
            for item in plan.items
        ],
    }
