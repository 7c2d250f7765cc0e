"""The summary of a session, for a terminal and as lines for a page."""

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from voiceprep.report.phrases import FALLBACK, Phrases, phrases
from voiceprep.report.review import NONE, figure, length
from voiceprep.report.summary import AnswerLine, Summary
from voiceprep.report.terminal import ENDINGS, clock, heard, plain

_TOLD = ("limit", "no speech", "cut off", "microphone lost", "disk full")


def sections(summary: Summary, texts: Phrases) -> dict[str, list[str]]:
    """What is told of a session beside its answers, by the name of each section."""
    helps = [f"{n}. {help.text}" for n, help in enumerate(summary.helps, 1)]
    found = {
        "course": _times(summary, texts),
        "against": _against(summary, texts),
        "closing": _closing(summary, texts) if summary.closing_held else [],
        "helps": helps or _nothing(summary, texts),
        "next": [f"voiceprep rehearse {' '.join(summary.next)}"] if summary.next else [],
    }
    return {name: lines for name, lines in found.items() if lines}


def _nothing(summary: Summary, texts: Phrases) -> list[str]:
    """That nothing would help, where that can be told."""
    return [] if summary.share is None else [texts("told.nothing")]


def summary_view(summary: Summary) -> RenderableType:
    """All of it, from the answers to what comes next."""
    texts = phrases(FALLBACK)
    parts: list[RenderableType] = [Text("\nThe session", style="bold"), _answers(summary)]
    for name, lines in sections(summary, texts).items():
        if name != "course":
            parts.append(Text(f"\n{texts(f'told.{name}')}", style="bold"))
        parts += [_line(text) for text in lines]
    if summary.models:
        parts.append(Text(f"\n{heard(*summary.models)}.", "dim"))
    parts.append(Text("\nvoiceprep review show ATTEMPT shows an answer with its evidence.", "dim"))
    return Group(*parts)


def _line(text: str) -> RenderableType:
    return Padding(Text(plain(text)), (0, 0, 0, 2))


def _answers(summary: Summary) -> RenderableType:
    table = Table(box=None, padding=(0, 1), header_style="bold")
    for name in ("attempt", "question", "points", "thought", "spoke", "aim", "wpm", "fill."):
        table.add_column(
            name,
            justify="left" if name == "question" else "right",
            no_wrap=name != "question",
            overflow="fold",
        )
    for one in summary.answers:
        table.add_row(
            str(one.attempt),
            _name(one),
            f"{one.covered} of {one.points}" if one.points and one.kind != "closing" else NONE,
            length(one.think_s),
            length(one.answer_s),
            clock(one.target_s),
            figure(one.wpm),
            figure(one.fillers_per_min),
        )
    return table


def _name(one: AnswerLine) -> Text:
    text = Text("  ↳ " if one.follows is not None else "")
    text.append(plain(one.question))
    said = [ENDINGS[one.ended_by]] if one.ended_by in _TOLD else []
    if one.over_limit_s >= 1:
        said.append(f"overtime {clock(one.over_limit_s)}")
    if one.paused_s >= 1:
        said.append(f"paused {clock(one.paused_s)}")
    if said:
        text.append(f" ({', '.join(said)})", style="yellow")
    return text


def _times(summary: Summary, texts: Phrases) -> list[str]:
    spent, budget = clock(summary.spent_s), clock(summary.budget_s)
    lines = [texts("told.spent", spent=spent, budget=budget)] if summary.budget_s else []
    if summary.skipped:
        lines.append(texts("told.skipped", names=", ".join(summary.skipped)))
    if summary.dropped:
        lines.append(texts("told.dropped", names=", ".join(summary.dropped)))
    return lines


def _against(summary: Summary, texts: Phrases) -> list[str]:
    lines = []
    if summary.earlier and summary.share is not None:
        before = ", ".join(f"{share:.0%}" for share in summary.earlier[-4:])
        lines.append(texts("told.average", before=before, now=f"{summary.share:.0%}"))
    lines.extend(
        texts(
            "told.change",
            question=change.question,
            before=f"{change.before:.0%}",
            now=f"{change.now:.0%}",
        )
        for change in summary.changes
    )
    return lines


def _closing(summary: Summary, texts: Phrases) -> list[str]:
    if not summary.closing:
        return [texts("told.asked_nothing")]
    lines = []
    for asked in summary.closing:
        line = texts("told.asked", text=asked.text)
        if asked.like:
            line += texts("told.asked_like", like=asked.like)
        if asked.again:
            line += texts("told.asked_again")
        lines.append(line)
    return lines
