"""Written and spoken forms made one: "15%" and "fifteen percent", "F1" and "f one"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import takewhile

import snowballstemmer

from voiceprep.language import Language


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
        return any(char.isdigit() for char in self.text)


def tokens(words: Sequence[str], language: Language) -> tuple[Token, ...]:
    """Words, written or spoken, in the form that matching compares, in their order."""
    pieces = [(piece, at) for at, word in enumerate(words) for piece in _pieces(word, language)]
    return tuple(_joined(pieces, language))


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
    r"\d{1,3}(?:,\d{3})+[^\W\d_]*"  # 1,000
    r"|\d+(?:\.\d+)*[^\W\d_]*"  # 15, 0.95, 100ms, 3d
    r"|[^\W\d_]+(?:['’][^\W\d_]+)*\d*[^\W\d_]*"  # words, don't, f1, k8s
    r"|[^\s\w]"
)
_LETTERS = re.compile(r"[^\W\d_](?:[-/.][^\W\d_])+\.?")
_LETTER_AND_ACRONYM = re.compile(r"\b([a-z])-([b-df-hj-np-tv-z]{2,})\b")
_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")
_DIGITS = re.compile(r"[0-9]{1,6}")
_AMOUNT = re.compile(r"(\d[\d.,]*)([^\W\d_]*)")


def _pieces(word: str, language: Language) -> Iterator[str]:
    """The parts of one written word: "k-NN" is one, "100ms" two, "L1/L2" two."""
    word = word.lower().replace("’", "'")
    if word.isascii() and word.isalpha():
        yield word
        return
    word = _LETTER_AND_ACRONYM.sub(r"\1\2", word)
    if _LETTERS.fullmatch(word):
        yield re.sub(r"\W", "", word)
        return
    for part in _PIECE.findall(word):
        if part in language.symbols:
            yield from language.symbols[part].split()
        elif amount := _AMOUNT.fullmatch(part):
            yield from _amount(amount[1].replace(",", "").rstrip("."), amount[2], language)
        elif part in language.function_words:
            yield part
        elif part[0].isalnum():
            yield part.removesuffix("'s").replace("'", "")


def _amount(digits: str, behind: str, language: Language) -> Iterator[str]:
    """Digits with what is written right behind them: 1st, 80s, 10k, 100ms, 3d."""
    if not _NUMBER.fullmatch(digits):
        yield digits + behind
    elif (digits + behind) in language.ordinals:
        yield from language.ordinals[digits + behind].split()
    elif behind == "s" and re.fullmatch(r"(\d\d)?\d0", digits):
        yield digits[-2:] + "s"
    elif behind in language.scales:
        yield _plain(float(digits) * language.scales[behind])
    else:
        yield _plain(float(digits))
        if behind:
            yield from language.units.get(behind, behind).split()


def _joined(pieces: Sequence[tuple[str, int]], language: Language) -> Iterator[Token]:
    """Number words become digits; a letter and the number behind it become one."""
    at = 0
    texts = [text for text, _ in pieces]
    while at < len(pieces):
        text, used = _number(texts, at, language)
        if not used:
            text, used = language.decades.get(texts[at], texts[at]), 1
            if len(text) == 1 and text in language.letters and text not in language.function_words:
                number, more = _number(texts, at + 1, language)
                if more and "." not in number and len(number) < 4:
                    text, used = text + number, 1 + more
        first, last = pieces[at][1], pieces[at + used - 1][1]
        yield Token(text, stem(text, language), first, last)
        at += used


def _number(words: Sequence[str], at: int, language: Language) -> tuple[str, int]:
    """The number that begins here, in digits, and how many words it takes; ("", 0) if none does."""
    if at >= len(words) or not (words[at] in _openers(language) or words[at][0].isdigit()):
        return "", 0
    value, used = _small(words, at, language)
    if not used:
        if not _scale(words, at, language):
            return "", 0
        value = 1  # "hundred" is "a hundred"
    elif 17 <= value <= 20 and not words[at].isdigit():
        year, more = _small(words, at + used, language, in_year=True)
        if more:
            return _plain(value * 100 + year), used + more
    decimals, more = _decimals(words, at + used, language)
    if more:
        value, used = float(f"{int(value)}.{decimals}"), used + more
    total, largest = 0.0, float("inf")
    while scale := _scale(words, at + used, language):
        if scale == 100:
            value *= scale
        elif scale < largest:
            total, value, largest = total + value * scale, 0, scale
        else:
            break
        used += 1
        joined = used + (_join(words, at + used, language) == "&")
        small, more = _small(words, at + joined, language)
        following = _scale(words, at + joined + more, language)
        fits = following < largest or following == 100
        if 0 < small < scale and fits and following != scale:
            value, used = value + small, joined + more
    return _plain(total + value), used


@cache
def _openers(language: Language) -> frozenset[str]:
    """Words that a number may begin with."""
    return frozenset((*language.digits, *language.teens, *language.tens, *language.scales))


def _decimals(words: Sequence[str], at: int, language: Language) -> tuple[str, int]:
    """ "point nine five": the digits behind the point, and how many words they take."""
    if _join(words, at, language) != ".":
        return "", 0
    digits = [str(language.digits.get(word, word)) for word in words[at + 1 : at + 7]]
    decimals = list(takewhile(_DIGITS.fullmatch, digits))
    return "".join(decimals), len(decimals) + 1 if decimals else 0


def _join(words: Sequence[str], at: int, language: Language) -> str:
    return language.number_joins.get(words[at], "") if at < len(words) else ""


def _scale(words: Sequence[str], at: int, language: Language) -> int:
    return language.scales.get(words[at], 0) if at < len(words) and len(words[at]) > 2 else 0


def _small(
    words: Sequence[str], at: int, language: Language, in_year: bool = False
) -> tuple[float, int]:
    """A number below a hundred, or digits, and how many words it takes; (0, 0) if there is none.

    In the second half of a year only "ten" to "ninety nine" and "oh five" will do.
    """
    if at >= len(words):
        return 0, 0
    word = words[at]
    after = language.digits.get(words[at + 1], 0) if at + 1 < len(words) else 0
    if word in language.tens:
        return (language.tens[word] + after, 2) if after else (language.tens[word], 1)
    if word in language.teens:
        return language.teens[word], 1
    if in_year:
        return (after, 2) if language.digits.get(word) == 0 and after else (0, 0)
    if word in language.digits and word not in language.function_words:
        return language.digits[word], 1
    if _NUMBER.fullmatch(word):
        return float(word), 1
    return 0, 0


def _plain(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:.6f}".rstrip("0")
