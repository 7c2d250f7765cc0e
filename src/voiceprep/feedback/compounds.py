"""Words made of words, as in German: "Datenqualität" is the quality of the data."""

from voiceprep.language import Language

LINKS = ("", "s", "n", "en", "e", "er", "es")
"""What may stand between the parts of a compound."""
LEAST_BEGINNING = 4
"""Letters of its first part."""


def is_part(term: str, stem: str, language: Language) -> bool:
    """Whether the stem of a longer word begins or ends with the term's.

    A beginning that turns the sense of a word is none of its parts: "abhängig" is no part of
    "unabhängig".
    """
    if len(term) < language.compounds or len(stem) < len(term) + LEAST_BEGINNING - 1:
        return False
    return stem.startswith(term) or (
        stem.endswith(term) and not stem[: -len(term)].startswith(language.polar_prefixes)
    )


def rest(term: str, end: str) -> str:
    """What stands before the last part of a compound; nothing if it does not end so."""
    before = term.removesuffix(end) if term.endswith(end) else ""
    return before if len(before) >= LEAST_BEGINNING else ""


def is_beginning(part: str, stem: str) -> bool:
    """Whether a word is this first part of a compound, but for what links it to the next."""
    return len(stem) >= LEAST_BEGINNING - 1 and any(part == stem + link for link in LINKS)
