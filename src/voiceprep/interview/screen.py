"""What the interview tells the person, and what the person can press."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from voiceprep.bank.model import Question
from voiceprep.journal.attempt import Attempt


@dataclass(frozen=True)
class Choice:
    """Something that can be pressed."""

    key: str
    label: str


@dataclass(frozen=True)
class Progress:
    """An answer while it is being given."""

    started: bool
    """Whether the candidate has begun to speak."""
    answer_s: float
    """Since the first speech, in seconds."""
    think_s: float
    """Since the end of the question until the first speech, in seconds."""
    target_s: float
    limit_s: float
    """When the answer will be ended, in seconds of answer_s; 0 for never."""
    level_dbfs: float
    """Loudness of the last frames, in dB below full scale."""
    silence_left_s: float | None
    """Seconds until silence ends the answer; None while there is no long silence."""
    words: str
    """What was heard up to now, the unfinished utterance included."""
    warning: str
    """What is wrong with the sound, in one sentence, or empty."""
    session_left_s: float | None = None
    """Of the whole interview; None where there is no such limit."""
    over_limit_s: float = 0.0
    """How far an answer is beyond its limit that is allowed overtime."""
    choices: tuple[Choice, ...] = ()
    """What can be pressed; empty for what a rehearsal offers."""


class Screen(Protocol):
    """Where the interview is shown; it is always plain who is to speak."""

    def notice(self, text: str) -> None:
        """One sentence that stays to be read."""

    def question(self, question: Question, number: int, total: int) -> None:
        """A question, as text."""

    def says(self, text: str) -> None:
        """What the interviewer says beside the questions."""

    def speaking(self) -> None:
        """The interviewer speaks; the candidate needn't answer yet."""

    def playing(self, what: str) -> None:
        """A sound is played back; any key stops it."""

    def listening(self, progress: Progress) -> None:
        """The microphone is open and the answer is taken down. Called many times a second."""

    def paused(self, choices: Sequence[Choice]) -> None:
        """All clocks stand still; nothing is taken down."""

    def typing(self) -> None:
        """A typed answer is awaited."""

    def thinking(self, what: str) -> None:
        """Something takes a moment; neither is to speak."""

    def feedback(self, attempt: Attempt) -> None:
        """What the answer covered and missed."""

    def transcript(self, attempt: Attempt) -> None:
        """What was heard, with the evidence marked."""

    def sample(self, question: Question) -> None:
        """A good answer, as text."""

    def choices(self, choices: Sequence[Choice]) -> None:
        """What can be pressed now."""

    def end(self) -> None:
        """Takes away what is shown live."""


class Keys(Protocol):
    """The keyboard. A key is its character, lower case, or "enter", "space", "escape", "quit"."""

    interactive: bool
    """Whether anybody can press anything."""

    def poll(self) -> str:
        """The next key that was pressed, or empty; never waits.

        "quit" is Ctrl-C, the end of the terminal, or the request to terminate.
        """

    def clear(self) -> None:
        """Forgets keys pressed up to now, but no request to stop."""

    def wait(self) -> str:
        """The next key; waits for it. "quit" where nobody can press anything."""

    def line(self) -> str | None:
        """A line of typed text; None at the end of input or on Ctrl-C."""

    def more(self) -> bool:
        """Whether further text follows at once: it was pasted."""
