"""voiceprep bank show."""

import difflib
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from voiceprep.bank.bankfile import bank_path, find_banks, read_bank
from voiceprep.bank.model import Bank, KeyPoint, Question
from voiceprep.bank.prose import shown
from voiceprep.cli.bank.layout import line, print_parts, table
from voiceprep.cli.output import json_option, print_json
from voiceprep.config import folders, load_settings
from voiceprep.errors import BankError
from voiceprep.report.terminal import clock, plain
from voiceprep.resources import builtin


@click.command()
@click.argument("name", metavar="[BANK]", required=False)
@click.argument("question", metavar="[QUESTION]", required=False)
@json_option
def show(name: str | None, question: str | None, as_json: bool) -> None:
    """Show a bank, or all that it has on one question.

    BANK is a name or a TOML file; without it, it is the bank that you rehearse with. QUESTION is
    the id of a question, and may also stand alone.

    \b
    Examples:
      voiceprep bank show
      voiceprep bank show l1-vs-l2
      voiceprep bank show my-role.toml
      voiceprep bank show machine-learning-engineer l1-vs-l2 --json
    """
    place = folders()
    default = load_settings(place.config_file).bank
    if name and not question and not _is_bank(name, place.banks):
        name, question = None, name
    chosen = read_bank(bank_path(name or default, place.banks))
    if question is None:
        if as_json:
            print_json({**asdict(chosen), "advice": dict(chosen.advice)})
        else:
            print_parts(_overview(chosen))
        return
    found = _question(chosen, question)
    if as_json:
        print_json({**asdict(found), "advice": dict(chosen.advice).get(found.kind, "")})
    else:
        print_parts(_everything(found, dict(chosen.advice).get(found.kind, "")))


def _is_bank(name: str, own: Path) -> bool:
    return "." in name or "/" in name or name in find_banks((own, builtin("questions")))


def _question(bank: Bank, id: str) -> Question:
    try:
        return bank.question(id)
    except KeyError:
        ids = [question.id for question in bank.questions]
        close = difflib.get_close_matches(id[:64].lower(), ids, n=3, cutoff=0.5)
        hint = f"did you mean {' or '.join(close)}?" if close else "voiceprep bank show lists them."
        raise BankError(f'"{bank.title}" has no question {shown(id)}; {hint}') from None


def _overview(bank: Bank) -> Iterator[RenderableType]:
    yield line(bank.title, "bold")
    if bank.about:
        yield from (Text(), _prose(bank.about))
    for kind in dict.fromkeys(question.kind for question in bank.questions):
        yield from (Text(), Text(f"{kind.capitalize()} questions", style="bold"))
        if kind in dict(bank.advice):
            yield from (_prose(dict(bank.advice)[kind]), Text())
        rows = table("ID", "Aim", "Points", "Question")
        for question in bank.questions:
            if question.kind == kind:
                figures = (clock(question.seconds), str(len(question.points)))
                rows.add_row(line(question.id), *figures, line(question.ask))
        yield rows
    yield from _section("To ask the interviewer", ((one.ask, one.why) for one in bank.closing))
    yield from _section("To prepare", ((one.do, "") for one in bank.prepare))
    yield from _section("What people ask", ((one.question, one.answer) for one in bank.faq))


def _section(title: str, entries: Iterator[tuple[str, str]]) -> Iterator[RenderableType]:
    for n, (first, second) in enumerate(entries):
        if n == 0:
            yield from (Text(), Text(title, style="bold"))
        yield Padding(line(f"- {first}"), (0, 0, 0, 2))
        if second:
            yield Padding(_prose(second, "dim"), (0, 0, 0, 4))


def _everything(question: Question, advice: str) -> Iterator[RenderableType]:
    yield line(question.ask, "bold")
    yield line(f"{question.id} · {question.kind} · aim for {clock(question.seconds)}", "dim")
    texts = (
        ("Why they ask", question.why),
        ("Tip", question.tip),
        ("Advice", advice),
        ("A good answer", question.sample),
    )
    for title, text in texts:
        if text:
            yield from (Text(), Text(title, style="bold"), _prose(text))
    if question.points:
        yield from (Text(), Text("What a good answer says", style="bold"))
    for point in question.points:
        yield from _point(point)


def _point(point: KeyPoint) -> Iterator[RenderableType]:
    notes = [f"counts {point.weight:g} times"] if point.weight != 1 else []
    notes += ["derived from prose"] if point.derived else []
    yield line(f"- {point.say}" + (f" ({', '.join(notes)})" if notes else ""))
    for n, group in enumerate(point.terms):
        heard = f"{'and' if n else 'heard'} by: {', '.join(group)}"
        yield Padding(line(heard, "dim"), (0, 0, 0, 4))
    if point.follow_up:
        yield Padding(line(f"if missed: {point.follow_up}", "dim"), (0, 0, 0, 4))


def _prose(text: str, style: str = "") -> Text:
    return Text("\n\n".join(plain(part) for part in text.split("\n\n")), style=style)
