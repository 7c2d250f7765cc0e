"""voiceprep bank points."""

import sys
from dataclasses import asdict
from pathlib import Path

import click

from voiceprep.bank.bankfile import bank_path, find_banks, read_bank
from voiceprep.bank.edit import replace_points
from voiceprep.bank.model import Bank, KeyPoint
from voiceprep.bank.points import derive_points
from voiceprep.bank.prose import printable, shown
from voiceprep.cli.output import json_option, print_json
from voiceprep.cli.writing import refuse_existing
from voiceprep.config import folders
from voiceprep.errors import BankError
from voiceprep.report.terminal import plain
from voiceprep.resources import builtin
from voiceprep.wholefile import write_whole


@click.command()
@click.argument("name", metavar="BANK")
@click.option("--question", metavar="ID", help="Only this question.")
@click.option("--again", is_flag=True, help="Also replace points that were derived before.")
@click.option("--replace", is_flag=True, help="Replace all points, also those you wrote.")
@click.option(
    "--output", metavar="FILE", type=click.Path(path_type=Path), help="Write another file instead."
)
@click.option("--force", is_flag=True, help="Replace the output file if it exists.")
@click.option("--yes", is_flag=True, help="Write without asking.")
@json_option
def points(
    name: str,
    question: str | None,
    again: bool,
    replace: bool,
    output: Path | None,
    force: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Derive key points from sample answers and tips, and write them into the bank file.

    Questions that have no points get some, marked as derived, for you to edit. The rest of the
    file stays as it is, with its comments. What will be written is shown first.

    \b
    Examples:
      voiceprep bank points my-role
      voiceprep bank points my-role.toml --question late-data --again
      voiceprep bank points my-role.toml --output with-points.toml --yes
      voiceprep bank points my-role --json           show them, write nothing
    """
    source = bank_path(name, folders().banks)
    if output is not None:
        refuse_existing(output, force)
    elif source in find_banks([builtin("questions")]).values():
        raise click.ClickException(
            "A built-in bank stays as it is; give --output FILE to write a copy of your own."
        )
    bank = read_bank(source)
    derived = _derived(bank, question, again=again, replace=replace)
    total = sum(map(len, derived.values()))
    changed = ""
    if total or output:
        text = source.read_bytes().decode("utf-8-sig")
        changed = replace_points(text, printable(str(source)), derived, drop_written=replace)
    target = output or source
    if not as_json:
        for id, made in derived.items():
            click.echo(plain(bank.question(id).ask))
            for point in made:
                click.echo(plain(f"  - {point.say}"))
                click.echo(plain(f"      {'; '.join(', '.join(one) for one in point.terms)}"))
        if not total:
            click.echo("There is nothing to derive: every question has points, or no prose.")
    written = bool(changed) and _agreed(target, total, yes, as_json)
    if written:
        write_whole(target, changed.encode())
    if as_json:
        listed = {id: [asdict(point) for point in made] for id, made in derived.items()}
        print_json({"file": str(target), "written": written, "points": listed})
    elif written:
        click.echo(plain(f"Written into {target}. Read them: rules can't tell what matters."))


def _derived(
    bank: Bank, only: str | None, *, again: bool, replace: bool
) -> dict[str, tuple[KeyPoint, ...]]:
    if only is not None and only not in {question.id for question in bank.questions}:
        raise BankError(
            f'"{printable(bank.title)}" has no question {shown(only)}; voiceprep bank show lists '
            "them."
        )
    found = {}
    for question in bank.questions:
        if only is not None and question.id != only:
            continue
        empty = not question.points
        all_derived = all(point.derived for point in question.points)
        if empty or replace or (again and all_derived):
            made = derive_points(question, bank.language)
            if made:
                found[question.id] = made
    return found


def _agreed(target: Path, total: int, yes: bool, as_json: bool) -> bool:
    """Whether to write; where nobody can be asked, only with --yes."""
    if yes or as_json or not sys.stdin.isatty():
        if not yes and not as_json:
            click.echo("Nothing was written; --yes writes it.")
        return yes
    return click.confirm(plain(f"Write {total} points into {target}?"))
