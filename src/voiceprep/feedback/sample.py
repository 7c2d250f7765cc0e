"""Which words of a good answer say a key point."""

import re
from collections.abc import Iterator, Sequence

from voiceprep.bank.model import KeyPoint
from voiceprep.feedback.spoken import Token, tokens
from voiceprep.language import Language

SHOWN_WORDS = 22
"""Words of a sentence that are quoted."""
SURE = 0.5
"""Share of a point's words or terms from which a sentence says it."""
_STOP = re.compile(r"(?<=[.!?])[\"”“»')]*\s+(?=\W?[^\W_a-zà-ÿ])")


def model_words(point: KeyPoint, sample: str, language: Language) -> str:
    """The sentence of a sample answer that says the point, or the best stretch of a long one.

    Empty where there is none, and where it is the point itself over again.
    """
    sentences = _STOP.split(" ".join(sample.split()))
    rated = [_rated(point, sentence.split(), language) for sentence in sentences]
    _, quote = max(rated, key=lambda one: one[0])
    return "" if _repeats(point.say, quote) else quote


def _rated(point: KeyPoint, words: Sequence[str], language: Language) -> tuple[float, str]:
    """How well a sentence says the point, from 0, and what to quote of it; 0 and nothing if not."""
    said = tokens(words, language)
    groups = [
        [at for term in group for at in _places(term, said, language)] for group in point.terms
    ]
    matter = [_places(word, said, language) for word in _matter(point.say, language)]
    shares = _share(groups), _share(matter)
    if max(shares) < SURE:
        return 0.0, ""
    hits = [at for found in (*groups, *matter) for at in found]
    return max(shares) + sum(shares), _stretch(words, hits)


def _repeats(say: str, quote: str) -> bool:
    """Whether the quote has little more than the point, as where that was made from it."""
    return _letters(say) in _letters(quote) and 2 * len(say.split()) > len(quote.split())


def _matter(say: str, language: Language) -> list[str]:
    empty = language.function_words | language.light_words
    return [token.text for token in tokens(say.split(), language) if token.text not in empty]


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
