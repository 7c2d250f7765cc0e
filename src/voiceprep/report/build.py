"""How an answer was built and what to do better, for a terminal."""

from collections.abc import Callable, Mapping, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from voiceprep.feedback.advice import Advice
from voiceprep.feedback.oneself import Comparison, FigureName
from voiceprep.feedback.structure import PARTS, Passage, Structure
from voiceprep.report.text import clock, plain

PASSAGES = 3
"""How many of a part are shown, the longest ones."""
QUOTED = 14
"""Words of a passage that are shown; a longer one is cut in its middle."""

_Row = tuple[bool, str, str, str]
"""Whether it is there, what it is, what to say of it, when it was said."""


def structure_view(structure: Structure) -> RenderableType:
    """The parts that are there with their words, and those that were not recognised."""
    rows = _story(structure) if structure.kind == "story" else _explanation(structure)
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    table.add_column(no_wrap=True, justify="right")
    for there, name, what, when in rows:
        style = "green" if there else "yellow"
        body = Text(what, style="italic cyan" if there and what.startswith("“") else "")
        table.add_row(
            Text("✔" if there else "✘", style), Text(name, style), body, Text(when, "dim")
        )
    return Padding(table, (0, 0, 1, 0))


def _story(structure: Structure) -> list[_Row]:
    rows: list[_Row] = []
    by_name = {part.name: part for part in structure.parts}
    for name in PARTS:
        part = by_name.get(name)
        if part is None:
            rows.append((False, name, "not recognised in what was heard", ""))
            continue
        longest = sorted(part.passages, key=lambda each: each.first - each.last)[:PASSAGES]
        what = " / ".join(quoted(each) for each in part.passages if each in longest)
        if len(part.passages) > PASSAGES:
            what += f" and {len(part.passages) - PASSAGES} more"
        if name == "result" and structure.number_in_result is False:
            what += " (no number in it)"
        when = ""
        if part.seconds is not None and part.passages[0].start_s is not None:
            when = f"{clock(part.passages[0].start_s)}, {part.seconds:.0f} s"
        rows.append((True, name, what, when))
    return rows


def _explanation(structure: Structure) -> list[_Row]:
    end = structure.trails_off
    rows = [_passage_row("opening", structure.opening, "the answer does not come first")]
    if not structure.of_oneself:
        rows.append(_passage_row("example", structure.example, "none was recognised"))
    return [*rows, (not end, "end", "trails off" if end else "comes to an end", "")]


def _passage_row(name: str, passage: Passage | None, absent: str) -> _Row:
    if passage is None:
        return False, name, absent, ""
    when = clock(passage.start_s) if passage.start_s is not None else ""
    return True, name, quoted(passage), when


def quoted(passage: Passage) -> str:
    """The words of a passage in quotes, the middle of a long one left out."""
    words = plain(passage.quote).split()
    if len(words) > QUOTED:
        words = [*words[: QUOTED // 2], "…", *words[-QUOTED // 2 :]]
    return f"“{' '.join(words)}”"


_FIGURES: Mapping[FigureName, tuple[str, Callable[[float], str]]] = {
    "coverage": ("points covered", lambda share: f"{share:.0%}"),
    "answer_s": ("length", clock),
    "think_s": ("thinking time", lambda seconds: f"{seconds:.1f} s"),
    "speaking_wpm": ("words a minute", lambda rate: f"{rate:.0f}"),
    "fillers_per_min": ("fillers a minute", lambda rate: f"{rate:.1f}"),
    "long_pauses": ("long pauses", lambda count: f"{count:g}"),
}


def shown(name: FigureName) -> Callable[[float | None], str]:
    """How values of a figure are written; empty for None."""
    write = _FIGURES[name][1]
    return lambda value: "" if value is None else write(value)


def against_view(comparisons: Sequence[Comparison]) -> RenderableType:
    """Figures of an answer beside the last attempt at the question and one's own medians."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("beside yourself", no_wrap=True)
    here = max(one.attempts for one in comparisons)
    everywhere = max(one.attempts_all for one in comparisons)
    headers = ["now"]
    headers += ["last time"] if here else []
    headers += [f"median of {here}"] if here > 1 else []
    for header in [*headers, f"any question, {everywhere}"]:
        table.add_column(header, justify="right", no_wrap=True)
    for one in comparisons:
        show = shown(one.name)
        values = [show(one.value)]
        values += [show(one.last)] if here else []
        values += [_of(show(one.median), one.attempts, here)] if here > 1 else []
        values.append(_of(show(one.median_all), one.attempts_all, everywhere))
        table.add_row(_FIGURES[one.name][0], *values)
    return Padding(table, (0, 0, 1, 0))


def _of(median: str, count: int, most: int) -> str:
    """A median, with the count of its attempts where that is not the one above the column."""
    return f"{median} (of {count})" if median and count != most else median


def advice_lines(advice: Sequence[Advice]) -> list[RenderableType]:
    """One line for each sentence, praise marked apart from advice."""
    return [
        Text.assemble(("★ ", "green") if one.praise else ("→ ", "yellow"), plain(one.text))
        for one in advice
    ]
