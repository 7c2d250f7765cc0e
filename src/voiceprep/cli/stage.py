"""The interview on a terminal: live where there is one, else as plain lines."""

import time
from collections.abc import Callable, Sequence

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.text import Text

from voiceprep.bank.model import Question
from voiceprep.interview.screen import Choice, Progress
from voiceprep.journal.attempt import Attempt
from voiceprep.report.terminal import (
    clock,
    feedback_view,
    plain,
    question_view,
    transcript_view,
)

_REDRAW_S = 0.1
_WORDS_SHOWN = 45
THINKING_KEYS = (
    Choice("Enter", "that's my answer"),
    Choice("r", "hear the question again"),
    Choice("s", "skip"),
    Choice("q", "quit"),
)
ANSWERING_KEYS = (
    Choice("Enter", "that's my answer"),
    Choice("r", "keep it and start over"),
    Choice("q", "keep it and quit"),
)


def screen_for(console: Console) -> "LiveScreen | PlainScreen":
    """The screen that fits the console."""
    live = console.is_terminal and not console.is_dumb_terminal
    return LiveScreen(console) if live else PlainScreen(console)


class LiveScreen:
    """States that redraw in place below what stays."""

    def __init__(self, console: Console, now: Callable[[], float] = time.monotonic) -> None:
        self._console = console
        self._now = now
        self._live: Live | None = None
        self._drawn_s = 0.0

    def _show(self, view: RenderableType) -> None:
        if self._live is None:
            self._live = Live(console=self._console, transient=True, auto_refresh=False)
            self._live.start()
        self._live.update(view, refresh=True)
        self._drawn_s = self._now()

    def end(self) -> None:
        if self._live is not None:
            self._live.stop()
            self._live = None

    def notice(self, text: str) -> None:
        self._console.print(Text(f"! {plain(text)}", style="yellow"))

    def question(self, question: Question, number: int, total: int) -> None:
        self.end()
        self._console.print(question_view(question, number, total))

    def says(self, text: str) -> None:
        self._console.print(Text(plain(text), style="cyan"))

    def speaking(self) -> None:
        self._show(_state("♪ SPEAKING", "bold cyan", "Enter cuts it short · s skips · q quits"))

    def playing(self, what: str) -> None:
        self._show(_state("♪ PLAYING", "bold cyan", f"{what} · any key stops it"))

    def listening(self, progress: Progress) -> None:
        if self._live is None or self._now() - self._drawn_s >= _REDRAW_S:
            self._show(listening_view(progress))

    def paused(self, choices: Sequence[Choice]) -> None:
        said = "nothing is taken down, and no clock runs · "
        self._show(Text.assemble(_state("‖ PAUSED", "bold yellow", said), _keys(choices)))

    def typing(self) -> None:
        self.end()
        line = _state("✎ TYPE", "bold red", "your answer; an empty line ends it, Ctrl-C quits")
        self._console.print(line)

    def thinking(self, what: str) -> None:
        self._show(_state("… WORKING", "bold magenta", what))

    def feedback(self, attempt: Attempt) -> None:
        self.end()
        self._console.print(feedback_view(attempt))

    def transcript(self, attempt: Attempt) -> None:
        self.end()
        self._console.print(transcript_view(attempt))

    def sample(self, question: Question) -> None:
        self.end()
        _print_sample(self._console, question)

    def choices(self, choices: Sequence[Choice]) -> None:
        self._show(_keys(choices))


class PlainScreen:
    """A line for each change, for files, pipes and screen readers."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._state = ""
        self._warned: set[str] = set()

    def _line(self, state: str) -> None:
        if state != self._state:
            self._state = state
            self._console.print(Text(plain(state)), soft_wrap=True)

    def end(self) -> None:
        self._state = ""
        self._warned.clear()

    def notice(self, text: str) -> None:
        self._console.print(Text(f"! {plain(text)}"), soft_wrap=True)

    def question(self, question: Question, number: int, total: int) -> None:
        self.end()
        self._console.print(
            Text(f"Question {number} of {total} ({question.id}): {plain(question.ask)}"),
            soft_wrap=True,
        )

    def says(self, text: str) -> None:
        self._console.print(Text(f"SAYS: {plain(text)}"), soft_wrap=True)

    def speaking(self) -> None:
        self._line("SPEAKING: the question is read aloud.")

    def playing(self, what: str) -> None:
        self._line(f"PLAYING: {what}.")

    def listening(self, progress: Progress) -> None:
        self._line(
            f"LISTENING: answer now; aim for {clock(progress.target_s)}. Enter ends your answer."
        )
        warning = "".join(letter for letter in progress.warning if not letter.isdigit())
        if warning and warning not in self._warned:  # once, whatever its figures do
            self.notice(progress.warning)
        self._warned.add(warning)

    def paused(self, choices: Sequence[Choice]) -> None:
        self._line(f"PAUSED: no clock runs. Press {_keys(choices).plain}.")

    def typing(self) -> None:
        self._line("TYPE: your answer; an empty line ends it.")

    def thinking(self, what: str) -> None:
        self._line(f"WORKING: {what}.")

    def feedback(self, attempt: Attempt) -> None:
        self.end()
        self._console.print(feedback_view(attempt))

    def transcript(self, attempt: Attempt) -> None:
        self.end()
        self._console.print(transcript_view(attempt))

    def sample(self, question: Question) -> None:
        self.end()
        _print_sample(self._console, question)

    def choices(self, choices: Sequence[Choice]) -> None:
        self._line(f"Press {_keys(choices).plain}.")
        self._state = ""


def listening_view(progress: Progress) -> RenderableType:
    """State, clock, level and words of an answer that is being given."""
    head = Text("● LISTENING  ", style="bold red")
    if progress.started:
        head.append(f"{clock(progress.answer_s)} of {clock(progress.target_s)}", "bold")
        if progress.limit_s and progress.limit_s - progress.answer_s <= 15:
            head.append(f"  ends in {clock(progress.limit_s - progress.answer_s)}", "bold yellow")
        elif progress.over_limit_s:
            head.append(f"  overtime {clock(progress.over_limit_s)}", "bold yellow")
        elif progress.answer_s > progress.target_s:
            head.append("  over the target", "yellow")
    else:
        head.append(f"take your time to think: {clock(progress.think_s)}", "bold")
    head.append("  ")
    head.append(_bar(progress.level_dbfs))
    if progress.session_left_s is not None:
        head.append(f"  {clock(progress.session_left_s)} left", "dim")
    parts: list[RenderableType] = [head]
    words = progress.words.split()
    if words:
        shown = " ".join(words[-_WORDS_SHOWN:])
        parts.append(Text(f"{'… ' if len(words) > _WORDS_SHOWN else ''}{plain(shown)}", "italic"))
    if progress.warning:
        parts.append(Text(f"! {plain(progress.warning)}", "bold yellow"))
    if progress.silence_left_s is not None:
        ends = (
            f"Silence: the answer ends in {max(0, progress.silence_left_s):.0f} s; speak to go on."
        )
        parts.append(Text(ends, "yellow"))
    usual = ANSWERING_KEYS if progress.started else THINKING_KEYS
    parts.append(_keys(progress.choices or usual))
    return Group(*parts)


def _state(name: str, style: str, rest: str) -> Text:
    return Text.assemble((name, style), ("  ", ""), (plain(rest), ""))


def _keys(choices: Sequence[Choice]) -> Text:
    line = Text()
    for n, choice in enumerate(choices):
        line.append(" · " if n else "", "dim")
        line.append(choice.key, "bold")
        line.append(f" {choice.label}", "dim")
    return line


def _bar(level_dbfs: float, cells: int = 16) -> Text:
    full = round(cells * min(1.0, max(0.0, (level_dbfs + 60) / 60)))
    style = "red" if level_dbfs > -3 else "green"
    return Text.assemble(("█" * full, style), ("░" * (cells - full), "dim"))


def _print_sample(console: Console, question: Question) -> None:
    console.print(Text("A good answer", style="bold"))
    console.print(Text(plain(question.sample or question.tip or "There is none in the bank.")))
