"""How the sentences of a language come apart; its words stand in its folder's clauses.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

Phrases = tuple[tuple[str, ...], ...]
"""Phrases as words in lower case, the longest first."""


@dataclass(frozen=True, eq=False)
class Clauses:
    """What taking sentences apart needs to know. A language without tables has empty ones."""

    abbreviations: frozenset[str] = frozenset()
    contrast: frozenset[str] = frozenset()
    """Words that set a clause against the rest: while, although, but."""
    join: frozenset[str] = frozenset()
    relative: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()
    determiners: frozenset[str] = frozenset()
    auxiliaries: frozenset[str] = frozenset()
    openers: frozenset[str] = frozenset()
    """Words before the matter of a clause: then, finally."""
    speaker: frozenset[str] = frozenset()
    between: frozenset[str] = frozenset()
    """Words between the speaker and the verb: would, usually."""
    settings: Phrases = ()
    """Phrases that only say where and when."""
    leads: Phrases = ()
    """What an instruction begins with: discuss how."""
    tails: Phrases = ()
    tail_leads: Phrases = ()
    """What stands around a thing to be kept in mind."""
    examples: Phrases = ()
    """In front of a list of cases: such as."""
    together: Phrases = ()
    """Before two things that are one thought: the difference between."""
    noun_endings: frozenset[str] = frozenset()
    """Of nouns that have the stem of a verb."""
    adverb_endings: frozenset[str] = frozenset()
    """Of words that may stand before a verb: ly."""
    participle_endings: frozenset[str] = frozenset()
    """Of verbs that make no clause: ing."""
    verbs: frozenset[str] = frozenset()
    """Verbs, and those of their forms that no stemmer finds."""


@cache
def clause_words(code: str) -> Clauses:
    """The tables of a language (ISO 639-1 code); empty ones where there are none."""
    file = files(__package__).joinpath(code, "clauses.toml") if code.isalpha() else None
    if file is None or not file.is_file():
        return Clauses()
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    parts: dict[str, Any] = {}
    for key, value in table.items():
        if isinstance(value, str):
            parts[key] = frozenset(value.split())
        else:
            phrases = (tuple(phrase.split()) for phrase in value)
            parts[key] = tuple(sorted(phrases, key=len, reverse=True))
    return Clauses(**parts)
