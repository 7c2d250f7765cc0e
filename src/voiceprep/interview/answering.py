"""One answer from the question to its last word: asked, heard, recorded."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from voiceprep.audio.frames import Source, SourceKind
from voiceprep.audio.recording import Recording
from voiceprep.bank.model import Question
from voiceprep.errors import AudioError, ModelError
from voiceprep.interview.asking import STOPPING, Asker
from voiceprep.interview.interviewer import Interviewer
from voiceprep.interview.keeping import Keeper
from voiceprep.interview.listener import BACKLOG_S, Listener, Steering
from voiceprep.interview.notes import NOTHING, Notes, Take, Wish
from voiceprep.interview.recorder import AHEAD_S, Recorder
from voiceprep.interview.screen import Keys, Screen
from voiceprep.interview.tally import Limits
from voiceprep.interview.typed import typed_answer
from voiceprep.journal.attempt import Attempt
from voiceprep.speech.transcript import Transcript

CLOSE_S = 0.2
"""How far a sound file may run ahead where commands in it are to be obeyed in time, in seconds."""


@dataclass
class Answering:
    """Takes answers down; each is in the journal before its first word."""

    session: int
    language: str
    keeper: Keeper
    interviewer: Interviewer
    screen: Screen
    keys: Keys
    limits: Callable[[Question, SourceKind], Limits]
    keep_sound: bool = True
    spoken: Callable[[Question], str] = lambda _: ""
    """What the candidate really says, where that is known."""
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    steering: Steering | None = None
    stopping: dict[str, Wish] = field(default_factory=lambda: dict(STOPPING))
    """Keys that cut a question short, and what they wish for."""

    def take(
        self, question: Question, source: Source | None, number: int, follows: int | None = None
    ) -> tuple[Attempt, Take]:
        """One answer, open in the journal still; typed where there is no source.

        `number` is its place in the sitting, which names its recording.
        """
        journal = self.keeper.journal
        attempt = journal.open_attempt(
            self.session,
            question,
            self.language,
            source.kind if source else "typed",
            self.now(),
            spoken=self.spoken(question),
        )
        if follows is not None:
            attempt = replace(attempt, follows=follows)
            journal.keep_attempt(attempt, complete=False)
        if source is None:

            def keep(transcript: Transcript) -> None:
                journal.keep_attempt(replace(attempt, transcript=transcript), complete=False)

            return attempt, typed_answer(self.screen, self.keys, keep, self.clock)
        try:
            return self._spoken(attempt, source, number)
        except (AudioError, ModelError):  # before a word was said
            self.keeper.forget(attempt)
            raise
        finally:
            source.close()

    def _spoken(self, attempt: Attempt, source: Source, number: int) -> tuple[Attempt, Take]:
        question, steering = attempt.question, self.steering
        self.keeper.begin(question)
        asker = Asker(self.interviewer, self.keys, self.screen, self.clock, stopping=self.stopping)
        asked = asker.ask(question.ask, source)
        if asked.wish:
            return attempt, replace(NOTHING, wish=asked.wish)
        live = source.kind == "microphone"
        hearing = self.keeper.hearing(self.language)
        # Better known now than when the answer has been given.
        hearing.check(wait=not live)
        if not live:
            source.start()
        sink = None
        if self.keep_sound:
            folder = self.keeper.recordings / str(self.session)
            while any(folder.glob(f"{number:02d}-*")):  # of an answer that was resumed or left
                number += 1
            name = f"{self.session}/{number:02d}-{question.id}.wav"
            self.keeper.journal.set_recording(attempt.id, name)
            attempt = replace(attempt, recording=name)
            sink = Recording(self.keeper.recordings / name)
        notes = Notes(
            hearing.ear(),
            self.language,
            self.screen.notice,
            sound_kept=self.keep_sound,
            follow=self.keeper.follow,
            commands=steering.commands if steering else ("done",),
            model=hearing.model,
        )
        ahead_s, backlog_s = (CLOSE_S, CLOSE_S) if steering else (AHEAD_S, BACKLOG_S)
        recorder = Recorder(source, sink, asked.early, asked.start_s, self.clock, ahead_s)
        limits = self.limits(question, source.kind)
        listener = Listener(
            source,
            recorder,
            notes,
            self.keys,
            self.screen,
            limits,
            self.clock,
            steering=steering,
            backlog_s=backlog_s,
        )
        return attempt, listener.listen(asked.asked_s)
