"""Written and spoken forms made one: "15%" and "fifteen percent", "F1" and "f one"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import snowballstemmer

from voiceprep.feedback import numbers
from voiceprep.language import Language

LONGEST_ACRONYM = 6
"""Letters that are put together when they stand by themselves: "s q l"."""

SHORT = 32
"""Words of the longest text that is kept once it is read."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word or number in the one form that matching compares."""

    text: str
    """Lower case; numbers in digits; a letter and its number in one ("f1")."""
    stem: str
    first: int
    """Index of the first word that it was made of."""
    last: int
    """Index of the last word that it was made of."""

    @property
    def number(self) -> bool:
        """Whether it holds a digit; such tokens match exactly or not at all."""
        return _holds_digit(self.text)


@lru_cache(maxsize=50_000)
def _holds_digit(text: str) -> bool:
    return any(char.isdigit() for char in text)


def tokens(words: Sequence[str], language: Language) -> tuple[Token, ...]:
    """Words, written or spoken, in the form that matching compares, in their order."""
    return (_short if len(words) <= SHORT else _tokens)(tuple(words), language)


def _tokens(words: tuple[str, ...], language: Language) -> tuple[Token, ...]:
    pieces: list[tuple[str, int]] = []
    currency = ""
    for at, word in enumerate(words):
        parts = _pieces(word, language)
        if word[:1] in language.currencies and len(parts) > 1:
            currency, parts = parts[0], parts[1:]
        pieces += ((piece, at) for piece in parts)
        if currency and not numbers.scale([w.lower() for w in words[at + 1 : at + 2]], 0, language):
            pieces += ((piece, at) for piece in currency.split())
            currency = ""
    return tuple(_joined(pieces, language))


_short = lru_cache(maxsize=20_000)(_tokens)
"""The same, kept for key points, terms and aliases, which are read for every answer."""


@lru_cache(maxsize=50_000)
def stem(text: str, language: Language) -> str:
    """What the forms of a word have in common: "categories" and "categorical" give "categor"."""
    for old, new in language.variants:
        text = re.sub(old, new, text)
    if not language.stemmer or len(text) < 4:
        return text
    common: str = _stemmer(language.stemmer).stemWord(text)
    for ending, kept in language.kept_endings:
        if re.search(ending, text) and not common.endswith(kept):
            return common + kept
    return re.sub(r"(?<=.{4})(iti|i|e)$", "", common)


@cache
def _stemmer(name: str) -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer(name)


_PIECE = re.compile(
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?[^\W\d_]*"  # 1,000
    r"|\d+(?:\.\d+)*[^\W\d_]*(?:\d[^\W_]*)?"  # 15, 0.95, 100ms, 3d
    r"|[^\W\d_]+(?:['’][^\W\d_]+)*(?:\d[^\W_]*)?"  # words, don't, f1, k8s, word2vec
    r"|[^\s\w]"
)
_LETTERS = re.compile(r"[^\W\d_](?:[-/.][^\W\d_])+\.?")
_LETTER_AND_ACRONYM = re.compile(r"\b([a-z])-([b-df-hj-np-tv-z]{2,})\b")
_AMOUNT = re.compile(r"(\d[\d.,]*)([^\W\d_]*)")
_NAME_AND_NUMBER = re.compile(r"([a-z]{2,})(\d+)")
_VERSION = re.compile(r"v(\d+(?:\.\d+)*)")
_FRACTION = re.compile(r"(\d{1,2})/(2|3|4|5|6|8|10|100)(?![\d/])")
_RANGE = re.compile(r"(\d[\d.,]*)(?:[-–—]|:(?=\d\b))(\d)")
_POWER = re.compile(r"\^(\d)")
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)([ap]m)?")
_SIGN = re.compile(r"^[-−](?=\.?\d)")
_EXPONENT = re.compile(r"(\d+(?:\.\d+)?)e([-−+]?\d{1,2})")
_LEADING_POINT = re.compile(r"(?<![\w.])\.(?=\d)")
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})+(?![\d.])")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")


@lru_cache(maxsize=20_000)
def _pieces(word: str, language: Language) -> tuple[str, ...]:
    """The parts of one written word: "k-NN" is one, "100ms" two, "L1/L2" two."""
    word = word.lower().replace("’", "'")
    bare = word.strip("()[],.;:!?\"'")
    if language.compound_numbers and (numbers_in := _compound_number(bare, language)):
        return numbers_in
    if word.isascii() and word.isalpha() and word not in language.short:
        return (word,)
    bare = word.strip("()[],;:!?\"'")
    if bare in language.short or bare.rstrip(".") in language.short:
        return tuple((language.short.get(bare) or language.short[bare.rstrip(".")]).split())
    return tuple(_parts(word, language))


def _compound_number(word: str, language: Language) -> tuple[str, ...]:
    """The number words of one that holds several: dreihundertzwölf; nothing for any other."""
    pieces = []
    rest = word
    while rest:
        longest = _number_words(language).match(rest)
        if not longest:
            return ()
        pieces.append(language.compound_numbers[longest[0]])
        rest = rest[longest.end() :]
    return tuple(pieces) if len(pieces) > 1 else ()


@cache
def _number_words(language: Language) -> re.Pattern[str]:
    return re.compile("|".join(sorted(language.compound_numbers, key=len, reverse=True)))


@cache
def _per(language: Language) -> re.Pattern[str]:
    """A slash before a unit of time."""
    return re.compile(rf"(?<=[a-z])/({'|'.join(map(re.escape, language.singular))})$")


def _parts(word: str, language: Language) -> Iterator[str]:
    if language.decimal == ",":
        word = _GROUPED.sub(lambda m: m[0].replace(".", ""), word)
        word = _DECIMAL_COMMA.sub(".", word)
    for sign, said in language.inside.items():
        word = word.replace(sign, f" {said} ")
    if language.per and language.singular:
        word = _per(language).sub(lambda m: f" {language.per} {language.singular[m[1]]}", word)
    if any(char.isdigit() for char in word):
        word = _spaced(word, language)
    word = _LETTER_AND_ACRONYM.sub(r"\1\2", word)
    if _LETTERS.fullmatch(word):
        yield re.sub(r"\W", "", word)
        return
    for part in word.split():
        fraction = _FRACTION.fullmatch(part.strip(".,;:()"))
        if fraction and int(fraction[1]) < int(fraction[2]):
            yield fraction[0]
            continue
        for piece in _PIECE.findall(part):
            yield from _piece(piece, language)


def _spaced(word: str, language: Language) -> str:
    """A written word with digits, its signs as words: ranges, clocks, powers, exponents."""
    word = _SIGN.sub(f"{language.minus} ", word)
    word = _LEADING_POINT.sub("0.", word)
    word = _EXPONENT.sub(lambda m: numbers.plain(float(f"{m[1]}e{m[2].replace('−', '-')}")), word)
    if clock := _CLOCK.fullmatch(word.strip(".,;()")):
        return f"{int(clock[1])}{clock[2]} {clock[3] or ''}"
    word = _POWER.sub(lambda m: f" {language.powers.get(m[1], m[1])} ", word)
    if version := _VERSION.fullmatch(word.strip(".,;:()")):
        return f"{language.version} {version[1]}"
    ends = _RANGE.fullmatch(word) or _RANGE.match(word)
    again = word.partition("-")
    if ends and word.count("-") < 2 and again[0] != again[2]:
        word = _RANGE.sub(rf"\1 {language.range} \2", word, count=1)
    return word


def _piece(part: str, language: Language) -> Iterator[str]:
    if part in language.symbols:
        yield from language.symbols[part].split()
    elif amount := _AMOUNT.fullmatch(part):
        yield from _amount(amount[1].replace(",", "").rstrip("."), amount[2], language)
    elif named := _NAME_AND_NUMBER.fullmatch(part):
        yield from named.groups()
    elif part in language.function_words:
        yield part
    elif part[0].isalnum():
        yield part.removesuffix("'s").replace("'", "")


def _amount(digits: str, behind: str, language: Language) -> Iterator[str]:
    """Digits with what is written right behind them: 1st, 80s, 10k, 100ms, 3d."""
    if not numbers.PLAIN.fullmatch(digits):
        yield digits + behind
    elif (digits + behind) in language.ordinals:
        yield from language.ordinals[digits + behind].split()
    elif behind in language.ordinal_endings and digits.isdigit():
        yield f"{int(digits)}th"
    elif behind == "s" and re.fullmatch(r"(\d\d)?\d0", digits):
        yield digits[-2:] + "s"
    elif behind in language.scales or behind in language.scale_letters:
        scale = language.scales.get(behind) or language.scale_letters[behind]
        yield numbers.plain(float(digits) * scale)
    else:
        yield numbers.kept(digits)
        if behind:
            yield from language.units.get(behind, behind).split()


def _joined(pieces: Sequence[tuple[str, int]], language: Language) -> Iterator[Token]:
    """Number words become digits, letters a word; a letter and the number behind it become one."""
    at = 0
    texts = [text for text, _ in pieces]
    counted = False
    while at < len(pieces):
        text, used = _phrase(texts, at, language)
        if not used:
            text, used = numbers.number(texts, at, language)
            if used:
                text, used = _thousands(text, used, texts, at, language)
        is_number = used > 0 and text[0].isdigit()
        if not used and len(texts[at]) == 1:
            text, used = _letters(texts, at, language)
        if not used:
            text, used = _word(texts, at, language)
        first, last = pieces[at][1], pieces[at + used - 1][1]
        if counted and len(text) > 1 and text in language.units:
            for word in language.units[text].split():
                yield Token(word, stem(word, language), first, last)
        else:
            yield Token(text, stem(text, language), first, last)
        counted = is_number
        at += used


def _word(texts: Sequence[str], at: int, language: Language) -> tuple[str, int]:
    """One word, or a letter with the number behind it."""
    text = texts[at]
    if text in language.decades:
        return language.decades[text], 1
    if len(text) == 1 and text in language.letters and text not in language.function_words:
        number, more = numbers.number(texts, at + 1, language)
        if more and text == "v" and language.version:
            return language.version, 1  # as the written v2
        if more and number.isdigit() and len(number) < 4:
            return text + number, 1 + more
    return text, 1


def _thousands(
    text: str, used: int, texts: Sequence[str], at: int, language: Language
) -> tuple[str, int]:
    """ "fifty k", "one e minus three"; and "nineteen nineties", of which the decade counts."""
    behind = texts[at + used] if at + used < len(texts) else ""
    after = texts[at + used + 1] if at + used + 1 < len(texts) else ""
    if behind == "e" and after and after == language.minus and numbers.PLAIN.fullmatch(text):
        exponent, more = numbers.number(texts, at + used + 2, language)
        if more and exponent.isdigit() and len(exponent) < 3:
            return numbers.plain(float(f"{text}e-{exponent}")), used + 2 + more
    thousand = behind == language.thousand and not (
        len(after) == 1 or after in language.not_after_k or texts[at][0].isdigit()
    )
    if thousand and numbers.PLAIN.fullmatch(text):
        return numbers.plain(float(text) * 1000), used + 1
    if text in ("18", "19", "20") and behind in language.decades:
        return language.decades[behind], used + 1
    return text, used


def _phrase(texts: Sequence[str], at: int, language: Language) -> tuple[str, int]:
    """Words that are written as one: "per cent", "dot net"."""
    for size, phrases in language.written.get(texts[at], ()):
        if tuple(texts[at : at + size]) in phrases:
            return phrases[tuple(texts[at : at + size])], size
    return "", 0


def _letters(texts: Sequence[str], at: int, language: Language) -> tuple[str, int]:
    """Letters that stand by themselves, as one word: "s q l".

    "a" and "i" are words as well: they belong to a known acronym, or stand within others.
    """
    if at + 1 >= len(texts) or len(texts[at + 1]) != 1:
        return "", 0
    end = at
    while end < len(texts) and len(texts[end]) == 1 and texts[end].isalpha():
        end += 1
    run = "".join(texts[at:end])
    if len(run) < 2:
        return "", 0
    known = _acronyms(language)
    for size in range(min(len(run), LONGEST_ACRONYM), 1, -1):
        if run[:size] in known:
            size += run[size:] == "s"  # several of them
            return run[:size], size
    plain = run[0] not in language.function_words
    while run and run[-1] in language.function_words:
        run = run[:-1]
    if plain and 2 <= len(run) <= LONGEST_ACRONYM:
        inner = next((n for n in range(2, len(run) - 1) if run[n:] in known), len(run))
        run = run[:inner]
        if run not in language.function_words:
            return run, len(run)
    return "", 0


@cache
def _acronyms(language: Language) -> frozenset[str]:
    """Short names that the language's tables know."""
    return frozenset(
        name for name in (*language.same, *language.acronyms) if len(name) <= LONGEST_ACRONYM
    )
