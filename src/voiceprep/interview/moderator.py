"""Who leads through a mock interview while an answer is given: commands, chime, pauses, sleep."""

import time
from collections.abc import Callable, Collection, Container, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from voiceprep.audio.player import Playback
from voiceprep.interview.clock import SessionClock, SleepWatch
from voiceprep.interview.commands import COMMANDS, Command, known_phrases, spoken_command
from voiceprep.interview.hearing import Hearing
from voiceprep.interview.interviewer import Interviewer
from voiceprep.interview.listener import End, Listener
from voiceprep.interview.notes import Wish
from voiceprep.interview.phrases import Phrases
from voiceprep.interview.screen import Choice, Keys, Progress, Screen
from voiceprep.speech.ear import Ear
from voiceprep.speech.recognizer import Utterance

CHIME_S = 15.0
"""How long before the limit the chime sounds."""
ROOM_S = 0.4
"""How long after the interviewer spoke a microphone may still hear that."""
KEYS: Mapping[str, Command] = {
    "enter": "done",
    "space": "done",
    "r": "repeat",
    "s": "skip",
    "t": "time",
    "p": "pause",
    "f": "finish",
}
_ON = ("enter", "space")
"""Keys that only cut short what is said."""
_LEAVE = ("q", "quit")
_WISHES: Mapping[str, Wish] = {
    "s": "skip",
    "p": "pause",
    "f": "finish",
    "q": "quit",
    "quit": "quit",
}
_CHOICES = (
    Choice("Enter", "done"),
    Choice("r", "repeat"),
    Choice("s", "skip"),
    Choice("t", "time"),
    Choice("p", "pause"),
    Choice("f", "finish"),
    Choice("q", "leave"),
)
_PAUSING = (*_ON, "p", "f", *_LEAVE)
"""Keys that end a pause."""
_PAUSED = (Choice("p", "go on"), Choice("f", "finish"), Choice("q", "leave"))


@dataclass
class Moderator:
    """Steers one interview; the question and its times are set before each answer."""

    said: Phrases
    language: str
    interviewer: Interviewer
    screen: Screen
    keys_pressed: Keys
    hearing: Callable[[str], Hearing]
    clock: SessionClock
    note: Callable[[str, Mapping[str, Any]], None]
    """Keeps what happens."""
    chime: Path | None = None
    sleep: Callable[[float], None] = time.sleep
    watcher: SleepWatch = field(default_factory=SleepWatch)
    commands: Container[Command] = frozenset(COMMANDS) - {"resume"}
    keys: Mapping[str, Command] = field(default_factory=lambda: KEYS)
    ask: str = ""
    limit_s: float = 0.0
    overtime: bool = False
    """Whether an answer may go on beyond its limit."""
    paused_s: float = 0.0
    """How long this answer was paused."""
    slept_s: float = 0.0
    """How long the machine slept in this answer."""
    _chimed: bool = False
    _watching: bool = False
    _wish: Wish = ""

    def expect(self, ask: str, limit_s: float) -> None:
        """Before each answer: what is asked, and its limit in seconds, 0 for none."""
        self.ask, self.limit_s = ask, limit_s
        self.paused_s = self.slept_s = 0.0
        self._chimed = self._watching = False

    def obey(self, command: Command, by: Literal["phrase", "key"], answer: Listener) -> End | None:
        """Does what was asked for; how the answer ends, if it does."""
        match command:
            case "done":
                return by, ""
            case "skip":
                return by, "skip"
            case "finish":
                return by, "finish"
        answer.hold()
        try:
            if command == "pause":
                wish = self._wait_paused(answer)
                if wish:
                    return ("quit" if wish == "quit" else "key"), wish
                text = self.said.say("resumed")
            else:
                text = self.ask if command == "repeat" else self._time_left(answer)
            pressed = self._aside(text, answer)
        finally:
            answer.go_on()
            self.watcher.start()
        return self._obey_key(pressed, answer)

    def _obey_key(self, key: str, answer: Listener) -> End | None:
        """Obeys a key that cut short what was said, unless it was pressed for just that."""
        if key in _LEAVE:
            return "quit", "quit"
        if key in _ON or key not in self.keys:
            return None
        return self.obey(self.keys[key], "key", answer)

    def watch(self, answer: Listener) -> End | None:
        """The chime before the limit; and whether the machine slept."""
        if not self._watching:  # the question has been read
            self._watching = True
            self.watcher.start()
        slept_s, counted_s = self.watcher.look()
        if slept_s:
            self.clock.leave_out(counted_s)
            self.slept_s += slept_s
            at_s = round(answer.notes.tally.length_s, 2)
            self.note("asleep", {"seconds": round(slept_s, 1), "at_s": at_s})
            self.screen.notice(
                f"The machine slept or stood still for {slept_s:.0f} s; that counts as no answer. "
                "Go on."
            )
        running_s = answer.notes.tally.running_s
        if self.limit_s and not self._chimed and running_s >= self.limit_s - CHIME_S:
            self._chimed = True
            if self.chime is not None:
                self.interviewer.play(self.chime)
        return None

    def progress(self, progress: Progress) -> Progress:
        """Without the words: no interviewer shows them."""
        over_s = max(0.0, progress.answer_s - self.limit_s) if self.limit_s else 0.0
        return replace(
            progress,
            words="",
            session_left_s=max(0.0, self.clock.left_s),
            over_limit_s=over_s if self.overtime else 0.0,
            choices=_CHOICES,
        )

    def say(self, text: str) -> None:
        """Says something between answers, and waits until it is said, or a key cuts it short.

        "r" has it said again; what another key wishes for is kept for take_wish(), and until then
        nothing more is said.
        """
        pressed = "" if self._wish else "r"
        self.keys_pressed.clear()  # a second press of the key that ended the answer
        while pressed == "r":
            pressed = self._let_finish(self._begin(text), None, (*_ON, "r", *_WISHES))
        self._wish = self._wish or _WISHES.get(pressed, "")

    def take_wish(self) -> Wish:
        """What a key has asked for since the last answer, while something was said."""
        wish, self._wish = self._wish, ""
        return wish

    def pause(self) -> Literal["", "finish", "quit"]:
        """A pause between answers, ended by a key; what was wished for instead of going on."""
        return self._wait_paused(None)

    def _begin(self, text: str) -> Playback | None:
        if text != self.ask:
            self.screen.says(text)
        sound = self.interviewer.sound(text)
        if sound is None:
            return None
        self.screen.speaking()
        return self.interviewer.play(sound)

    def _let_finish(
        self, playback: Playback | None, answer: Listener | None, keys: Collection[str]
    ) -> str:
        """Waits until it is said, or one of the keys cuts it short; that key. Others do nothing."""
        pressed = ""
        while playback is not None and not playback.done and pressed not in keys:
            pressed = self.keys_pressed.poll()
            if answer is not None and answer.source.kind == "microphone":
                answer.recorder.aside(0.05)
            else:
                self.sleep(0.02)
        if playback is not None:
            playback.stop()
            if playback.error:
                self.interviewer.fell_silent(playback.error)
        return pressed if pressed in keys else ""

    def _aside(self, text: str, answer: Listener) -> str:
        """Something said in the middle of an answer, of which nothing is taken down; the key that
        cut it short."""
        playback = self._begin(text)
        pressed = self._let_finish(playback, answer, (*_ON, *_LEAVE, *self.keys))
        if playback is not None and answer.source.kind == "microphone":
            quiet_s = answer.clock() + ROOM_S
            while answer.clock() < quiet_s:
                answer.recorder.aside(0.05)
        return pressed

    def _time_left(self, answer: Listener) -> str:
        session = self.said.time(max(0.0, self.clock.left_s))
        if not self.limit_s:
            return self.said.say("time_session", session=session)
        left_s = max(0.0, self.limit_s - answer.notes.tally.running_s)
        return self.said.say("time_left", answer=self.said.time(left_s), session=session)

    def _wait_paused(self, answer: Listener | None) -> Literal["", "finish", "quit"]:
        at_s = round(answer.notes.tally.length_s, 2) if answer else None
        begun_s = self.watcher.now_s
        self.clock.pause()
        self.note("paused", {"at_s": at_s})
        pressed = self._let_finish(self._begin(self.said.say("paused")), answer, _PAUSING)
        self.screen.paused(_PAUSED)
        ear = self.hearing(self.language).ear_for(
            known_phrases(self.language, {"resume", "finish"}, between=True)
        )
        try:
            wish = self._until_resumed(ear, answer, "" if pressed in _ON else pressed)
        finally:
            ear.close()
            self.clock.go_on()
            seconds = self.watcher.now_s - begun_s
            self.paused_s += seconds
            self.note("resumed", {"seconds": round(seconds, 1)})
        return wish

    def _until_resumed(
        self, ear: Ear, answer: Listener | None, pressed: str
    ) -> Literal["", "finish", "quit"]:
        while True:
            match pressed or self.keys_pressed.poll():
                case "p" | "enter" | "space":
                    return ""
                case "f":
                    return "finish"
                case "q" | "quit":
                    return "quit"
            pressed = ""
            frame = answer.recorder.aside(0.05) if answer else None
            if frame is not None:
                ear.feed(frame.pcm)
                while answer and answer.source.kind != "microphone" and ear.backlog_s > 0.2:
                    self.sleep(0.01)
            elif answer is None:
                self.sleep(0.05)
            elif answer.recorder.over:
                return ""  # nobody could say anything any more
            for event in ear.poll():
                if isinstance(event, Utterance) and not event.unknown:
                    said = [word.text for word in event.words]
                    command = spoken_command(said, self.language, between=True)
                    if command == "resume":
                        return ""
                    if command == "finish":
                        return "finish"
