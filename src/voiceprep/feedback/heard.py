"""A transcript, ready to be searched for terms."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from voiceprep.feedback import compounds, phonetics
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
LATE_REACH = 4
"""Words before a negation at the end of a clause that it turns round."""
PART = 0.9
"""Strength of a term within a compound, or in its parts: our convention."""
PARTS_REACH = 4
"""Words over which the parts of a compound may be spread: "Qualität der Daten"."""
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
        knows: Callable[[str], bool] | None = None,
    ) -> None:
        """Index words; `vocabulary` holds stems that are never mishearings of something else.

        `knows` tells whether the recogniser could have written a word (lower case).
        """
        self.tokens = tokens(words, language)
        self._words = words
        self._knows = knows
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
        self._grams: dict[str, list[tuple[int, int]]] = {}
        self._by_length: dict[int, list[str]] = defaultdict(list)
        self._join()
        self._stems = _bucketed(self._at)
        self._near: dict[tuple[int, bool], list[str]] = {}
        self._listened = False
        self._sounds: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
        self._known: dict[tuple[str, str], tuple[Hit, ...]] = {}

    def find(self, term: Token) -> tuple[Hit, ...]:
        """Every place where the term was said, or what sounds like it."""
        known = self._known.get((term.text, term.stem))
        if known is None:
            hits = [*self._same(term), *self._alias(term)]
            if not term.number:
                hits += self._letters(term.text)
                hits += self._alike(term)
                if self._language.compounds:
                    hits += self._compounded(term)
                if not hits and self._language.sounds:
                    hits += self._sounding(term)
            elif term.text in self._grams:
                hits += (Hit(term.text, *spot, 1.0, "spelling") for spot in self._grams[term.text])
            known = self._known[term.text, term.stem] = tuple(hits)
        return known

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
        for gram, alike in _likest(term.text, self._of_length(len(term.text), False), ALIKE):
            if not phonetics.opposed(term.text, gram, self._language):
                for first, last in self._grams[gram]:
                    if first < last or not self._another(first, term):
                        yield Hit(term.text, first, last, alike, "spelling")
        for other, alike in _likest(term.stem, self._of_length(len(term.stem), True), ALIKE_STEMS):
            for at in self._at[other]:
                opposed = phonetics.opposed(term.text, self.tokens[at].text, self._language)
                if not opposed and not self._another(at, term):
                    yield Hit(term.text, at, at, alike, "spelling")

    def _compounded(self, term: Token) -> Iterator[Hit]:
        """The term within a longer word, or its parts side by side."""
        least = self._language.compounds
        for other in [*self._at]:
            if compounds.is_part(term.stem, other, self._language):
                yield from (Hit(term.text, at, at, PART, "spelling") for at in self._at[other])
            if len(other) < least or not (part := compounds.rest(term.stem, other)):
                continue
            beside = [spots for one, spots in self._at.items() if compounds.is_beginning(part, one)]
            for at in self._at[other]:
                for near in sorted(spot for spots in beside for spot in spots):
                    if 0 < abs(near - at) <= PARTS_REACH:
                        yield Hit(term.text, min(at, near), max(at, near), PART, "spelling")

    def _of_length(self, size: int, stems: bool) -> list[str]:
        """Runs of words or stems that are not too long or too short to be like so many letters."""
        if (size, stems) not in self._near:
            least, texts = (ALIKE_STEMS, self._stems) if stems else (ALIKE, self._by_length)
            self._near[size, stems] = [
                text
                for length in range(int(size * least), int(size / least) + 2)
                for text in texts.get(length, ())
            ]
        return self._near[size, stems]

    def _another(self, at: int, term: Token) -> bool:
        """Whether a token is a word of the question's own that is not the term."""
        return self.tokens[at].stem != term.stem and self.tokens[at].stem in self._vocabulary

    def _sounding(self, term: Token) -> Iterator[Hit]:
        """Words that sound like the term."""
        unknown = self._knows is not None and not self._knows(term.text)
        lacks = unknown and bool(self._language.misheard)
        least = phonetics.UNKNOWN if lacks else phonetics.KNOWN
        if len(term.text) < SHORTEST_FUZZY - lacks:
            return
        if not self._listened:
            self._listen()
        for gram, alike in self._instead(term.text) if lacks else self._like(term.text):
            if alike < least.weak or phonetics.opposed(term.text, gram, self._language):
                continue
            weak = alike < least.strong
            for first, last in self._grams[gram]:
                if first < last or not self._another(first, term):
                    yield Hit(term.text, first, last, least.strength(alike), "sound", weak)

    def _like(self, term: str) -> Iterator[tuple[str, float]]:
        """Runs of words that sound like a term that the recogniser has; how alike, 0 to 1."""
        ours = phonetics.sound((term,), self._language)
        if len(ours.sounds) < phonetics.FEWEST:
            return
        sounding, said = self._sounds[phonetics.onset(ours.sounds)]
        near = process.extract(
            ours.sounds,
            sounding,
            scorer=Levenshtein.normalized_similarity,
            score_cutoff=phonetics.KNOWN_LEAST,
            limit=None,
        )
        for sounds, by_sound, at in near:
            gram = said[at]
            off = phonetics.likely(self._run(gram), self._language, phonetics.OFF_LIKENESS)
            heard = phonetics.Sound(gram, sounds, phonetics.skeleton(sounds), off)
            yield gram, phonetics.rest(ours, heard, by_sound)

    def _instead(self, term: str) -> Iterator[tuple[str, float]]:
        """Runs of words that may stand for a term that the recogniser lacks; how well they fit."""
        sounding, said = self._sounds[""]
        hearing = phonetics.hearing(self._language)
        ways = phonetics.pronunciations(term, self._language)
        found: dict[int, float] = {}
        for way in ways:
            near = process.extract(
                way,
                sounding,
                scorer=Levenshtein.normalized_similarity,
                score_cutoff=phonetics.UNKNOWN_LEAST,
                limit=None,
            )
            for sounds, _, at in near:
                by_sound = phonetics.evidence(way, sounds, hearing)
                found[at] = max(by_sound, found.get(at, by_sound))
        whole = max((phonetics.evidence(way, way, hearing) for way in ways), default=1.0)
        for at, by_sound in found.items():
            gram = said[at]
            letters = Levenshtein.normalized_similarity(term, gram)
            off = phonetics.likely(self._run(gram), self._language, phonetics.OFF_EVIDENCE)
            yield gram, phonetics.fit(by_sound, letters, off, whole)

    def _run(self, gram: str) -> list[str]:
        first, last = self._grams[gram][0]
        return [token.text for token in self.tokens[first : last + 1]]

    def _listen(self) -> None:
        """Write down how all runs of words sound, all together and by their first sound."""
        self._listened = True
        each = [self._sounds_of(token) for token in self.tokens]
        joined = "".join(each)
        starts = [0, *accumulate(map(len, each))]
        onsets = [phonetics.onset(joined[start : start + 1]) for start in starts]
        for gram, spots in self._grams.items():
            first, last = spots[0]
            start, end = starts[first], starts[last + 1]
            if start < end:
                sounding, said = self._sounds[onsets[first]]
                sounding.append(joined[start:end])
                said.append(gram)
        groups = [*self._sounds.values()]
        self._sounds[""] = (
            [sounds for sounding, _ in groups for sounds in sounding],
            [gram for _, said in groups for gram in said],
        )

    def _sounds_of(self, token: Token) -> str:
        """A number as it was said, in words; other tokens by their spelling."""
        said = self._words[token.first : token.last + 1] if token.number else [token.text]
        return "".join(phonetics.sounds(word.lower(), self._language) for word in said)

    def _join(self) -> None:
        """Index runs of up to JOINED_WORDS tokens as one word; none of function words alone."""
        function = self._language.function_words
        texts = [token.text for token in self.tokens]
        joined = "".join(texts)
        starts = [0, *accumulate(map(len, texts))]
        grams, by_length, count = self._grams, self._by_length, len(texts)
        matters = count  # the first word of matter from here on
        for first in reversed(range(count)):
            start = starts[first]
            if texts[first] not in function:
                matters = first
            for last in range(matters, min(first + JOINED_WORDS, count)):
                size = starts[last + 1] - start
                if size > LONGEST_JOINED:
                    break
                if size >= SHORTEST_FUZZY - 1:
                    text = joined[start : start + size]
                    if text in grams:
                        grams[text].append((first, last))
                    else:
                        grams[text] = [(first, last)]
                        by_length[size].append(text)


def negated(said: Sequence[Token], language: Language) -> tuple[bool, ...]:
    """For each token, whether a negation before it, in its own clause, turns it round.

    Or one behind it, where the language puts negations at the end and the clause ends there.
    """
    flags: list[bool] = []
    reach = 0
    for at, token in enumerate(said):
        following = said[at + 1].text if at + 1 < len(said) else ""
        flags.append(reach > 0)
        ends = not following or following in language.clause_ends
        if ends and token.text in language.late_negations:
            flags[-LATE_REACH - 1 :] = [True] * len(flags[-LATE_REACH - 1 :])
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


def _likest(text: str, among: Sequence[str], least: float) -> list[tuple[str, float]]:
    """The texts whose Levenshtein similarity (0 to 1) is at least this, with it; best first."""
    measure = Levenshtein.normalized_similarity
    found = process.extract(text, among, scorer=measure, score_cutoff=least, limit=None)
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
