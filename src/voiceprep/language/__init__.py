"""Tables of words, one folder a language: what code must know of it and must not hold itself."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

_NONE: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Language:
    """What matching knows of one language. A language without tables has empty ones."""

    code: str
    """ISO 639-1 code."""
    stemmer: str = ""
    """Name of its Snowball algorithm; empty: words are compared as they are."""
    function_words: frozenset[str] = frozenset()
    """Words that carry grammar and no matter."""
    light_words: frozenset[str] = frozenset()
    """Words that fit any subject: they weigh less than others."""
    negations: frozenset[str] = frozenset()
    """Words that turn what follows into its opposite."""
    negation_pairs: frozenset[str] = frozenset()
    """Two words, with a blank between them, that do the same: rather than."""
    not_negating: frozenset[str] = frozenset()
    """Words after a negation that take it back: not only, not just."""
    clause_ends: frozenset[str] = frozenset()
    """Words that end what a negation reaches."""
    polar_prefixes: tuple[str, ...] = ()
    """Beginnings that change what a word says: under-, over-, non-."""
    unlike: Mapping[str, frozenset[str]] = field(default_factory=lambda: _NONE)
    """Words that sound or look alike and mean different things."""
    digits: Mapping[str, int] = field(default_factory=lambda: _NONE)
    """zero to nine, with other names for them."""
    teens: Mapping[str, int] = field(default_factory=lambda: _NONE)
    """ten to nineteen."""
    tens: Mapping[str, int] = field(default_factory=lambda: _NONE)
    """twenty to ninety."""
    scales: Mapping[str, int] = field(default_factory=lambda: _NONE)
    """hundred, thousand, million, and what stands for them behind digits."""
    decades: Mapping[str, str] = field(default_factory=lambda: _NONE)
    """nineties: 90s."""
    ordinals: Mapping[str, str] = field(default_factory=lambda: _NONE)
    """1st: first."""
    number_joins: Mapping[str, str] = field(default_factory=lambda: _NONE)
    """point: the decimal point; and: what may stand between hundreds and tens."""
    letters: Mapping[str, str] = field(default_factory=lambda: _NONE)
    """What a letter's name sounds like: see, c."""
    symbols: Mapping[str, str] = field(default_factory=lambda: _NONE)
    """%: percent."""
    units: Mapping[str, str] = field(default_factory=lambda: _NONE)
    """What stands right behind digits: ms, milliseconds."""
    variants: tuple[tuple[str, str], ...] = ()
    """Spellings made one: a regular expression, what it becomes."""
    kept_endings: tuple[tuple[str, str], ...] = ()
    """Endings that a stem keeps: a regular expression, what to put behind the stem."""
    same: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NONE)
    """An acronym or name: other words for the same thing."""


@cache
def tables(code: str) -> Language:
    """The tables of a language (ISO 639-1 code); empty ones where there is no folder for it."""
    folder = files(__name__).joinpath(code) if code.isalpha() else None
    if folder is None or not folder.is_dir():
        return Language(code)
    words = _read(folder.joinpath("words.toml"))
    numbers = _read(folder.joinpath("numbers.toml"))
    spoken = _read(folder.joinpath("spoken.toml"))
    return Language(
        code,
        stemmer=words["stemmer"],
        function_words=_set(words["function"]),
        light_words=_set(words["light"]),
        negations=_set(words["negation"]),
        negation_pairs=frozenset(words["negation_pairs"]),
        not_negating=_set(words["not_negating"]),
        clause_ends=_set(words["clause_end"]),
        polar_prefixes=tuple(sorted(words["polar_prefix"].split(), key=len, reverse=True)),
        unlike=_unlike(words["unlike"]),
        digits=numbers["digits"],
        teens=numbers["teens"],
        tens=numbers["tens"],
        scales=numbers["scales"],
        decades=numbers["decades"],
        ordinals=numbers["ordinals"],
        number_joins=numbers["joins"],
        letters={
            sound: letter for letter, line in spoken["letters"].items() for sound in line.split()
        },
        symbols=spoken["symbols"],
        units=spoken["units"],
        variants=tuple((old, new) for old, new in spoken["variants"]),
        kept_endings=tuple((ending, kept) for ending, kept in spoken["kept_endings"]),
        same={name: tuple(others) for name, others in spoken["same"].items()},
    )


def _read(file: Any) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _unlike(groups: list[str]) -> dict[str, frozenset[str]]:
    others: dict[str, frozenset[str]] = {}
    for group in map(_set, groups):
        for word in group:
            others[word] = others.get(word, frozenset()) | (group - {word})
    return others
