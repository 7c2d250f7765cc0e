"""What is noted of one answer while it is given."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from voiceprep.audio.frames import Frame
from voiceprep.audio.level import Activity, Meter
from voiceprep.errors import ModelError
from voiceprep.feedback.verdict import Loudness
from voiceprep.interview.commands import spoken_command
from voiceprep.interview.tally import Tally
from voiceprep.journal.attempt import EndedBy, Gap
from voiceprep.speech.ear import Ear
from voiceprep.speech.recognizer import Utterance
from voiceprep.speech.transcript import Transcript

Wish = Literal["", "again", "skip", "quit"]
"""What the candidate asked for beside ending the answer."""


@dataclass(frozen=True)
class Take:
    """What was taken down of one answer; times in seconds from the start of the recording."""

    ended_by: EndedBy
    wish: Wish
    transcript: Transcript
    complete: bool
    """Whether all of the sound was transcribed; False when the recogniser failed."""
    think_s: float
    answer_s: float
    length_s: float
    """Of the whole recording."""
    loudness: Loudness | None
    gaps: tuple[Gap, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing at all was said."""
        return self.complete and not self.answer_s and not self.transcript.words


NOTHING = Take("quit", "quit", Transcript(), True, 0.0, 0.0, 0.0, None, ())
"""The take of an answer that was never begun."""


class Notes:
    """Sound of one answer turned into words, times and levels, frame by frame.

    A fault of the recogniser is told once, by `notice`; everything else goes on without it.
    `sound_kept` says whether there is a recording that can be transcribed later.
    """

    def __init__(
        self, ear: Ear, language: str, notice: Callable[[str], None], *, sound_kept: bool
    ) -> None:
        self.tally = Tally()
        self.meter = Meter()
        self.ended_by_phrase = False
        """Whether the candidate said that the answer is complete."""
        self._ear = ear
        self._language = language
        self._notice = notice
        self._activity = Activity()
        self._sound_kept = sound_kept
        self._utterances: list[Utterance] = []
        self._partial = ""
        self._failed = False
        self._command_s = float("inf")

    def add(self, frame: Frame) -> None:
        """The next frame of the answer."""
        self._ear.feed(frame.pcm)
        speaking = self._activity.update(frame)
        self.meter.update(frame, speaking)
        self.tally.add(frame, speaking)
        self.hear()

    @property
    def words(self) -> str:
        """What was heard so far, the unfinished utterance included."""
        return " ".join([*(heard.text for heard in self._utterances), self._partial]).strip()

    @property
    def backlog_s(self) -> float:
        """How far the recogniser is behind, in seconds of sound."""
        return 0.0 if self._failed else self._ear.backlog_s

    def hear(self) -> None:
        """Takes what the recogniser has made of the sound by now."""
        if self._failed:
            return
        try:
            events = self._ear.poll()
        except ModelError as fault:
            self._fail(fault)
            return
        for event in events:
            if isinstance(event, Utterance):
                self._partial = ""
                self._utterance(event)
            elif event != self._partial:
                self._partial = event
                self.tally.go_on()

    def _utterance(self, heard: Utterance) -> None:
        said = [word.text for word in heard.words]
        # Unknown sound beside a command makes it part of something else that was said.
        if not heard.unknown and spoken_command(said, self._language) == "done":
            self.ended_by_phrase = True
            self._command_s = min(self._command_s, heard.start_s)
        else:
            self._utterances.append(heard)

    def _fail(self, fault: ModelError) -> None:
        if not self._failed:
            self._failed = True
            self._notice(
                f"{fault} The sound is kept, and is transcribed at the next start."
                if self._sound_kept
                else f"{fault} Only what was heard until now is kept."
            )

    def finish(
        self, ended_by: EndedBy, wish: Wish, watch: Callable[[float], None] = lambda _: None
    ) -> Take:
        """Everything, once no frame comes any more; waits for the recogniser's last words.

        `watch` is called meanwhile, with the seconds of sound that are left.
        """
        try:
            transcript = self._ear.finish(watch=watch)
            complete = True
        except ModelError as fault:
            self._fail(fault)
            transcript = Transcript(tuple(w for heard in self._utterances for w in heard.words))
            complete = False
        self.hear()
        transcript = self._without_command(transcript)
        return Take(
            ended_by=ended_by,
            wish=wish,
            transcript=transcript,
            complete=complete,
            think_s=self.tally.think_s,
            answer_s=self.tally.answer_s,
            length_s=self.tally.length_s,
            loudness=_loudness(self.meter),
            gaps=tuple(self.tally.gaps),
        )

    def _without_command(self, transcript: Transcript) -> Transcript:
        if not self.ended_by_phrase:
            return transcript
        kept = tuple(word for word in transcript.words if word.start_s < self._command_s)
        self.tally.cut(kept[-1].end_s if kept else 0.0)
        return Transcript(kept)


def _loudness(meter: Meter) -> Loudness | None:
    if not meter.heard_s:
        return None
    return Loudness(meter.speech_dbfs, meter.background_dbfs, meter.clipped_share)
