"""Where in a transcript, and in a good answer, the words of a point stand."""

from voiceprep.bank.model import Question
from voiceprep.feedback.sample import model_passage
from voiceprep.feedback.verdict import PointResult
from voiceprep.journal.attempt import Attempt
from voiceprep.language import tables


def quote_span(attempt: Attempt, point: PointResult) -> tuple[int, int] | None:
    """Numbers of the first and last word of a point's evidence; None if it has none."""
    if not point.quote:
        return None
    return span(attempt, point.quote, point.start_s, point.end_s)


def span(
    attempt: Attempt, quote: str, start_s: float | None, end_s: float | None
) -> tuple[int, int] | None:
    """Numbers of the first and last word of a passage of the transcript: by its times, in seconds,
    or else by its words."""
    words = attempt.transcript.words
    if start_s is not None and end_s is not None:
        inside = [
            n for n, word in enumerate(words) if word.start_s >= start_s and word.end_s <= end_s
        ]
        return (inside[0], inside[-1]) if inside else None
    wanted, texts = quote.split(), [word.text for word in words]
    for first in range(len(texts) - len(wanted) + 1):
        if wanted and texts[first : first + len(wanted)] == wanted:
            return first, first + len(wanted) - 1
    return None


def sample_passage(question: Question, point: PointResult, language: str) -> str:
    """What the sample answer says of a point; empty where it says nothing."""
    written = next((each for each in question.points if each.say == point.say), None)
    return model_passage(written, question.sample, tables(language)) if written else ""
