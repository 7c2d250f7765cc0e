"""An answer cut into clauses, written or spoken: speech has no full stops."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from voiceprep.feedback.cues import pattern, phrase, plain_word
from voiceprep.feedback.spoken import tokens
from voiceprep.language import Language
from voiceprep.speech.transcript import Word

BREATH_S = 0.15
"""A pause from which a new clause begins, if the words allow it.

Set on the development part of benchmarks/structure: speech engines make such pauses between
sentences and hardly ever within them. A clause too many does little harm.
"""
SHORTEST = 3
"""Words that a clause has at least, where no punctuation parts it."""
_STOP = re.compile(r"[.!?;:…][\"')\]”’]*$")


@dataclass(frozen=True)
class Clause:
    """Words that belong together."""

    first: int
    last: int
    text: str
    """As phrase() gives it, numbers in digits."""


def clauses(
    words: Sequence[Word], rules: Mapping[str, Any], language: Language, *, typed: bool
) -> list[Clause]:
    """The clauses of an answer in their order; together they have all of its words.

    `rules` is the table [clauses] of star.toml.
    """
    texts = [plain_word(word.text) for word in words]
    names = ("subjects", "other_subjects", "follow", "joins", "glue")
    subjects, others, follow, joins, glue = (frozenset(rules[name].split()) for name in names)
    shown = in_digits(words, language)
    opening = pattern(rules["openings"], {})
    starts = [0]
    for at in range(1, len(texts)):
        start = at
        after_stop = typed and _STOP.search(words[at - 1].text)
        paused = not typed and words[at].start_s - words[at - 1].end_s >= BREATH_S
        following = texts[at + 1] if at + 1 < len(texts) else ""
        if texts[at] in subjects or (texts[at] in others and following in follow):
            while start > starts[-1] and texts[start - 1] in joins:
                start -= 1
            if not after_stop and start == at and texts[at - 1] in glue:
                continue
        else:
            opens = texts[at - 1] not in glue and _opens(shown, at, opening)
            rests = paused and texts[at - 1] not in glue | joins
            if not (after_stop or opens or rests):
                continue
        if after_stop or start - starts[-1] >= SHORTEST:
            starts.append(start)
    return [
        Clause(first, end - 1, phrase(shown[first:end]))
        for first, end in zip(starts, [*starts[1:], len(texts)], strict=True)
    ]


def in_digits(words: Sequence[Word], language: Language) -> list[str]:
    """The words, with a number's first word in digits and its others left empty."""
    shown = [word.text for word in words]
    for token in tokens(shown, language):
        if token.number:
            shown[token.first : token.last + 1] = [token.text] + [""] * (token.last - token.first)
    return shown


def _opens(shown: Sequence[str], at: int, opening: re.Pattern[str]) -> bool:
    found = opening.match(phrase(shown[at : at + 6]), 1)
    return found is not None
