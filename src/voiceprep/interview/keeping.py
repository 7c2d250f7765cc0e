"""Answers into the journal: when they were given, and when they were cut off."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from voiceprep.audio.filesource import FileSource
from voiceprep.audio.recording import repair, transcode
from voiceprep.config import private_folder
from voiceprep.errors import AudioError
from voiceprep.feedback.assess import assess
from voiceprep.interview.hearing import Hearing
from voiceprep.interview.notes import Notes, Take
from voiceprep.interview.screen import Screen
from voiceprep.journal.attempt import Attempt, ModelRef
from voiceprep.journal.journal import Journal
from voiceprep.journal.lock import Lock
from voiceprep.language import tables

LOCK = ".lock"
"""In a sitting's folder of recordings, locked while it is going on."""


@dataclass(frozen=True)
class Keeper:
    """Keeps answers, so that none that was begun is ever lost."""

    journal: Journal
    recordings: Path
    hearing: Callable[[], Hearing]
    """The recogniser model, for those answers that need one."""

    def keep(self, attempt: Attempt, take: Take) -> Attempt:
        """Commits an answer, then judges it and commits the feedback.

        An answer that was not transcribed stays open in the journal, to be recovered later.
        """
        if take.transcript is None:
            return attempt
        typed = attempt.source == "typed"
        attempt = replace(
            attempt,
            model=ModelRef() if typed else self.hearing().reference(),
            transcript=take.transcript,
            think_s=take.think_s,
            answer_s=take.answer_s,
            ended_by=take.ended_by,
            loudness=take.loudness,
            gaps=take.gaps,
        )
        # First without feedback: a fault in judging must not cost the answer.
        self.journal.keep_attempt(attempt)
        feedback = assess(
            attempt.question,
            attempt.transcript,
            attempt.loudness,
            language=tables(attempt.language),
            knows=None if typed else self.hearing().knows(),
        )
        attempt = replace(attempt, feedback=feedback)
        self.journal.keep_attempt(attempt)
        return attempt

    def forget(self, attempt: Attempt) -> None:
        """Removes an attempt in which nothing was said, with its sound."""
        self.journal.forget_attempt(attempt.id)
        if attempt.recording:
            (self.recordings / attempt.recording).unlink(missing_ok=True)

    def compress(self, session: int) -> None:
        """Turns the recordings of a sitting that is over into FLAC; one that fails stays WAV."""
        for attempt in self.journal.attempts(session):
            sound = self.recordings / attempt.recording
            if sound.suffix == ".wav" and sound.is_file():
                try:
                    flac = transcode(sound)
                except AudioError:
                    continue
                name = flac.relative_to(self.recordings).as_posix()
                self.journal.set_recording(attempt.id, name)
                if flac != sound:
                    sound.unlink(missing_ok=True)

    def recover(self, screen: Screen) -> list[Attempt]:
        """Completes the answers that were cut off when the program was killed.

        Those of a sitting that is still going on in another process are left alone.
        """
        recovered = []
        for attempt in self.journal.open_attempts():
            folder = private_folder(self.recordings / str(attempt.session))
            lock = Lock(folder / LOCK)
            if not lock.acquire():
                continue
            try:
                kept = self._recover(attempt, screen)
                if kept is not None:
                    recovered.append(kept)
                    self.compress(attempt.session)
            finally:
                lock.release()
                remove_if_empty(folder)
        return recovered

    def _recover(self, attempt: Attempt, screen: Screen) -> Attempt | None:
        sound = self.recordings / attempt.recording
        if not attempt.recording or not sound.is_file():
            self.journal.forget_attempt(attempt.id)
            return None
        screen.thinking("recovering an answer that was cut off")
        repair(sound)
        source = FileSource(sound, padded=False)
        notes = Notes(self.hearing().ear(), attempt.language, screen.notice)
        source.start()
        while not source.ended:
            frame = source.read(1.0)
            if frame is not None:
                notes.add(frame)
        source.close()
        take = notes.finish("cut off", "")
        if take.empty:
            self.forget(attempt)
            return None
        return self.keep(attempt, take) if take.transcript is not None else None


def remove_if_empty(folder: Path) -> None:
    """Removes a folder of recordings in which there is none."""
    with suppress(OSError):
        folder.rmdir()
