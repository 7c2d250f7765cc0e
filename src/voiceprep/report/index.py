"""What the first page of a site shows: sessions, progress, and what can be searched."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from voiceprep.journal.attempt import Session
from voiceprep.journal.overview import Brief
from voiceprep.journal.progress import Standing, progress
from voiceprep.report import charts
from voiceprep.report.page import Page
from voiceprep.report.phrases import Phrases
from voiceprep.report.text import plain


@dataclass(frozen=True)
class Card:
    """One figure over the weeks."""

    name: str
    """Of its text."""
    line: charts.Line
    high: str
    """What stands at the top of its scale."""
    latest: str


@dataclass(frozen=True)
class Week:
    """A week in the table."""

    day: str
    answers: int
    values: tuple[str, ...]


@dataclass(frozen=True)
class Index:
    """All sessions."""

    sessions: tuple[dict[str, Any], ...]
    """Newest first."""
    answers: tuple[dict[str, Any], ...]
    """What can be searched, newest first."""
    questions: tuple[dict[str, Any], ...]
    """Weakest last answer first."""
    cards: tuple[Card, ...]
    weeks: tuple[Week, ...]


_Value = Callable[[Standing], float | None]


def index_page(entries: Sequence["Entry"], briefs: Sequence[Brief], texts: Phrases) -> Index:
    """The page of all sessions, newest first."""
    newest = sorted(
        entries, key=lambda entry: (entry.session["started"], entry.session["id"]), reverse=True
    )
    own = progress(briefs)
    asks = {brief.question: brief for brief in briefs}  # the newest
    said = {answer["id"]: answer["ask"] for entry in newest for answer in entry.answers}
    none = texts("site.none")
    figures: tuple[tuple[str, _Value, Callable[[float], str], float | None], ...] = (
        ("coverage", lambda one: one.coverage, _percent, 1.0),
        ("pace", lambda one: one.wpm, lambda value: f"{value:.0f}", None),
        (
            "fillers",
            lambda one: one.fillers_per_min,
            lambda value: texts.figure(f"{value:.1f}"),
            None,
        ),
        ("thinking", lambda one: one.think_s, lambda value: texts.figure(f"{value:.1f} s"), None),
    )
    cards = []
    columns: list[list[str]] = []
    for name, value_of, shown, high in figures:
        values = [value_of(week) for week in own.weeks]
        known = [value for value in values if value is not None]
        if known:
            line = charts.line(values, high=high)
            top = _percent(line.high) if name == "coverage" else texts.figure(f"{line.high:g}")
            cards.append(Card(name, line, top, shown(known[-1])))
            columns.append([none if value is None else shown(value) for value in values])
    weeks = tuple(
        Week(_day(week.name, texts), week.attempts, tuple(column[n] for column in columns))
        for n, week in enumerate(own.weeks)
    )
    questions = tuple(
        {
            "ask": said.get(asks[one.name].id, one.name),
            "link": f"session-{asks[one.name].session}.html#attempt-{asks[one.name].id}",
            "tries": one.attempts,
            "first": none if one.first is None else _percent(one.first),
            "last": none if one.last is None else _percent(one.last),
        }
        for one in own.questions
    )
    return Index(
        sessions=tuple(entry.session for entry in newest),
        answers=tuple(answer for entry in newest for answer in entry.answers),
        questions=questions,
        cards=tuple(cards),
        weeks=weeks,
    )


@dataclass(frozen=True)
class Entry:
    """What the first page needs of one session, so that no more of it has to be held."""

    session: dict[str, Any]
    answers: tuple[dict[str, Any], ...]


def entry(session: Session, page: Page, texts: Phrases) -> Entry:
    """The entry of one session."""
    return Entry(
        {
            "id": session.id,
            "link": f"session-{session.id}.html",
            "bank": session.bank,
            "kind": session.kind,
            "started": session.started,
            "answers": page.summary.answers,
            "spoken_s": page.summary.spoken_s,
            "covered": page.summary.covered,
            "points": page.summary.points,
        },
        tuple(
            {
                "id": attempt.id,
                "session": session.id,
                "when": texts.date(attempt.started),
                "ask": plain(attempt.question.ask),
                "said": plain(attempt.transcript.text),
                "note": plain(attempt.note),
            }
            for attempt in reversed(session.attempts)
        ),
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _day(monday: str, texts: Phrases) -> str:
    day = date.fromisoformat(monday)
    month = texts.value("page.months")[day.month - 1]
    return texts("page.day", day=day.day, month=month, year=day.year)
