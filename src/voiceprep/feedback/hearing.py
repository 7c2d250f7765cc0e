"""How well a recogniser heard what is known to have been said."""

from collections.abc import Sequence
from dataclasses import dataclass

from voiceprep.feedback.spoken import Token, tokens
from voiceprep.language import Language
from voiceprep.speech.appraisal import word_error_rate


@dataclass(frozen=True)
class Heard:
    """What was heard of some texts that were read aloud."""

    word_error_rate: float
    """Errors per word that was read; spoken and written forms count as the same."""
    terms: tuple[str, ...]
    """The terms that were heard."""
    lost: tuple[str, ...]
    """The terms that were not."""


def compare(
    read: Sequence[str], terms: Sequence[Sequence[str]], heard: Sequence[str], language: Language
) -> Heard:
    """Compares texts that were read, with their terms, with what was heard of each."""
    pairs = []
    found: list[str] = []
    lost: list[str] = []
    for text, its_terms, words in zip(read, terms, heard, strict=True):
        said, got = _letters(text, language), _letters(words, language)
        pairs.append((said, got))
        for term in its_terms:
            (found if _holds(got, _letters(term, language)) else lost).append(term)
    return Heard(word_error_rate(pairs), tuple(found), tuple(lost))


def _letters(text: str, language: Language) -> list[str]:
    """Words without punctuation; acronyms and codes letter by letter: one model writes "sql",
    another "s q l"."""
    pieces: list[str] = []
    for token in tokens(text.split(), language):
        if any(char.isalnum() for char in token.text):
            pieces.extend(token.text if _spelled(token) else (token.text,))
    return pieces


def _spelled(token: Token) -> bool:
    vowels = set("aeiouyäöüáéíóú")
    return len(token.text) <= 4 and token.text.isalnum() and not vowels & set(token.text)


def _holds(words: Sequence[str], wanted: Sequence[str]) -> bool:
    size = len(wanted)
    return any(list(words[at : at + size]) == list(wanted) for at in range(len(words) - size + 1))
