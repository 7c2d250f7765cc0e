"""A transcript, ready to be searched for terms."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from voiceprep.feedback import phonetics
from voiceprep.feedback.spoken import Token, stem, tokens
from voiceprep.feedback.verdict import By
from voiceprep.language import Language

JOINED_WORDS = 4
"""Words that a misheard term may have fallen into."""
LONGEST_JOINED = 24
"""Letters of the longest term that is looked for in several words."""
ALIKE = 0.82
"""Levenshtein similarity from which two spellings are one word."""
ALIKE_STEMS = 0.88
"""The same for stems, which are shorter."""
SHORTEST_FUZZY = 5
"""Letters from which a word may be matched by likeness."""
ACRONYM_LETTERS = 5
"""Letters up to which a term may be spelled out."""
NEGATION_REACH = 5
"""Words after a negation that it still turns round."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Tokens of the transcript that stand for a term."""

    term: str
    first: int
    last: int
    strength: float
    """0 to 1."""
    by: By
    weak: bool = False
    """Whether it counts only beside another term of the same point."""


class Heard:
    """The tokens of one answer, found by stem, by spelling and by sound."""

    def __init__(
        self,
        words: Sequence[str],
        language: Language,
        aliases: Mapping[str, Sequence[str]],
        vocabulary: frozenset[str] = frozenset(),
    ) -> None:
        """Index words; `vocabulary` holds stems that are never mishearings of something else."""
        self.tokens = tokens(words, language)
        self.negated = negated(self.tokens, language)
        self._language = language
        self._vocabulary = vocabulary
        self._at: dict[str, list[int]] = defaultdict(list)
        self._by_letter: dict[str, list[int]] = defaultdict(list)
        for at, token in enumerate(self.tokens):
            self._at[token.stem].append(at)
            letter = language.letters.get(token.text, token.text)
            if len(letter) == 1:
                self._by_letter[letter].append(at)
        self._aliases: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for term, spoken in aliases.items():
            for token in tokens(term.split(), language):
                self._aliases[token.stem] += (_stems(other, language) for other in spoken)
        self._grams = self._joined()
        self._by_length = _bucketed(self._grams)
        self._by_code: dict[str, list[str]] = defaultdict(list)
        self._by_onset: dict[tuple[str, int], list[str]] = defaultdict(list)
        self._known: dict[Token, tuple[Hit, ...]] = {}

    def find(self, term: Token) -> tuple[Hit, ...]:
        """Every place where the term was said, or what sounds like it."""
        term = replace(term, first=0, last=0)
        if term not in self._known:
            hits = [*self._same(term), *self._alias(term)]
            if not term.number:
                hits += self._letters(term.text)
                hits += self._alike(term)
                if not hits:
                    hits += self._sounding(term)
            elif term.text in self._grams:
                hits += (Hit(term.text, *spot, 1.0, "spelling") for spot in self._grams[term.text])
            self._known[term] = tuple(hits)
        return self._known[term]

    def words_of(self, hit: Hit) -> tuple[int, int]:
        """Indices of the first and the last word behind a hit."""
        return self.tokens[hit.first].first, self.tokens[hit.last].last

    def _same(self, term: Token) -> Iterator[Hit]:
        for at in self._at.get(term.stem, ()):
            if not phonetics.opposed(term.text, self.tokens[at].text, self._language):
                yield Hit(term.text, at, at, 1.0, "spelling")

    def _alias(self, term: Token) -> Iterator[Hit]:
        for phrase in (*self._aliases.get(term.stem, ()), *_others(term.text, self._language)):
            for at in self._at.get(phrase[0], ()) if phrase else ():
                spot = self.tokens[at : at + len(phrase)]
                if tuple(token.stem for token in spot) == phrase:
                    yield Hit(term.text, at, at + len(phrase) - 1, 1.0, "alias")
        for name in _names(self._language).get(term.stem, ()):
            for at in self._at.get(stem(name, self._language), ()):
                yield Hit(term.text, at, at, 1.0, "alias")
            yield from (replace(hit, term=term.text, by="alias") for hit in self._letters(name))

    def _letters(self, acronym: str) -> Iterator[Hit]:
        """An acronym, spelled out."""
        size = len(acronym)
        if not 2 <= size <= ACRONYM_LETTERS or acronym in self._language.function_words:
            return
        for at in self._by_letter.get(acronym[0], ()):
            names = tuple(token.text for token in self.tokens[at : at + size])
            if phonetics.spelled(acronym, names, self._language):
                plain = all(len(name) == 1 for name in names)
                yield Hit(acronym, at, at + size - 1, 1.0, "spelling" if plain else "sound")

    def _alike(self, term: Token) -> Iterator[Hit]:
        """Other spellings, slips and forms, also fallen into several words."""
        if len(term.text) < SHORTEST_FUZZY:
            return
        size = len(term.text)
        near = [
            gram
            for length in range(int(size * ALIKE), int(size / ALIKE) + 2)
            for gram in self._by_length.get(length, ())
        ]
        for gram, alike in _likest(term.text, near, ALIKE):
            if not phonetics.opposed(term.text, gram, self._language):
                for first, last in self._grams[gram]:
                    if first < last or not self._another(first, term):
                        yield Hit(term.text, first, last, alike, "spelling")
        for other, alike in _likest(term.stem, self._at, ALIKE_STEMS):
            for at in self._at[other]:
                opposed = phonetics.opposed(term.text, self.tokens[at].text, self._language)
                if not opposed and not self._another(at, term):
                    yield Hit(term.text, at, at, alike, "spelling")

    def _another(self, at: int, term: Token) -> bool:
        """Whether a token is a word of the question's own that is not the term."""
        return self.tokens[at].stem != term.stem and self.tokens[at].stem in self._vocabulary

    def _sounding(self, term: Token) -> Iterator[Hit]:
        """Words that sound like the term."""
        ours = phonetics.code(term.text)
        if len(term.text) < SHORTEST_FUZZY or len(ours) < phonetics.SHORTEST:
            return
        if not self._by_code:
            for gram in self._grams:
                self._by_code[phonetics.code(gram)].append(gram)
            for code in filter(None, self._by_code):
                self._by_onset[phonetics.onset(code), len(code)].append(code)
        size = len(ours)
        near = [
            code
            for length in range(int(size * phonetics.WEAK), int(size / phonetics.WEAK) + 2)
            for code in self._by_onset.get((phonetics.onset(ours), length), ())
        ]
        for code, _ in _likest(ours, near, phonetics.WEAK):
            for gram in self._by_code[code]:
                alike = phonetics.likeness(term.text, gram)
                if not alike or phonetics.opposed(term.text, gram, self._language):
                    continue
                weak = alike < phonetics.STRONG
                for first, last in self._grams[gram]:
                    if first < last or not self._another(first, term):
                        yield Hit(term.text, first, last, alike, "sound", weak)

    def _joined(self) -> dict[str, list[tuple[int, int]]]:
        """Runs of up to JOINED_WORDS tokens, written as one word; none of function words alone."""
        grams: dict[str, list[tuple[int, int]]] = defaultdict(list)
        matter = [token.text not in self._language.function_words for token in self.tokens]
        for first in range(len(self.tokens)):
            text, matters = "", False
            for last in range(first, min(first + JOINED_WORDS, len(self.tokens))):
                text += self.tokens[last].text
                matters = matters or matter[last]
                if len(text) > LONGEST_JOINED:
                    break
                if matters and len(text) >= SHORTEST_FUZZY - 1:
                    grams[text].append((first, last))
        return grams


def negated(said: Sequence[Token], language: Language) -> tuple[bool, ...]:
    """For each token, whether a negation before it, in its own clause, turns it round."""
    flags = []
    reach = 0
    for at, token in enumerate(said):
        following = said[at + 1].text if at + 1 < len(said) else ""
        flags.append(reach > 0)
        if token.text in language.negations:
            reach = 0 if following in language.not_negating else NEGATION_REACH
        elif f"{token.text} {following}" in language.negation_pairs:
            reach = NEGATION_REACH + 1
        elif token.text in language.clause_ends:
            reach = 0
        elif token.text not in language.function_words:
            reach -= 1
    return tuple(flags)


def same_stems(said: Sequence[Token], language: Language) -> frozenset[str]:
    """The stems of words and of other single words for the same things."""
    stems = {token.stem for token in said}
    for token in said:
        stems.update(other[0] for other in _others(token.text, language) if len(other) == 1)
    for name in language.same:
        if any(len(other) == 1 and other[0] in stems for other in _others(name, language)):
            stems.add(stem(name, language))
    return frozenset(stems)


def _likest(text: str, among: Iterable[str], least: float) -> list[tuple[str, float]]:
    """The texts whose Levenshtein similarity (0 to 1) is at least this, with it; best first."""
    measure = Levenshtein.normalized_similarity
    found = process.extract(text, [*among], scorer=measure, score_cutoff=least, limit=None)
    return [(other, alike) for other, alike, _ in found]


def _stems(phrase: str, language: Language) -> tuple[str, ...]:
    return tuple(token.stem for token in tokens(phrase.split(), language))


@lru_cache(maxsize=10_000)
def _others(text: str, language: Language) -> tuple[tuple[str, ...], ...]:
    """Other words for the same thing, as stems."""
    return tuple(_stems(other, language) for other in language.same.get(text, ()))


@lru_cache(maxsize=16)
def _names(language: Language) -> Mapping[str, frozenset[str]]:
    """A word of a long name: the acronyms that stand for the whole."""
    names: dict[str, frozenset[str]] = defaultdict(frozenset)
    for name, others in language.same.items():
        for other in others:
            for token in tokens(other.split(), language):
                if token.text not in language.function_words:
                    names[token.stem] |= {name}
    return names


def _bucketed(texts: Mapping[str, object]) -> dict[int, list[str]]:
    buckets: dict[int, list[str]] = defaultdict(list)
    for text in texts:
        buckets[len(text)].append(text)
    return buckets
