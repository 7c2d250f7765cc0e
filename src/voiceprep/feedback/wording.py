"""The choice of words: what is used most, said twice, taken back, and who acts."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from voiceprep.bank.model import Question
from voiceprep.feedback.fillers import uttered
from voiceprep.feedback.spoken import Token, stem, tokens
from voiceprep.language import Language
from voiceprep.speech.transcript import Word

MOST = 5
"""How many of the most used words are named."""
OFTEN = 3
"""How often a word or phrase must come to be named."""
LONGEST_REPEAT = 4
"""Words of the longest stretch that is looked for twice in a row."""
PHRASE_WORDS = range(5, 2, -1)
"""Lengths of the phrases that are looked for all over the answer, longest first."""
RESTART_S = 1.0
"""Longest silence within a restart; after a longer one, the same word begins a new sentence."""


@dataclass(frozen=True)
class Mention:
    """A word or phrase, and where it was said."""

    text: str
    count: int
    starts_s: tuple[float, ...]
    """When each of them begins; empty in typed answers."""
    places: tuple[int, ...] = ()
    """The first word of each, counted from 0 among the words that were judged, "um" and its like
    among them; empty where an older version measured it."""


@dataclass(frozen=True)
class Wording:
    """What the choice of words in one answer shows."""

    content_words: tuple[Mention, ...]
    phrases: tuple[Mention, ...]
    repeats: tuple[Mention, ...]
    hedges: tuple[Mention, ...]
    terms: tuple[Mention, ...]
    first_singular: int
    first_plural: int


def wording(
    question: Question, judged: Sequence[Word], language: Language, *, timed: bool
) -> Wording:
    """What the choice of words shows; filled pauses among the words are no part of it.

    `timed`: whether the words have times, as heard ones do.
    """
    numbers = [at for at, word in enumerate(judged) if uttered([word], language)]
    words = [judged[at] for at in numbers]
    line = [_bare(word.text) for word in words]
    said = tokens(line, language)
    places = _Places(words, numbers, timed)
    repeats = list(_repeats(line, words, language, timed))
    return Wording(
        content_words=_content_words(said, language, places),
        phrases=_phrases(line, language, places),
        repeats=places.mentions(repeats),
        hedges=places.mentions(list(_hedges(line, language))),
        terms=places.mentions(list(_terms(question, said, language))),
        first_singular=sum(word in language.first_singular for word in line),
        first_plural=sum(word in language.first_plural for word in line),
    )


@dataclass(frozen=True)
class _Places:
    """Tells when and as which of all words these words were said."""

    words: Sequence[Word]
    numbers: Sequence[int]
    timed: bool

    def mention(self, text: str, places: Sequence[int]) -> Mention:
        """A text, said at these words."""
        times = tuple(round(self.words[at].start_s, 2) for at in places) if self.timed else ()
        return Mention(text, len(places), times, tuple(self.numbers[at] for at in places))

    def mentions(self, found: Sequence[tuple[str, int]]) -> tuple[Mention, ...]:
        """Texts and their words, the same texts together: the most frequent first."""
        by_text: dict[str, list[int]] = {}
        for text, at in found:
            by_text.setdefault(text, []).append(at)
        ranked = sorted(by_text.items(), key=lambda item: (-len(item[1]), item[1][0]))
        return tuple(self.mention(text, places) for text, places in ranked)


def _bare(word: str) -> str:
    return re.sub(r"^\W+|\W+$", "", word.lower().replace("’", "'")) or word


def _content_words(
    said: Sequence[Token], language: Language, places: _Places
) -> tuple[Mention, ...]:
    by_stem: dict[str, list[Token]] = {}
    for token in said:
        if (
            token.text not in language.function_words
            and token.text not in language.light_words
            and not token.number
            and token.text[0].isalpha()
        ):
            by_stem.setdefault(token.stem, []).append(token)
    often = [group for group in by_stem.values() if len(group) >= OFTEN]
    often.sort(key=lambda group: (-len(group), group[0].first))
    return tuple(
        places.mention(
            Counter(token.text for token in group).most_common(1)[0][0],
            [token.first for token in group],
        )
        for group in often[:MOST]
    )


def _phrases(line: Sequence[str], language: Language, places: _Places) -> tuple[Mention, ...]:
    """Phrases with a word of matter, or of four words and more, that come OFTEN."""
    taken: set[int] = set()
    found = []
    for length in PHRASE_WORDS:
        starts: dict[tuple[str, ...], list[int]] = {}
        for at in range(len(line) - length + 1):
            phrase = tuple(line[at : at + length])
            before = starts.get(phrase)
            if before and at < before[-1] + length:
                continue
            starts.setdefault(phrase, []).append(at)
        for phrase, ats in starts.items():
            free = [at for at in ats if not taken & set(range(at, at + length))]
            if len(free) < OFTEN:
                continue
            if length < 4 and all(word in language.function_words for word in phrase):
                continue
            found.append((" ".join(phrase), free))
            taken.update(at + step for at in free for step in range(length))
    found.sort(key=lambda item: (-len(item[1]), item[1][0]))
    return tuple(places.mention(text, ats) for text, ats in found)


def _repeats(
    line: Sequence[str], words: Sequence[Word], language: Language, timed: bool
) -> Iterator[tuple[str, int]]:
    """Words that are said again at once, as "we we went" or "in the in the"."""
    at = 0
    while at < len(line):
        for length in range(LONGEST_REPEAT, 0, -1):
            first, second = line[at : at + length], line[at + length : at + 2 * length]
            if first != second or len(second) < length:
                continue
            if len(set(first)) == 1 and (first[0] in language.doubled or first[0].isdigit()):
                continue
            if timed and words[at + length].start_s - words[at + length - 1].end_s > RESTART_S:
                continue
            if not timed and words[at + length - 1].text[-1:] in (".", "?", "!"):
                continue
            yield " ".join([*first, *second]), at
            at += length
            break
        else:
            at += 1


def _hedges(line: Sequence[str], language: Language) -> Iterator[tuple[str, int]]:
    at = 0
    while at < len(line):
        for hedge in language.hedges.get(line[at], ()):
            end = at + len(hedge)
            before = line[at - 1] if at else ""
            if tuple(line[at:end]) == hedge and not (
                len(hedge) > 1 and before in language.not_hedging_after
            ):
                yield " ".join(hedge), at
                at = end
                break
        else:
            at += 1


def _terms(
    question: Question, said: Sequence[Token], language: Language
) -> Iterator[tuple[str, int]]:
    """Terms of the field and of the question's key points, longest first."""
    known: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for term in _known_terms(question, language):
        stems = tuple(token.stem for token in tokens(term.split(), language))
        if stems:
            known.setdefault(stems[0], []).append((stems, term))
    stems_said = [token.stem for token in said]
    at = 0
    while at < len(said):
        fitting = [
            (stems, term)
            for stems, term in known.get(stems_said[at], ())
            if tuple(stems_said[at : at + len(stems)]) == stems
        ]
        if fitting:
            stems, term = max(fitting, key=lambda item: len(item[0]))
            yield term, said[at].first
            at += len(stems)
        else:
            at += 1


def _known_terms(question: Question, language: Language) -> Iterator[str]:
    """The terms to look for; everyday words are none unless they are the question's own and listed.

    Of the points' terms, those of behavioral questions tell what happened and are no terms of a
    field; single words count if they aren't everyday ones, others if they have two words of matter.
    """
    texts = (question.ask, *(point.say for point in question.points))
    of_points = list(
        dict.fromkeys(t for point in question.points for group in point.terms for t in group)
    )
    asked = {
        token.stem for text in (*texts, *of_points) for token in tokens(text.split(), language)
    }
    everyday = _everyday_stems(language)
    for term in language.terms:
        wanted = tokens(term.split(), language)
        if len(wanted) != 1 or wanted[0].stem not in everyday or wanted[0].stem in asked:
            yield term
    if question.kind == "behavioral":
        return
    for term in of_points:
        matter = _matter(tokens(term.split(), language), language)
        rare = bool(everyday) and any(token.stem not in everyday for token in matter)
        if term not in language.terms and (rare or len(matter) > 1):
            yield term


@cache
def _everyday_stems(language: Language) -> frozenset[str]:
    """Empty where the language has no table of everyday words."""
    return frozenset(stem(word, language) for word in language.everyday | language.no_terms)


def _matter(wanted: Sequence[Token], language: Language) -> list[Token]:
    empty = language.function_words | language.light_words
    return [token for token in wanted if token.text not in empty and not token.number]
