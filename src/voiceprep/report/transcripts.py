"""Attempts as files for other programs: text, Markdown, subtitles, JSON, a table."""

import csv
import json
import re
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Literal, get_args

from voiceprep.errors import JournalError
from voiceprep.journal.attempt import Attempt
from voiceprep.report.cues import subtitles
from voiceprep.report.export import attempt_json
from voiceprep.report.terminal import MARKS, clock, heard_by, plain, transcribed, used

Format = Literal["txt", "md", "srt", "vtt", "json", "csv"]
FORMATS: tuple[Format, ...] = get_args(Format)

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a cell begins with that spreadsheets take for a formula (OWASP, CSV injection)."""
_MARKED = re.compile(r"([\\`*_{}\[\]()<>#+\-!|~&])")
COLUMNS = (
    "attempt session started question kind ask source model think_s answer_s target_s ended_by"
    " points covered check missed unhearable words speaking_wpm articulation_wpm fillers"
    " fillers_per_min long_pauses note transcript"
).split()


def file_name(attempt: Attempt, format: Format) -> str:
    """Where an attempt goes in a folder: its number and its question."""
    question = re.sub(r"[^a-z0-9-]+", "-", attempt.question.id.lower()).strip("-")[:60]
    return f"{attempt.id:04d}-{question or 'question'}.{format}"


def document(attempts: Sequence[Attempt], format: Format) -> str:
    """One file with all these attempts. Raises JournalError where the format can't have them."""
    if format == "csv":
        return table(attempts)
    if format == "json":
        found = [attempt_json(attempt) for attempt in attempts]
        return (
            json.dumps(found[0] if len(found) == 1 else found, ensure_ascii=False, indent=2) + "\n"
        )
    if format in ("srt", "vtt"):
        (attempt,) = attempts
        if not is_timed(attempt):
            raise JournalError(
                f"Attempt {attempt.id} has no times (it was typed, or nothing was heard), so no "
                "subtitles can be made of it; choose txt or md."
            )
        return subtitles(attempt.transcript, format, note=f"{transcribed(attempt)}.")
    made = [_text(attempt) if format == "txt" else _markdown(attempt) for attempt in attempts]
    return "\n\n".join(made)


def is_timed(attempt: Attempt) -> bool:
    """Whether its words have times."""
    return any(word.end_s for word in attempt.transcript.words)


def table(attempts: Iterable[Attempt]) -> str:
    """A line for each attempt, as CSV (RFC 4180)."""
    target = StringIO()
    writer = csv.writer(target)
    writer.writerow(COLUMNS)
    writer.writerows([_cell(value) for value in _row(attempt)] for attempt in attempts)
    return target.getvalue()


def _row(attempt: Attempt) -> list[object]:
    feedback = attempt.feedback
    judged = feedback is not None and not feedback.unscorable
    verdicts = [point.verdict for point in feedback.points] if feedback and judged else []
    delivery = feedback.delivery if feedback else None
    return [
        attempt.id,
        attempt.session,
        attempt.started.isoformat().replace("+00:00", "Z"),
        attempt.question.id,
        attempt.question.kind,
        attempt.question.ask,
        attempt.source,
        attempt.model.title,
        _rounded(attempt.thought_s, 2),
        _rounded(attempt.spoke_s, 2),
        attempt.target_s,
        attempt.ended_by,
        len(verdicts) if judged else None,
        *(verdicts.count(verdict) if judged else None for verdict in MARKS),
        attempt.words_said,
        _rounded(delivery.speaking_wpm if delivery else None),
        _rounded(delivery.articulation_wpm if delivery else None),
        len(delivery.fillers) if delivery else None,
        _rounded(delivery.fillers_per_min if delivery else None),
        delivery.long_pause_count if delivery else None,
        attempt.note,
        attempt.transcript.text,
    ]


def _cell(value: object) -> object:
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    text = plain(value)
    # With an apostrophe in front, spreadsheets take it for text.
    return f"'{text}" if value.startswith(_FORMULA) or text.startswith(_FORMULA) else text


def _rounded(value: float | None, digits: int = 1) -> float | None:
    return None if value is None else round(value, digits)


def _text(attempt: Attempt) -> str:
    head = f"{_head(attempt)}\n{transcribed(attempt)}."
    return f"{head}\n{plain(attempt.question.ask)}\n\n{_said(attempt)}\n"


def _said(attempt: Attempt) -> str:
    return plain(attempt.transcript.text) or "(nothing was heard)"


def _head(attempt: Attempt) -> str:
    when = attempt.started.astimezone().strftime("%Y-%m-%d %H:%M")
    return f"Attempt {attempt.id}, {plain(attempt.question.id)}, {when}, {used(attempt)}"


def _markdown(attempt: Attempt) -> str:
    parts = (f"## {_md(attempt.question.ask)}", _md(_head(attempt)), _md(_said(attempt)))
    lines = [line for part in parts for line in (part, "")]
    feedback = attempt.feedback
    if feedback and feedback.unscorable:
        lines += [f"Not judged: {_md(feedback.unscorable)}", ""]
    elif feedback and feedback.points:
        for point in feedback.points:
            mark, words, _ = MARKS[point.verdict]
            quote = f": “{_md(point.quote)}”" if point.quote else ""
            when = f" ({clock(point.start_s)})" if point.quote and point.start_s is not None else ""
            lines.append(f"- {mark} {words}: {_md(point.say)}{quote}{when}")
        lines.append("")
    lines += [_md(heard_by(attempt)), ""]
    if attempt.note:
        lines += [f"Note: {_md(attempt.note)}", ""]
    return "\n".join(lines)


def _md(text: str) -> str:
    """Text that Markdown shows as it is: no heading, link, tag or list comes out of it."""
    return _MARKED.sub(r"\\\1", plain(text))
