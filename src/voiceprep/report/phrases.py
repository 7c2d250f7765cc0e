"""The report's texts: one table a language (language/<code>/report.toml)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

FALLBACK = "en"


@dataclass(frozen=True)
class Phrases:
    """Phrases by their dotted name."""

    code: str
    """ISO 639-1 code of the language that they are in."""
    table: Mapping[str, Any]

    def __call__(self, name: str, **values: object) -> str:
        """The text of this name, filled in; KeyError if there is none.

        Where it depends on a number, that is `n`.
        """
        text = self.value(name)
        if isinstance(text, Mapping):
            text = text["one" if values["n"] == 1 else "other"]
        return str(text).format(**values) if values else str(text)

    def get(self, name: str, other: str) -> str:
        """The text of this name, or the other one where there is none."""
        try:
            return self(name)
        except (KeyError, TypeError):
            return other

    def value(self, name: str) -> Any:
        """What stands in the table under this name, be it a text, a list or a table."""
        found: Any = self.table
        for part in name.split("."):
            found = found[part]
        return found

    def figure(self, text: str) -> str:
        """Figures with this language's sign before the decimals."""
        return text.replace(".", self("page.decimal"))

    def date(self, when: datetime, *, time: bool = True) -> str:
        """A moment as it is written out, in the user's own time zone."""
        local = when.astimezone()
        return self(
            "page.date" if time else "page.day",
            day=local.day,
            month=self.value("page.months")[local.month - 1],
            year=local.year,
            time=local.strftime("%H:%M"),
        )


@cache
def phrases(code: str) -> Phrases:
    """The texts for a language (ISO 639-1 code); English where there are none."""
    folder = files("voiceprep.language")
    for each in (code, FALLBACK):
        file = folder.joinpath(each, "report.toml")
        if each.isalpha() and file.is_file():
            return Phrases(each, tomllib.loads(file.read_text(encoding="utf-8")))
    raise FileNotFoundError("language/en/report.toml")
