"""How an answer is built: a story by its parts, an explanation by its opening, example and end."""

from dataclasses import dataclass
from typing import Literal, get_args

PartName = Literal["situation", "task", "action", "result"]
PARTS: tuple[PartName, ...] = get_args(PartName)
"""STAR: DDI, Targeted Selection, 1974."""


@dataclass(frozen=True)
class Passage:
    """Words of an answer that serve as evidence."""

    quote: str
    start_s: float | None = None
    """In seconds from the start of the recording; None in typed answers."""
    end_s: float | None = None
    first: int = 0
    """Its first word, counted from 0 among the words that were judged."""
    last: int = 0


@dataclass(frozen=True)
class Part:
    """One part of a story that is there."""

    name: PartName
    passages: tuple[Passage, ...]
    """In their order."""
    seconds: float | None = None
    """How long it is, all passages together."""


@dataclass(frozen=True)
class Structure:
    """How one answer is built. None stands for what was not looked for or could not be told."""

    kind: Literal["story", "explanation"]
    parts: tuple[Part, ...] = ()
    """Of a story: the parts that are there, in the order of PARTS."""
    missing: tuple[PartName, ...] = ()
    """Of a story."""
    number_in_result: bool | None = None
    """Of a story with a result: whether that has a figure in it."""
    opening: Passage | None = None
    """Of an explanation: the sentence that answers at once; None where it does not."""
    example: Passage | None = None
    """Of an explanation: the example that it gives, if any."""
    of_oneself: bool = False
    """Of an explanation: whether the question asks about the speaker, whose whole answer is then a
    case of their own; no example is looked for."""
    trails_off: bool | None = None
    """Of an explanation: whether it ends without coming to an end."""
    ending: Passage | None = None
    """Of an explanation: its last words."""
    judge: Literal["lexical", "lexical and meaning"] = "lexical"
    """By what the parts of a story were told: cues of words alone, or the sentence model too."""
