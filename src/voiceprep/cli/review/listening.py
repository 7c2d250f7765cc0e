"""Playing a recording under the keys: pause, seek, points, speed."""

import bisect
from pathlib import Path
from typing import Protocol

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.text import Text

from voiceprep.audio.player import Playback, Speaker
from voiceprep.journal.attempt import Attempt
from voiceprep.report.terminal import MARKS, clock, plain

_SEEK_S = 5.0
_LEAD_S = 0.5
_SPEEDS = (0.5, 0.6, 0.75, 0.85, 1.0, 1.25, 1.5, 1.75, 2.0)
_AROUND = 12
"""Words shown before and after the one that is heard."""
_BAR = 40


class Screen(Protocol):
    """What shows how far it is."""

    def show(self, listening: "Listening") -> None:
        """Shows the state as it is now."""

    def close(self) -> None:
        """Leaves the terminal as it was."""


class Listening:
    """One recording that is being listened to."""

    def __init__(
        self, speaker: Speaker, sound: Path, attempt: Attempt, length_s: float, speed: float
    ) -> None:
        self.attempt = attempt
        self.length_s = length_s
        self.speed = speed
        self.paused = False
        self.over = False
        self.error = ""
        self._speaker = speaker
        self._sound = sound
        self._playback: Playback | None = None
        self._paused_s = 0.0
        points = attempt.feedback.points if attempt.feedback else ()
        self.evidence = sorted(
            (max(0.0, point.start_s - _LEAD_S), number)
            for number, point in enumerate(points, 1)
            if point.start_s is not None
        )
        """When the evidence of each point begins, and the point's number."""

    @property
    def position_s(self) -> float:
        """What is heard now, in seconds from the start of the recording."""
        if self.paused or self._playback is None:
            return self._paused_s
        return min(self._playback.position_s, self.length_s)

    @property
    def point(self) -> int | None:
        """Number of the point whose evidence is being heard."""
        points = self.attempt.feedback.points if self.attempt.feedback else ()
        now_s = self.position_s
        for number, point in enumerate(points, 1):
            if point.start_s is None or point.end_s is None:
                continue
            if point.start_s - _LEAD_S <= now_s <= point.end_s:
                return number
        return None

    def play(self, at_s: float) -> None:
        """Goes on from a position."""
        at_s = min(max(0.0, at_s), max(0.0, self.length_s - 0.1))
        self._paused_s = at_s
        if not self.paused:
            self._playback = self._speaker.play(self._sound, at_s, self.speed)

    def press(self, key: str) -> None:
        """Does what a key means; without one, notices the end."""
        now_s = self.position_s
        if key in ("q", "quit", "escape"):
            self.over = True
            if self._playback is not None:
                self._playback.stop()
        elif key == "space":
            self._pause(now_s)
        elif key in ("left", "right"):
            self.play(now_s + (_SEEK_S if key == "right" else -_SEEK_S))
        elif key in ("n", "p"):
            self._skip(now_s, forward=key == "n")
        elif key in ("+", "=", "-", "_"):
            self._change_speed(now_s, faster=key in "+=")
        elif not self.paused and self._playback is not None and self._playback.done:
            self.over = True
            self.error = self._playback.error

    def _pause(self, now_s: float) -> None:
        self.paused = not self.paused
        if self.paused:
            self._paused_s = now_s
            if self._playback is not None:
                self._playback.stop()
        else:
            self.play(now_s)

    def _skip(self, now_s: float, *, forward: bool) -> None:
        starts = [start_s for start_s, _ in self.evidence]
        # A second of grace: p goes back from the point that has just begun.
        n = (
            bisect.bisect_right(starts, now_s + 0.05)
            if forward
            else (bisect.bisect_left(starts, now_s - 1.0) - 1)
        )
        if 0 <= n < len(starts):
            self.play(starts[n])

    def _change_speed(self, now_s: float, *, faster: bool) -> None:
        others = [s for s in _SPEEDS if (s > self.speed if faster else s < self.speed)]
        if others:
            self.speed = others[0] if faster else others[-1]
            self.play(now_s)

    def screen(self, console: Console) -> Screen:
        """The screen that fits the console."""
        if console.is_terminal and not console.is_dumb_terminal:
            return LiveListening(console)
        return PlainListening(console)


class LiveListening:
    """Position, words and keys, redrawn in place."""

    def __init__(self, console: Console) -> None:
        self._live = Live(console=console, transient=True, auto_refresh=False)
        self._live.start()

    def show(self, listening: Listening) -> None:
        self._live.update(listening_view(listening), refresh=True)

    def close(self) -> None:
        self._live.stop()


class PlainListening:
    """One line, for files, pipes and screen readers."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._shown = False

    def show(self, listening: Listening) -> None:
        if not self._shown:
            self._shown = True
            self._console.print(Text(f"PLAYING {_what(listening)}."), soft_wrap=True)

    def close(self) -> None:
        """Nothing was drawn."""


def _what(listening: Listening) -> str:
    return f"attempt {listening.attempt.id}, {plain(listening.attempt.question.id)}"


def listening_view(listening: Listening) -> RenderableType:
    """How far it is, which point is being made, and the words around the one that is heard."""
    now_s = listening.position_s
    state = ("‖ PAUSED", "bold yellow") if listening.paused else ("♪ PLAYING", "bold cyan")
    speed = f"  ×{listening.speed:g}" if listening.speed != 1 else ""
    full = round(_BAR * now_s / listening.length_s) if listening.length_s else 0
    parts: list[RenderableType] = [
        Text.assemble(state, f"  {_what(listening)}"),
        Text.assemble(
            f"{clock(now_s)} ",
            ("━" * full, "cyan"),
            ("━" * (_BAR - full), "dim"),
            f" {clock(listening.length_s)}{speed}",
        ),
    ]
    words = _words(listening.attempt, now_s)
    if words is not None:
        parts.append(words)
    feedback = listening.attempt.feedback
    if listening.point is not None and feedback is not None:
        point = feedback.points[listening.point - 1]
        mark, verdict, style = MARKS[point.verdict]
        parts.append(Text(f"{mark} point {listening.point}, {verdict}: {plain(point.say)}", style))
    parts.append(
        Text("space pause · ← → 5 s · n p next and previous point · + - speed · q end", "dim")
    )
    return Group(*parts)


def _words(attempt: Attempt, now_s: float) -> Text | None:
    words = attempt.transcript.words
    if not words or not words[-1].end_s:
        return None
    now = bisect.bisect_right([word.start_s for word in words], now_s) - 1
    text = Text()
    for n in range(max(0, now - _AROUND), min(len(words), now + _AROUND + 1)):
        heard = n == now and now_s <= words[n].end_s + 0.3
        text.append(plain(words[n].text), "bold reverse" if heard else "")
        text.append(" ")
    return text
