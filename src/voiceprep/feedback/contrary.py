"""Answers that say the opposite of a key point, or only list its words."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from voiceprep.feedback.heard import Heard, negated
from voiceprep.feedback.spoken import Token, stem
from voiceprep.language import Language
from voiceprep.language.cues import table

KEYWORDS = 0.1
"""Share of function words up to which an answer is nothing but a list of keywords.

Of the labelled answers, lists have 0.08 at most; even the tersest that says how things belong
together have 0.12, and whole sentences 0.4 and more.
"""
FEWEST_LISTED = 8
"""Words from which an answer may be called a list."""
MOST = 0.5
"""Share of the words found from which an answer that negates them says the opposite."""
OPENING = 2
"""Words of substance at the beginning of a point among which its subject is."""
REACH = 15
"""Tokens before a word among which its subject is looked for."""
BESIDE = 2
"""Tokens before and after a stretch that still belong to it."""


def keyword_list(heard: Heard, language: Language) -> bool:
    """Whether an answer is a bare list of keywords, without a word on how they are related."""
    said = heard.tokens
    grammar = sum(token.text in language.function_words for token in said)
    return (
        bool(language.function_words)
        and len(said) >= FEWEST_LISTED
        and grammar < KEYWORDS * len(said)
    )


def turned(point: Sequence[Token], heard: Heard, first: int, last: int, language: Language) -> bool:
    """Whether tokens `first` to `last` of an answer say the opposite of a key point.

    They do where most of the words found there are negated and the point does not negate them (or
    the other way round), and where a word of the point is replaced by its opposite.
    """
    first, last = first - BESIDE, last + BESIDE
    stems = {token.stem for token in point}
    inside = {token.stem for token in heard.tokens[max(0, first) : last + 1]}
    matched = contrary = 0
    for token, is_negated in zip(point, negated(point, language), strict=True):
        opposites = _opposites(language).get(token.stem, frozenset())
        if opposites & inside and not opposites & stems and token.stem not in inside:
            return True
        if token.text in language.function_words:
            continue
        spots = [
            any(heard.negated[hit.first : hit.last + 1])
            for hit in heard.find(token)
            if first <= hit.first and hit.last <= last and not hit.weak
        ]
        matched += bool(spots)
        contrary += bool(spots) and is_negated not in spots
    return contrary > 0 and contrary >= MOST * matched


def misplaced(
    point: Sequence[Token], heard: Heard, first: int, last: int, language: Language
) -> bool:
    """Whether a word of a key point and its opposite are both said in tokens `first` to `last`, and
    the opposite stands closer to what the point is about."""
    stretch = (first - BESIDE, last + BESIDE)
    stems = {token.stem for token in point}
    inside = {token.stem for token in heard.tokens[max(0, stretch[0]) : stretch[1] + 1]}
    for token in point:
        opposites = _opposites(language).get(token.stem, frozenset())
        if (
            token.stem in inside
            and opposites & inside
            and not opposites & stems
            and _beside_opposite(token, opposites, point, heard, stretch, language)
        ):
            return True
    return False


def _beside_opposite(
    word: Token,
    opposites: frozenset[str],
    point: Sequence[Token],
    heard: Heard,
    stretch: tuple[int, int],
    language: Language,
) -> bool:
    """Whether what a point says of something is said of another thing, and of this its opposite.

    Asked of the other words of the point that were said once in the stretch, and so can be placed:
    "high bias overfits and high variance underfits" says the opposite of variance.
    """
    inside = range(max(0, stretch[0]), min(len(heard.tokens), stretch[1] + 1))
    own = [at for at in inside if heard.tokens[at].stem == word.stem]
    contrary = [at for at in inside if heard.tokens[at].stem in opposites]
    nearer = 0
    for other in point:
        if other.stem == word.stem or other.text in language.function_words:
            continue
        places = [at for at in inside if heard.tokens[at].stem == other.stem]
        if len(places) == 1:
            to_own, to_contrary = (
                min(_way(heard, places[0], at, language) for at in ats) for ats in (own, contrary)
            )
            nearer += (to_contrary < to_own) - (to_own < to_contrary)
    return nearer > 0


def _way(heard: Heard, one: int, other: int, language: Language) -> tuple[int, int]:
    """How far two tokens are apart: the clauses that end between them, then tokens."""
    between = heard.tokens[min(one, other) + 1 : max(one, other)]
    apart = _between_clauses(language)
    return sum(token.text in apart for token in between), abs(one - other)


@lru_cache(maxsize=16)
def _between_clauses(language: Language) -> frozenset[str]:
    words = table(language.code, "clauses")
    return frozenset(f"{words.get('contrast', '')} {words.get('join', '')}".split())


def subjects(points: Sequence[Sequence[Token]], language: Language) -> tuple[Token, ...]:
    """What the points of a question speak of by turns, such as L1 and L2; empty if there is one.

    Those are words that a point begins with and that another point has as well, but not all have.
    """
    matter = [[t for t in point if t.text not in language.function_words] for point in points]
    opening = {token.stem: token for point in matter for token in point[:OPENING]}
    having = {stem: sum(any(t.stem == stem for t in p) for p in matter) for stem in opening}
    found = tuple(
        token
        for stem, token in opening.items()
        if 2 <= having[stem] < len(points) and token.text not in language.light_words
    )
    return found if len(found) > 1 else ()


def exchanged(
    point: Sequence[Token],
    among: Sequence[Token],
    heard: Heard,
    first: int,
    last: int,
    language: Language,
) -> bool:
    """Whether tokens `first` to `last` of an answer say a key point of another subject.

    Each word of the point belongs to the subject that stands before it, and so does each word of
    the answer.
    """
    named = sorted((hit.first, subject.stem) for subject in among for hit in heard.find(subject))
    names = {subject.stem for subject in among}
    right = wrong = 0
    own = ""
    mine = {token.stem for token in point} & names
    for token in point:
        if token.stem in names:
            own = token.stem
        elif own and token.text not in language.function_words:
            for hit in heard.find(token):
                if hit.weak or not first - BESIDE <= hit.first <= last + BESIDE:
                    continue
                before = [(at, stem) for at, stem in named if hit.first - REACH <= at < hit.first]
                said_of = {stem for at, stem in before if at == before[-1][0]}
                if said_of:
                    right += own in said_of
                    wrong += own not in said_of and (len(mine) > 1 or not said_of & mine)
    return wrong > right


@lru_cache(maxsize=16)
def _opposites(language: Language) -> Mapping[str, frozenset[str]]:
    """The stem of a word: the stems of those that say the opposite."""
    others: dict[str, frozenset[str]] = {}
    for pair in language.opposites:
        sides = [frozenset(stem(word, language) for word in side.split()) for side in pair]
        for words, opposed in (sides, sides[::-1]):
            for word in words:
                others[word] = others.get(word, frozenset()) | opposed
    return others
