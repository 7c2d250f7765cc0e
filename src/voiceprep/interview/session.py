"""The loop: ask, listen, assess, keep."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from voiceprep.audio.frames import Source
from voiceprep.audio.player import Playback
from voiceprep.audio.recording import Recording
from voiceprep.bank.model import Question
from voiceprep.config import private_folder
from voiceprep.errors import AudioError
from voiceprep.interview.asking import Asker
from voiceprep.interview.interviewer import Interviewer
from voiceprep.interview.keeping import LOCK, Keeper, remove_if_empty
from voiceprep.interview.listener import Listener
from voiceprep.interview.notes import NOTHING, Notes, Take, Wish
from voiceprep.interview.recorder import Recorder
from voiceprep.interview.screen import Choice, Keys, Screen
from voiceprep.interview.tally import Limits
from voiceprep.interview.typed import typed_answer
from voiceprep.journal.attempt import Attempt
from voiceprep.journal.lock import Lock

_AFTER = {
    "n": "next",
    "a": "again",
    "p": "play back",
    "t": "transcript",
    "s": "hear a good answer",
    "q": "quit",
}
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
    limits: Callable[[Question], Limits]
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

    def _answer(self, question: Question) -> Wish:
        try:
            source = self.open_source(question) if self.open_source else None
        except AudioError as fault:
            return self._without_microphone(question, fault)
        attempt, take = self._take(question, source)
        if take.wish and take.empty:
            self.keeper.forget(attempt)
            return take.wish
        attempt = self.keeper.keep(attempt, take)
        self.attempts.append(attempt)
        self.screen.feedback(attempt)
        return take.wish or self._afterwards(attempt)

    def _take(self, question: Question, source: Source | None) -> tuple[Attempt, Take]:
        attempt = self.keeper.journal.open_attempt(
            self.session,
            question,
            self.language,
            source.kind if source else "typed",
            self.now(),
            spoken=self.spoken(question),
        )
        if source is None:
            return attempt, typed_answer(self.screen, self.keys, self.clock)
        try:
            return self._spoken(attempt, source)
        except AudioError:  # before a word was said: the file can't be read, or none be written
            self.keeper.forget(attempt)
            raise
        finally:
            source.close()

    def _spoken(self, attempt: Attempt, source: Source) -> tuple[Attempt, Take]:
        question = attempt.question
        asked = Asker(self.interviewer, self.keys, self.screen, self.clock).ask(
            question.ask, source
        )
        if asked.quit:
            return attempt, NOTHING
        if source.kind != "microphone":
            source.start()
        sink = None
        if self.keep_sound:
            name = f"{self.session}/{len(self.attempts) + 1:02d}-{question.id}.wav"
            self.keeper.journal.set_recording(attempt.id, name)
            attempt = replace(attempt, recording=name)
            sink = Recording(self.keeper.recordings / name)
        recorder = Recorder(source, sink, asked.early, asked.start_s, self.clock)
        notes = Notes(self.keeper.hearing().ear(), self.language, self.screen.notice)
        limits = self.limits(question)
        listener = Listener(source, recorder, notes, self.keys, self.screen, limits, self.clock)
        return attempt, listener.listen(asked.asked_s)

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
                    self.open_source = None
                    return "again"
                case "q" | "quit":
                    return "quit"

    def _afterwards(self, attempt: Attempt) -> Wish:
        """What the candidate wants after the feedback."""
        if not self.keys.interactive:
            return ""
        while True:
            self.screen.choices([Choice(key, label) for key, label in _AFTER.items()])
            match self.keys.wait():
                case "n" | "enter" | "space":
                    return ""
                case "a":
                    return "again"
                case "p":
                    self._play_back(attempt)
                case "t":
                    self.screen.transcript(attempt)
                case "s":
                    self._hear_sample(attempt.question)
                case "q" | "quit":
                    return "quit"

    def _play_back(self, attempt: Attempt) -> None:
        if attempt.recording:
            sound = self.keeper.recordings / attempt.recording
            self._let_finish(self.interviewer.play(sound), "your answer")
        else:
            self.screen.notice("The sound of this answer was not kept.")

    def _hear_sample(self, question: Question) -> None:
        self.screen.sample(question)
        sound = self.interviewer.sound(question.sample) if question.sample else None
        if sound is not None:
            self._let_finish(self.interviewer.play(sound), "a good answer")

    def _let_finish(self, playback: Playback | None, what: str) -> None:
        if playback is None:
            return
        self.screen.playing(what)
        while not playback.done:
            if self.keys.poll():
                playback.stop()
            playback.wait(0.05)
