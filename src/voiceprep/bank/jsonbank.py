"""Banks as JSON: the shape that `bank show --json` prints, and lists of questions of others."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from voiceprep.bank.document import bank_in
from voiceprep.bank.imported import Findings, Imported, clean, finish
from voiceprep.bank.model import Bank
from voiceprep.bank.prose import listed
from voiceprep.bank.sheet import Row, read_rows
from voiceprep.bank.sheetcells import columns
from voiceprep.bank.table import Fault, Table, TooManyFaultsError
from voiceprep.errors import BankError

_RENAMED = {"questions": "question", "points": "point"}
_NOT_IN_BANKS = ("own",)
"""What `asdict` has of a point that no file has."""
_LISTS = ("questions", "question", "items", "data", "entries", "cards")


def json_text(bank: Bank) -> str:
    """One document, ending with a line break."""
    return json.dumps(document(bank), ensure_ascii=False, indent=2) + "\n"


def document(bank: Bank) -> dict[str, Any]:
    """The bank as JSON has it."""
    return {**asdict(bank), "advice": dict(bank.advice)}


def read_json(text: str, name: str, *, derive: bool = True) -> Imported:
    """The bank in a JSON document. Raises BankError if there is none."""
    try:
        value = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as fault:
        reason = "nested too deeply" if isinstance(fault, RecursionError) else str(fault)[:100]
        raise BankError(f"This is no JSON that can be read ({reason}).") from fault
    if isinstance(value, dict) and "title" in value and _has_ids(value.get("questions")):
        return Imported(_own(value))
    entries = value
    if isinstance(value, dict):
        entries = next((value[key] for key in _LISTS if isinstance(value.get(key), list)), None)
    found = Findings(title=name)
    if isinstance(value, dict) and isinstance(value.get("title"), str):
        found.title = value["title"]
    if not isinstance(entries, list):
        raise BankError(
            'There is no list of questions; expected {"title": …, "questions": [{"question": …, '
            '"answer": …}]}.'
        )
    for number, entry in enumerate(entries, 1):
        _entry(entry, number, found)
    return finish(found, derive=derive)


def _has_ids(questions: object) -> bool:
    return isinstance(questions, list) and all(
        isinstance(one, dict) and "id" in one and "ask" in one for one in questions
    )


def _own(value: Mapping[str, object]) -> Bank:
    faults: list[Fault] = []
    try:
        bank = bank_in(Table(_as_in_files(value), (), faults))
    except TooManyFaultsError:
        bank = Bank("")
    if faults:
        told = [
            "".join(f"{one + 1 if isinstance(one, int) else one} " for one in fault.path)
            + f"- {fault.text}"
            for fault in faults
        ]
        raise BankError("\n".join(f"{line}." for line in told))
    return bank


def _as_in_files(value: Mapping[str, object]) -> dict[str, object]:
    """A table as bank files have it: what is empty is not there."""
    table: dict[str, object] = {}
    for key, inner in value.items():
        if inner in ("", [], {}, None) or key in _NOT_IN_BANKS:
            continue
        if isinstance(inner, dict):
            inner = _as_in_files(inner)
        elif isinstance(inner, list) and key != "terms":
            inner = [_as_in_files(one) if isinstance(one, dict) else one for one in inner]
        table[_RENAMED.get(key, key)] = inner
    return table


def _entry(entry: object, number: int, found: Findings) -> None:
    if isinstance(entry, str):
        read_rows([Row([entry], 0)], {0: "ask"}, found)
    elif isinstance(entry, dict):
        named = columns(list(entry))
        cells = [_cell(value) for value in entry.values()]
        if "ask" in named.values():
            read_rows([Row(cells, 0)], named, found)
        else:
            found.leave(listed([*map(str, entry)][:5]), f"entry {number} has no question")
    else:
        found.leave(str(entry)[:200], f"entry {number} is no question")


def _cell(value: object) -> str:
    if isinstance(value, list):
        return "\n".join(one for one in value if isinstance(one, str))
    return clean(value) if isinstance(value, str) else "" if value is None else str(value)[:100]
