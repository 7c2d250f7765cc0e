"""The loop: ask, listen, assess, keep."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from voiceprep.audio.frames import Source, SourceKind
from voiceprep.audio.player import Playback
from voiceprep.bank.model import Question
from voiceprep.config import private_folder
from voiceprep.errors import AudioError
from voiceprep.interview.answering import Answering
from voiceprep.interview.interviewer import Interviewer
from voiceprep.interview.keeping import Keeper, remove_if_empty
from voiceprep.interview.notes import Wish
from voiceprep.interview.screen import Choice, Keys, Screen
from voiceprep.interview.tally import Limits
from voiceprep.journal.attempt import Attempt, Rating
from voiceprep.journal.lock import LOCK, Lock

ACCIDENT_S = 2.0
"""An answer in which nothing was said and that ended by a key before this was none."""
_AFTER = {
    "n": "next",
    "a": "again",
    "p": "play back",
    "t": "transcript",
    "s": "hear a good answer",
    "1-4": "rate it",
    "q": "quit",
}
_RATINGS: dict[str, Rating] = {"1": "again", "2": "hard", "3": "good", "4": "easy"}
_WITHOUT_MICROPHONE = {"Enter": "try again", "t": "type the answer", "q": "quit"}


@dataclass
class Rehearsal:
    """One sitting: questions one after another, each answer kept before the next is asked."""

    kind: str
    """The command that runs it."""
    bank: str
    language: str
    questions: Sequence[Question]
    open_source: Callable[[Question], Source] | None
    """Gives the source of an answer, a microphone open already; None for typed answers."""
    limits: Callable[[Question, SourceKind], Limits]
    keeper: Keeper
    interviewer: Interviewer
    screen: Screen
    keys: Keys
    keep_sound: bool = True
    spoken: Callable[[Question], str] = lambda _: ""
    """What the candidate really says, where that is known."""
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    attempts: list[Attempt] = field(default_factory=list)
    """What was kept so far."""
    session: int = 0

    def run(self) -> None:
        """Asks all questions; what was kept is in `attempts`, and in the journal."""
        journal = self.keeper.journal
        self.session = journal.begin_session(self.kind, self.bank, self.now())
        folder = private_folder(self.keeper.recordings / str(self.session))
        lock = Lock(folder / LOCK)
        lock.acquire()
        try:
            self._ask_all()
        finally:
            self.screen.end()
            self.keeper.compress(self.session)
            if not journal.forget_empty_session(self.session):
                journal.end_session(self.session, self.now())
            lock.release()
            remove_if_empty(folder)

    def _ask_all(self) -> None:
        for number, question in enumerate(self.questions, 1):
            wish: Wish = "again"
            while wish == "again":
                self.screen.question(question, number, len(self.questions))
                wish = self._answer(question)
            if wish == "quit":
                return

    def _answer(self, question: Question, *, typed: bool = False) -> Wish:
        open_source = None if typed else self.open_source
        try:
            source = open_source(question) if open_source else None
        except AudioError as fault:
            return self._without_microphone(question, fault)
        answering = Answering(
            self.session,
            self.language,
            self.keeper,
            self.interviewer,
            self.screen,
            self.keys,
            self.limits,
            keep_sound=self.keep_sound,
            spoken=self.spoken,
            clock=self.clock,
            now=self.now,
        )
        attempt, take = answering.take(question, source, len(self.attempts) + 1)
        if take.empty and (take.wish or take.length_s < ACCIDENT_S):
            self.keeper.forget(attempt)
            return take.wish
        attempt = self.keeper.keep(attempt, take)
        self.attempts.append(attempt)
        self.screen.feedback(attempt)
        return take.wish or self._afterwards(attempt)

    def _without_microphone(self, question: Question, fault: AudioError) -> Wish:
        """Nothing was asked yet, so nothing is lost: try again, type, or leave."""
        if not self.keys.interactive:
            raise fault
        self.screen.notice(str(fault))
        self.screen.choices([Choice(key, label) for key, label in _WITHOUT_MICROPHONE.items()])
        while True:
            match self.keys.wait():
                case "enter" | "space":
                    return "again"
                case "t":
                    return self._answer(question, typed=True)
                case "q" | "quit":
                    return "quit"

    def _afterwards(self, attempt: Attempt) -> Wish:
        """What the candidate wants after the feedback."""
        if not self.keys.interactive:
            return ""
        stopped_with = ""
        self.keys.clear()  # a second press of the key that ended the answer
        while stopped_with != "quit":
            stopped_with = ""
            self.screen.choices([Choice(key, label) for key, label in _AFTER.items()])
            match self.keys.wait():
                case "n" | "enter" | "space":
                    return ""
                case "a":
                    return "again"
                case "p":
                    stopped_with = self._play_back(attempt)
                case "t":
                    self.screen.transcript(attempt)
                case "s":
                    stopped_with = self._hear_sample(attempt.question)
                case "1" | "2" | "3" | "4" as key:
                    self.keeper.journal.rate(attempt.id, _RATINGS[key])
                    self.screen.notice(
                        f"Counts as {_RATINGS[key]!r} when it is decided when the question comes "
                        "back (1 again, 2 hard, 3 good, 4 easy)."
                    )
                case "q" | "quit":
                    return "quit"
        return "quit"

    def _play_back(self, attempt: Attempt) -> str:
        sound = self.keeper.recordings / attempt.recording
        if not attempt.recording or not sound.is_file():
            self.screen.notice("The sound of this answer was not kept.")
            return ""
        playback = self.interviewer.play(sound, attempt.speech_s)
        return self._let_finish(playback, "your answer")

    def _hear_sample(self, question: Question) -> str:
        self.screen.sample(question)
        sound = self.interviewer.sound(question.sample) if question.sample else None
        return self._let_finish(self.interviewer.play(sound), "a good answer") if sound else ""

    def _let_finish(self, playback: Playback | None, what: str) -> str:
        """Waits until a sound has been played; gives the key that stopped it."""
        if playback is None:
            self.screen.notice("Nothing can be played: sound is switched off or not working.")
            return ""
        self.screen.playing(what)
        pressed = ""
        while not playback.done and not pressed:
            pressed = self.keys.poll()
            playback.wait(0.05)
        playback.stop()
        if playback.error:
            self.screen.notice(playback.error)
        return pressed
