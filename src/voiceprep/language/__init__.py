"""Tables of words, one folder a language: what code must know of it and must not hold itself."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, TypeVar

T = TypeVar("T")

_NONE: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class FillerPhrase:
    """A phrase that can fill time, and the rules that tell whether it does (fillers.toml)."""

    words: tuple[str, ...]
    rules: tuple[tuple[str, bool], ...]
    """Words before and after _, and whether the phrase fills there; the first that fits decides."""
    otherwise: bool
    unless: frozenset[str]
    """Words shortly before that make it none."""


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
    late_negations: frozenset[str] = frozenset()
    """Negations that can stand at the end of their clause and turn round what is before them."""
    respellings: tuple[tuple[str, str], ...] = ()
    """Letters that can be written by others: ß, ss."""
    clause_ends: frozenset[str] = frozenset()
    """Words that end what a negation reaches."""
    polar_prefixes: tuple[str, ...] = ()
    """Beginnings that change what a word says: under-, over-, non-."""
    unlike: Mapping[str, frozenset[str]] = field(default_factory=lambda: _NONE)
    """Words that sound or look alike and mean different things."""
    opposites: tuple[tuple[str, str], ...] = ()
    """Words, separated by blanks, and the words that say the opposite of them."""
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
    ordinal_numbers: Mapping[str, int] = field(default_factory=lambda: _NONE)
    """tenth: 10."""
    ordinal_units: Mapping[str, int] = field(default_factory=lambda: _NONE)
    """first: 1, behind tens and hundreds."""
    parts: Mapping[str, int] = field(default_factory=lambda: _NONE)
    """quarter: 4."""
    many_parts: Mapping[str, int] = field(default_factory=lambda: _NONE)
    """quarters: 4."""
    articles: frozenset[str] = frozenset()
    """a, an: before hundred and half they are one."""
    part_of: frozenset[str] = frozenset()
    """Words behind "a third" that make it a fraction."""
    before_decimals: frozenset[str] = frozenset()
    """Words behind which a number may begin with its point."""
    not_after_k: frozenset[str] = frozenset()
    """Words behind a k that is no thousand."""
    number_joins: Mapping[str, str] = field(default_factory=lambda: _NONE)
    """point: the decimal point; and: what may stand between hundreds and tens."""
    letters: Mapping[str, str] = field(default_factory=lambda: _NONE)
    """What a letter's name sounds like: see, c."""
    symbols: Mapping[str, str] = field(default_factory=lambda: _NONE)
    """%: percent."""
    units: Mapping[str, str] = field(default_factory=lambda: _NONE)
    """What stands right behind digits: ms, milliseconds."""
    inside: Mapping[str, str] = field(default_factory=lambda: _NONE)
    """Signs that are read wherever they stand in a word: ², squared."""
    powers: Mapping[str, str] = field(default_factory=lambda: _NONE)
    """2: squared."""
    currencies: frozenset[str] = frozenset()
    """Signs that stand before an amount and are said behind it."""
    short: Mapping[str, str] = field(default_factory=lambda: _NONE)
    """Whole words that are read as others: w/o, without."""
    written: Mapping[str, tuple[tuple[int, Mapping[tuple[str, ...], str]], ...]] = field(
        default_factory=lambda: _NONE
    )
    """By first word: spoken phrases of so many words that are written as one, longest first."""
    acronyms: frozenset[str] = frozenset()
    """Acronyms with an a or i at an end, which as letters could be words."""
    ordinal_endings: frozenset[str] = frozenset()
    """th, st: behind digits."""
    scale_letters: Mapping[str, int] = field(default_factory=lambda: _NONE)
    """What a letter right behind digits multiplies by: 70B."""
    singular: Mapping[str, str] = field(default_factory=lambda: _NONE)
    """What stands behind a slash: s, second."""
    decimal: str = "."
    """What stands between the whole and its decimals in figures."""
    compound_numbers: Mapping[str, str] = field(default_factory=lambda: _NONE)
    """Number words that are written together in longer ones, and the word that each is alone."""
    compounds: int = 0
    """Letters from which a word may be part of a longer one; 0 where words aren't compounded."""
    thousand: str = ""
    """The letter that is also spoken for a thousand."""
    minus: str = ""
    """What the sign before a number is read as."""
    per: str = ""
    """What a slash before a unit of time is read as."""
    range: str = ""
    """The word between two numbers: five to ten."""
    version: str = ""
    """What a v before a number is read as."""
    variants: tuple[tuple[str, str], ...] = ()
    """Spellings made one: a regular expression, what it becomes."""
    kept_endings: tuple[tuple[str, str], ...] = ()
    """Endings that a stem keeps: a regular expression, what to put behind the stem."""
    same: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NONE)
    """An acronym or name: other words for the same thing."""
    filler_sounds: frozenset[str] = frozenset()
    """Filled pauses, as recognisers write them: um."""
    common_filler_sounds: frozenset[str] = frozenset()
    """Those of which a model has at least one if it can hear filled pauses at all."""
    filler_phrases: Mapping[str, tuple[FillerPhrase, ...]] = field(default_factory=lambda: _NONE)
    """By their first word, longest first."""
    filler_kinds: Mapping[str, frozenset[str]] = field(default_factory=lambda: _NONE)
    """Kinds of words that the rules name."""
    first_singular: frozenset[str] = frozenset()
    """I and its forms."""
    first_plural: frozenset[str] = frozenset()
    """we and its forms."""
    hedges: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=lambda: _NONE)
    """Words that take back what is said, by their first word, longest first."""
    not_hedging_after: frozenset[str] = frozenset()
    """Words after which a phrase is no hedge: what (i think)."""
    doubled: frozenset[str] = frozenset()
    """Words that are said twice in a row on purpose."""
    terms: tuple[str, ...] = ()
    """Terms of the field."""
    no_terms: frozenset[str] = frozenset()
    """Words that are no terms of a field, beside the everyday ones."""
    everyday: frozenset[str] = frozenset()
    """The commonest words: a recogniser that writes one most likely heard just that."""
    sounds: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=lambda: _NONE)
    """By first letter: letters, as a regular expression, and how they sound; the first that fits
    decides. Without it words are not compared by sound."""
    letter_sounds: Mapping[str, str] = field(default_factory=lambda: _NONE)
    """How the name of a letter sounds."""
    said: Mapping[str, str] = field(default_factory=lambda: _NONE)
    """How words sound of which the rules give something else."""
    misheard: Mapping[str, Mapping[str, int]] = field(default_factory=lambda: _NONE)
    """By a sound: what is heard for it (- for nothing), of a hundred times."""
    added_sounds: Mapping[str, int] = field(default_factory=lambda: _NONE)
    """How often a sound is heard where none was said, of a thousand."""
    usual_sounds: Mapping[str, int] = field(default_factory=lambda: _NONE)
    """How often a sound comes in ordinary talk, of a thousand."""


@cache
def tables(code: str) -> Language:
    """The tables of a language (ISO 639-1 code); empty ones where there is no folder for it."""
    folder = files(__name__).joinpath(code) if code.isalpha() else None
    if folder is None or not folder.is_dir():
        return Language(code)
    words = _read(folder.joinpath("words.toml"))
    numbers = _read(folder.joinpath("numbers.toml"))
    spoken = _read(folder.joinpath("spoken.toml"))
    fillers = _read(folder.joinpath("fillers.toml"))
    wording = _read(folder.joinpath("wording.toml"))
    sounds = _read(folder.joinpath("sounds.toml"))
    said = _read(folder.joinpath("said.toml"))
    hearing = _read(folder.joinpath("hearing.toml"))
    everyday = _read(folder.joinpath("everyday.toml"))

    def respelt(line: str) -> str:
        """A list of words, and behind it those that can be spelt otherwise."""
        other = line
        for letter, letters in words.get("respell", ()):
            other = other.replace(letter, letters)
        return line if other == line else f"{line} {other}"

    return Language(
        code,
        stemmer=words.get("stemmer", ""),
        function_words=_set(respelt(words.get("function", ""))),
        light_words=_set(respelt(words.get("light", ""))),
        negations=_set(respelt(words.get("negation", ""))),
        negation_pairs=frozenset(words.get("negation_pairs", ())),
        not_negating=_set(words.get("not_negating", "")),
        late_negations=_set(words.get("late_negation", "")),
        respellings=tuple((letter, letters) for letter, letters in words.get("respell", ())),
        clause_ends=_set(words.get("clause_end", "")),
        polar_prefixes=tuple(sorted(words.get("polar_prefix", "").split(), key=len, reverse=True)),
        unlike=_unlike(words.get("unlike", ())),
        opposites=tuple((one, other) for one, other in words.get("opposites", ())),
        digits=_respelt_keys(numbers.get("digits", {}), respelt),
        teens=_respelt_keys(numbers.get("teens", {}), respelt),
        tens=_respelt_keys(numbers.get("tens", {}), respelt),
        scales=_respelt_keys(numbers.get("scales", {}), respelt),
        decades=numbers.get("decades", {}),
        ordinals=numbers.get("ordinals", {}),
        ordinal_numbers=numbers.get("ordinal_numbers", {}),
        ordinal_units=numbers.get("ordinal_units", {}),
        parts=numbers.get("parts", {}),
        many_parts=numbers.get("many_parts", {}),
        articles=frozenset(numbers.get("articles", ())),
        part_of=frozenset(numbers.get("part_of", ())),
        before_decimals=frozenset(numbers.get("before_decimals", ())),
        not_after_k=frozenset(numbers.get("not_after_k", ())),
        number_joins=numbers.get("joins", {}),
        letters={
            sound: letter
            for letter, line in spoken.get("letters", {}).items()
            for sound in line.split()
        },
        symbols=spoken.get("symbols", {}),
        units=spoken.get("units", {}),
        inside=spoken.get("inside", {}),
        powers=spoken.get("powers", {}),
        currencies=frozenset(spoken.get("currencies", ())),
        short=spoken.get("short", {}),
        written=_by_first(spoken.get("written", {})),
        acronyms=_set(spoken.get("acronyms", "")),
        ordinal_endings=frozenset(numbers.get("ordinal_endings", ())),
        scale_letters=numbers.get("scale_letters", {}),
        singular=spoken.get("singular", {}),
        decimal=numbers.get("decimal", "."),
        compound_numbers=_compounds(numbers, respelt),
        compounds=words.get("compounds", 0),
        thousand=numbers.get("thousand", ""),
        minus=numbers.get("minus", ""),
        per=numbers.get("per", ""),
        range=numbers.get("range", ""),
        version=numbers.get("version", ""),
        variants=tuple((old, new) for old, new in spoken.get("variants", ())),
        kept_endings=tuple((ending, kept) for ending, kept in spoken.get("kept_endings", ())),
        same={name: tuple(others) for name, others in spoken.get("same", {}).items()},
        filler_sounds=_set(fillers.get("sounds", "")),
        common_filler_sounds=_set(fillers.get("common_sounds", "")),
        filler_phrases=_by_first_word(
            {tuple(table["say"].split()): _filler(table) for table in fillers.get("phrase", ())}
        ),
        filler_kinds={
            **{kind: _set(line) for kind, line in fillers.get("kinds", {}).items()},
            "function": _set(words.get("function", "")),
        },
        first_singular=_set(wording.get("first_singular", "")),
        first_plural=_set(wording.get("first_plural", "")),
        hedges=_by_first_word(
            {tuple(hedge.split()): tuple(hedge.split()) for hedge in wording.get("hedges", ())}
        ),
        not_hedging_after=_set(wording.get("not_hedging_after", "")),
        doubled=_set(wording.get("doubled", "")),
        terms=tuple(wording.get("terms", "").strip().splitlines()),
        no_terms=_set(wording.get("no_terms", "")),
        everyday=_set(everyday.get("words", "")) | _set(everyday.get("more", "")),
        sounds={
            letter: tuple((letters, sound) for letters, sound in rules)
            for letter, rules in sounds.get("rules", {}).items()
        },
        letter_sounds=sounds.get("names", {}),
        said=dict(line.split() for line in said.get("words", "").splitlines() if line),
        misheard=hearing.get("heard", {}),
        added_sounds=hearing.get("added", {}),
        usual_sounds=hearing.get("usual", {}),
    )


def _read(file: Any) -> dict[str, Any]:
    """What stands in a table; nothing where the language has no such table."""
    if not file.is_file():
        return {}
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _respelt_keys(table: Mapping[str, int], respelt: Callable[[str], str]) -> dict[str, int]:
    return {name: value for word, value in table.items() for name in respelt(word).split()}


def _compounds(numbers: Mapping[str, Any], respelt: Callable[[str], str]) -> dict[str, str]:
    if not numbers.get("compound"):
        return {}
    tables = (numbers.get(name, {}) for name in ("digits", "teens", "tens", "scales"))
    alone = {name: name for table in tables for word in table for name in respelt(word).split()}
    return {**alone, **numbers["compound"]}


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _filler(table: dict[str, Any]) -> FillerPhrase:
    no = [(rule, False) for rule in table.get("no", ())]
    yes = [(rule, True) for rule in table.get("yes", ())]
    return FillerPhrase(
        words=tuple(table["say"].split()),
        rules=tuple(yes + no if table.get("first") == "yes" else no + yes),
        otherwise=table["otherwise"],
        unless=_set(table.get("unless", "")),
    )


def _by_first_word(phrases: Mapping[tuple[str, ...], T]) -> dict[str, tuple[T, ...]]:
    table: dict[str, tuple[T, ...]] = {}
    for words in sorted(phrases, key=len, reverse=True):
        table[words[0]] = (*table.get(words[0], ()), phrases[words])
    return table


def _by_first(
    written: Mapping[str, str],
) -> dict[str, tuple[tuple[int, dict[tuple[str, ...], str]], ...]]:
    groups: dict[str, dict[int, dict[tuple[str, ...], str]]] = {}
    for phrase, one in written.items():
        words = tuple(phrase.split())
        groups.setdefault(words[0], {}).setdefault(len(words), {})[words] = one
    return {word: tuple(sorted(sizes.items(), reverse=True)) for word, sizes in groups.items()}


def _unlike(groups: list[str]) -> dict[str, frozenset[str]]:
    others: dict[str, frozenset[str]] = {}
    for group in map(_set, groups):
        for word in group:
            others[word] = others.get(word, frozenset()) | (group - {word})
    return others
