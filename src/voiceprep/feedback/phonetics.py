"""What a misheard term sounds like."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.distance import Levenshtein

from voiceprep.language import Language

SOUNDS, SPELLING, SKELETON = 0.4, 0.3, 0.3
"""How much of a likeness is that of the sounds, of the letters, and of the kinds of consonants."""
UNKNOWN_LEAST, KNOWN_LEAST = 0.3, 0.5
"""Likeness of the sounds below which nothing else is compared, for terms that the recogniser lacks
and for those that it could have written."""
SPELLED_ALIKE = 4.0
"""What equal letters add to the evidence for a term that the recogniser lacks."""
NEIGHBOUR = -3.0
"""What sounds at an end of the words heard take off at most: they may be of the word beside."""
RARELY_HEARD, RARELY_ADDED, RARELY_SAID = 0.002, 0.0005, 0.001
"""Chances of what the tables of a language leave out."""
FEWEST = 4
"""Sounds of a term with fewer say too little to compare."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """Likenesses (or fits, see fit()) from which words count as a term by their sound."""

    strong: float
    weak: float
    """Enough beside another term of the same point."""
    certain: float

    def strength(self, likeness: float) -> float:
        """What a hit is worth: 0.6 from weak, 0.8 from strong, 1 from certain on."""
        if likeness < self.strong:
            return 0.6 + 0.2 * (likeness - self.weak) / (self.strong - self.weak)
        return min(1.0, 0.8 + 0.2 * (likeness - self.strong) / (self.certain - self.strong))


UNKNOWN = Threshold(strong=1.75, weak=1.05, certain=4.2)
"""Fits, for terms that the recogniser lacks: it had to write something else."""
KNOWN = Threshold(strong=0.72, weak=0.58, certain=0.85)
"""Likenesses, 0 to 1, for those that it could have written, and where that is not known."""


@dataclass(frozen=True, slots=True)
class SaidAnyway:
    """What is taken off because such words are said anyway."""

    function_word: float
    everyday_word: float
    """For each other everyday word."""
    alone: float
    """Besides, where an everyday word is all that was heard: that was most likely said."""


OFF_LIKENESS = SaidAnyway(function_word=0.05, everyday_word=0.03, alone=0.12)
OFF_EVIDENCE = SaidAnyway(function_word=1.0, everyday_word=2.0, alone=4.0)
"""All of these were chosen on the development terms of benchmarks/misheard."""

NOTHING = "-"
"""What hearing.toml calls no sound."""
SHORTEST_PART = 3
"""Letters of each of the words that a term may be made of."""
LONGEST_NAMED = 7
"""Letters of the longest term whose last one may be said by its name."""
_VOWEL_LETTERS = frozenset("aeiouy")
_VOWELS = "aAeEioOuUIWY"
_OPEN_VOWEL = re.compile(f"[^{_VOWELS}]*(?P<vowel>[aeiou])[^{_VOWELS}][lr]?[{_VOWELS}]")
_LONG = str.maketrans("aeiou", "AEIOU")
_BROAD = str.maketrans("bdgvTzZCJSmnNlrw", "ptkffsSSSSnnnlrw", "aAeEioOuUIWYhyw")


@dataclass(frozen=True, slots=True)
class Sound:
    """How words sound that are taken as one."""

    text: str
    """The words, joined."""
    sounds: str
    """One sign a sound."""
    skeleton: str
    """The consonants, those alike made one: p and b, m and n."""
    likely: float
    """What is taken off because such words are said anyway."""


def sound(words: Sequence[str], language: Language) -> Sound:
    """How words (lower case) sound, one behind the other."""
    heard = "".join(sounds(word, language) for word in words)
    return Sound("".join(words), heard, skeleton(heard), likely(words, language, OFF_LIKENESS))


def likely(words: Sequence[str], language: Language, off: SaidAnyway) -> float:
    """What is taken off for these words whatever the term."""
    all_off = sum(
        off.function_word
        if word in language.function_words
        else off.everyday_word
        if word in language.everyday
        else 0.0
        for word in words
    )
    return all_off + (off.alone if len(words) == 1 and words[0] in language.everyday else 0.0)


def skeleton(sounds: str) -> str:
    """The consonants of what is heard, by kind."""
    return sounds.translate(_BROAD)


@lru_cache(maxsize=50_000)
def sounds(word: str, language: Language) -> str:
    """How a word (lower case) is said, one sign a sound: said.toml, else the rules."""
    if known := language.said.get(word):
        return known
    if len(word) == 1:
        return language.letter_sounds.get(word, "")
    rules = _rules(language)
    said, at = "", 0
    while at < len(word):
        for letters, heard in rules.get(word[at], ()):
            if match := letters.match(word, at):
                said += heard
                at = max(match.end(), at + 1)
                break
        else:
            at += 1
    return said


@cache
def _rules(language: Language) -> dict[str, tuple[tuple[re.Pattern[str], str], ...]]:
    return {
        letter: tuple((re.compile(letters), sound) for letters, sound in rules)
        for letter, rules in language.sounds.items()
    }


def rest(term: Sound, heard: Sound, by_sound: float) -> float:
    """How alike a term and what was heard are, 0 to 1, by that of their sounds and the rest."""
    alike = Levenshtein.normalized_similarity
    return (
        SOUNDS * by_sound
        + SPELLING * float(alike(term.text, heard.text))
        + SKELETON * float(alike(term.skeleton, heard.skeleton))
        - heard.likely
    )


@lru_cache(maxsize=10_000)
def pronunciations(term: str, language: Language) -> tuple[str, ...]:
    """How a term (lower case) may be said, where its spelling leaves that open; none too short.

    By the rules; with its first vowel long (tobit); as two everyday words (sidecar); with its last
    letter by its name (fluentd).
    """
    plain = sounds(term, language)
    ways = [plain]
    if open_vowel := _OPEN_VOWEL.match(plain):
        at = open_vowel.start("vowel")
        ways.append(plain[:at] + plain[at].translate(_LONG) + plain[at + 1 :])
    for at in range(SHORTEST_PART, len(term) - SHORTEST_PART + 1):
        parts = term[:at], term[at:]
        if all(part in language.everyday | language.function_words for part in parts):
            ways.append("".join(sounds(part, language) for part in parts))
    if len(term) <= LONGEST_NAMED and not _VOWEL_LETTERS & {*term[-2:]}:
        ways.append(sounds(term[:-1], language) + language.letter_sounds.get(term[-1], ""))
    return tuple(way for way in dict.fromkeys(ways) if len(way) >= FEWEST)


@dataclass(frozen=True, slots=True)
class Hearing:
    """What the sounds that are heard tell of those that were said, as logarithms of ratios.

    Each is of the chance beside the sound that was said to the chance in ordinary talk.
    """

    swapped: Mapping[str, Mapping[str, float]]
    """By what was said and what was heard for it."""
    lost: Mapping[str, float]
    """For nothing heard, by what was said."""
    added: Mapping[str, float]
    """For a sound heard where none was said."""


@cache
def hearing(language: Language) -> Hearing:
    """What hearing.toml says, as logarithms."""
    signs = language.misheard
    usual = {sign: max(language.usual_sounds.get(sign, 0) / 1000, RARELY_SAID) for sign in signs}

    def chance(said: str, heard: str) -> float:
        return max(language.misheard[said].get(heard, 0) / 100, RARELY_HEARD)

    return Hearing(
        {a: {b: math.log(chance(a, b) / usual[b]) for b in signs} for a in signs},
        {a: math.log(chance(a, NOTHING)) for a in signs},
        {
            b: math.log(max(language.added_sounds.get(b, 0) / 1000, RARELY_ADDED) / usual[b])
            for b in signs
        },
    )


def evidence(said: str, heard: str, hearing: Hearing) -> float:
    """How much likelier these sounds are heard where those are said than in ordinary talk.

    The logarithm of the ratio, for the best way to lay one beside the other.
    """
    added = [hearing.added[sound] for sound in heard]
    before = [0.0]
    for more in added:
        before.append(before[-1] + more)
    before = [max(so_far, NEIGHBOUR) for so_far in before]
    for sound in said:
        swapped, lost = hearing.swapped[sound], hearing.lost[sound]
        best = before[0] + lost
        after = [best]
        for at, other in enumerate(heard):  # the loop that takes the time: max() would double it
            best += added[at]
            if (swap := before[at] + swapped[other]) > best:
                best = swap
            if (loss := before[at + 1] + lost) > best:
                best = loss
            after.append(best)
        before = after
    best, left = before[-1], 0.0
    for at in reversed(range(len(heard))):
        left += added[at]
        best = max(best, before[at] + max(left, NEIGHBOUR))
    return best


def fit(by_sound: float, letters: float, off: float, whole: float) -> float:
    """How well words fit a term that the recogniser lacks; negative where more speaks against it.

    From the evidence of the sounds, the likeness of the letters (0 to 1), what is taken off, and
    the evidence there would be if the term were heard as it is said: of long terms more is asked.
    """
    return (by_sound + SPELLED_ALIKE * letters - off) / math.sqrt(whole)


def onset(sounds: str) -> str:
    """The first sound, by kind: b as p, any vowel as any other."""
    return skeleton(sounds[:1]) or "a"


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
