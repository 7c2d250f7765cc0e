"""Numbers, spoken or written, in digits: "three point eleven" is "3.11", "two thirds" "2/3"."""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from voiceprep.language import Language

PLAIN = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")
"""A number as it may stand in a text."""
_DIGITS = re.compile(r"[0-9]{1,6}")
_FRACTION = re.compile(r"([0-9]{1,2})/([0-9]{1,3})")
_CENTURIES = range(17, 21)
"""First halves of a year that is read in two: seventeen seventy six to twenty ninety nine."""


def number(words: Sequence[str], at: int, language: Language) -> tuple[str, int]:
    """The number that begins here, in digits, and how many words it takes; ("", 0) if none does.

    Ordinals from the tenth on are "10th", fractions "2/3", and versions keep their points and
    zeros: 3.10 is not 3.1.
    """
    if at >= len(words):
        return "", 0
    first = words[at]
    if not (first in _openers(language) or first[0].isdigit()):
        return "", 0
    if first in language.articles:
        text, used = _after_article(words, at + 1, language)
        return (text, used + 1) if used else ("", 0)
    if _join(words, at, language) == ".":
        return _bare_decimals(words, at, language)
    if first in language.ordinal_numbers:
        return f"{language.ordinal_numbers[first]}th", 1
    text, used = _cardinal(words, at, language)
    if not used:
        return "", 0
    text, more = _with_fraction(text, words, at + used, language)
    return text, used + more


def plain(value: Decimal | float | int) -> str:
    """Digits of a number, without needless zeros behind the point."""
    text = f"{Decimal(str(value)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def kept(text: str) -> str:
    """A number as written, in the form that is compared: 0.50 is 0.5, but 3.10 stays."""
    whole, point, decimals = text.partition(".")
    whole = whole.lstrip("0") or "0"
    if whole == "0":
        decimals = decimals.rstrip("0")
    return f"{whole}{point}{decimals}" if decimals else whole


@cache
def _openers(language: Language) -> frozenset[str]:
    """Words that a number may begin with."""
    points = (word for word, mark in language.number_joins.items() if mark == ".")
    tables = (language.digits, language.teens, language.tens, language.scales)
    words = (word for table in (*tables, language.ordinal_numbers) for word in table)
    return frozenset((*words, *points, *language.articles))


def _cardinal(words: Sequence[str], at: int, language: Language) -> tuple[str, int]:
    small, used = _small(words, at, language)
    if used:
        read, more = _read_in_parts(small, words, at, used, language)
        if more:
            return read, more
        value = Decimal(small)
    elif scale(words, at, language):
        value = Decimal(1)  # "hundred" is "a hundred"
    else:
        return "", 0
    decimals, more = _decimals(words, at + used, language)
    text = small
    if more:
        text, used = f"{small.partition('.')[0]}.{decimals}", used + more
        if text.count(".") > 1:
            return text, used
        value = Decimal(text)
    elif half := _and_a_part(words, at + used, language):
        parts, more = half
        # "three and a half million"; without a scale _with_fraction does it
        if scale(words, at + used + more, language):
            value, used = value + parts, used + more
    total, largest, scaled = Decimal(0), float("inf"), False
    while size := scale(words, at + used, language):
        if size <= 100:
            value *= size
        elif size < largest:
            total, value, largest = total + value * size, Decimal(0), size
        else:
            break
        used, scaled = used + 1, True
        joined = used + (_join(words, at + used, language) == "&")
        ordinal = _ordinal_end(words, at + joined, size, language)
        if ordinal:
            return f"{plain(total + value + ordinal)}th", joined + 1
        part, more = _small(words, at + joined, language)
        following = scale(words, at + joined + more, language)
        fits = following < largest or following <= 100
        if more and 0 < Decimal(part) < size and fits and following != size:
            value, used = value + Decimal(part), joined + more
    if not scaled:
        return kept(text), used
    whole = plain(total + value)
    decimals, more = _decimals(words, at + used, language)
    return (f"{whole}.{decimals}", used + more) if more and whole.isdigit() else (whole, used)


def _read_in_parts(
    small: str, words: Sequence[str], at: int, used: int, language: Language
) -> tuple[str, int]:
    """Years and numbers read by their parts: nineteen oh five, two fifty six, four oh four."""
    spelled = not words[at][0].isdigit()
    if not spelled or "." in small:
        return "", 0
    value = int(small)
    after, more = _small(words, at + used, language)
    follows = words[at + used] if at + used < len(words) else ""
    if follows and follows[0].isdigit():
        return "", 0
    oh = language.digits.get(follows) == 0
    last = language.digits.get(words[at + used + 1], 0) if oh and len(words) > at + used + 1 else 0
    if oh and last and (value in _CENTURIES or 0 < value < 10):
        return str(value * 100 + last), used + 2
    if not more:
        if value >= 20 and (ordinal := language.ordinal_numbers.get(follows, 0)) < 10 and ordinal:
            return f"{value + ordinal}th", used + 1
        if value in (20, 30, 40, 50, 60, 70, 80, 90):
            unit = language.ordinal_units.get(follows, 0)
            if unit:
                return f"{value + unit}th", used + 1
        return "", 0
    tens = follows in language.tens or follows in language.teens
    if not tens or (value == 10 and more == 1):
        return "", 0
    if scale(words, at + used + more, language):
        return "", 0  # two twenty thousand: not one number
    if 0 < value <= 10 or value in _CENTURIES:
        return str(value * 100 + int(after)), used + more
    return "", 0


def _ordinal_end(words: Sequence[str], at: int, size: int, language: Language) -> int:
    """The last part of an ordinal behind a scale: the "fifth" of "hundred and fifth"."""
    word = words[at] if at < len(words) else ""
    value = language.ordinal_units.get(word, 0) or language.ordinal_numbers.get(word, 0)
    return value if value < size else 0


def _after_article(words: Sequence[str], at: int, language: Language) -> tuple[str, int]:
    """ "a hundred", "a half", "a dozen", "a third of"."""
    if scale(words, at, language):
        return number(words, at, language)
    part = language.parts.get(words[at], 0) if at < len(words) else 0
    of = at + 1 < len(words) and words[at + 1] in language.part_of
    if part and (part == 2 or of):
        return f"1/{part}", 1
    return "", 0


def _with_fraction(text: str, words: Sequence[str], at: int, language: Language) -> tuple[str, int]:
    """A number with the fraction behind it: two thirds; three and a half."""
    word = words[at] if at < len(words) else ""
    if text.isdigit() and int(text) < 100:
        part = language.parts.get(word, 0) if text == "1" else language.many_parts.get(word, 0)
        if part > int(text):
            return f"{text}/{part}", 1
    if text.isdigit() and (half := _and_a_part(words, at, language)):
        return plain(int(text) + half[0]), half[1]
    return text, 0


def _and_a_part(words: Sequence[str], at: int, language: Language) -> tuple[Decimal, int] | None:
    """What "and a half" or "1/2" adds, and how many words it takes."""
    start = at + (_join(words, at, language) == "&")
    written = _FRACTION.fullmatch(words[start]) if start < len(words) else None
    if written:
        top, bottom, used = int(written[1]), int(written[2]), 1
    elif start > at:
        article = start < len(words) and words[start] in language.articles
        count = 1 if article else int(language.digits.get(_word(words, start), 0))
        table = language.parts if count == 1 else language.many_parts
        top, bottom, used = count, table.get(_word(words, start + 1), 0), 2
    else:
        return None
    if not 0 < top < bottom or bottom not in (2, 4, 5, 8, 10):
        return None
    return Decimal(top) / Decimal(bottom), start - at + used


def _decimals(words: Sequence[str], at: int, language: Language) -> tuple[str, int]:
    """Digits behind a "point", and how many words: nine five, eleven; two points in a version."""
    if _join(words, at, language) != ".":
        return "", 0
    digits, used = "", 1
    while at + used < len(words) and used < 8:
        word = words[at + used]
        if word in language.digits:
            digits, used = digits + str(language.digits[word]), used + 1
        elif not digits and (word in language.tens or word in language.teens):
            small, more = _small(words, at + used, language)
            digits, used = small, used + more
            break
        elif _DIGITS.fullmatch(word):
            digits, used = digits + word, used + 1
        else:
            break
    if not digits:
        return "", 0
    following, more = _decimals(words, at + used, language)
    return (f"{digits}.{following}", used + more) if more else (digits, used)


def _bare_decimals(words: Sequence[str], at: int, language: Language) -> tuple[str, int]:
    """ "point oh five", and "point five" where a number is expected: "a rate of point five"."""
    decimals, used = _decimals(words, at, language)
    expected = at > 0 and words[at - 1] in language.before_decimals
    if "." in decimals or not (used > 2 or (used and expected)):
        return "", 0
    return kept(f"0.{decimals}"), used


def _join(words: Sequence[str], at: int, language: Language) -> str:
    return language.number_joins.get(words[at], "") if at < len(words) else ""


def _word(words: Sequence[str], at: int) -> str:
    return words[at] if at < len(words) else ""


def scale(words: Sequence[str], at: int, language: Language) -> int:
    """What a word such as "million" multiplies by; 0 for any other."""
    return language.scales.get(words[at], 0) if at < len(words) and len(words[at]) > 2 else 0


def _small(words: Sequence[str], at: int, language: Language) -> tuple[str, int]:
    """A number below a hundred, or one in digits, and how many words it takes; ("", 0) if none."""
    word = _word(words, at)
    if word in language.tens:
        after = language.digits.get(_word(words, at + 1), 0)
        return str(language.tens[word] + after), 2 if after else 1
    if word in language.teens:
        return str(language.teens[word]), 1
    if word in language.digits and word not in language.function_words:
        return str(language.digits[word]), 1
    return (word, 1) if PLAIN.fullmatch(word) else ("", 0)
