"""What is noted of one answer while it is given."""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from voiceprep.audio.frames import Frame
from voiceprep.audio.level import Activity, Meter
from voiceprep.audio.track import Track, Tracker
from voiceprep.errors import ModelError
from voiceprep.feedback.verdict import Loudness
from voiceprep.interview.commands import Command
from voiceprep.interview.spotting import Order, Spotter
from voiceprep.interview.tally import Tally
from voiceprep.journal.attempt import EndedBy, Gap
from voiceprep.speech.ear import Ear
from voiceprep.speech.recognizer import Model, Utterance
from voiceprep.speech.transcript import Transcript, Word

Wish = Literal["", "again", "skip", "pause", "finish", "quit"]
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
    track: Track | None = None
    """Where there was sound; None where none was measured."""

    @property
    def empty(self) -> bool:
        """Whether nothing at all was said."""
        return self.complete and not self.answer_s and not self.transcript.words


NOTHING = Take("quit", "quit", Transcript(), True, 0.0, 0.0, 0.0, None, ())
"""The take of an answer that was never begun."""


class Notes:
    """Sound of one answer turned into words, times and levels, frame by frame.

    A fault of the recogniser is told once, by `notice`; everything else goes on without it.
    `sound_kept` says whether there is a recording that can be transcribed later. `follow` is given
    all words so far, and their language, whenever there are more. `commands` are those that can be
    spoken; `model` serves to hear them better.
    """

    def __init__(
        self,
        ear: Ear,
        language: str,
        notice: Callable[[str], None],
        *,
        sound_kept: bool,
        follow: Callable[[Sequence[Word], str], None] | None = None,
        commands: Container[Command] = ("done",),
        model: Callable[[], Model] | None = None,
    ) -> None:
        self.tally = Tally()
        self.meter = Meter()
        self.ended_by_phrase = False
        """Whether the candidate said that the answer is complete."""
        self._spotter = Spotter(language, commands, model)
        self._orders: list[Order] = []
        self._obeyed = 0
        self._spoken_s: list[float] = []
        self._ear = ear
        self._notice = notice
        self._activity = Activity()
        self._tracker = Tracker()
        self._sound_kept = sound_kept
        self._follow = follow
        self._language = language
        self._utterances: list[Utterance] = []
        self._partial = ""
        self._failed = False

    def add(self, frame: Frame) -> None:
        """The next frame of the answer."""
        self._ear.feed(frame.pcm)
        self._spotter.feed(frame.pcm)
        speaking = self._activity.update(frame)
        self.meter.update(frame, speaking)
        self._tracker.add(frame)
        self.tally.add(frame, speaking)
        if speaking:
            self._spoken_s.append(self.tally.length_s)
        self.hear()
        self._settle()

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

    def take_order(self) -> Command | None:
        """The next command that was spoken, but for the one that ends the answer."""
        if self._obeyed < len(self._orders):
            self._obeyed += 1
            return self._orders[self._obeyed - 1].command
        return None

    @property
    def begun(self) -> bool:
        """Whether anything of an answer was said yet."""
        return bool(self._utterances)

    def _utterance(self, heard: Utterance) -> None:
        self._settle(over=True)
        if not self._spotter.hear(heard, begun=self.begun):
            self._keep(heard)

    def _keep(self, heard: Utterance) -> None:
        self._utterances.append(heard)
        if self._follow:
            self._follow([w for one in self._utterances for w in one.words], self._language)

    def _settle(self, *, over: bool = False) -> None:
        order, heard = self._spotter.settle(self.tally.length_s, self._spoken_s, over=over)
        if heard is not None:
            self._keep(heard)
        elif order is not None and order.command == "done":
            self._orders.append(order)
            self._obeyed = len(self._orders)
            self.ended_by_phrase = True
        elif order is not None:
            self._orders.append(order)
            self.tally.take_back(self._utterances[-1].end_s if self._utterances else None)

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
        self._settle(over=True)
        transcript = self._without_commands(transcript)
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
            track=self._track(),
        )

    def _track(self) -> Track:
        track = replace(self._tracker.track(), asked_s=round(self.tally.asked_s, 2))
        for order in self._orders:
            if order.command == "done":
                track = track.until(order.start_s)
            else:
                track = track.without(order.start_s, order.end_s)
        return track

    def _without_commands(self, transcript: Transcript) -> Transcript:
        done_s = [order.start_s for order in self._orders if order.command == "done"]
        end_s = min(done_s, default=float("inf"))
        kept = tuple(
            word
            for word in transcript.words
            if word.start_s < end_s
            and not any(o.start_s <= word.start_s < o.end_s for o in self._orders)
        )
        if len(kept) < len(transcript.words) and (done_s or transcript.words[-1] not in kept[-1:]):
            self.tally.cut(kept[-1].end_s if kept else 0.0)
        return Transcript(kept)


def _loudness(meter: Meter) -> Loudness | None:
    if not meter.heard_s:
        return None
    return Loudness(meter.speech_dbfs, meter.background_dbfs, meter.clipped_share)
