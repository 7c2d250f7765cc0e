"""Aliases that would find a term where nobody said it."""

from collections.abc import Iterable

from voiceprep.feedback.spoken import tokens
from voiceprep.language import Language

SHORTEST = 5
"""Letters that an alias has at least, all its words together."""


class Ordinary:
    """Ordinary talk: what occurs in it is no good as an alias."""

    def __init__(self, texts: Iterable[str], language: Language) -> None:
        """`texts` are in the language, as people say them: sample answers, for instance."""
        self._language = language
        self._said = [self._stems(text) for text in texts]

    def refusal(self, term: str, heard: str) -> str:
        """Why these words can't stand for the term, to follow a "for"; empty if they can."""
        said = tokens(heard.split(), self._language)
        matter = [
            token.text
            for token in said
            if token.text not in self._language.function_words | self._language.light_words
        ]
        if not matter:
            return "these are words that fit any sentence"
        if sum(len(token.text) for token in said) < SHORTEST:
            return "it is too short to tell anything"
        if self._stems(heard) == self._stems(term):
            return "it is the term itself"
        if any(token.number for token in said):
            return "numbers must match exactly"
        if len(said) == 1 and said[0].text in self._language.everyday:
            return "it is an everyday word"
        phrase = f" {self._stems(heard)} "
        if any(phrase in f" {text} " for text in self._said):
            return "ordinary answers have these words too"
        return ""

    def _stems(self, text: str) -> str:
        return " ".join(token.stem for token in tokens(text.split(), self._language))
