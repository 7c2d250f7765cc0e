"""voiceprep bank import."""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import cast

import click

from voiceprep.bank.bankfile import find_banks, format_bank
from voiceprep.bank.imported import Imported, renamed
from voiceprep.bank.model import KINDS, Bank
from voiceprep.bank.prose import listed, printable
from voiceprep.bank.sources import FORMATS, MAX_BYTES, Format, read_source
from voiceprep.cli.output import json_option, print_json, say
from voiceprep.cli.writing import refuse_existing
from voiceprep.config import folders, private_folder
from voiceprep.errors import BankError
from voiceprep.report.terminal import plain
from voiceprep.resources import builtin
from voiceprep.wholefile import write_whole

_MOST_LEFT = 20
"""Lines of what was left; --json has all."""
_LONGEST_LEFT = 70


@click.command("import")
@click.argument("file", metavar="FILE|-")
@click.option(
    "--output",
    metavar="BANK.toml",
    type=click.Path(path_type=Path),
    help="Bank file to write; without it, one in your folder of banks, named after its title.",
)
@click.option("--format", "format_", type=click.Choice(FORMATS), help="What FILE is, if not clear.")
@click.option("--encoding", metavar="NAME", default="", help="Its encoding, such as cp1252.")
@click.option("--title", metavar="TEXT", help="Title of the bank, if not the one that is found.")
@click.option("--force", is_flag=True, help="Replace the bank file if it exists.")
@click.option("--yes", is_flag=True, help="Write without asking.")
@json_option
def import_(
    file: str,
    output: Path | None,
    format_: str | None,
    encoding: str,
    title: str | None,
    force: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Make a bank of an interview page, a table, or cards.

    FILE is a page as text, saved HTML or Markdown; a table (CSV, TSV) with a column "question";
    JSON; or Anki's text export. "-" reads from standard input. Questions are told by headings,
    numbers, question marks, "Q:" or emoji; parts by labels such as "Why they ask:", "Sample
    answer:", "Tip:". What was taken and what was left is shown before anything is written.

    \b
    Examples:
      voiceprep bank import page.html
      voiceprep bank import notes.md --output my-role.toml
      voiceprep bank import cards.csv --title "Data engineer" --yes
      xclip -o | voiceprep bank import - --output my-role.toml --yes
    """
    if output is not None:
        refuse_existing(output, force)
    result = _read(file, cast(Format | None, format_), encoding)
    if title is not None:
        result = renamed(result, title)
    own = folders().banks
    target = output or own / f"{_file_name(result.bank.title)}.toml"
    refuse_existing(target, force)
    if not as_json:
        for line in _summary(result):
            say(line)
    written = yes or _agreed(target, file, as_json)
    if written:
        if output is None:
            private_folder(target.parent)
        write_whole(target, format_bank(result.bank).encode())
    if as_json:
        print_json({"file": str(target), "written": written, **_document(result)})
    elif written:
        named = target.stem if output is None else str(target)
        click.echo()
        say(plain(f"Written: {target}"))
        if target.stem in find_banks([builtin("questions")]) and target.parent == own:
            say("It goes before the built-in bank of the same name; rename it to use both.")
        say(plain(f"Read and edit it, then: voiceprep rehearse --bank {named}"))


def _read(file: str, format: Format | None, encoding: str) -> Imported:
    name = "standard input" if file == "-" else printable(file)
    try:
        if file == "-":
            content = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            if Path(file).is_dir():
                raise BankError("It is a folder; name a file in it.")
            with Path(file).open("rb") as stream:
                content = stream.read(MAX_BYTES + 1)
        source = "interview.txt" if file == "-" else file
        return read_source(content, source, format=format, encoding=encoding)
    except (OSError, ValueError) as fault:
        reason = fault.strerror if isinstance(fault, OSError) else "not a possible file name"
        raise BankError(f"{name}: can't be read ({reason}).") from fault
    except BankError as fault:
        raise BankError(f"{name}: {fault}") from fault


def _file_name(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60].strip("-") or "interview"


def _agreed(target: Path, file: str, as_json: bool) -> bool:
    if as_json:
        return False
    if file == "-" or not sys.stdin.isatty():
        click.echo()
        click.echo("Nothing was written; --yes writes it.")
        return False
    click.echo()
    return click.confirm(plain(f"Write this into {target}?"))


def _counts(bank: Bank) -> dict[str, int]:
    asked = bank.questions
    return {
        "questions": len(asked),
        **Counter(question.kind for question in asked),
        "whys": sum(bool(question.why) for question in asked),
        "samples": sum(bool(question.sample) for question in asked),
        "tips": sum(bool(question.tip) for question in asked),
        "points": sum(len(question.points) for question in asked),
        "closing questions": len(bank.closing),
        "to prepare": len(bank.prepare),
        "faq": len(bank.faq),
    }


def _summary(result: Imported) -> Iterator[str]:
    """Lines that are safe to print."""
    for line in _lines(result):
        yield plain(line)


def _lines(result: Imported) -> Iterator[str]:
    bank = result.bank
    counts = _counts(bank)
    kinds = [f"{counts[kind]} {kind}" for kind in KINDS if kind in counts]
    yield f'"{bank.title}"'
    yield f"{counts['questions']} questions: {listed(kinds)}"
    yield (
        f"with {counts['whys']} times why it is asked, {counts['samples']} sample answers, "
        f"{counts['tips']} tips, {counts['points']} key points"
    )
    yield (
        f"{counts['closing questions']} questions to ask, {counts['to prepare']} things to "
        f"prepare, {counts['faq']} frequent questions"
    )
    for kind in KINDS:
        asked = [question for question in bank.questions if question.kind == kind]
        if asked:
            yield from ("", kind.capitalize())
        for question in asked:
            parts = [part for part in ("why", "sample", "tip") if getattr(question, part)]
            count = len(question.points)
            parts += [f"{count} point{'s' if count > 1 else ''}"] if count else []
            yield f"  {question.ask}" + (f" ({', '.join(parts)})" if parts else "")
    if result.left:
        yield from ("", "Left out")
    for left in result.left[:_MOST_LEFT]:
        text = (
            left.text if len(left.text) <= _LONGEST_LEFT else left.text[: _LONGEST_LEFT - 1] + "…"
        )
        where = f"line {left.line}: " if left.line else ""
        yield f"  {where}{text} ({left.why})"
    if len(result.left) > _MOST_LEFT:
        yield f"  and {len(result.left) - _MOST_LEFT} more; --json lists all"
    if result.doubts:
        yield from ("", "Not certain")
    yield from (f"  {doubt}" for doubt in result.doubts)


def _document(result: Imported) -> dict[str, object]:
    return {
        "title": result.bank.title,
        "taken": _counts(result.bank),
        "left": [asdict(left) for left in result.left],
        "doubts": list(result.doubts),
    }
