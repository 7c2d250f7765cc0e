"""Speech and silence in an answer: its sound joined with its words."""

from collections.abc import Sequence
from dataclasses import dataclass

from voiceprep.audio.track import Span, Stretch, Track
from voiceprep.speech.transcript import Word

PAUSE_S = 0.25
"""Shortest silent pause: De Jong & Bosker 2013, DiSS, 17-20; Goldman-Eisler 1968."""
LONG_PAUSE_S = 2.0
"""Shortest long pause: our convention."""
VOICED = 0.3
"""Share of voice from which sound is speech without any word in it; breath has less."""
WORD_ERROR_S = 0.25
"""How far off the word times of Vosk can be, as its users report."""
WORDY, WORDY_S = 0.7, 2 * WORD_ERROR_S
"""A silence up to WORDY_S is no pause if words take up so much of it: noise drowned soft speech.
In a longer one, words are just drawn out by the recogniser."""
EDGE_S, EDGE_VOICED = 0.5, 0.5
"""Before the first word and after the last, only sound as long and as voiced as this is speech: no
cleared throat, no chair, no key."""


@dataclass(frozen=True)
class Timing:
    """When somebody spoke, in seconds from the start of the recording."""

    speech: tuple[Span, ...]
    """Between pauses; at least one."""
    pauses: tuple[Span, ...]
    """From PAUSE_S; stretches in which sound was lost are none."""
    lost: tuple[Span, ...]
    """Where sound was lost between the first speech and the last."""

    @property
    def start_s(self) -> float:
        """The first speech."""
        return self.speech[0].start_s

    @property
    def end_s(self) -> float:
        """End of the last speech."""
        return self.speech[-1].end_s

    @property
    def answer_s(self) -> float:
        """From the first speech to the last."""
        return self.end_s - self.start_s

    @property
    def lost_s(self) -> float:
        """Of lost sound between the first speech and the last."""
        return self.lost_between_s(self.start_s, self.end_s)

    def lost_between_s(self, start_s: float, end_s: float) -> float:
        """How much sound was lost between these times."""
        return sum(_overlap_s(Span(start_s, end_s), lost) for lost in self.lost)

    @property
    def speech_s(self) -> float:
        """Of speech, pauses left out."""
        return sum(stretch.length_s for stretch in self.speech)


def timing(track: Track, words: Sequence[Word]) -> Timing | None:
    """When somebody spoke; None if nobody did.

    The edges come from the sound alone: words say which sound is speech, never where it begins,
    because their times are too rough for that.
    """
    heard = [each for each in track.stretches if each.voiced >= VOICED or _holds_word(each, words)]
    while heard and not _begins_or_ends(heard[0], words):
        del heard[0]
    while heard and not _begins_or_ends(heard[-1], words):
        del heard[-1]
    if not heard:
        return None
    speech = [Span(heard[0].start_s, heard[0].end_s)]
    pauses = []
    for stretch in heard[1:]:
        silence = Span(speech[-1].end_s, stretch.start_s)
        gone_s = sum(_overlap_s(silence, lost) for lost in track.lost)
        # A thousandth: these are sums of hundredths.
        long_enough = silence.length_s >= PAUSE_S - 0.001 and not _wordy(silence, words)
        if gone_s or long_enough:
            speech.append(Span(stretch.start_s, stretch.end_s))
            if not gone_s:
                pauses.append(silence)
        else:
            speech[-1] = Span(speech[-1].start_s, stretch.end_s)
    return Timing(tuple(speech), tuple(pauses), track.lost)


def _holds_word(stretch: Stretch, words: Sequence[Word]) -> bool:
    return any(
        stretch.start_s <= (word.start_s + word.end_s) / 2 <= stretch.end_s for word in words
    )


def _wordy(silence: Span, words: Sequence[Word]) -> bool:
    if silence.length_s > WORDY_S:
        return False
    said_s = sum(_overlap_s(silence, Span(word.start_s, word.end_s)) for word in words)
    return said_s >= WORDY * silence.length_s


def _begins_or_ends(stretch: Stretch, words: Sequence[Word]) -> bool:
    if stretch.length_s >= EDGE_S and stretch.voiced >= EDGE_VOICED:
        return True
    return any(
        word.start_s - WORD_ERROR_S <= stretch.end_s
        and stretch.start_s <= word.end_s + WORD_ERROR_S
        for word in words
    )


def _overlap_s(one: Span, other: Span) -> float:
    return max(0.0, min(one.end_s, other.end_s) - max(one.start_s, other.start_s))
