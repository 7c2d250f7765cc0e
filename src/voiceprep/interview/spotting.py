"""Spoken commands told from what is said in an answer."""

from bisect import bisect
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from voiceprep.audio.frames import RATE_HZ
from voiceprep.errors import ModelError
from voiceprep.interview.commands import Command, known_phrases, spoken_command
from voiceprep.speech.recognizer import Model, Recognizer, Utterance
from voiceprep.speech.transcript import UNKNOWN

BEFORE_S = 0.7
"""Pause that sets a command off from what was said before it; words' times err by up to 0.2 s."""
AFTER_S = 0.9
"""Pause that sets a command off from what follows; a recogniser ends utterances after 0.7 s."""
RUN_ON_S = 0.45
"""How long after its last word's end there may still be sound of a command."""
LONGEST_S = 4.0
MOST_WORDS = 9
NEAR = 60.0
"""How like a command (rapidfuzz, of 100) an utterance must be for a second hearing."""
SURE = 0.8
"""Least mean confidence of a second hearing."""
_MARGIN_S = 0.3


@dataclass(frozen=True)
class Order:
    """A command that was spoken, and where in the sound."""

    command: Command
    start_s: float
    end_s: float


class Spotter:
    """Finds commands among the utterances of one answer.

    An utterance counts when it is a command as a whole, has a pause before it, and a pause follows.
    One that is only like a command is heard a second time by a recogniser that knows nothing but
    commands, where the model allows one.
    """

    def __init__(
        self,
        language: str,
        allowed: Container[Command],
        model: Callable[[], Model] | None = None,
    ) -> None:
        self._language = language
        self._allowed = allowed
        self._model = model
        self._sound = bytearray()
        self._dropped_s = 0.0
        self._said_s = float("-inf")
        self._waiting: tuple[Order, Utterance] | None = None

    def feed(self, pcm: bytes) -> None:
        """The sound of the answer, for a second hearing."""
        self._sound += pcm
        spare = len(self._sound) - 2 * RATE_HZ * 30
        if spare > 2 * RATE_HZ * 10:
            del self._sound[:spare]
            self._dropped_s += spare / (2 * RATE_HZ)

    @property
    def waiting(self) -> bool:
        """Whether something may be a command, if a pause follows."""
        return self._waiting is not None

    def hear(self, heard: Utterance, *, begun: bool) -> bool:
        """The next utterance; whether it may be a command. `begun`: an answer is being given."""
        apart = heard.start_s - self._said_s >= BEFORE_S
        self._said_s = heard.end_s
        command = self._command(heard, between=not begun) if apart else None
        if command is not None:
            self._waiting = Order(command, heard.start_s, heard.end_s), heard
        return command is not None

    def settle(
        self, now_s: float, spoken_s: Sequence[float], *, over: bool = False
    ) -> tuple[Order | None, Utterance | None]:
        """A command that a pause has followed; or the utterance that was none after all.

        `now_s`: length of the sound; `spoken_s`: when somebody spoke, in order; `over`: no more
        will come, or another utterance has.
        """
        if self._waiting is None:
            return None, None
        order, heard = self._waiting
        at = bisect(spoken_s, order.end_s + RUN_ON_S)
        if at < len(spoken_s) and spoken_s[at] - order.end_s < AFTER_S:
            self._waiting = None
            return None, heard
        if over or now_s - order.end_s >= AFTER_S:
            self._waiting = None
            return order, None
        return None, None

    def _command(self, heard: Utterance, *, between: bool) -> Command | None:
        # Unknown sound beside a command makes it part of something else that was said.
        if heard.unknown or len(heard.words) > MOST_WORDS:
            return None
        said = [word.text for word in heard.words]
        found = spoken_command(said, self._language, self._allowed, between=between)
        if found or self._model is None or heard.end_s - heard.start_s > LONGEST_S:
            return found
        known = known_phrases(self._language, self._allowed, between=between)
        if max((fuzz.ratio(heard.text, phrase) for phrase in known), default=0.0) < NEAR:
            return None
        return self._again(heard, between=between)

    def _again(self, heard: Utterance, *, between: bool) -> Command | None:
        """A second hearing, by a recogniser that knows nothing but commands."""
        assert self._model is not None
        first = max(0, round((heard.start_s - self._dropped_s - _MARGIN_S) * RATE_HZ)) * 2
        last = round((heard.end_s - self._dropped_s + _MARGIN_S) * RATE_HZ) * 2
        try:
            return heard_command(
                bytes(self._sound[first:last]), self._model(), self._language, self._allowed,
                between=between,
            )  # fmt: skip
        except ModelError:
            return None


def heard_command(
    pcm: bytes,
    model: Model,
    language: str,
    allowed: Container[Command],
    *,
    between: bool,
) -> Command | None:
    """The command that a stretch of sound is as a whole, to ears that know only commands."""
    known = known_phrases(language, allowed, between=between)
    grammar = model.grammar(known)
    if not grammar:
        return None
    recognizer = Recognizer(model, grammar=grammar)
    quiet = bytes(2 * round(0.3 * RATE_HZ))
    for part in (quiet, pcm, quiet):
        recognizer.accept(part)
    words = recognizer.finish().words
    if recognizer.unknown or not words or any(word.text == UNKNOWN for word in words):
        return None
    if sum(word.conf for word in words) / len(words) < SURE:
        return None
    return known.get(" ".join(word.text for word in words))
