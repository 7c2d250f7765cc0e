"""Answers into the journal: when they were given, and when they were cut off."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from voiceprep.audio.filesource import FileSource
from voiceprep.audio.opus import Copyist, forget_copy
from voiceprep.audio.recording import is_empty, repair, transcode
from voiceprep.audio.track import Track
from voiceprep.bank.model import Question
from voiceprep.config import private_folder
from voiceprep.errors import AudioError, ModelError
from voiceprep.feedback.assess import assess
from voiceprep.interview.hearing import Hearing
from voiceprep.interview.notes import Notes, Take
from voiceprep.interview.reader import Reader
from voiceprep.interview.screen import Screen
from voiceprep.journal.attempt import Attempt, Event, ModelRef
from voiceprep.journal.earlier import coverage_before, rules_shown, with_comparison
from voiceprep.journal.journal import Journal
from voiceprep.journal.lock import LOCK, Lock
from voiceprep.language import tables
from voiceprep.speech.transcript import Transcript, Word


@dataclass(frozen=True)
class Keeper:
    """Keeps answers, so that none that was begun is ever lost."""

    journal: Journal
    recordings: Path
    hearing: Callable[[str], Hearing]
    """The recogniser model for a language, for those answers that need one."""
    copyist: Copyist = field(default_factory=Copyist)
    """Makes small copies for the report while the candidate reads the feedback."""
    aliases: Callable[[str], Mapping[str, Sequence[str]]] = field(default=lambda _: {})
    """What the model of this name hears instead of terms."""
    reader: Reader | None = None
    """The sentence model; None: answers are judged by their words alone."""

    def begin(self, question: Question) -> None:
        """Gets ready to judge an answer to this question."""
        if self.reader:
            self.reader.begin(question)

    def follow(self, words: Sequence[Word], language: str) -> None:
        """Takes in what was said so far, so that it can be judged at once when it is complete."""
        if self.reader:
            self.reader.follow(words, language)

    def keep(self, attempt: Attempt, take: Take, event: Event | None = None) -> Attempt:
        """Commits an answer, then judges it and commits the feedback.

        One that was not wholly transcribed stays open in the journal and is recovered later.
        `event`, what the answer means for its sitting, is committed with the answer.
        """
        typed = attempt.source == "typed"
        attempt = replace(
            attempt,
            model=ModelRef() if typed else self.hearing(attempt.language).reference(),
            transcript=take.transcript,
            think_s=take.think_s,
            answer_s=take.answer_s,
            ended_by=take.ended_by,
            loudness=take.loudness,
            gaps=take.gaps,
        )
        if not take.complete and attempt.recording:
            self.journal.keep_attempt(attempt, complete=False, event=event)
            return attempt
        # First without feedback: a fault in judging must not cost the answer.
        self.journal.keep_attempt(attempt, event=event)
        meaning = self.reader.meaning(attempt.language) if self.reader else None
        feedback = assess(
            attempt.question,
            attempt.transcript,
            attempt.loudness,
            language=tables(attempt.language),
            knows=None if typed else self.hearing(attempt.language).knows(),
            aliases=self.aliases(attempt.model.name) if attempt.model.name else None,
            typed=typed,
            meaning=meaning,
            track=_known(take, attempt),
            earlier=rules_shown(self.journal, attempt),
            before=coverage_before(self.journal, attempt),
        )
        if meaning:
            meaning.forget()
        attempt = _timed(replace(attempt, feedback=feedback))
        self.journal.keep_attempt(attempt)
        if attempt.source == "microphone" and attempt.recording:
            self.copyist.add(self.recordings / attempt.recording)
        return with_comparison(self.journal, attempt)

    def forget(self, attempt: Attempt) -> None:
        """Removes an attempt in which nothing was said, with its sound."""
        self.journal.forget_attempt(attempt.id)
        if attempt.recording:
            (self.recordings / attempt.recording).unlink(missing_ok=True)
            forget_copy(self.recordings / attempt.recording)

    def compress(self, session: int) -> None:
        """Turns the recordings of a sitting that is over into FLAC; one that fails stays WAV."""
        self.copyist.close()
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

        Those of a sitting that is still going on in another process are left alone. One that can't
        be recovered yet is told and stays for the next time.
        """
        recovered = []
        for attempt in self.journal.open_attempts():
            folder = self.recordings / str(attempt.session)
            if attempt.recording and not folder.is_dir():
                continue  # on a disk that isn't there at present, perhaps
            private_folder(folder)
            lock = Lock(folder / LOCK)
            if not lock.acquire():
                continue
            try:
                kept = self._recover(attempt, screen)
                if kept is not None:
                    recovered.append(kept)
                    self.compress(attempt.session)
            except (AudioError, ModelError) as fault:
                screen.notice(f"An answer to {attempt.question.id} waits to be recovered. {fault}")
            finally:
                lock.release()
                remove_if_empty(folder)
        return recovered

    def _recover(self, attempt: Attempt, screen: Screen) -> Attempt | None:
        known = attempt.transcript
        sound = self.recordings / attempt.recording
        if not attempt.recording or not sound.is_file() or is_empty(sound):
            if known.words:  # typed, or heard in part before the sound was gone
                return self.keep(replace(attempt, recording=""), _as_taken(attempt, known))
            self.forget(attempt)
            return None
        screen.thinking("recovering an answer that was cut off")
        repair(sound)
        source = FileSource(sound, padded=False)
        ear = self.hearing(attempt.language).ear()
        notes = Notes(ear, attempt.language, screen.notice, sound_kept=True)
        source.start()
        while not source.ended:
            frame = source.read(1.0)
            if frame is not None:
                notes.add(frame)
        source.close()
        take = notes.finish(
            "cut off", "", lambda left_s: screen.thinking(f"recovering, {left_s:.0f} s to go")
        )
        if take.empty and known.words:
            return self.keep(attempt, _as_taken(attempt, known))
        if take.empty:
            self.forget(attempt)
            return None
        if attempt.ended_by != "cut off":  # all but the words is known already
            began_s, track = notes.tally.first_speech_s, take.track
            if track and began_s is not None:
                track = replace(track, asked_s=round(began_s - attempt.think_s, 2))
            take = _as_taken(attempt, take.transcript, track, complete=take.complete)
        kept = self.keep(attempt, take)
        return kept if take.complete else None


def _known(take: Take, attempt: Attempt) -> Track | None:
    """The track, without the question's end where that is not known.

    What precedes the first word of a file is no thinking; and of an answer that was cut off, nobody
    knows any more how long before its recording the question ended.
    """
    if take.track and (attempt.source == "file" or take.ended_by == "cut off"):
        return replace(take.track, asked_s=None)
    return take.track


def _timed(attempt: Attempt) -> Attempt:
    """With the times of its delivery, which are more exact than those taken while it was given."""
    delivery = attempt.feedback.delivery if attempt.feedback else None
    if delivery and delivery.answer_s is not None:
        if not attempt.gaps:  # nobody is held to have spoken while the sound was lost
            attempt = replace(attempt, answer_s=delivery.answer_s)
        if delivery.think_s is not None:
            attempt = replace(attempt, think_s=delivery.think_s)
    return attempt


def _as_taken(
    attempt: Attempt, transcript: Transcript, track: Track | None = None, *, complete: bool = True
) -> Take:
    return Take(
        ended_by=attempt.ended_by,
        wish="",
        transcript=transcript,
        complete=complete,
        think_s=attempt.think_s,
        answer_s=attempt.answer_s,
        length_s=0.0,
        loudness=attempt.loudness,
        gaps=attempt.gaps,
        track=track,
    )


def remove_if_empty(folder: Path) -> None:
    """Removes a folder of recordings in which there is none."""
    with suppress(OSError):
        folder.rmdir()
