"""Progress for a terminal: tables, and charts by plotext."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from voiceprep.journal.progress import Progress, Standing
from voiceprep.report.review import figure
from voiceprep.report.terminal import plain

_HEIGHT = 9
_MOST_WEEKS = 26
"""Half a year; older weeks are in the JSON."""
_MOST_TICKS = 6


def progress_view(progress: Progress, width: int) -> RenderableType:
    """Tables by question, kind and week, and charts over the weeks where there are two or more."""
    parts: list[RenderableType] = [
        Text(
            "n: attempts · wpm: words a minute · fillers: a minute · means of all attempts", "dim"
        ),
        _table("question", progress.questions),
        Text(),
        _table("kind", progress.kinds),
        Text(),
        _table("week of", progress.weeks[-_MOST_WEEKS:]),
    ]
    weeks = progress.weeks[-_MOST_WEEKS:]
    for title, values in (
        ("points covered, %", [w.coverage and 100 * w.coverage for w in weeks]),
        ("words a minute", [w.wpm for w in weeks]),
        ("fillers a minute", [w.fillers_per_min for w in weeks]),
        ("seconds of thinking", [w.think_s for w in weeks]),
    ):
        known = [(w.name, v) for w, v in zip(weeks, values, strict=True) if v is not None]
        if len(known) > 1:
            parts += [Text(), Text(chart(title, known, width))]
    return Group(*parts)


def chart(title: str, values: Sequence[tuple[str, float]], width: int) -> str:
    """One value a week, by the dates of the weeks; as plain characters."""
    import plotext

    plot = plotext.figure
    plot.clear()
    plot.plot_size(min(width, 100), _HEIGHT)
    numbers = list(range(1, len(values) + 1))
    plot.draw(plot.signal(numbers, [value for _, value in values], marker="•").lines())
    step = -(-len(values) // _MOST_TICKS)
    plot.ruler("x").ticks(numbers[::step], [name[5:] for name, _ in values[::step]])
    highest = max(value for _, value in values)
    plot.ruler("y").lim(0, 100 if title.endswith("%") else max(1.0, 1.2 * highest))
    plot.title(title)
    text = plot.build().string(colorless=True)
    return "\n".join(line.rstrip() for line in text.splitlines())


def _table(head: str, standings: Sequence[Standing]) -> Table:
    table = Table(box=None, padding=(0, 1), header_style="bold")
    table.add_column(head, min_width=18, overflow="fold")
    for name in ("n", "covered", "first → last", "wpm", "fillers", "thought"):
        table.add_column(name, justify="right", no_wrap=True)
    for one in standings:
        table.add_row(
            Text(plain(one.name)),
            str(one.attempts),
            _percent(one.coverage),
            f"{_percent(one.first)} → {_percent(one.last)}",
            figure(one.wpm),
            figure(one.fillers_per_min, digits=1),
            figure(one.think_s, " s", 1),
        )
    return table


def _percent(share: float | None) -> str:
    return figure(None if share is None else 100 * share, " %")
