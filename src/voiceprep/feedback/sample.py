"""Which words of a good answer say a key point."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from voiceprep.bank.model import KeyPoint
from voiceprep.feedback.spoken import Token, tokens
from voiceprep.language import Language

SHOWN_WORDS = 22
"""Words of a sentence that are quoted."""
SURE = 0.5
"""Share of a point's words or terms from which a sentence says it."""
_Groups = tuple[tuple[str, ...], ...]
_STOP = re.compile(r"(?<=[.!?])([\"”“»')]*)\s+(?=\W?[^\W_a-zà-ÿ])")


@lru_cache(maxsize=2_000)
def model_passage(point: KeyPoint, sample: str, language: Language) -> str:
    """The sentence of a sample answer that has most of a point's terms, or else of its words.

    Where they are spread over two neighbouring sentences, both; empty where it has none.
    """
    sentences = _STOP.sub(r"\1\n", " ".join(sample.split())).split("\n")
    said = [tokens(sentence.split(), language) for sentence in sentences]
    for groups in (point.terms, _matter(point.say, language)):
        best, passage = 0.0, ""
        hits = [[len(found) for found in _places_of(groups, each, language)] for each in said]
        for length in (1, 2):
            for at in range(len(sentences) - length + 1):
                hit = [sum(counts) for counts in zip(*hits[at : at + length], strict=True)]
                # A group counts once; further terms of it and brevity only settle a tie.
                worth = sum(map(bool, hit)) + 0.05 * min(4, sum(hit)) - 0.2 * length
                if any(hit) and worth > best:
                    best, passage = worth, " ".join(sentences[at : at + length])
        if passage:
            return passage
    return ""


def model_words(point: KeyPoint, sample: str, language: Language) -> str:
    """What a sample answer says of a point, or the best stretch of it where that is long.

    Empty where it is not sure that it says the point, and where it is the point over again.
    """
    words = model_passage(point, sample, language).split()
    said = tokens(words, language)
    groups = _places_of(point.terms, said, language)
    matter = _places_of(_matter(point.say, language), said, language)
    if max(_share(groups), _share(matter)) < SURE:
        return ""
    quote = _stretch(words, [at for found in (*groups, *matter) for at in found])
    return "" if _repeats(point.say, quote) else quote


def _repeats(say: str, quote: str) -> bool:
    """Whether the quote has little more than the point, as where that was made from it."""
    return _letters(say) in _letters(quote) and 2 * len(say.split()) > len(quote.split())


def _matter(say: str, language: Language) -> _Groups:
    """The words of a point that mean something, a group each."""
    empty = language.function_words | language.light_words
    said = tokens(say.split(), language)
    return tuple((token.text,) for token in said if token.text not in empty)


def _places_of(groups: _Groups, said: Sequence[Token], language: Language) -> list[list[int]]:
    """Of each group the indexes of the words with which one of its terms begins."""
    return [[at for term in group for at in _places(term, said, language)] for group in groups]


def _places(term: str, said: Sequence[Token], language: Language) -> list[int]:
    """Indexes of the words with which the term begins."""
    stems = [token.stem for token in tokens(term.split(), language)]
    return [
        said[at].first
        for at in range(len(said) - len(stems) + 1)
        if stems and [token.stem for token in said[at : at + len(stems)]] == stems
    ]


def _share(found: Sequence[Sequence[int]]) -> float:
    return sum(map(bool, found)) / len(found) if found else 0.0


def _stretch(words: Sequence[str], hits: Sequence[int]) -> str:
    """As many words as are shown: those with most hits among them."""
    starts = range(max(1, len(words) - SHOWN_WORDS + 1))
    counts = [len({hit for hit in hits if at <= hit < at + SHOWN_WORDS}) for at in starts]
    best = [at for at in starts if counts[at] == max(counts)]
    start = best[len(best) // 2]  # with the hits in its middle
    shown = words[start : start + SHOWN_WORDS]
    return " ".join(_marked(shown, cut_before=start > 0, cut_after=start + len(shown) < len(words)))


def _marked(shown: Sequence[str], *, cut_before: bool, cut_after: bool) -> Iterator[str]:
    if cut_before:
        yield "…"
    yield from shown
    if cut_after:
        yield "…"


def _letters(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()
