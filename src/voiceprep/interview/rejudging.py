"""Feedback made again from what was kept."""

from collections.abc import Callable, Mapping, Sequence

from voiceprep.feedback.assess import assess
from voiceprep.interview.reader import Reader
from voiceprep.journal.attempt import Attempt
from voiceprep.journal.earlier import coverage_before, rules_shown
from voiceprep.journal.journal import Journal
from voiceprep.language import tables


def judge_again(
    journal: Journal,
    attempt: Attempt,
    *,
    knows: Callable[[str], bool] | None,
    aliases: Mapping[str, Sequence[str]],
    reader: Reader | None = None,
) -> Attempt:
    """Judges an attempt by its transcript and keeps that; what the user claimed stays covered.

    `knows` and `aliases` are those of the model that heard it; `reader` as in Keeper.
    """
    earlier = attempt.feedback.delivery if attempt.feedback else None
    kept = journal.attempt(attempt.id).feedback  # with claims that are newer than the attempt given
    meaning = reader.meaning(attempt.language) if reader else None
    feedback = assess(
        attempt.question,
        attempt.transcript,
        attempt.loudness,
        language=tables(attempt.language),
        knows=knows,
        aliases=aliases,
        meaning=meaning,
        typed=attempt.source == "typed",
        track=earlier.track if earlier else None,
        earlier=rules_shown(journal, attempt),
        before=coverage_before(journal, attempt),
        claimed=[point.say for point in kept.points if point.claimed] if kept else (),
    )
    if meaning:
        meaning.forget()
    journal.keep_feedback(attempt.id, feedback)
    return journal.attempt(attempt.id)
