"""A table of a bank file, read key by key; what is wrong with it is noted, not raised."""

import difflib
import re
from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from voiceprep.bank.lines import KeyPath
from voiceprep.bank.prose import listed, shown, tidy, unprintable

T = TypeVar("T", bound=str)

MAX_FAULTS = 20
"""More of them help nobody in one go."""

_GROUPS = 'groups of texts, such as terms = [["mean", "median"], ["fill", "impute"]]'


class Fault(NamedTuple):
    """What is wrong in a bank file."""

    path: KeyPath
    text: str
    first: KeyPath | None = None
    """Where the same thing stands before, if that is the fault."""


class TooManyFaultsError(Exception):
    """A sign to stop reading."""


class Table:
    """A table of TOML; its faults go to a list that all tables of a file share."""

    def __init__(self, values: dict[str, object], path: KeyPath, faults: list[Fault]) -> None:
        self._values = values
        self.path = path
        self._faults = faults
        self._known: list[str] = []

    def present(self, names: Sequence[T]) -> list[T]:
        """Which of the names are keys here, in the order of the file."""
        self._known += names
        order = list(self._values)
        return sorted((name for name in names if name in self._values), key=order.index)

    def line(self, key: str, *, limit: int = 1_000, required: bool = False) -> str:
        """A text as one line; "" if it isn't there."""
        return " ".join(self.prose(key, limit=limit, required=required).split())

    def prose(self, key: str, *, limit: int = 20_000, required: bool = False) -> str:
        """A text of paragraphs; "" if it isn't there."""
        value = self._take(key)
        if value is None:
            if required:
                self.note(f'{key} is missing; add a line {key} = "…"')
            return ""
        return tidy(self._text(value, limit, key, key))

    def name(self, key: str, pattern: str, expected: str, default: str | None = None) -> str:
        """A text that matches the pattern as a whole; required if there is no default."""
        value = self._take(key, default)
        if isinstance(value, str) and re.fullmatch(pattern, value, re.ASCII):
            return value
        if value is None:
            self.note(f"{key} is missing; expected {expected}")
        else:
            self._wrong(value, expected, key)
        return ""

    def whole(self, key: str, low: int, high: int, default: int) -> int:
        """A whole number from `low` to `high`."""
        value = self._take(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        self._wrong(value, f"a whole number from {low} to {high}", key)
        return default

    def number(self, key: str, low: float, high: float, default: float) -> float:
        """A number from `low` to `high`."""
        value = self._take(key, default)
        if isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high:
            return float(value)
        self._wrong(value, f"a number from {low:g} to {high:g}", key)
        return default

    def positive(self, key: str, high: float, default: float) -> float:
        """A number above 0, up to `high`."""
        value = self._take(key, default)
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= high:
            return float(value)
        self._wrong(value, f"a number above 0, at most {high:g}", key)
        return default

    def flag(self, key: str) -> bool:
        """true or false; false if it isn't there."""
        value = self._take(key, False)
        if not isinstance(value, bool):
            self._wrong(value, "true or false, without quotes", key)
        return value is True

    def groups(self, key: str, limit: int) -> tuple[tuple[str, ...], ...]:
        """Groups of texts; none if they aren't there."""
        value = self._take(key, [])
        if not isinstance(value, list):
            self._wrong(value, _GROUPS, key)
            return ()
        self._bounded(value, limit, key)
        return tuple(self._group(group, key, at) for at, group in enumerate(value[:limit]))

    def texts(self, key: str, limit: int, longest: int) -> tuple[str, ...]:
        """Texts of one line each; none if they aren't there."""
        value = self._take(key, [])
        if not isinstance(value, list):
            self._wrong(value, f'a list of texts, such as {key} = ["…", "…"]', key)
            return ()
        self._bounded(value, limit, key)
        texts = (
            self._text(one, longest, "a text", key, at) for at, one in enumerate(value[:limit])
        )
        return tuple(" ".join(text.split()) for text in texts)

    def table(self, key: str) -> "Table":
        """The table below the line [key]; empty if it isn't there."""
        value = self._take(key, {})
        if not isinstance(value, dict):
            self._wrong(value, f"a table below a line [{key}]", key)
            value = {}
        return Table(value, (*self.path, key), self._faults)

    def tables(self, key: str, limit: int, header: str = "") -> "list[Table]":
        """The tables below the lines [[header]], which is the key if it isn't given."""
        value = self._take(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self._wrong(value, f"tables, each below a line [[{header or key}]]", key)
            return []
        self._bounded(value, limit, key)
        return [
            Table(one, (*self.path, key, at), self._faults) for at, one in enumerate(value[:limit])
        ]

    def end(self) -> None:
        """Notes the keys that were not asked for."""
        for key in self._values:
            if key not in self._known:
                close = difflib.get_close_matches(key[:64].lower(), self._known, n=1)
                hint = f"did you mean {close[0]}?" if close else f"known are {listed(self._known)}"
                self.note(f"there is no key {shown(key)} here; {hint}", key)

    def note(self, text: str, *below: str | int, first: KeyPath | None = None) -> None:
        """Notes a fault of this table, or of what stands below it.

        Raises TooManyFaultsError when there are enough.
        """
        self._faults.append(Fault((*self.path, *below), text, first))
        if len(self._faults) >= MAX_FAULTS:
            raise TooManyFaultsError

    def _take(self, key: str, default: object = None) -> object:
        self._known.append(key)
        return self._values.get(key, default)

    def _group(self, group: object, key: str, at: int) -> tuple[str, ...]:
        if not isinstance(group, list):
            self._wrong(group, _GROUPS, key, at)
            return ()
        if not group:
            self.note("a group of terms is empty; put a term into it, or take it out", key, at)
        self._bounded(group, 100, key, at)
        texts = (self._text(one, 100, "a term", key, at, n) for n, one in enumerate(group[:100]))
        return tuple(" ".join(text.split()) for text in texts)

    def _text(self, value: object, limit: int, what: str, *below: str | int) -> str:
        if not isinstance(value, str):
            self.note(f"{what} is {shown(value)}; expected a text in quotes", *below)
        elif not value.strip():
            self.note(f"{what} is empty; write a text, or take it out", *below)
        elif (length := len(value.strip())) > limit:
            self.note(f"{what} has {length} characters; expected at most {limit}", *below)
        elif char := unprintable(value):
            self.note(f"{what} has the character U+{ord(char):04X} in it; take it out", *below)
        else:
            return value
        return ""

    def _bounded(self, values: list[object], limit: int, *below: str | int) -> None:
        if len(values) > limit:
            text = f"{below[0]} has {len(values)} entries here; expected at most {limit}"
            self.note(text, *below, limit)

    def _wrong(self, value: object, expected: str, key: str, *below: int) -> None:
        self.note(f"{key} is {shown(value)}; expected {expected}", key, *below)
