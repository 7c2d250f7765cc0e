"""voiceprep bank."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from voiceprep.bank.bankfile import bank_path, find_banks, read_bank
from voiceprep.bank.gaps import find_gaps
from voiceprep.bank.model import Bank, KeyPoint, Question
from voiceprep.bank.prose import shown
from voiceprep.cli.output import json_option, print_json
from voiceprep.config import folders, load_settings
from voiceprep.errors import BankError
from voiceprep.report.terminal import clock, plain
from voiceprep.resources import builtin


@click.group()
def bank() -> None:
    """List, show and check banks of questions.

    \b
    Examples:
      voiceprep bank list                 which banks there are
      voiceprep bank show                 the questions of your bank
      voiceprep bank check my-role.toml   is this file in order?
    """


@bank.command("list")
@json_option
def list_banks(as_json: bool) -> None:
    """List the built-in banks and your own.

    A bank of your own goes before a built-in one of the same name.

    \b
    Examples:
      voiceprep bank list
      voiceprep bank list --json
    """
    own = folders().banks
    entries = [
        _entry(name, path, path.parent != own)
        for name, path in find_banks((own, builtin("questions"))).items()
    ]
    if as_json:
        print_json({"folder": str(own), "banks": entries})
        return
    table = _table("Name", "Questions", "Points", "Title")
    for entry in entries:
        counts = [str(entry["questions"]), str(entry["points"])] if not entry["fault"] else ["", ""]
        title = entry["title"] if not entry["fault"] else _first_line(str(entry["fault"]))
        own_mark = "" if entry["built_in"] else " (yours)"
        table.add_row(_text(entry["name"]), *counts, _text(f"{title}{own_mark}"))
    _print([table, Text(), _text(f"Banks of your own go into {own}")])


@bank.command()
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
            _print(_overview(chosen))
        return
    found = _question(chosen, question)
    if as_json:
        print_json({**asdict(found), "advice": dict(chosen.advice).get(found.kind, "")})
    else:
        _print(_everything(found, dict(chosen.advice).get(found.kind, "")))


@bank.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@json_option
@click.pass_context
def check(ctx: click.Context, files: Sequence[str], as_json: bool) -> None:
    """Check bank files: all that is wrong, by line, and what could be better.

    The exit status is 1 if a file can't be used. What could be better doesn't count as wrong.

    \b
    Examples:
      voiceprep bank check my-role.toml
      voiceprep bank check banks/*.toml --json
    """
    results = [_checked(file) for file in files]
    if as_json:
        print_json({"files": results})
    else:
        for result in results:
            for line in _verdict(result):
                click.echo(plain(line))
    if any(result["faults"] for result in results):
        ctx.exit(1)


def _is_bank(name: str, own: Path) -> bool:
    return "." in name or "/" in name or name in find_banks((own, builtin("questions")))


def _entry(name: str, path: Path, built_in: bool) -> dict[str, object]:
    entry: dict[str, object] = {"name": name, "file": str(path), "built_in": built_in}
    try:
        bank = read_bank(path)
    except BankError as fault:
        return {**entry, "title": "", "language": "", **_counts(Bank("")), "fault": str(fault)}
    return {
        **entry,
        "title": bank.title,
        "language": bank.language,
        **_counts(bank),
        "fault": "",
    }


def _counts(bank: Bank) -> dict[str, int]:
    points = sum(len(question.points) for question in bank.questions)
    return {"questions": len(bank.questions), "points": points}


def _first_line(fault: str) -> str:
    first, *more = fault.splitlines()
    return f"can't be used: {first}" + (" (and more)" if more else "")


def _checked(file: str) -> dict[str, object]:
    try:
        bank = read_bank(bank_path(file, folders().banks))
    except BankError as fault:
        return {
            "file": file,
            "faults": str(fault).splitlines(),
            "warnings": [],
            **_counts(Bank("")),
        }
    return {"file": file, "faults": [], "warnings": find_gaps(bank), **_counts(bank)}


def _verdict(result: dict[str, object]) -> Iterator[str]:
    faults, warnings = result["faults"], result["warnings"]
    assert isinstance(faults, list)
    assert isinstance(warnings, list)
    yield from faults
    yield from (f"{result['file']}: could be better: {warning}" for warning in warnings)
    if not faults:
        yield (
            f"{result['file']}: in order, with {result['questions']} questions and "
            f"{result['points']} points."
        )


def _question(bank: Bank, id: str) -> Question:
    try:
        return bank.question(id)
    except KeyError:
        ids = [question.id for question in bank.questions]
        close = difflib.get_close_matches(id[:64].lower(), ids, n=3, cutoff=0.5)
        hint = f"did you mean {' or '.join(close)}?" if close else "voiceprep bank show lists them."
        raise BankError(f'"{bank.title}" has no question {shown(id)}; {hint}') from None


def _overview(bank: Bank) -> Iterator[RenderableType]:
    yield _text(bank.title, "bold")
    if bank.about:
        yield from (Text(), _prose(bank.about))
    for kind in dict.fromkeys(question.kind for question in bank.questions):
        yield from (Text(), Text(f"{kind.capitalize()} questions", style="bold"))
        if kind in dict(bank.advice):
            yield from (_prose(dict(bank.advice)[kind]), Text())
        table = _table("ID", "Aim", "Points", "Question")
        for question in bank.questions:
            if question.kind == kind:
                counts = (clock(question.seconds), str(len(question.points)))
                table.add_row(_text(question.id), *counts, _text(question.ask))
        yield table
    yield from _section("To ask the interviewer", ((one.ask, one.why) for one in bank.closing))
    yield from _section("To prepare", ((one.do, "") for one in bank.prepare))
    yield from _section("What people ask", ((one.question, one.answer) for one in bank.faq))


def _section(title: str, entries: Iterator[tuple[str, str]]) -> Iterator[RenderableType]:
    for n, (first, second) in enumerate(entries):
        if n == 0:
            yield from (Text(), Text(title, style="bold"))
        yield Padding(_text(f"- {first}"), (0, 0, 0, 2))
        if second:
            yield Padding(_prose(second, "dim"), (0, 0, 0, 4))


def _everything(question: Question, advice: str) -> Iterator[RenderableType]:
    yield _text(question.ask, "bold")
    yield _text(f"{question.id} · {question.kind} · aim for {clock(question.seconds)}", "dim")
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
    yield _text(f"- {point.say}" + (f" ({', '.join(notes)})" if notes else ""))
    for n, group in enumerate(point.terms):
        heard = f"{'and' if n else 'heard'} by: {', '.join(group)}"
        yield Padding(_text(heard, "dim"), (0, 0, 0, 4))
    if point.follow_up:
        yield Padding(_text(f"if missed: {point.follow_up}", "dim"), (0, 0, 0, 4))


def _table(*headers: str) -> Table:
    """A table without lines, so that it can be read as plain text too."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for header in headers:
        number = header in ("Questions", "Points", "Aim")
        table.add_column(header, justify="right" if number else "left", overflow="fold")
    return table


def _text(text: object, style: str = "") -> Text:
    return Text(plain(str(text)), style=style, overflow="fold")


def _prose(text: str, style: str = "") -> Text:
    return Text("\n\n".join(plain(part) for part in text.split("\n\n")), style=style)


def _print(parts: Iterator[RenderableType] | Sequence[RenderableType]) -> None:
    console = Console(highlight=False)
    for part in parts:
        console.print(part)
