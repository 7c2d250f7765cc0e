"""voiceprep bank list."""

from pathlib import Path

import click
from rich.text import Text

from voiceprep.bank.bankfile import find_banks, read_bank
from voiceprep.bank.model import Bank
from voiceprep.cli.bank.layout import counts, line, print_parts, table
from voiceprep.cli.output import json_option, print_json
from voiceprep.config import folders
from voiceprep.errors import BankError
from voiceprep.resources import builtin


@click.command("list")
@json_option
def list_(as_json: bool) -> None:
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
    shown = table("Name", "Questions", "Points", "Title")
    for entry in entries:
        figures = (
            [str(entry["questions"]), str(entry["points"])] if not entry["fault"] else ["", ""]
        )
        title = entry["title"] if not entry["fault"] else _first_line(str(entry["fault"]))
        own_mark = "" if entry["built_in"] else " (yours)"
        shown.add_row(line(entry["name"]), *figures, line(f"{title}{own_mark}"))
    print_parts([shown, Text(), line(f"Banks of your own go into {own}")])


def _entry(name: str, path: Path, built_in: bool) -> dict[str, object]:
    entry: dict[str, object] = {"name": name, "file": str(path), "built_in": built_in}
    try:
        bank = read_bank(path)
    except BankError as fault:
        return {**entry, "title": "", "language": "", **counts(Bank("")), "fault": str(fault)}
    return {
        **entry,
        "title": bank.title,
        "language": bank.language,
        **counts(bank),
        "fault": "",
    }


def _first_line(fault: str) -> str:
    first, *more = fault.splitlines()
    return f"can't be used: {first}" + (" (and more)" if more else "")
