"""Rows of words that tell something: how they are written in data files, and where they occur."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

GAP = r"(?:\S+ ){0,3}"
"""What "..." stands for: up to three words."""
_PART = re.compile(r"<!?\w+>|\.\.\.|[()|]|[^\s()|<]+|\s+")
_EDGES = re.compile(r"^[^\w%$€£]+|[^\w%]+$")


def plain_word(word: str) -> str:
    """A word in lower case without the punctuation around it."""
    return _EDGES.sub("", word.lower().replace("’", "'"))


def phrase(words: Iterable[str]) -> str:
    """Words in the form that patterns search: each with one blank on either side."""
    return " " + "".join(f"{word} " for word in map(plain_word, words) if word)


def pattern(cues: Sequence[str], words: Mapping[str, str]) -> re.Pattern[str]:
    """One pattern for many cues, to search what phrase() gives; the notation is in star.toml.

    `words` are the lists that <name> refers to. The alternatives are tried in their order.
    """
    return _pattern(tuple(cues), tuple(sorted(words.items())))


@lru_cache(maxsize=200)
def _pattern(cues: tuple[str, ...], words: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    lists = {name: set(texts.split()) for name, texts in words}
    return re.compile("|".join(f"(?<= ){_regex(cue, lists)}" for cue in cues) or r"(?!)")


def _regex(cue: str, lists: Mapping[str, set[str]]) -> str:
    parts = []
    for part in _PART.findall(" ".join(cue.split())):
        if part == "...":
            parts.append(GAP)
        elif part == " ":
            continue
        elif part in ("(", ")", "|"):
            parts.append({"(": "(?:", ")": ")", "|": "|"}[part])
        elif part.startswith("<"):
            parts.append(_listed(part, lists))
        else:
            parts.append(r"\S*".join(map(re.escape, part.split("*"))) + " ")
    return "".join(parts)


def _listed(part: str, lists: Mapping[str, set[str]]) -> str:
    name = part.strip("<!>")
    if name == "number":
        return r"[$€£]?\d\S* "
    words = "|".join(sorted(map(re.escape, lists[name]), key=len, reverse=True))
    return rf"(?!(?:{words}) )\S+ " if part.startswith("<!") else f"(?:{words}) "
