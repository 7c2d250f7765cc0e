"""Sentences and clauses of a text, by rules: no parser, a list of verbs instead."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from voiceprep.language import Language, tables
from voiceprep.language.clauses import Clauses, Phrases, clause_words

_STOPS = ",;:—"
_AROUND = ".,;:!?\"'“”‘’`()[]{}*_…—"
_REACH = 7
"""Words within which a clause shows its verb."""
_LEAST = 2
"""Words of matter that a clause has at least; with fewer it belongs to its neighbour."""
_LEAST_ALONE = 3
"""The same, where nothing but "and" stands between two verbs."""


@dataclass(frozen=True)
class Word:
    """A word of a sentence."""

    text: str
    """As it is written, without what stands around it."""
    key: str
    """In lower case."""
    stop: str = ""
    """A comma, semicolon, colon or dash behind it."""
    inside: bool = False
    """Whether it stands in brackets."""


@dataclass(frozen=True)
class Grammar:
    """What a language's tables and stems say of its words."""

    language: Language
    rules: Clauses
    stem: Callable[[str], str]
    verbs: frozenset[str]
    """Stems."""

    def is_matter(self, word: Word) -> bool:
        """Whether a word carries a meaning of its own."""
        return any(map(str.isalnum, word.key)) and word.key not in self.language.function_words

    def is_verb(self, word: Word) -> bool:
        if word.key.endswith(tuple(self.rules.noun_endings)):
            return word.key in self.rules.verbs
        return word.key in self.rules.verbs or self.stem(word.key) in self.verbs

    def is_name(self, word: Word) -> bool:
        """Whether a word can stand in a term."""
        return self.is_matter(word) and word.key not in self.rules.openers


@cache
def grammar(code: str) -> Grammar:
    """The grammar of a language (ISO 639-1 code); next to none where it has no tables."""
    language, rules = tables(code), clause_words(code)
    stem: Callable[[str], str] = str
    if language.stemmer:
        import snowballstemmer

        stem = snowballstemmer.stemmer(language.stemmer).stemWord
    return Grammar(language, rules, stem, frozenset(map(stem, rules.verbs)))


def sentences(text: str, known: Grammar) -> list[list[Word]]:
    """The words of each sentence."""
    found: list[list[Word]] = []
    for paragraph in re.split(r"\n\s*\n", text):
        words: list[Word] = []
        depth = 0
        pieces = re.sub(r"\s[-–]+\s|\s?[—―]\s?", " — ", paragraph).split()
        for at, piece in enumerate(pieces):
            if piece == "—":
                if words:
                    words[-1] = _stopped(words[-1], "—")
                continue
            depth += piece.count("(")
            core = piece.strip(_AROUND)
            if core:
                dot = "." if _key(core) in known.rules.abbreviations and f"{core}." in piece else ""
                words.append(Word(core + dot, _key(core), _stop(piece), depth > 0))
            elif words and (stop := _stop(piece)):
                words[-1] = _stopped(words[-1], stop)
            depth = max(depth - piece.count(")"), 0)
            following = pieces[at + 1] if at + 1 < len(pieces) else ""
            if _ends(piece, following, known.rules) and not depth and words:
                found.append(words)
                words = []
        if words:
            found.append(words)
    return found


def clauses(sentence: Sequence[Word], known: Grammar) -> list[list[Word]]:
    """A sentence's clauses, each with something to say."""
    parts: list[list[Word]] = [[]]
    for at, word in enumerate(sentence):
        if at and parts[-1] and _begins(sentence, at, parts[-1], known):
            parts.append([])
        parts[-1].append(word)
    return _joined(parts, known)


def items(words: Sequence[Word], known: Grammar) -> list[list[Word]]:
    """What a list holds: its parts between commas and the last "and"; one part if it is none."""
    parts: list[list[Word]] = [[]]
    for at, word in enumerate(words):
        if word.key in known.rules.join and not word.inside and parts[-1] and at + 1 < len(words):
            parts.append([])
            continue
        if word.key in known.rules.join and not parts[-1]:
            continue
        parts[-1].append(word)
        if word.stop == "," and not word.inside:
            parts.append([])
    return [part for part in parts if any(map(known.is_matter, part))]


def without(phrases: Phrases, words: Sequence[Word]) -> Sequence[Word]:
    """The words behind the longest of these phrases at their beginning; all if there is none."""
    for phrase in phrases:
        if len(words) > len(phrase) and tuple(w.key for w in words[: len(phrase)]) == phrase:
            return words[len(phrase) :]
    return words


def find(phrases: Phrases, words: Sequence[Word]) -> tuple[int, int] | None:
    """Where the first of these phrases begins and ends."""
    keys = [word.key for word in words]
    spots = (
        (at, at + len(phrase))
        for at in range(len(keys))
        for phrase in phrases
        if tuple(keys[at : at + len(phrase)]) == phrase
    )
    return next(spots, None)


def _key(core: str) -> str:
    return core.lower().replace("’", "'")


def _stop(piece: str) -> str:
    tail = piece[len(piece.rstrip(_AROUND)) :]
    return next((char for char in tail if char in _STOPS), "")


def _stopped(word: Word, stop: str) -> Word:
    return Word(word.text, word.key, word.stop or stop, word.inside)


def _ends(piece: str, following: str, rules: Clauses) -> bool:
    bare = piece.rstrip("\"'”’)]*_")
    if not bare.endswith((".", "!", "?")):
        return False
    if bare.endswith(".") and _key(bare.strip(_AROUND)) in rules.abbreviations:
        return False
    first = following.lstrip("\"'“‘([*_")[:1]
    return not first.islower()


def _begins(sentence: Sequence[Word], at: int, left: Sequence[Word], known: Grammar) -> bool:
    """Whether a clause begins at a word; `left` is what stands before it since the last one."""
    rules = known.rules
    word, before = sentence[at], sentence[at - 1]
    if word.inside or (before.inside and not before.stop):
        return False
    right = sentence[at:]
    if before.stop in (";", "—"):
        return True
    if before.stop == ":":
        return _is_clause(right, known)
    if left[0].key in rules.contrast and before.stop == ",":
        return True
    if word.key in rules.contrast:
        return _has_verb(right[1:], known)
    if word.key in rules.relative and before.stop == ",":
        enough = _matter(left, known) > _LEAST_ALONE
        return enough and _matter(right, known) > _LEAST_ALONE
    if word.key in rules.join:
        if not _has_verb(left, known):
            return False
        if _is_clause(right[1:], known):
            return before.stop == "," or right[1].key in rules.subjects
        if _verb_first(right[1:], known):
            enough = _matter(left, known) >= _LEAST_ALONE and _matter(right, known) >= _LEAST_ALONE
            return before.stop == "," or enough
        return False
    # I compress images, preload the font, and move the scripts
    return before.stop == "," and _verb_first(right, known) and _has_verb(left, known)


def _has_verb(words: Sequence[Word], known: Grammar) -> bool:
    return any(word.key in known.rules.auxiliaries or known.is_verb(word) for word in words)


def _verb_first(words: Sequence[Word], known: Grammar) -> bool:
    at = 0
    while at < len(words) and (
        words[at].key in known.rules.openers
        or words[at].key.endswith(tuple(known.rules.adverb_endings))
    ):
        at += 1
    if at + 1 >= len(words) or words[at].stop or _is_participle(words[at], known):
        return False
    return words[at].key in known.rules.auxiliaries or known.is_verb(words[at])


def _is_clause(words: Sequence[Word], known: Grammar) -> bool:
    """Whether words begin with a subject and its verb."""
    rest = list(words)
    while rest and rest[0].key in known.rules.openers:
        rest = rest[1:]
    if len(rest) < 2 or (known.is_verb(rest[0]) and rest[0].key not in known.rules.subjects):
        return False
    for word in rest[1:_REACH]:
        if word.key in known.rules.auxiliaries or (
            known.is_verb(word) and not _is_participle(word, known)
        ):
            return rest[0].key in known.rules.subjects or not any(w.stop for w in rest[:1])
        if word.stop:
            return False
    return rest[0].key in known.rules.subjects


def _is_participle(word: Word, known: Grammar) -> bool:
    return word.key.endswith(tuple(known.rules.participle_endings))


def _is_between(word: Word, following: Word, known: Grammar) -> bool:
    """Whether a word belongs to the verb behind it: in "I had spoken", not in "I had time"."""
    rules = known.rules
    if word.key not in rules.between or word.key not in rules.auxiliaries:
        return word.key in rules.between
    return following.key in rules.between or known.is_verb(following)


def _matter(words: Sequence[Word], known: Grammar) -> int:
    return sum(map(known.is_matter, words))


def _joined(parts: Sequence[list[Word]], known: Grammar) -> list[list[Word]]:
    """Parts with too little matter go to the part before them, or to the one behind."""
    whole: list[list[Word]] = []
    for part in parts:
        if whole and (_matter(part, known) < _LEAST or _matter(whole[-1], known) < _LEAST):
            whole[-1] += part
        else:
            whole.append(list(part))
    return whole


def trimmed(words: Sequence[Word], known: Grammar) -> Iterator[Word]:
    """A clause without its openers, its speaker and what stands between speaker and verb."""
    rules = known.rules
    rest = words
    while True:
        shorter = without(rules.settings, rest)
        if len(shorter) > 1 and shorter[0].key in rules.openers:
            shorter = shorter[1:]
        if len(shorter) == len(rest):
            break
        rest = shorter
    if len(rest) > 2 and rest[0].key in rules.speaker:
        rest = rest[1:]
        while len(rest) > 2 and _is_between(rest[0], rest[1], known):
            rest = rest[1:]
    yield from rest
