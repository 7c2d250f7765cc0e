"""Words that fill time: sounds ("um"), and phrases where their company shows that they fill."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from voiceprep.language import FillerPhrase, Language
from voiceprep.speech.transcript import Word

FillerKind = Literal["sound", "phrase"]
"""A filled pause as the recogniser wrote it ("um"); or a phrase ("you know")."""

BREATH_S = 0.7
"""Silence that begins a new breath; about where the recogniser ends an utterance."""
CONTEXT = 4
"""Words shown on either side."""
FAR = 6
"""Words before a phrase among which a contrast is looked for."""
_EDGES = frozenset({"^", "$"})


@dataclass(frozen=True)
class Filler:
    """One filler, where it stands."""

    text: str
    kind: FillerKind
    start_s: float | None
    """None in typed answers."""
    end_s: float | None
    context: str
    """The words around it, itself included."""


def fillers(words: Sequence[Word], language: Language, *, timed: bool) -> tuple[Filler, ...]:
    """All fillers in their order. `timed`: whether the words have times, as heard ones do.

    Where phrases overlap, the longer one counts.
    """
    line, places = _line(words, timed)
    found = []
    at = 0
    while at < len(line):
        length = 0
        if line[at] in language.filler_sounds:
            length, kind = 1, "sound"
        elif phrase := _phrase_at(line, at, language):
            length, kind = len(phrase.words), "phrase"
        if length:
            first, last = places[at], places[at + length - 1]
            found.append(
                Filler(
                    text=" ".join(line[at : at + length]),
                    kind=kind,  # type: ignore[arg-type]
                    start_s=words[first].start_s if timed else None,
                    end_s=words[last].end_s if timed else None,
                    context=" ".join(
                        word.text for word in words[max(0, first - CONTEXT) : last + 1 + CONTEXT]
                    ),
                )
            )
        at += length or 1
    return tuple(found)


def is_sound(word: str, language: Language) -> bool:
    """Whether it is "um" or one of its like."""
    return word.lower() in language.filler_sounds


def uttered(words: Sequence[Word], language: Language) -> tuple[Word, ...]:
    """Those that count as words: no "um" and its like, and no lone dash as typed in "a - b"."""
    return tuple(
        word
        for word in words
        if not is_sound(word.text, language) and any(map(str.isalnum, word.text))
    )


def sounds_known(knows: Callable[[str], bool], language: Language) -> bool:
    """Whether a model has words for filled pauses at all."""
    return any(knows(sound) for sound in language.common_filler_sounds)


def _line(words: Sequence[Word], timed: bool) -> tuple[list[str], list[int]]:
    """The words, with ^ and $ where a breath begins and ends; and where each comes from."""
    line, places = ["^"], [0]
    for at, word in enumerate(words):
        line.append(re.sub(r"^\W+|\W+$", "", word.text.lower().replace("’", "'")) or word.text)
        places.append(at)
        last = at == len(words) - 1
        if last or (
            words[at + 1].start_s - word.end_s >= BREATH_S
            if timed
            else word.text[-1:] in (".", "?", "!")
        ):
            line += ["$"] if last else ["$", "^"]
            places += [at] if last else [at, at + 1]
    return line, places


def _phrase_at(line: Sequence[str], at: int, language: Language) -> FillerPhrase | None:
    for phrase in language.filler_phrases.get(line[at], ()):
        end = at + len(phrase.words)
        if tuple(line[at:end]) == phrase.words and _fills(phrase, line, at, end, language):
            return phrase
    return None


def _fills(
    phrase: FillerPhrase, line: Sequence[str], at: int, end: int, language: Language
) -> bool:
    before = line[max(0, at - FAR) : at]
    if any(word in phrase.unless for word in before):
        return False
    for pattern, fills in phrase.rules:
        left, right = _compiled(pattern, language)
        if (
            at >= len(left)
            and end + len(right) <= len(line)
            and all(map(_fits, left, line[at - len(left) : at]))
            and all(map(_fits, right, line[end : end + len(right)]))
        ):
            return fills
    return phrase.otherwise


@dataclass(frozen=True)
class _Slot:
    """What one place of a rule takes."""

    words: frozenset[str]
    endings: tuple[str, ...]
    anything: bool
    negated: bool


def _fits(slot: _Slot, word: str) -> bool:
    if word in slot.words:
        return not slot.negated
    if word in _EDGES:
        return False
    return slot.negated or slot.anything or (len(word) > 4 and word.endswith(slot.endings))


@lru_cache(maxsize=1000)
def _compiled(pattern: str, language: Language) -> tuple[tuple[_Slot, ...], tuple[_Slot, ...]]:
    left, _, right = pattern.partition("_")
    return (
        tuple(_slot(part, language) for part in left.split()),
        tuple(_slot(part, language) for part in right.split()),
    )


def _slot(part: str, language: Language) -> _Slot:
    options = part.removeprefix("!").split("|")
    words: set[str] = set()
    for option in options:
        words |= language.filler_kinds[option[1:]] if option.startswith("@") else {option}
    return _Slot(
        words=frozenset(words),
        endings=tuple(option[1:] for option in options if len(option) > 1 and option[0] == "*"),
        anything="*" in options,
        negated=part.startswith("!"),
    )
