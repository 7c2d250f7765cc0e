"""Questions, feedback and sessions for a terminal.

Everything from a bank or a transcript becomes rich Text, never markup, without control characters.
"""

from collections.abc import Sequence, Set

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from voiceprep.bank.model import Question
from voiceprep.bank.prose import listed
from voiceprep.bank.stories import own_points
from voiceprep.feedback.verdict import Feedback, PointResult, Verdict
from voiceprep.journal.attempt import Attempt, EndedBy
from voiceprep.language import tables
from voiceprep.report.build import advice_lines, against_view, structure_view
from voiceprep.report.delivery import delivery_view
from voiceprep.report.evidence import quote_span as quote_span
from voiceprep.report.text import clock as clock
from voiceprep.report.text import plain as plain
from voiceprep.report.why import why_view

MARKS: dict[Verdict, tuple[str, str, str]] = {
    "covered": ("✔", "covered", "bold green"),
    "check": ("?", "check this", "bold yellow"),
    "missed": ("✘", "missed", "bold red"),
    "unhearable": ("–", "not hearable", "bold blue"),
}
"""Symbol, words and style of each verdict: never the colour alone."""

ENDINGS: dict[EndedBy, str] = {
    "key": "ended by you",
    "phrase": "ended by what you said",
    "silence": "ended by silence",
    "limit": "ended by the time limit",
    "no speech": "nothing was said",
    "end of sound": "the sound ended",
    "microphone lost": "the microphone was lost",
    "disk full": "the sound could not be written any further",
    "quit": "ended as you quit",
    "cut off": "cut off",
}

_JUDGES = {
    "lexical": "; judged by words, their spelling and their sound",
    "lexical and meaning": "; judged by words, their spelling, their sound and their meaning",
}
_SPELLING = (
    "; judged by words and their spelling, for sound and meaning can be compared in English alone"
)
_TOLD_ENDINGS = ("silence", "limit", "microphone lost", "disk full", "cut off")

STARTER = "voiceprep-starter-en"
STARTER_NOTICE = (
    "The starter model listens. It mishears about half the words of real people; "
    "'voiceprep models list' shows better ones."
)

_Marks = dict[int, list[tuple[int, str]]]


def question_view(question: Question, number: int, total: int) -> RenderableType:
    """A question as it is asked."""
    title = f"Question {number} of {total}" if total > 1 else "Question"
    foot = f"{plain(question.kind)} · {plain(question.id)} · aim for {clock(question.seconds)}"
    return Panel(
        Text(plain(question.ask), style="bold"),
        title=Text(title),
        title_align="left",
        subtitle=Text(foot, style="dim"),
        subtitle_align="right",
        padding=(1, 2),
        style="none",
    )


def feedback_view(attempt: Attempt, *, why: bool = False) -> RenderableType:
    """What an answer covered and missed, with the evidence; `why` adds all there is of it."""
    parts: list[RenderableType] = [summary_line(attempt)]
    feedback = attempt.feedback
    if feedback is None:
        parts.append(Text("This answer has not been judged.", style="yellow"))
    else:
        if feedback.unscorable:
            parts.append(Text(f"Not judged: {plain(feedback.unscorable)}", style="bold yellow"))
        elif feedback.points:
            parts.append(_points_view(feedback.points, own_points(attempt.question)))
        else:
            parts.append(Text("The bank has no key points for this question to compare with."))
        if why:
            parts.append(why_view(attempt))
        if feedback.delivery and feedback.delivery.words:
            parts.append(delivery_view(feedback.delivery, why=why))
        if feedback.structure and not feedback.unscorable:
            parts.append(structure_view(feedback.structure))
        if attempt.against:
            parts.append(against_view(attempt.against))
        parts.extend(advice_lines(feedback.advice))
        parts.extend(Text(f"Note: {plain(note)}", style="yellow") for note in feedback.notes)
    parts.extend(
        Text(
            f"Note: the sound was lost from {clock(gap.start_s)} to {clock(gap.end_s)}; "
            "nothing said then was heard.",
            style="yellow",
        )
        for gap in attempt.gaps
    )
    parts.append(Text(heard_by(attempt), style="dim"))
    return Group(*parts)


def summary_line(attempt: Attempt) -> Text:
    """Points covered, time used, time thought: one line."""
    facts = []
    feedback = attempt.feedback
    if feedback and not feedback.unscorable and feedback.points:
        covered = _count(feedback, "covered")
        facts.append(f"{covered} of {len(feedback.points)} points covered")
        facts += [
            f"{count} {words}"
            for verdict, words in (("check", "to check"), ("unhearable", "not hearable"))
            if (count := _count(feedback, verdict))  # type: ignore[arg-type]
        ]
    facts.append(used(attempt) + (f" ({clock(attempt.over_s)} over)" if attempt.over_s else ""))
    if attempt.thought_s is not None:
        facts.append(f"{attempt.thought_s:.1f} s of thinking")
    if attempt.ended_by in _TOLD_ENDINGS:
        facts.append(ENDINGS[attempt.ended_by])
    return Text(" · ".join(facts), style="bold")


def used(attempt: Attempt) -> str:
    """How long an answer is: its time, or the words of a typed one.

    How long somebody typed tells nothing of how long it is to say.
    """
    if attempt.spoke_s is None:
        count = attempt.words_said
        return f"{count} word{'' if count == 1 else 's'} typed"
    return f"{clock(attempt.spoke_s)} of {clock(attempt.target_s)}"


def _count(feedback: Feedback, verdict: Verdict) -> int:
    return sum(point.verdict == verdict for point in feedback.points)


def _points_view(points: Sequence[PointResult], own: Set[str]) -> RenderableType:
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    table.add_column(no_wrap=True, justify="right")
    for point in points:
        mark, words, style = MARKS[point.verdict]
        body = Text(plain(point.say))
        if point.derived:
            body.append(" (derived)", style="dim")
        if point.claimed:
            body.append(" (by your word)", style="dim")
        if point.say in own:
            body.append(" (yours)", style="dim")
        if point.quote:
            body.append(f"\n“{plain(point.quote)}”", style="italic cyan")
        if point.verdict == "unhearable":
            body.append("\nThis model does not know the words of it; judge for yourself.", "dim")
        when = clock(point.start_s) if point.quote and point.start_s is not None else ""
        table.add_row(Text(mark, style=style), Text(words, style=style), body, Text(when, "dim"))
    return Padding(table, (1, 0))


def heard(*models: str) -> str:
    """Which models heard, by their names, without a full stop."""
    starter = " (a starter model: it mishears many words of real voices)"
    named = (f"{plain(model)}{starter if model == STARTER else ''}" for model in models)
    return f"Heard by {listed(tuple(named))}"


def transcribed(attempt: Attempt) -> str:
    """How the answer became words, without a full stop."""
    if attempt.source == "typed":
        return "Typed, so nothing could be misheard"
    return heard(attempt.model.title) if attempt.model.name else "Not transcribed"


def heard_by(attempt: Attempt) -> str:
    """Which model heard the answer, and which judge judged it."""
    judge = _JUDGES.get(attempt.feedback.judge, "") if attempt.feedback else ""
    if judge and not tables(attempt.language).sounds:
        judge = _SPELLING
    return f"{transcribed(attempt)}{judge}."


def transcript_view(attempt: Attempt) -> RenderableType:
    """The transcript, with the words that carry a verdict marked and numbered by their point."""
    text = Text()
    opens, closes = _marks(attempt)
    for n, word in enumerate(attempt.transcript.words):
        for point, style in opens.get(n, ()):
            text.append(f"[{point} ", style=style)
        text.append(plain(word.text), style="dim" if word.conf < 0.5 else "")
        for _, style in closes.get(n, ()):
            text.append("]", style=style)
        text.append(" ")
    return text if attempt.transcript.words else Text("(nothing was heard)", style="dim")


def _marks(attempt: Attempt) -> tuple[_Marks, _Marks]:
    opens: _Marks = {}
    closes: _Marks = {}
    for number, point in enumerate(attempt.feedback.points if attempt.feedback else (), 1):
        span = quote_span(attempt, point)
        if span:
            style = MARKS[point.verdict][2]
            opens.setdefault(span[0], []).append((number, style))
            closes.setdefault(span[1], []).insert(0, (number, style))
    return opens, closes


def attempt_view(attempt: Attempt, *, why: bool = False) -> RenderableType:
    """All of one attempt, as review shows it; `why` adds the evidence in full."""
    when = attempt.started.astimezone().strftime("%d %b %Y %H:%M")
    head = (
        f"Attempt {attempt.id} · session {attempt.session} · {when} · {ENDINGS[attempt.ended_by]}"
    )
    return Group(
        Text(head, style="dim"),
        question_view(attempt.question, 1, 1),
        feedback_view(attempt, why=why),
        Text(f"\nWhat was {'typed' if attempt.source == 'typed' else 'heard'}", style="bold"),
        transcript_view(attempt),
        *(
            [Text("\nWhat was meant", style="bold"), Text(plain(attempt.spoken))]
            if attempt.spoken
            else []
        ),
        *(
            [Text("\nYour note", style="bold"), Text(plain(attempt.note), style="italic")]
            if attempt.note
            else []
        ),
        Text(f"\nRecording: {plain(attempt.recording) or 'none was kept'}", style="dim"),
    )
