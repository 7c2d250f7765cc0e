"""Bank files: TOML for people to read and edit; every fault with its file and line."""

import difflib
import re
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from voiceprep.bank.document import bank_in
from voiceprep.bank.layout import format_bank
from voiceprep.bank.lines import find_lines, too_deep
from voiceprep.bank.model import Bank
from voiceprep.bank.points import with_points
from voiceprep.bank.prose import listed, printable, shown
from voiceprep.bank.table import MAX_FAULTS, Fault, Table, TooManyFaultsError
from voiceprep.errors import BankError
from voiceprep.resources import builtin

__all__ = [
    "bank_path",
    "find_banks",
    "format_bank",
    "language_of_bank",
    "open_bank",
    "parse_bank",
    "read_bank",
]

T = TypeVar("T")
MAX_BYTES = 4 * 1024 * 1024
_MAX_DEPTH = 32
"""Brackets within brackets, and keys joined by dots: tomllib is slow or fails beyond hundreds."""

_ADVICE_ON_SYNTAX = (
    ("Invalid value", 'a text stands in quotes: ask = "…"'),
    ("Expected '='", 'expected a line such as ask = "…", or a header such as [[question]]'),
    ("Invalid statement", 'expected a line such as ask = "…", or a header such as [[question]]'),
    ("Cannot overwrite", "a key can stand only once below a header"),
    ("twice", "a header that comes again has two brackets: [[question]]"),
    ("Illegal character '\\n'", 'a text of several lines stands between """ and """'),
    ("Illegal character", "take the character out"),
    ("Unterminated string", "a text ends with the quotes that it began with"),
    ("Unescaped '\\'", "write \\\\ for a backslash"),
    ("Unclosed array", "a list ends with ]"),
    ("newline or end of document", "each key stands on a line of its own, each text in quotes"),
)


def open_bank(bank: str, own: Path) -> Bank:
    """The bank of this name or in this file; `own` is the folder of the user's banks.

    Questions without points have points derived from their sample or tip.

    Raises BankError as bank_path and read_bank do.
    """
    return with_points(read_bank(bank_path(bank, own)))


def language_of_bank(bank: str, own: Path) -> str:
    """ISO code of a bank's language; English, the usual one, where the bank can't be opened."""
    try:
        return read_bank(bank_path(bank, own)).language
    except BankError:
        return Bank.language


def bank_path(bank: str, own: Path) -> Path:
    """The file of a bank, given by name or as a path, which has a dot or a slash in it.

    Raises BankError, with the names that there are, if there is none.
    """
    known = find_banks((own, builtin("questions")))
    if bank in known:
        return known[bank]
    if "." in bank or "/" in bank:
        return Path(bank)
    close = difflib.get_close_matches(bank[:64].lower(), known, n=1)
    hint = f"did you mean {close[0]}?" if close else f"there are: {listed([*known]) or 'none'}."
    raise BankError(f"There is no bank {shown(bank)}; {printable(hint)}")


def find_banks(folders: Iterable[Path]) -> dict[str, Path]:
    """The bank files of the folders by name, which is the file's without ".toml".

    Where two have one name, the one in the earlier folder is taken. Folders that can't be read
    hold none.
    """
    banks: dict[str, Path] = {}
    for folder in folders:
        try:
            files = sorted(folder.iterdir())
        except OSError:
            continue
        for file in files:
            if file.suffix == ".toml" and not file.name.startswith(".") and file.is_file():
                banks.setdefault(file.stem, file)
    return banks


def read_bank(path: Path) -> Bank:
    """The bank in a file.

    Raises BankError if it can't be read or used, with all of its faults, one a line.
    """
    name = printable(str(path))
    return parse_bank(read_text(path), name)


def read_text(path: Path) -> str:
    """The text of a TOML file for people. Raises BankError if it can't be read."""
    name = printable(str(path))
    try:
        if path.exists() and not path.is_file():
            raise BankError(f"{name}: this is no file; give a file (TOML).")
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as fault:
        reason = fault.strerror if isinstance(fault, OSError) else "not a possible file name"
        raise BankError(f"{name}: can't be read ({reason}).") from fault
    if len(content) > MAX_BYTES:
        raise BankError(f"{name}: larger than {MAX_BYTES >> 20} MiB; split it into several banks.")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        column = fault.start - content.rfind(b"\n", 0, fault.start)
        raise BankError(
            f"{name}:{line}: byte {column} of the line, 0x{content[fault.start]:02X}, is not "
            "UTF-8; save the file as UTF-8."
        ) from fault


def parse_bank(text: str, name: str) -> Bank:
    """The bank in a text of TOML; `name` is what faults call the file.

    Raises BankError with all faults, one a line, up to 20.
    """
    return parse_table(text, name, bank_in)


def parse_table(text: str, name: str, read: Callable[[Table], T]) -> T:
    """What `read` makes of a text of TOML; raises BankError as parse_bank does."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    values = toml_values(text, name)
    faults: list[Fault] = []
    try:
        found = read(Table(values, (), faults))
        if not faults:
            return found
    except TooManyFaultsError:
        pass
    raise BankError(fault_lines(faults, text, name))


def toml_values(text: str, name: str) -> dict[str, object]:
    if len(text) > MAX_BYTES:
        raise BankError(
            f"{name}:1: larger than {MAX_BYTES >> 20} MiB; split it into several banks."
        )
    if line := too_deep(text, _MAX_DEPTH):
        raise BankError(f"{name}:{line}: nested too deeply; a bank has brackets two deep at most.")
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as fault:
        raise BankError(f"{name}:{_syntax(str(fault), text)}.") from fault


def _syntax(fault: str, text: str) -> str:
    """The line, and what tomllib says of it with advice."""
    found = re.search(r" \(at line (\d+), column (\d+)\)$", fault)
    line = int(found[1]) if found else text.rstrip("\n").count("\n") + 1
    where = f"column {found[2]}" if found else "the end"
    what = re.sub(r" \(at [^()]*\)$", "", fault).rstrip(".")
    advice = next(
        (more for sign, more in _ADVICE_ON_SYNTAX if sign in what), "see how TOML is written"
    )
    return printable(f"{line}: not TOML at {where}: {what[:200]}; {advice}")


def fault_lines(faults: list[Fault], text: str, name: str) -> str:
    """The faults by line, one a line."""
    paths = {path for fault in faults for path in (fault.path, fault.first) if path is not None}
    lines = find_lines(text, paths)
    told: list[tuple[int, str]] = []
    for fault in faults:
        first = f" (first on line {lines[fault.first]})" if fault.first is not None else ""
        told.append((lines[fault.path], f"{name}:{lines[fault.path]}: {fault.text}{first}."))
    told.sort(key=lambda one: one[0])
    more = [f"{name}: the first {MAX_FAULTS} faults; there may be more."]
    return "\n".join([line for _, line in told] + (more if len(faults) >= MAX_FAULTS else []))
