"""Key points against a transcript."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import exp, log, sqrt

from voiceprep.bank.model import KeyPoint, Question
from voiceprep.errors import ModelError
from voiceprep.feedback.contrary import exchanged, keyword_list, misplaced, subjects, turned
from voiceprep.feedback.heard import ACRONYM_LETTERS, Heard, Hit, negated, same_stems
from voiceprep.feedback.meaning import Likeness, Meaning
from voiceprep.feedback.spoken import Token, tokens
from voiceprep.feedback.verdict import By, Found, PointResult, Verdict
from voiceprep.language import Language, tables
from voiceprep.speech.transcript import UNKNOWN, Transcript, Word

COVERED = 0.65
"""Score from which a point counts as covered."""
BELOW_COVERED = COVERED - 0.01
HALF_SAID = 1.3
"""Power of the groups' part for points that are not covered."""
CHECK = 0.40
"""Score from which the user is asked to check."""
WINDOW_WORDS = 16
"""A point is looked for in stretches of this many words, or of WINDOW_PER_TERM words a term."""
WINDOW_PER_TERM = 5
LIGHT = 0.4
"""Weight of words that fit any subject, beside 1 for others."""
ASKED = 0.3
"""Weight of words that the question said first."""
UNKNOWN_TERM = 0.3
"""Weight of words that the recogniser can't hear and that were not found."""
NEGATED = 0.3
"""What is left of a term that the answer negates and the point doesn't, or the other way round."""
SLIGHT = 0.5
"""Share of a point's heaviest term below which a term does not stretch the quote."""
PHRASE_REACH = 6
"""Words over which the words of one term may be spread."""
GROUPS_SHARE = 0.65
"""What the groups of terms add to a score: all of several are enough for COVERED."""
ONE_GROUP_SHARE = 0.6
"""What a single group adds: not enough without a word of the sentence."""
SENTENCE_SHARE = 0.5
"""What the sentence's own words add, besides."""

TURNED = 0.6
"""What is left of a score where the answer says the opposite."""
SURE = 1.0
"""Log odds that a point is stated from which neither "not" nor an opposite word is looked for:
what reads both texts knows more of them. The best of six values on development with an earlier
network; with this one 0 is as good there."""
JOINED = (-0.69, 2.25, 1.5, 0.69)
"""How words and meaning are weighed: a constant, the lexical score, the likeness of meaning, and
the log odds that the point is stated.

A logistic regression on the development part of the labelled answers (`python
benchmarks/coverage/run.py --fit`), with the weight of the likeness held by hand at 1.5: more than
it would get by itself, for it is better where points are long and half said.
"""
EVEN = -0.1
"""The sum of these that stands for COVERED: rather a point to check than one wrongly covered, as
long as F1 hardly suffers."""
SHORT_WORDS = 100
"""Up to this length of an answer nothing is taken off for its length."""
LONG = 0.5
"""What is taken off the sum for each time that an answer is e times as long: among more stretches
one comes closer to any point by accident. Set on what the sample answers of the built-in bank cover
of other questions."""


@dataclass(frozen=True)
class Term:
    """What counts once in a point: a word of its sentence, or a group of alternatives."""

    phrases: tuple[tuple[tuple[Token, ...], float], ...]
    """Any of these will do, each with its own worth: 1 for those that say most."""
    weight: float
    group: bool
    """Whether it is a group of alternatives."""
    negated: bool | None
    """Whether the point itself negates it; None where that can't be told."""


@dataclass(frozen=True)
class Evidence:
    """The stretch of an answer that says most of a point."""

    score: float
    hits: tuple[tuple[Term, Hit], ...] = ()


def coverage(
    question: Question,
    transcript: Transcript,
    *,
    language: Language,
    knows: Callable[[str], bool] | None = None,
    aliases: Mapping[str, Sequence[str]] | None = None,
    meaning: Meaning | None = None,
) -> tuple[PointResult, ...]:
    """Say for each key point of the question whether the answer covers it, and by which words.

    `knows` tells whether the recogniser has a word (lower case) in its vocabulary: a point of
    which it has none is unhearable, never missed. `aliases` gives for a term what the recogniser
    writes instead; they act here only, the transcript stays as it was heard. With `meaning` the
    words are joined by what they mean; without it they are compared by spelling and sound alone.

    The bands (COVERED, CHECK) were set on labelled answers: see benchmarks/coverage.
    """
    words = tuple(word for word in transcript.words if word.text != UNKNOWN)
    asked = _asked(question, language)
    points = [_terms(point, asked, language) for point in question.points]
    vocabulary = asked.union(
        token.stem
        for terms in points
        for term in terms
        for phrase, _ in term.phrases
        for token in phrase
    )
    texts = [word.text for word in words]
    heard = Heard(texts, language, aliases or {}, vocabulary, knows)
    likenesses: Sequence[Likeness | None] = [None] * len(points)
    if meaning and words:
        likenesses = meaning.likenesses([p.say for p in question.points], question.ask, texts)
    listed = keyword_list(heard, language)
    says = [tokens(point.say.split(), language) for point in question.points]
    among = subjects(says, language)
    results = []
    for point, said, terms, near in zip(question.points, says, points, likenesses, strict=True):
        can_hear = [knows is None or _any_hearable(term, knows) for term in terms]
        evidence = _evidence(terms, can_hear, heard)
        score = _joined(evidence.score, near, len(words)) if near else evidence.score
        sure = near is not None and near.stated >= SURE
        if any(
            exchanged(said, among, heard, first, last, language)
            or misplaced(said, heard, first, last, language)
            or (not sure and turned(said, heard, first, last, language))
            for first, last in _stretches(evidence, near, heard)
        ):
            score *= TURNED
        if listed:
            score = min(score, BELOW_COVERED)
        verdict = _verdict(score, any(can_hear) or not terms)
        results.append(_result(point, verdict, score, evidence, near, heard, words, language))
    return tuple(results)


def coverage_scores(
    key_points: Sequence[str], transcript: str, *, question: str = ""
) -> list[float]:
    """How well an English transcript covers each key point, 0 to 1; from 0.65 (COVERED) it does.

    `question`, where given, is what was asked: its words count less in the key points, and what
    only resembles the question counts less in the answer. Key points are best given together: each
    is told from the others. The built-in sentence model is used where it and its libraries can be
    found, as in a rehearsal; without them words alone decide.
    """
    points = tuple(KeyPoint(say) for say in key_points)
    asked = Question(id="question", kind="technical", ask=question, points=points)
    words = tuple(Word(word, 0.0, 0.0) for word in transcript.split())
    meaning = _built_in_meaning()
    results = coverage(asked, Transcript(words), language=tables("en"), meaning=meaning)
    if meaning:
        meaning.forget()
    return [result.score for result in results]


@cache
def _built_in_meaning() -> Meaning | None:
    from voiceprep.feedback.sentences import load_meaning

    try:
        return load_meaning()
    except ModelError:
        return None


def _joined(lexical: float, near: Likeness, words: int) -> float:
    """Words and meaning as one score, 0 to 1."""
    signs = (1.0, lexical, near.value, near.stated)
    odds = sum(weight * sign for weight, sign in zip(JOINED, signs, strict=True)) - EVEN
    odds -= LONG * max(0.0, log(words / SHORT_WORDS))
    return COVERED / (COVERED + (1 - COVERED) * exp(-odds))


def _stretches(evidence: Evidence, near: Likeness | None, heard: Heard) -> list[tuple[int, int]]:
    """Where a point may have been said: first and last token, by its words and by its meaning."""
    places = []
    if evidence.hits:
        hits = [hit for _, hit in evidence.hits]
        places.append((min(hit.first for hit in hits), max(hit.last for hit in hits)))
    if near:
        inside = [
            at for at, token in enumerate(heard.tokens) if near.first <= token.first <= near.last
        ]
        if inside:
            places.append((inside[0], inside[-1]))
    return places


def _asked(question: Question, language: Language) -> frozenset[str]:
    """Stems of the words of the question; if it is not known, those that several points share."""
    if question.ask.strip():
        return same_stems(tokens(question.ask.split(), language), language)
    counted = Counter(
        stem
        for point in question.points
        for stem in {token.stem for token in tokens(point.say.split(), language)}
    )
    return frozenset(stem for stem, count in counted.items() if count > 1)


def _terms(point: KeyPoint, asked: frozenset[str], language: Language) -> tuple[Term, ...]:
    """What is looked for: the groups of a point, then the words of its sentence.

    Words of the sentence that stand in one group ("mean or median") count once, as the group does.
    """
    said = tokens(point.say.split(), language)
    turned = negated(said, language)
    alternatives = [phrases for group in point.terms if (phrases := _phrases(group, language))]
    polarity = None if any(turned) else False
    groups = [_term(phrases, asked, language, True, polarity) for phrases in alternatives]
    sentence: dict[str, Term] = {}
    for token, is_negated in zip(said, turned, strict=True):
        if token.text in language.function_words:
            continue
        same = {token.stem: (token,)}
        for group in alternatives:
            single = {phrase[0].stem for phrase in group if len(phrase) == 1}
            if token.stem in single:
                same |= {other.stem: (other,) for other in said if other.stem in single}
        if min(same) not in sentence:
            sentence[min(same)] = _term([*same.values()], asked, language, False, is_negated)
    return (*groups, *sentence.values())


def _term(
    phrases: Sequence[tuple[Token, ...]],
    asked: frozenset[str],
    language: Language,
    group: bool,
    is_negated: bool | None,
) -> Term:
    weights = [_weight(phrase, asked, language) for phrase in phrases]
    most = max(weights)
    worth = tuple((p, sqrt(weight / most)) for p, weight in zip(phrases, weights, strict=True))
    return Term(worth, most, group, is_negated)


def _phrases(group: Sequence[str], language: Language) -> tuple[tuple[Token, ...], ...]:
    """Alternatives without their function words, unless too little of substance is left of them.

    "a category of its own" is more than a category: a term that would shrink to one word stays.
    """
    phrases = []
    for term in group:
        whole = tokens(term.split(), language)
        content = tuple(token for token in whole if token.text not in language.function_words)
        slight = all(token.text in language.light_words for token in content)
        shrunk = len(content) == 1 < len(whole)
        phrases.append(whole if slight or shrunk else content)
    return tuple(phrase for phrase in phrases if phrase)


def _weight(phrase: Sequence[Token], asked: frozenset[str], language: Language) -> float:
    light = all(token.text in language.light_words for token in phrase)
    known = all(token.stem in asked for token in phrase)
    return (LIGHT if light else 1.0) * (ASKED if known else 1.0)


def hearable(token: Token, knows: Callable[[str], bool]) -> bool:
    """Whether a recogniser can write a word: as it is, or letter by letter."""
    return (
        token.number
        or knows(token.text)
        or (len(token.text) <= ACRONYM_LETTERS and all(map(knows, token.text)))
    )


def _any_hearable(term: Term, knows: Callable[[str], bool]) -> bool:
    return any(hearable(token, knows) for phrase, _ in term.phrases for token in phrase)


def _evidence(terms: Sequence[Term], can_hear: Sequence[bool], heard: Heard) -> Evidence:
    """The best stretch of the answer for a point: the highest score, and of those the shortest."""
    if not terms:
        return Evidence(0.0)
    places = _places(terms, heard)
    totals = {True: 0.0, False: 0.0}
    for term, spots, can in zip(terms, places, can_hear, strict=True):
        totals[term.group] += term.weight * (1.0 if can or spots else UNKNOWN_TERM)
    window = max(WINDOW_WORDS, WINDOW_PER_TERM * len(terms))
    share = GROUPS_SHARE if sum(term.group for term in terms) > 1 else ONE_GROUP_SHARE
    best, best_span = Evidence(0.0), len(heard.tokens)
    for start in sorted({hit.first for spots in places for hit in spots}):
        hits = []
        sums = {True: 0.0, False: 0.0}
        for term, spots in zip(terms, places, strict=True):
            hit = _best(spots, start, start + window)
            if hit:
                hits.append((term, hit))
                sums[term.group] += term.weight * hit.strength
        score = _score(sums, totals, share)
        span = max(hit.last for _, hit in hits) - start
        if (round(score, 9), -span) > (round(best.score, 9), -best_span):
            best, best_span = Evidence(score, tuple(hits)), span
    return best


def _score(sums: Mapping[bool, float], totals: Mapping[bool, float], share: float) -> float:
    """What the groups (True) and the sentence (False) give; each alone where the other is lacking.

    For COVERED the groups' part is squared: half of the groups is much less than half of the
    point. The sentence never makes up for a group: "a categorical variable" is not its treatment.
    Below that it counts nearly whole: half of a point that was said is one to check.
    """
    groups, sentence = (
        min(1.0, sums[part] / totals[part]) if totals[part] else None for part in (True, False)
    )
    if groups is None or sentence is None:
        return groups or sentence or 0.0
    firm: float = share * groups**2 + SENTENCE_SHARE * sentence
    if firm >= COVERED:
        return min(1.0, firm)
    soft: float = share * groups**HALF_SAID + SENTENCE_SHARE * sentence
    return min(BELOW_COVERED, soft)


def _places(terms: Sequence[Term], heard: Heard) -> list[list[Hit]]:
    """For each term, where it was said, in order."""
    found = [
        [_weakened(hit, worth) for phrase, worth in term.phrases for hit in _phrase(phrase, heard)]
        for term in terms
    ]
    firm = [
        {at for hit in hits if not hit.weak for at in range(hit.first, hit.last + 1)}
        for hits in found
    ]
    places = []
    for mine, (term, hits) in enumerate(zip(terms, found, strict=True)):
        beside = set().union(*(spots for other, spots in enumerate(firm) if other != mine))
        kept = [
            _weakened(hit, _polarity(term, hit, heard))
            for hit in hits
            if not hit.weak or beside & {hit.first - 2, hit.first - 1, hit.last + 1, hit.last + 2}
        ]
        places.append(sorted(kept, key=lambda hit: (hit.first, -hit.strength)))
    return places


def _weakened(hit: Hit, by: float) -> Hit:
    return hit if by == 1.0 else replace(hit, strength=hit.strength * by)


def _polarity(term: Term, hit: Hit, heard: Heard) -> float:
    said = any(heard.negated[hit.first : hit.last + 1])
    return 1.0 if term.negated is None or said == term.negated else NEGATED


def _phrase(phrase: Sequence[Token], heard: Heard) -> Iterable[Hit]:
    """Where a term of one or several words was said; of several, how much of it."""
    name = " ".join(token.text for token in phrase)
    if len(phrase) == 1:
        return heard.find(phrase[0])
    found = [sorted(heard.find(token), key=lambda hit: hit.first) for token in phrase]
    whole = []
    for anchor in (hit for hits in found for hit in hits):
        parts = [_best(hits, anchor.first, anchor.last + PHRASE_REACH + 1) for hits in found]
        kept = [part for part in parts if part]
        share = sum(part.strength for part in kept) / len(phrase)
        by: By = next((part.by for part in kept if part.by != "spelling"), "spelling")
        last = max(part.last for part in kept)
        weak = all(part.weak for part in kept)
        whole.append(Hit(name, anchor.first, last, share * share, by, weak))
    return whole


def _best(hits: Sequence[Hit], start: int, end: int) -> Hit | None:
    """The strongest hit within tokens start to end; of equals the shortest, of these the first."""
    inside = (hit for hit in hits if hit.first >= start and hit.last < end)
    return max(
        inside, key=lambda hit: (hit.strength, hit.first - hit.last, -hit.first), default=None
    )


def _verdict(score: float, can_hear: bool) -> Verdict:
    if score >= COVERED:
        return "covered"
    if score >= CHECK:
        return "check"
    return "missed" if can_hear else "unhearable"


def _result(
    point: KeyPoint,
    verdict: Verdict,
    score: float,
    evidence: Evidence,
    near: Likeness | None,
    heard: Heard,
    words: Sequence[Word],
    language: Language,
) -> PointResult:
    """A verdict with the shortest stretch that carries it.

    That is where the words of the point are, if they would do for a doubt at least; else what comes
    closest to its meaning.
    """
    bare = PointResult(point.say, verdict, score, derived=point.derived)
    if verdict not in ("covered", "check"):
        return bare
    hits = evidence.hits
    if near and evidence.score < CHECK:
        first, last = _trimmed(near, words, language)
        hits = tuple(
            (term, hit)
            for term, hit in hits
            if first <= heard.words_of(hit)[0] and heard.words_of(hit)[1] <= last
        )
        by_meaning = [Found(point.say, "meaning", _text(words, first, last))]
    else:
        heaviest = max(term.weight for term, _ in hits)
        telling = [hit for term, hit in hits if term.weight > SLIGHT * heaviest]
        first = min(heard.words_of(hit)[0] for hit in telling)
        last = max(heard.words_of(hit)[1] for hit in telling)
        by_meaning = []
    timed = words[last].end_s > 0  # typed words have no times
    found = dict.fromkeys(
        Found(hit.term, hit.by, _text(words, *heard.words_of(hit))) for _, hit in hits
    )
    return replace(
        bare,
        quote=_text(words, first, last),
        start_s=words[first].start_s if timed else None,
        end_s=words[last].end_s if timed else None,
        found=(*found, *by_meaning),
    )


def _trimmed(near: Likeness, words: Sequence[Word], language: Language) -> tuple[int, int]:
    """The first and the last word of a stretch, without function words at its ends."""
    matter = [
        n
        for n in range(near.first, near.last + 1)
        if words[n].text.lower() not in language.function_words
    ]
    return (matter[0], matter[-1]) if matter else (near.first, near.last)


def _text(words: Sequence[Word], first: int, last: int) -> str:
    return " ".join(word.text for word in words[first : last + 1])
