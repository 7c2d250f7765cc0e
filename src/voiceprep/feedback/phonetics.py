"""What a misheard term sounds like."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.distance import Levenshtein

from voiceprep.language import Language

SOUNDS, SPELLING, SKELETON = 0.4, 0.3, 0.3
"""How much of a likeness is that of the sounds, of the letters, and of the kinds of consonants."""
FUNCTION_WORD, EVERYDAY_WORD, ALONE = 0.05, 0.03, 0.12
"""What each function word among the words heard takes off a likeness, each other everyday word, and
besides an everyday word that is all that was heard: that was most likely said.

These and the thresholds were chosen on the development terms of benchmarks/misheard."""
SOUNDS_LEAST = 0.4
"""Likeness of the sounds below which nothing else is compared."""
KNOWN_LEAST = 0.5
"""The same for terms that the recogniser could have written."""
FEWEST = 4
"""Sounds of a term with fewer say too little to compare."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """Likenesses, 0 to 1, from which words count as a term by their sound."""

    strong: float
    weak: float
    """Enough beside another term of the same point."""

    def strength(self, likeness: float) -> float:
        """What a hit is worth: 0.6 from weak, 0.8 from strong, 1 from CERTAIN on."""
        if likeness < self.strong:
            return 0.6 + 0.2 * (likeness - self.weak) / (self.strong - self.weak)
        return min(1.0, 0.8 + 0.2 * (likeness - self.strong) / (CERTAIN - self.strong))


CERTAIN = 0.85
UNKNOWN = Threshold(strong=0.51, weak=0.44)
"""For terms that the recogniser lacks: it had to write something else."""
KNOWN = Threshold(strong=0.72, weak=0.58)
"""For those that it could have written, and for those of which that is not known."""

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
    return Sound("".join(words), heard, skeleton(heard), likely(words, language))


def likely(words: Sequence[str], language: Language) -> float:
    """What is taken off the likeness of these words to any term."""
    off = sum(
        FUNCTION_WORD
        if word in language.function_words
        else EVERYDAY_WORD
        if word in language.everyday
        else 0.0
        for word in words
    )
    return off + (ALONE if len(words) == 1 and words[0] in language.everyday else 0.0)


def skeleton(sounds: str) -> str:
    """The consonants of what is heard, by kind."""
    return sounds.translate(_BROAD)


@lru_cache(maxsize=50_000)
def sounds(word: str, language: Language) -> str:
    """How a word (lower case) is said, one sign a sound, by the rules of sounds.toml."""
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


def likeness(term: Sound, heard: Sound) -> float:
    """How alike a term and what was heard sound, 0 to 1; 0 for terms too short to tell."""
    alike = Levenshtein.normalized_similarity
    if len(term.sounds) < FEWEST:
        return 0.0
    by_sound = alike(term.sounds, heard.sounds, score_cutoff=SOUNDS_LEAST)
    return max(0.0, rest(term, heard, by_sound)) if by_sound else 0.0


def rest(term: Sound, heard: Sound, by_sound: float) -> float:
    """The whole likeness where that of the sounds is known."""
    alike = Levenshtein.normalized_similarity
    return (
        SOUNDS * by_sound
        + SPELLING * float(alike(term.text, heard.text))
        + SKELETON * float(alike(term.skeleton, heard.skeleton))
        - heard.likely
    )


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
