"""No time, pace or length is told of an answer in which it was not measured."""

import csv
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from kept_answers import NOW, SAID, answer, every_sort
from voiceprep.audio.frames import SourceKind
from voiceprep.feedback.delivery import Delivery
from voiceprep.feedback.verdict import Feedback
from voiceprep.journal.attempt import Attempt, ModelRef, Session
from voiceprep.journal.journal import Journal
from voiceprep.journal.overview import briefs
from voiceprep.journal.progress import progress
from voiceprep.report.comparison import compare
from voiceprep.report.export import attempt_json
from voiceprep.report.html import report_html
from voiceprep.report.page import session_page
from voiceprep.report.phrases import phrases
from voiceprep.report.summary import summarize, summary_json
from voiceprep.report.summing import summary_view
from voiceprep.report.terminal import summary_line
from voiceprep.report.transcripts import document

TYPED = every_sort()[3]
FILE = answer(source="file", think_s=3.25)
SPOKEN = answer(think_s=3.25)


def page_of(*attempts: Attempt) -> str:
    numbered = tuple(replace(one, id=n) for n, one in enumerate(attempts, 1))
    session = Session(1, "rehearse", "A bank", NOW, NOW, numbered)
    texts = phrases("en")
    page = session_page(session, {}, texts, summarize(session, ()))
    return report_html(page, texts, datetime(2026, 3, 15, tzinfo=UTC))


def told(*attempts: Attempt) -> str:
    session = Session(1, "rehearse", "A bank", NOW, NOW, attempts)
    console = Console(width=100, color_system=None)
    with console.capture() as capture:
        console.print(summary_view(summarize(session, ())))
    return capture.get()


def row_of(attempt: Attempt) -> dict[str, str]:
    return next(iter(csv.DictReader(StringIO(document([attempt], "csv")))))


def figures(attempt: Attempt) -> dict[str, float | None]:
    """By name, what a comparison has of the attempt."""
    return {name: value for name, value, *_ in compare(attempt, SPOKEN).figures}


@pytest.mark.parametrize(
    ("attempt", "think_s", "answer_s"),
    [(SPOKEN, 3.25, 14.0), (FILE, None, 14.0), (TYPED, None, None)],
    ids=["spoken", "file", "typed"],
)
def test_json_and_csv_have_no_time_that_is_not_known(
    attempt: Attempt, think_s: float | None, answer_s: float | None
) -> None:
    written: dict[str, Any] = attempt_json(replace(attempt, id=1, session=1))
    assert (written["think_s"], written["answer_s"]) == (think_s, answer_s)
    row = row_of(attempt)
    assert row["think_s"] == ("" if think_s is None else "3.25")
    assert row["answer_s"] == ("" if answer_s is None else "14.0")


def test_the_page_tells_no_thinking_before_a_sound_file() -> None:
    assert "3.2 s of thinking" in page_of(SPOKEN)
    page = page_of(FILE)
    assert "of thinking" not in page
    assert 'class="key thinking"' not in page
    assert 'class="thinking"' not in page
    assert 'aria-label="0:14 of answer, aimed at 0:10."' in page


def test_a_page_of_typed_answers_tells_no_time() -> None:
    page = page_of(replace(TYPED, answer_s=400.0))
    assert "<dt>Spoken</dt><dd><b>–</b></dd>" in page
    assert "<dt>Over time</dt><dd><b>–</b></dd>" in page
    # Beside spoken ones they are no answers that could have been over.
    assert "<dt>Over time</dt><dd><b>1</b> of 1</dd>" in page_of(SPOKEN, TYPED)


def test_the_summary_of_typed_answers_tells_neither_time_nor_pace() -> None:
    (line,) = [line for line in told(replace(TYPED, answer_s=2.0)).splitlines() if "typed" in line]
    assert line.split() == ["0", "typed", "1", "of", "1", "–", "–", "0:10", "–", "–"]
    session = Session(1, "rehearse", "A bank", NOW, NOW, (replace(TYPED, answer_s=2.0),))
    summary = summarize(session, ())
    assert [help.rule for help in summary.helps if help.rule == "short"] == []
    shown = summary_json(summary)["answers"][0]
    assert (shown["think_s"], shown["answer_s"], shown["wpm"]) == (None, None, None)


def test_a_text_export_of_a_typed_answer_tells_its_words() -> None:
    first = document([replace(TYPED, answer_s=400.0)], "txt").splitlines()[0]
    assert first.endswith(f"{len(SAID.split())} words typed")


@pytest.mark.parametrize("source", ["file", "typed"])
def test_a_comparison_has_no_thinking_that_is_not_known(source: SourceKind) -> None:
    shown = figures(answer(source=source, think_s=0.0))
    assert shown["thinking"] is None
    assert shown["answer"] == (None if source == "typed" else 14.0)


def test_long_pauses_are_not_counted_where_no_sound_was_measured() -> None:
    typed = replace(TYPED, feedback=Feedback((), "lexical", delivery=Delivery(words=29)))
    assert row_of(typed)["long_pauses"] == ""
    assert figures(typed)["long pauses"] is None


@pytest.mark.parametrize("source", ["file", "typed"])
def test_progress_counts_no_thinking_that_is_not_known(tmp_path: Path, source: SourceKind) -> None:
    with Journal(tmp_path / "journal.sqlite") as journal:
        session = journal.begin_session("rehearse", "A bank", NOW)
        for one in (SPOKEN, answer(source=source, think_s=9.0)):
            new = journal.open_attempt(session, one.question, "en", one.source, NOW, ModelRef())
            journal.keep_attempt(replace(one, id=new.id, session=session))
        assert progress(briefs(journal)).kinds[0].think_s == 3.25


def test_one_count_of_words_everywhere() -> None:
    """What is said is counted without "um" and unknown sounds, as the delivery counts it."""
    assert SPOKEN.feedback
    delivery = Delivery(words=27, speech_s=11.0)
    attempt = answer(feedback=replace(SPOKEN.feedback, delivery=delivery))
    assert row_of(attempt)["words"] == "27"
    assert attempt_json(attempt)["delivery"]["words"] == 27
    assert figures(attempt)["words"] == 27
    typed = replace(attempt, source="typed")
    assert "27 words typed" in summary_line(typed).plain
