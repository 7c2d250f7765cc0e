"""The mock interview: a plan held from its opening to its closing, against the clock."""

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from cattrs import unstructure

from voiceprep.audio.frames import Source, SourceKind
from voiceprep.bank.model import Question
from voiceprep.config import private_folder
from voiceprep.errors import AudioError, VoiceprepError
from voiceprep.interview.agenda import dropped_to_fit
from voiceprep.interview.answering import Answering
from voiceprep.interview.asking import STOPPING
from voiceprep.interview.clock import SessionClock, SleepWatch, since_boot_s
from voiceprep.interview.followups import FollowUps
from voiceprep.interview.interviewer import Interviewer
from voiceprep.interview.keeping import Keeper, remove_if_empty
from voiceprep.interview.moderator import Moderator
from voiceprep.interview.notes import Take, Wish
from voiceprep.interview.phrases import follow_up, phrases
from voiceprep.interview.resuming import Open, Place
from voiceprep.interview.screen import Choice, Keys, Screen
from voiceprep.interview.tally import Limits
from voiceprep.journal.attempt import Attempt, Event
from voiceprep.journal.lock import LOCK, Lock
from voiceprep.journal.plan import Held, Item, Plan
from voiceprep.journal.skips import skips

THINK_S = 90.0
"""Longest silence before an answer, in seconds, until the next question is asked."""
ACCIDENT_S = 2.0
"""An answer in which nothing was said and that ended by a key before this was none."""
How = Literal["answered", "skipped", "silent", "finished", "left"]
_STOPPING: Mapping[str, Wish] = {**STOPPING, "r": "again", "p": "pause", "f": "finish"}
_WISHED: Mapping[Wish, How] = {"skip": "skipped", "finish": "finished", "quit": "left"}
"""How a question is done with that is ended by a wish."""
_WITHOUT_MICROPHONE = {"Enter": "try again", "q": "leave"}


@dataclass
class Mock:
    """One interview, from its opening to its end; nothing is said of the answers before that."""

    plan: Plan
    held: Held
    open_source: Callable[[Question], Source]
    """Gives the source of an answer, a microphone open already."""
    keeper: Keeper
    interviewer: Interviewer
    screen: Screen
    keys: Keys
    silence_s: float
    """Silence that ends an answer, in seconds; 0 for none."""
    spoken: Callable[[Question], str] = lambda _: ""
    chime: Path | None = None
    resumed: Open | None = None
    """The interview to go on with."""
    clock: Callable[[], float] = time.monotonic
    boot_clock: Callable[[], float] = since_boot_s
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    session: int = 0
    ended: bool = False
    """Whether it came to its end, by the plan or by the candidate's wish."""
    kept: bool = True
    """Whether there is anything of it in the journal: not if it ended, or could not even begin,
    without a word and without a question of the bank that was skipped."""
    _listened: bool = False
    _attempts: int = 0
    _follow_ups: FollowUps = field(default_factory=FollowUps)
    _moderator: Moderator = field(init=False)
    _answering: Answering = field(init=False)

    def run(self) -> None:
        """Holds the interview; what was kept is in the journal."""
        journal, open_ = self.keeper.journal, self.resumed
        if open_ is None:
            data = {**unstructure(self.plan), "held": unstructure(self.held)}
            plan = Event(self.now(), "plan", data)
            self.session = journal.begin_session("mock", self.plan.bank, self.now(), plan)
        else:
            self.session = open_.session.id
            self._attempts = len(open_.session.attempts)
            self._follow_ups = open_.follow_ups
        folder = private_folder(self.keeper.recordings / str(self.session))
        lock = Lock(folder / LOCK)
        if not lock.acquire():
            raise VoiceprepError("This interview is going on in another window.")
        self._prepare(open_.spent_s if open_ else 0.0)
        try:
            self.ended = self._hold(open_)
        finally:
            self.screen.end()
            self.keeper.compress(self.session)
            over = self.ended or (open_ is None and not self._listened)
            if over and not skips(journal, self.session):
                self.kept = not journal.forget_empty_session(self.session)
            if self.ended and self.kept:
                journal.end_session(self.session, self.now())
            lock.release()
            remove_if_empty(folder)

    def _prepare(self, spent_s: float) -> None:
        self._moderator = Moderator(
            phrases(self.held.language),
            self.held.language,
            self.interviewer,
            self.screen,
            self.keys,
            self.keeper.hearing,
            SessionClock(60 * self.plan.minutes, spent_s, self.clock),
            self._note,
            self.chime,
            self.sleep,
            SleepWatch(self.clock, self.boot_clock),
            overtime=self.plan.overtime,
        )
        self._answering = Answering(
            self.session,
            self.held.language,
            self.keeper,
            self.interviewer,
            self.screen,
            self.keys,
            self._limits,
            keep_sound=self.held.keep_sound,
            spoken=self.spoken,
            clock=self.clock,
            now=self.now,
            steering=self._moderator,
            stopping=dict(_STOPPING),
        )

    def _note(self, kind: str, data: Mapping[str, Any]) -> None:
        self.keeper.journal.add_event(self.session, Event(self.now(), kind, data))

    def _limits(self, question: Question, source: SourceKind) -> Limits:
        limit_s = 0.0 if self.plan.overtime else self._moderator.limit_s
        return Limits(question.seconds, limit_s, self.silence_s, THINK_S)

    def _hold(self, open_: Open | None) -> bool:
        """Asks what is to be asked; whether the interview came to its end."""
        said, say = self._moderator.said, self._moderator.say
        if open_ is None:
            place: Place | None = Place(0)
            say(said.say("greeting", minutes=f"{self.plan.minutes:g}"))
        else:
            place = open_.place
            say(said.say("again"))
        stage = ""
        while place is not None:
            if place.point is None:
                place = self._fitting(place)
            item = self.plan.items[place.item]
            if item.stage != stage and item.stage in said.stages and place.point is None:
                say(said.stages[item.stage])
            stage = item.stage
            how, following = self._turn(place)
            if how in ("finished", "left"):
                return how == "finished"
            place = following
        say(said.say("farewell"))
        return True

    def _fitting(self, place: Place) -> Place:
        """The next place for which there is time; what is passed over is dropped."""
        coming = self.plan.items[place.item :]
        before = self.plan.items[: place.item]
        asked = any(item.stage not in ("opening", "closing") for item in before)
        left_s = self._moderator.clock.left_s
        kept = dropped_to_fit(coming, left_s, self.plan, asked=asked)
        passed = next(n for n, item in enumerate(coming) if item is kept[0])
        for number in range(place.item, place.item + passed):
            id = self.plan.items[number].question.id
            self._note("dropped", {"item": number, "question": id})
        return Place(place.item + passed)

    def _turn(self, place: Place) -> tuple[How, Place | None]:
        """One question with its answer; what comes next."""
        item = self.plan.items[place.item]
        question = item.question
        if place.point is not None:
            question = follow_up(question, place.point, self.held.language)
        self._note("asked", {**asdict(place), "spent_s": round(self._moderator.clock.spent_s, 1)})
        limit_s = item.limit_s * question.seconds / item.question.seconds
        how, attempt = self._ask(question, item, place, limit_s)
        if how == "left":
            return how, None  # open still: it is asked again when the interview goes on
        following = self._follow_up(place, attempt) if how == "answered" and attempt else None
        if following is None and place.item + 1 < len(self.plan.items):
            following = Place(place.item + 1)
        return how, following

    def _done(
        self, place: Place, how: How, limit_s: float, attempt: Attempt | None, answer_s: float = 0.0
    ) -> Event:
        """What is kept once a question is done with: it is never asked again then."""
        return Event(
            self.now(),
            "done",
            {
                "item": place.item,
                "point": place.point,
                "how": how,
                "attempt": attempt.id if attempt else None,
                "limit_s": limit_s,
                "overtime_s": round(max(0.0, answer_s - limit_s), 1) if limit_s else 0.0,
                "paused_s": round(self._moderator.paused_s, 1),
                "asleep_s": round(self._moderator.slept_s, 1),
                "spent_s": round(self._moderator.clock.spent_s, 1),
            },
        )

    def _ask(
        self, question: Question, item: Item, place: Place, limit_s: float
    ) -> tuple[How, Attempt | None]:
        said = self._moderator.said
        number = place.item + 1
        self._moderator.expect(question.ask, limit_s)
        how = self._wished(place, limit_s)
        if how is not None:
            return how, None
        self.screen.question(question, number, len(self.plan.items))
        while True:
            try:
                source = self.open_source(question)
            except AudioError as fault:
                if not self._try_again(fault):
                    return "left", None
                continue
            self._moderator.expect(question.ask, limit_s)
            self._attempts += 1
            attempt, take = self._answering.take(question, source, self._attempts, place.follows)
            self._listened = True
            how = _how(take)
            kept = self._keep(attempt, take, place, how, limit_s)
            if take.wish == "pause":
                how = self._pause(place, limit_s)
            if how is None:
                continue  # after a pause, or a key pressed by accident
            if how == "skipped":
                self._moderator.say(said.say("skipped"))
            elif how == "silent":
                self._moderator.say(said.say("unheard"))
            elif take.ended_by == "limit":
                self._moderator.say(said.say("move_on"))
            return how, kept

    def _wished(self, place: Place, limit_s: float) -> How | None:
        """What a key has asked for while the interviewer spoke; None to go on."""
        wish = self._moderator.take_wish()
        if wish == "pause":
            return self._pause(place, limit_s)
        how = self._settle(place, _WISHED.get(wish), limit_s)
        if how == "skipped":
            self._moderator.say(self._moderator.said.say("skipped"))
        return how

    def _pause(self, place: Place, limit_s: float) -> How | None:
        """A pause between answers; how the question was done with, if it was not gone on with."""
        return self._settle(place, _WISHED.get(self._moderator.pause()), limit_s)

    def _settle(self, place: Place, how: How | None, limit_s: float) -> How | None:
        """Keeps how a question without an answer was done with, unless it is to be asked again."""
        if how not in (None, "left"):
            done = self._done(place, how, limit_s, None)
            self.keeper.journal.add_event(self.session, done)
        return how

    def _keep(
        self, attempt: Attempt, take: Take, place: Place, how: How | None, limit_s: float
    ) -> Attempt | None:
        """Keeps an answer, and that its question is done with; nothing where nothing was said."""
        if _nothing(take):
            self._settle(place, how, limit_s)
            self.keeper.forget(attempt)
            return None
        done = None
        if how not in (None, "left"):
            done = self._done(place, how, limit_s, attempt, take.answer_s)
        return self.keeper.keep(attempt, take, done)

    def _follow_up(self, place: Place, attempt: Attempt) -> Place | None:
        """The most important point that was missed, if one more question is to be asked."""
        item = self.plan.items[place.item]
        if place.point is None:
            self._follow_ups.answered(place.item, item.question, attempt.feedback)
        point = self._follow_ups.next(place.item, self.plan.follow_ups)
        if point is None or item.stage in ("opening", "closing") or not self._time_for_more(place):
            return None
        self._follow_ups.ask(place.item, point)
        return Place(place.item, point, attempt.id if place.follows is None else place.follows)

    def _time_for_more(self, place: Place) -> bool:
        """Whether a follow-up leaves time for the closing."""
        item = self.plan.items[place.item]
        one_s = item.planned_s(self.plan.rate_wpm, 1) - item.planned_s(self.plan.rate_wpm)
        last = self.plan.items[-1]
        closing_s = last.planned_s(self.plan.rate_wpm) if last.stage == "closing" else 0.0
        return self._moderator.clock.left_s >= one_s + closing_s

    def _try_again(self, fault: AudioError) -> bool:
        if not self.keys.interactive:
            raise fault
        self.screen.notice(str(fault))
        self.screen.choices([Choice(key, label) for key, label in _WITHOUT_MICROPHONE.items()])
        while True:
            match self.keys.wait():
                case "enter" | "space":
                    return True
                case "q" | "quit":
                    return False


def _nothing(take: Take) -> bool:
    """Whether nothing was said, and nobody waited for it."""
    return take.empty and (bool(take.wish) or take.length_s < ACCIDENT_S)


def _how(take: Take) -> How | None:
    """How a question was done with; None where it is to be asked again."""
    if take.wish:
        return _WISHED.get(take.wish)
    if take.ended_by == "no speech":
        return "silent"
    return None if _nothing(take) else "answered"
