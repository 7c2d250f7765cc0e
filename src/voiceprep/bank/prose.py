"""Texts of banks: made tidy, made safe to show, put into sentences."""

import re
import unicodedata
from collections.abc import Sequence

_TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Characters that turn the direction of writing, and so can disguise what a text says."""


def tidy(text: str) -> str:
    """Paragraphs parted by one empty line, with single blanks and no other line breaks."""
    paragraphs = (" ".join(part.split()) for part in re.split(r"\n[^\S\n]*\n", text))
    return "\n\n".join(filter(None, paragraphs))


def unprintable(text: str) -> str:
    """The first character that steers a terminal, disguises text or can't be stored; or ""."""
    for char in text:
        category = unicodedata.category(char)
        if (category in ("Cc", "Cs", "Zl", "Zp") and char not in "\n\t") or char in _TURNING:
            return char
    return ""


def printable(text: str) -> str:
    """The text with U+FFFD in place of each unprintable character."""
    return "".join("\ufffd" if unprintable(char) else char for char in text)


def shown(value: object) -> str:
    """A value of TOML as it can stand in a sentence: short and printable."""
    if isinstance(value, str):
        line = " ".join(value[:200].split())
        return f'"{printable(line if len(line) <= 40 else line[:39] + "…")}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and abs(value) >= 10**15:
        return "a huge number"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    return "a date or time"


def listed(names: Sequence[str]) -> str:
    """Names in a sentence: "a, b and c"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
