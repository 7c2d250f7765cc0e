"""By which words an interview page says what stands where; they stand in pages.toml."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, eq=False)
class PageWords:
    """All in lower case."""

    sections: Mapping[str, tuple[str, ...]]
    """Section: what its heading has in it. The first that fits is taken."""
    heading: frozenset[str]
    furniture: tuple[str, ...]
    asks: tuple[str, ...]
    behavioral: tuple[str, ...]
    title_start: frozenset[str]
    title_end: tuple[str, ...]
    title_for: tuple[str, ...]
    """What stands between such a part and the role: "questions for an engineer"."""
    labels: Mapping[str, str]
    """Label: the part of a question that it stands in front of."""
    emoji: Mapping[str, str]
    """The kind of a question that begins so."""


@cache
def page_words() -> PageWords:
    """The words of all languages together: a page seldom says which one it is in."""
    tables = [*_tables()]
    words = [table.get("words", {}) for table in tables]

    def listed(name: str) -> tuple[str, ...]:
        return tuple(phrase for one in words for phrase in one.get(name, ()))

    def blank(name: str) -> frozenset[str]:
        return frozenset(word for one in words for word in one.get(name, "").split())

    sections: dict[str, tuple[str, ...]] = {}
    labels: dict[str, str] = {}
    emoji: dict[str, str] = {}
    for table in tables:
        for section, phrases in table.get("sections", {}).items():
            sections[section] = (*sections.get(section, ()), *phrases)
        for part, names in table.get("labels", {}).items():
            for label in names:
                labels.setdefault(label, part)
        emoji |= table.get("emoji", {})
    return PageWords(
        sections=sections,
        heading=blank("heading"),
        furniture=listed("furniture"),
        asks=listed("asks"),
        behavioral=listed("behavioral"),
        title_start=blank("title_start"),
        title_end=listed("title_end"),
        title_for=listed("title_for"),
        labels=labels,
        emoji=emoji,
    )


def _tables() -> Iterator[Mapping[str, Any]]:
    """Those of English, then those of the other languages by their codes."""
    folders = (folder for folder in files(__package__).iterdir() if folder.is_dir())
    for folder in sorted(folders, key=lambda folder: (folder.name != "en", folder.name)):
        file = folder.joinpath("pages.toml")
        if file.is_file():
            yield tomllib.loads(file.read_text(encoding="utf-8"))
