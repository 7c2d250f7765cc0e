"""Key points against a transcript."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt

from voiceprep.bank.model import KeyPoint, Question
from voiceprep.feedback.heard import ACRONYM_LETTERS, Heard, Hit, negated, same_stems
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
) -> tuple[PointResult, ...]:
    """Say for each key point of the question whether the answer covers it, and by which words.

    `knows` tells whether the recogniser has a word (lower case) in its vocabulary: a point of
    which it has none is unhearable, never missed. `aliases` gives for a term what the recogniser
    writes instead; they act here only, the transcript stays as it was heard.

    The bands (COVERED, CHECK) were set on labelled answers: see benchmarks/coverage.
    """
    words = tuple(word for word in transcript.words if word.text != UNKNOWN)
    asked = same_stems(tokens(question.ask.split(), language), language)
    points = [_terms(point, asked, language) for point in question.points]
    vocabulary = asked.union(
        token.stem
        for terms in points
        for term in terms
        for phrase, _ in term.phrases
        for token in phrase
    )
    heard = Heard([word.text for word in words], language, aliases or {}, vocabulary)
    results = []
    for point, terms in zip(question.points, points, strict=True):
        can_hear = [knows is None or _any_hearable(term, knows) for term in terms]
        evidence = _evidence(terms, can_hear, heard)
        verdict = _verdict(evidence, any(can_hear) or not terms)
        results.append(_result(point, verdict, evidence, heard, words))
    return tuple(results)


def coverage_scores(
    key_points: Sequence[str], transcript: str, *, question: str = ""
) -> list[float]:
    """How well an English transcript covers each key point, 0 to 1.

    `question`, where given, is what was asked: its words count less in the key points.
    """
    points = tuple(KeyPoint(say) for say in key_points)
    asked = Question(id="question", kind="technical", ask=question, points=points)
    words = tuple(Word(word, 0.0, 0.0) for word in transcript.split())
    results = coverage(asked, Transcript(words), language=tables("en"))
    return [result.score for result in results]


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
        [
            replace(hit, strength=hit.strength * worth)
            for phrase, worth in term.phrases
            for hit in _phrase(phrase, heard)
        ]
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
            replace(hit, strength=hit.strength * _polarity(term, hit, heard))
            for hit in hits
            if not hit.weak or beside & {hit.first - 2, hit.first - 1, hit.last + 1, hit.last + 2}
        ]
        places.append(sorted(kept, key=lambda hit: (hit.first, -hit.strength)))
    return places


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


def _verdict(evidence: Evidence, can_hear: bool) -> Verdict:
    if evidence.score >= COVERED:
        return "covered"
    if evidence.score >= CHECK:
        return "check"
    return "missed" if can_hear else "unhearable"


def _result(
    point: KeyPoint, verdict: Verdict, evidence: Evidence, heard: Heard, words: Sequence[Word]
) -> PointResult:
    bare = PointResult(point.say, verdict, evidence.score, derived=point.derived)
    if verdict not in ("covered", "check"):
        return bare
    heaviest = max(term.weight for term, _ in evidence.hits)
    telling = [hit for term, hit in evidence.hits if term.weight > SLIGHT * heaviest]
    first = min(heard.words_of(hit)[0] for hit in telling)
    last = max(heard.words_of(hit)[1] for hit in telling)
    timed = words[last].end_s > 0  # typed words have no times
    found = dict.fromkeys(
        Found(hit.term, hit.by, _text(words, *heard.words_of(hit))) for _, hit in evidence.hits
    )
    return replace(
        bare,
        quote=_text(words, first, last),
        start_s=words[first].start_s if timed else None,
        end_s=words[last].end_s if timed else None,
        found=tuple(found),
    )


def _text(words: Sequence[Word], first: int, last: int) -> str:
    return " ".join(word.text for word in words[first : last + 1])
