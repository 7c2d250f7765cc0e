import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from rich.console import Console

from voiceprep.bank.model import Question
from voiceprep.feedback.verdict import Feedback, Found, PointResult
from voiceprep.journal.attempt import Attempt, Gap, ModelRef, Session
from voiceprep.report.export import attempt_json, results_json
from voiceprep.report.terminal import (
    attempt_view,
    clock,
    feedback_view,
    plain,
    quote_span,
)
from voiceprep.speech.transcript import Transcript, Word

WORDS = "first i look at the pattern of the missing values".split()
ATTEMPT = Attempt(
    id=12,
    session=3,
    question=Question("missing-data", "common", "How do you handle missing data?", seconds=90),
    language="en",
    source="microphone",
    started=datetime(2026, 3, 1, 9, 30, tzinfo=UTC),
    model=ModelRef("voiceprep-starter-en", "ab" * 32),
    think_s=1.84,
    answer_s=101.0,
    ended_by="silence",
    transcript=Transcript(tuple(Word(text, n * 1.0, n + 0.5, 0.9) for n, text in enumerate(WORDS))),
    feedback=Feedback(
        points=(
            PointResult(
                "Look for the pattern",
                "covered",
                0.9,
                "pattern of the missing values",
                5.0,
                9.5,
                (Found("pattern", "spelling", "pattern"),),
            ),
            PointResult("Drop rows", "missed", 0.1),
            PointResult("Impute", "check", 0.5, "look at", 2.0, 3.5),
            PointResult("Use XGBoost", "unhearable", 0.0),
        ),
        judge="lexical",
    ),
    recording="3/01-missing-data.flac",
)


def shown(view: object, *, width: int = 80) -> str:
    console = Console(width=width, force_terminal=False, no_color=True, record=True, file=None)
    with console.capture() as capture:
        console.print(view)
    return capture.get()


def test_each_verdict_is_told_in_words_with_its_evidence_and_time() -> None:
    text = shown(feedback_view(ATTEMPT))
    for words in ("covered", "check this", "missed", "not hearable"):
        assert words in text
    assert "“pattern of the missing values”" in text
    assert "0:05" in text


def test_the_summary_has_counts_and_times_and_no_score() -> None:
    first = shown(feedback_view(ATTEMPT)).splitlines()[0]
    assert first.startswith("1 of 4 points covered · 1 to check · 1 not hearable · 1:41 of 1:30")
    assert "(0:11 over)" in first
    assert "%" not in first


def test_nothing_is_wider_than_the_terminal() -> None:
    for width in (40, 80, 120):
        lines = shown(attempt_view(ATTEMPT), width=width).splitlines()
        assert max(map(len, lines)) <= width


def test_the_model_is_named_and_a_starter_called_one() -> None:
    assert "Heard by voiceprep-starter-en (a starter model" in shown(feedback_view(ATTEMPT))


def test_an_answer_that_cannot_be_judged_shows_no_verdicts() -> None:
    assert ATTEMPT.feedback
    feedback = replace(ATTEMPT.feedback, unscorable="Too few words to judge.")
    text = shown(feedback_view(replace(ATTEMPT, feedback=feedback)))
    assert "Not judged: Too few words to judge." in text
    assert "missed" not in text
    assert "points covered" not in text


def test_lost_sound_is_told() -> None:
    text = shown(feedback_view(replace(ATTEMPT, gaps=(Gap(12.0, 15.0),))))
    assert "the sound was lost from 0:12 to 0:15" in text


def test_the_transcript_marks_the_evidence() -> None:
    assert "[1 pattern of the missing values]" in shown(attempt_view(ATTEMPT))


def test_evidence_in_a_typed_answer_is_found_by_its_words() -> None:
    words = tuple(Word(text, 0.0, 0.0) for text in WORDS)
    typed = replace(ATTEMPT, transcript=Transcript(words))
    assert quote_span(typed, PointResult("p", "covered", 1.0, "at the pattern")) == (3, 5)


@pytest.mark.parametrize("hostile", ["\x1b[2J", "\x07", "\u202e", "\x9b31m", "\x00"])
def test_text_from_outside_cannot_steer_the_terminal(hostile: str) -> None:
    question = replace(ATTEMPT.question, ask=f"Why{hostile}?")
    words = (Word(f"a{hostile}b", 0, 1),)
    attempt = replace(ATTEMPT, question=question, transcript=Transcript(words))
    assert hostile not in shown(attempt_view(attempt))


def test_markup_in_text_from_outside_is_only_text() -> None:
    question = replace(ATTEMPT.question, ask="[bold]Why[/bold] [link=x]?")
    assert "[bold]Why[/bold] [link=x]?" in shown(attempt_view(replace(ATTEMPT, question=question)))


def test_line_breaks_become_blanks() -> None:
    assert plain("a\nb\tc") == "a b c"


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (59.6, "1:00"), (601.2, "10:01")])
def test_times_read_as_on_a_watch(seconds: float, text: str) -> None:
    assert clock(seconds) == text


def test_json_has_the_documented_shape() -> None:
    session = Session(3, "rehearse", "A bank", ATTEMPT.started, None, (ATTEMPT,))
    document = json.loads(json.dumps(results_json(session)))
    assert document["session"]["id"] == 3
    (attempt,) = document["attempts"]
    assert attempt == json.loads(json.dumps(attempt_json(ATTEMPT)))
    assert attempt["model"] == {"name": "voiceprep-starter-en", "sha256": "ab" * 32}
    assert attempt["started"] == "2026-03-01T09:30:00Z"
    assert attempt["points"][0] == {
        "say": "Look for the pattern",
        "verdict": "covered",
        "score": 0.9,
        "quote": "pattern of the missing values",
        "start_s": 5.0,
        "end_s": 9.5,
        "found": [{"term": "pattern", "by": "spelling", "word": "pattern"}],
        "derived": False,
        "claimed": False,
        "own": False,
    }
    assert attempt["words"][0] == {"word": "first", "start_s": 0.0, "end_s": 0.5, "conf": 0.9}


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0:00"), (3599.4, "59:59"), (3599.6, "1:00:00"), (4500, "1:15:00"), (36_061, "10:01:01")],
)
def test_hours_are_shown_from_an_hour_on(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown


def test_why_tells_the_score_its_threshold_the_words_and_the_terms_of_every_point() -> None:
    text = " ".join(shown(attempt_view(ATTEMPT, why=True)).split())
    assert "score: 0.90, at least 0.65 for covered" in text
    assert "words: “pattern of the missing values”, words 6 to 10, 5.0 to 9.5 s" in text
    assert "found by spelling: pattern in “pattern”" in text
    assert "score: 0.50, at least 0.40 to check, under 0.65 for covered" in text
    assert "score: 0.10, under 0.40 to check looked for: drop; rows" in text
    assert "the model does not know its words" in text
    assert "Judge: lexical. Model: voiceprep-starter-en (abababababab)." in text


def test_why_fits_80_columns() -> None:
    lines = shown(attempt_view(ATTEMPT, why=True)).splitlines()
    assert max(map(len, lines)) <= 80
