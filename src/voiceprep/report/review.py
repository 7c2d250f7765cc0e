"""Lists, comparisons and searches for a terminal. Everything from outside is made plain."""

import difflib
from collections.abc import Sequence
from datetime import datetime

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from voiceprep.journal.attempt import Attempt, Session
from voiceprep.journal.overview import Brief, Sitting
from voiceprep.journal.search import Found
from voiceprep.report.comparison import Comparison, Pair
from voiceprep.report.terminal import MARKS, clock, plain

NONE = "–"
"""Stands where nothing was measured."""
_WHERE = {"said": "", "question": "in the question: ", "note": "in your note: "}
_MOST_TIMES = 5


def when(time: datetime) -> str:
    """Date and time of day, where the user is."""
    return time.astimezone().strftime("%d %b %Y %H:%M")


def figure(value: float | None, unit: str = "", digits: int = 0) -> str:
    """A figure with its unit, or a dash."""
    return NONE if value is None else f"{value:.{digits}f}{unit}"


def length(seconds: float | None) -> str:
    """A length of time, or a dash."""
    return NONE if seconds is None else clock(seconds)


def sittings_view(sittings: Sequence[Sitting]) -> RenderableType:
    """Sessions in a line each, and below them the attempts of the first."""
    table = _table()
    table.add_column("session", justify="right")
    table.add_column("when", no_wrap=True)
    table.add_column("what")
    table.add_column("length", justify="right")
    table.add_column("questions", justify="right")
    table.add_column("points covered", justify="right", no_wrap=True)
    for sitting in sittings:
        table.add_row(
            f"s{sitting.id}",
            when(sitting.started),
            Text(plain(sitting.kind)),
            clock(sitting.length_s),
            str(sitting.questions),
            f"{sitting.covered} of {sitting.points}" if sitting.points else NONE,
        )
    newest = sittings[0]
    return Group(table, Text(f"\nSession s{newest.id}", "bold"), attempts_view(newest.attempts))


def attempts_view(attempts: Sequence[Brief]) -> RenderableType:
    """Attempts in a line each."""
    table = _table()
    table.add_column("attempt", justify="right")
    table.add_column("when", no_wrap=True)
    table.add_column("question", ratio=1, overflow="fold", min_width=20)
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("time", justify="right", no_wrap=True)
    table.add_column("think", justify="right", no_wrap=True)
    table.add_column("wpm", justify="right", no_wrap=True)
    for attempt in attempts:
        other = "" if attempt.source == "microphone" else f" ({attempt.source})"
        name = Text(plain(attempt.question) + other)
        if attempt.follows:
            name.append(f" follows {attempt.follows}", "dim")
        if attempt.note:
            name.append(f"\n{_cut(plain(attempt.note), 60)}", "italic")
        table.add_row(
            str(attempt.id),
            attempt.started.astimezone().strftime("%d %b %H:%M"),
            name,
            f"{attempt.covered} of {attempt.points}" if attempt.judged else NONE,
            f"{length(attempt.spoke_s)}/{clock(attempt.target_s)}",
            figure(attempt.thought_s, "s", 1),
            figure(attempt.wpm),
        )
    return table


def session_head(session: Session) -> RenderableType:
    """What stands above a session's attempts."""
    return Text(f"Session s{session.id} · {plain(session.bank)} · {when(session.started)}", "bold")


def found_view(found: Found) -> RenderableType:
    """Places where words were found, newest first, with the words marked."""
    parts: list[RenderableType] = []
    for hit in found.hits:
        head = Text(f"attempt {hit.attempt}", "bold")
        head.append(f" · {plain(hit.question)} · {when(hit.started)}", "dim")
        if hit.times_s:
            shown = ", ".join(clock(time_s) for time_s in hit.times_s[:_MOST_TIMES])
            more = ", …" if len(hit.times_s) > _MOST_TIMES else ""
            head.append(f" · at {shown}{more}", "cyan")
        line = Text(_WHERE[hit.where], "dim")
        for text, is_hit in hit.snippet:
            # Marked by brackets too: colour alone tells nothing to some.
            line.append(f"[{plain(text)}]" if is_hit else plain(text), "bold" if is_hit else "")
        parts.append(Group(head, Padding(line, (0, 0, 1, 2))))
    return Group(*parts)


def comparison_view(comparison: Comparison) -> RenderableType:
    """Two attempts beside each other: points, figures, wording."""
    one, other = comparison.one, comparison.other
    heads = [
        f"attempt {a.id}, {a.started.astimezone().strftime('%d %b %H:%M')}" for a in (one, other)
    ]
    points = Table(box=None, padding=(0, 1), header_style="bold", expand=True)
    points.add_column("", no_wrap=True)
    points.add_column("point", ratio=3)
    for head in heads:
        points.add_column(head, ratio=4)
    for pair in comparison.pairs:
        points.add_row(_change(pair), Text(plain(pair.say)), _side(pair, 0), _side(pair, 1))
    figures = Table(box=None, padding=(0, 1), header_style="bold")
    figures.add_column("")
    for head in heads:
        figures.add_column(head, justify="right")
    figures.add_column("difference", justify="right")
    for name, first, second, unit, digits in comparison.figures:
        change = None if first is None or second is None else second - first
        sign = "+" if change is not None and change > 0 else ""
        figures.add_row(
            name,
            figure(first, unit, digits),
            figure(second, unit, digits),
            f"{sign}{figure(change, unit, digits)}",
        )
    wording = Table(box=None, padding=(0, 1), header_style="bold", expand=True)
    for head, text in zip(heads, _wordings(one, other), strict=True):
        wording.add_column(head, ratio=1)
        text.overflow = "fold"
    wording.add_row(*_wordings(one, other))
    return Group(
        Text(f"{plain(one.question.id)}: {plain(one.question.ask)}", "bold"),
        Text(f"{comparison.won} won, {comparison.lost} lost\n"),
        points if comparison.pairs else Text("Neither has points that were judged."),
        Text(),
        figures,
        Text("\nWhat was said; what only one of them has stands in brackets", "bold"),
        wording,
    )


def _change(pair: Pair) -> Text:
    words = {"won": ("▲ won", "bold green"), "lost": ("▼ lost", "bold red")}
    return Text(*words.get(pair.change, ("", "")))


def _side(pair: Pair, n: int) -> Text:
    point = (pair.one, pair.other)[n]
    if point is None:
        return Text(NONE, "dim")
    mark, words, style = MARKS[point.verdict]
    text = Text(f"{mark} {words}", style)
    if point.quote:
        text.append(f"\n“{plain(point.quote)}”", "not bold italic cyan")
    return text


def _wordings(one: Attempt, other: Attempt) -> tuple[Text, Text]:
    first = [plain(word.text) for word in one.transcript.words]
    second = [plain(word.text) for word in other.transcript.words]
    texts = Text(), Text()
    matcher = difflib.SequenceMatcher(None, first, second, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        for text, words in ((texts[0], first[a:b]), (texts[1], second[c:d])):
            if words:
                run = " ".join(words)
                text.append(f"{run} " if kind == "equal" else "")
                if kind != "equal":
                    text.append(f"[{run}]", "bold")
                    text.append(" ")
    for text in texts:
        if not text.plain:
            text.append("(nothing was heard)", "dim")
    return texts


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _table() -> Table:
    return Table(box=None, padding=(0, 1), header_style="bold")
