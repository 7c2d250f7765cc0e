"""How a question's parts stand in cells and lines: heads of columns, points, groups of terms."""

import re
from collections.abc import Sequence
from dataclasses import replace

from voiceprep.bank.model import KeyPoint
from voiceprep.language.pages import page_words

_NOTES = re.compile(r"(heard by|counts|if missed|derived):?\s*", re.I)


def columns(cells: Sequence[str]) -> dict[int, str]:
    """Which column holds which part of a question, if these are the heads of a table."""
    labels = page_words().labels
    found: dict[int, str] = {}
    for at, cell in enumerate(cells):
        part = labels.get(" ".join(re.findall(r"[\w']+", cell.lower())))
        if part and part not in found.values():
            found[at] = part
    return found


def point_in(text: str, before: KeyPoint | None = None) -> KeyPoint:
    """The point of a line; `before` is the point that the line says more of."""
    text = " ".join(text.split())
    note = _NOTES.match(text)
    if before is None:
        return KeyPoint(text[:1_000].strip())
    if not note:
        return replace(before, say=f"{before.say} {text}"[:1_000].strip())
    rest = text[note.end() :]
    name = note[1].lower()
    if name == "heard by":
        return replace(before, terms=groups_in(rest))
    if name == "if missed":
        return replace(before, follow_up=rest[:1_000].strip())
    if name == "derived":
        return replace(before, derived=True)
    return replace(before, weight=weight_in(rest))


def weight_in(text: str) -> float:
    """A weight as a bank takes it; 1 if it is none."""
    try:
        weight = float(text)
    except ValueError:
        return 1.0
    return weight if 0 < weight <= 1_000 else 1.0


def groups_text(terms: Sequence[Sequence[str]]) -> str:
    """Groups between semicolons, alternatives between commas: "mean, median; fill, impute"."""
    return "; ".join(", ".join(map(_escaped, group)) for group in terms)


def groups_in(text: str) -> tuple[tuple[str, ...], ...]:
    """The groups of such a text, as far as a bank takes them."""
    groups: list[list[str]] = [[""]]
    escaped = False
    for char in text:
        if escaped or char not in "\\,;":
            groups[-1][-1] += char
            escaped = False
        elif char == "\\":
            escaped = True
        elif char == ",":
            groups[-1].append("")
        else:
            groups.append([""])
    tidied = (tuple(" ".join(term.split()) for term in group) for group in groups)
    kept = (tuple(term for term in group if 0 < len(term) <= 100)[:100] for group in tidied)
    return tuple(group for group in kept if group)[:20]


def _escaped(term: str) -> str:
    return "".join(f"\\{char}" if char in "\\,;" else char for char in term)
