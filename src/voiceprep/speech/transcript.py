"""Words as they were heard."""

from dataclasses import dataclass

UNKNOWN = "[unk]"
"""What a recogniser writes for sound that is none of its words."""


@dataclass(frozen=True, slots=True)
class Word:
    """One recognised word."""

    text: str
    """Lower case, as the recogniser gave it."""
    start_s: float
    """Seconds from the start of the answer's recording."""
    end_s: float
    """Seconds from the start of the answer's recording."""
    conf: float = 1.0
    """The recogniser's confidence, 0 to 1; 1 for typed words."""


@dataclass(frozen=True)
class Transcript:
    """What was heard of one answer."""

    words: tuple[Word, ...] = ()

    @property
    def text(self) -> str:
        """All words in a line."""
        return " ".join(word.text for word in self.words)

    def __len__(self) -> int:
        return len(self.words)
