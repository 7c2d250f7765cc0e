"""How an answer was said: pace, pauses, fillers, choice of words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from voiceprep.audio.track import Span, Track
from voiceprep.bank.model import Question
from voiceprep.feedback.fillers import Filler, FillerKind, fillers, sounds_known, uttered
from voiceprep.feedback.pace import Pace, rates
from voiceprep.feedback.pauses import LONG_PAUSE_S, PAUSE_S, timing
from voiceprep.feedback.wording import Mention, wording
from voiceprep.language import Language
from voiceprep.speech.transcript import Word

__all__ = [
    "LONG_PAUSE_S",
    "PAUSE_S",
    "Delivery",
    "Filler",
    "FillerKind",
    "Mention",
    "Pace",
    "Span",
    "delivery",
]


@dataclass(frozen=True)
class Delivery:
    """How one answer was said. None stands for what could not be measured."""

    words: int
    """Without unknown sounds, phantoms and "um" and its like."""
    think_s: float | None = None
    """From the end of the question to the first speech."""
    answer_s: float | None = None
    """From the first speech to the last."""
    speech_s: float | None = None
    """Of voice, pauses left out."""
    overtime_s: float = 0.0
    """Beyond the target length."""
    pauses: tuple[Span, ...] = ()
    """Silent pauses between the first and the last speech, from PAUSE_S."""
    speaking_wpm: float | None = None
    """Words a minute from the first speech to the last, pauses counted."""
    articulation_wpm: float | None = None
    """Words a minute of voice, pauses not counted (Jacewicz, Fox & Wei 2010)."""
    course: tuple[Pace, ...] = ()
    """Speaking rate over the answer, in windows of 15 s."""
    spread_wpm: float | None = None
    """Standard deviation of the course."""
    fillers: tuple[Filler, ...] = ()
    fillers_per_min: float | None = None
    """Of the time from the first speech to the last; None for answers that have no rate."""
    sounds_measurable: bool = False
    """Whether "um" and its like could be heard at all with this model."""
    content_words: tuple[Mention, ...] = ()
    """The most used."""
    phrases: tuple[Mention, ...] = ()
    """Phrases used again and again."""
    repeats: tuple[Mention, ...] = ()
    """Repeated words and restarts ("we we went")."""
    hedges: tuple[Mention, ...] = ()
    terms: tuple[Mention, ...] = ()
    """Terms of the field that were used."""
    first_singular: int = 0
    """How often "I" and its forms."""
    first_plural: int = 0
    """How often "we" and its forms."""
    track: Track | None = None
    """What all times were measured from. Kept, so that an answer can be judged again when its sound
    is gone."""

    @property
    def long_pauses(self) -> tuple[Span, ...]:
        """Pauses from LONG_PAUSE_S."""
        return tuple(pause for pause in self.pauses if pause.length_s >= LONG_PAUSE_S - 0.001)

    @property
    def long_pause_count(self) -> int | None:
        """How many these are; None where no sound was measured."""
        return len(self.long_pauses) if self.speech_s is not None else None


def delivery(
    question: Question,
    words: Sequence[Word],
    track: Track | None,
    *,
    language: Language,
    knows: Callable[[str], bool] | None = None,
    typed: bool = False,
) -> Delivery:
    """How these words were said.

    `track` is None where no sound was measured, as in `typed` answers. `knows` says whether the
    recogniser has a word in its vocabulary; without it, nobody knows whether it hears "um".
    """
    said = uttered(words, language)
    when = timing(track, words) if track and not typed else None
    pace = rates(when, said) if when else None
    found = fillers(words, language, timed=not typed)
    choice = wording(question, words, language, timed=not typed)
    think_s = None
    if when and track and track.asked_s is not None:
        think_s = round(max(0.0, when.start_s - track.asked_s), 2)
    return Delivery(
        words=len(said),
        think_s=think_s,
        answer_s=round(when.answer_s, 2) if when else None,
        speech_s=round(when.speech_s, 2) if when else None,
        overtime_s=round(max(0.0, when.answer_s - question.seconds), 2) if when else 0.0,
        pauses=when.pauses if when else (),
        speaking_wpm=pace.speaking_wpm if pace else None,
        articulation_wpm=pace.articulation_wpm if pace else None,
        course=pace.course if pace else (),
        spread_wpm=pace.spread_wpm if pace else None,
        fillers=found,
        fillers_per_min=round(60 * len(found) / (when.answer_s - when.lost_s), 1)
        if when and pace
        else None,
        sounds_measurable=bool(not typed and knows and sounds_known(knows, language)),
        content_words=choice.content_words,
        phrases=choice.phrases,
        repeats=choice.repeats,
        hedges=choice.hedges,
        terms=choice.terms,
        first_singular=choice.first_singular,
        first_plural=choice.first_plural,
        track=None if typed else track,
    )
