"""Where in a transcript, and in a good answer, the words of a point stand."""

import re
from functools import lru_cache

from voiceprep.bank.model import Question
from voiceprep.feedback.spoken import tokens
from voiceprep.feedback.verdict import PointResult
from voiceprep.journal.attempt import Attempt
from voiceprep.language import Language, tables


def quote_span(attempt: Attempt, point: PointResult) -> tuple[int, int] | None:
    """Numbers of the first and last word of a point's evidence; None if it has none."""
    if not point.quote:
        return None
    return span(attempt, point.quote, point.start_s, point.end_s)


def span(
    attempt: Attempt, quote: str, start_s: float | None, end_s: float | None
) -> tuple[int, int] | None:
    """Numbers of the first and last word of a passage of the transcript: by its times, in seconds,
    or else by its words."""
    words = attempt.transcript.words
    if start_s is not None and end_s is not None:
        inside = [
            n for n, word in enumerate(words) if word.start_s >= start_s and word.end_s <= end_s
        ]
        return (inside[0], inside[-1]) if inside else None
    wanted, texts = quote.split(), [word.text for word in words]
    for first in range(len(texts) - len(wanted) + 1):
        if wanted and texts[first : first + len(wanted)] == wanted:
            return first, first + len(wanted) - 1
    return None


def sample_passage(question: Question, point: PointResult, language: str) -> str:
    """The sentence of the sample answer that has most of a point's terms; empty if none has any.

    Where the terms are spread over two neighbouring sentences, both.
    """
    written = next((each for each in question.points if each.say == point.say), None)
    if written is None or not question.sample:
        return ""
    groups = written.terms or tuple((word,) for word in written.say.split())
    return _passage(question.sample, groups, tables(language))


@lru_cache(maxsize=2_000)
def _passage(sample: str, groups: tuple[tuple[str, ...], ...], language: Language) -> str:
    sentences = re.split(r"(?<=[.!?])\s+", " ".join(sample.split()))
    stems = [_stems(sentence, language) for sentence in sentences]
    wanted = [[_stems(term, language) for term in group] for group in groups]
    best, passage = 0.0, ""
    for length in (1, 2):
        for at in range(len(sentences) - length + 1):
            said = [stem for each in stems[at : at + length] for stem in each]
            hit = [sum(_within(term, said) for term in group) for group in wanted]
            # A group counts once; further terms of it and brevity only settle a tie.
            worth = sum(map(bool, hit)) + 0.05 * min(4, sum(hit)) - 0.2 * length
            if any(hit) and worth > best:
                best, passage = worth, " ".join(sentences[at : at + length])
    return passage


@lru_cache(maxsize=10_000)
def _stems(text: str, language: Language) -> tuple[str, ...]:
    return tuple(token.stem for token in tokens(text.split(), language))


def _within(term: tuple[str, ...], said: list[str]) -> bool:
    return bool(term) and any(
        tuple(said[at : at + len(term)]) == term for at in range(len(said) - len(term) + 1)
    )
