"""What a misheard term sounds like."""

from functools import lru_cache

import jellyfish
from rapidfuzz.distance import Levenshtein

from voiceprep.language import Language

STRONG = 0.8
"""Likeness of two codes from which words count as the same sound."""
WEAK = 0.6
"""Likeness that is enough beside another term of the same point."""
SPELT = 0.5
"""Likeness of the spelling without which a likeness of sound is chance."""
SHORTEST = 4
"""Codes of fewer letters say too little to compare."""
SHORTEST_WEAK = 5
"""The same for likeness below STRONG: "empty" is not "impute"."""


@lru_cache(maxsize=50_000)
def code(text: str) -> str:
    """The metaphone code of words joined into one: "kubernetes" gives "KBRNTS"."""
    return str(jellyfish.metaphone(text)) if text.isascii() and text.isalpha() else ""


def likeness(term: str, heard: str) -> float:
    """How alike two words sound, 0 to 1: the share of their metaphone codes that agrees.

    0 below WEAK, for codes that are too short, and where the spelling has too little in common.
    """
    ours, theirs = code(term), code(heard)
    if min(len(ours), len(theirs)) < SHORTEST or onset(ours) != onset(theirs):
        return 0.0
    enough = WEAK if len(ours) >= SHORTEST_WEAK else STRONG
    alike = Levenshtein.normalized_similarity(ours, theirs, score_cutoff=enough)
    spelt = Levenshtein.normalized_similarity(term, heard)
    return float(alike) if spelt >= SPELT else 0.0


def onset(code: str) -> str:
    """The first sound, which is rarely misheard but for its voice: metaphone keeps b from p."""
    return "P" if code[0] == "B" else "A" if code[0] in "AEIOU" else code[0]


def opposed(term: str, heard: str, language: Language) -> bool:
    """Whether two words look or sound alike and yet say different things.

    So do product and project (a table of the language), and words that differ in a beginning
    such as under-, over- or non-.
    """
    if heard.removesuffix("s") in language.unlike.get(term.removesuffix("s"), ()):
        return True
    return _prefix(term, heard, language) != _prefix(heard, term, language)


def _prefix(word: str, other: str, language: Language) -> str:
    """The beginning of a word that may turn its sense: "over" of overfit beside underfit or fit."""
    for prefix in language.polar_prefixes:
        rest = word.removeprefix(prefix)
        if len(rest) >= 3 and rest != word and rest[:3] in other and not other.startswith(prefix):
            return prefix
    return ""


def spelled(letters: str, heard: tuple[str, ...], language: Language) -> bool:
    """Whether words are the letters of an acronym by their names: "a you see" for "auc".

    Two names must hold a plain letter; three or more may all be everyday words.
    """
    if len(letters) != len(heard) or len(letters) < 2:
        return False
    names = [language.letters.get(word, word) for word in heard]
    plain = any(len(word) == 1 and word not in language.function_words for word in heard)
    return "".join(names) == letters and (len(letters) > 2 or plain)
