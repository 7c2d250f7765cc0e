"""Attempts become files that other programs read, and nothing in them runs there."""

import csv
from dataclasses import replace
from io import StringIO
from itertools import pairwise
from pathlib import Path

import pytest
import webvtt

from kept import Answered
from voiceprep.errors import JournalError
from voiceprep.feedback.delivery import Delivery
from voiceprep.feedback.verdict import Feedback
from voiceprep.journal.attempt import Attempt, ModelRef
from voiceprep.report.cues import cues
from voiceprep.report.transcripts import FORMATS, document, file_name
from voiceprep.speech.transcript import Transcript, Word

HOSTILE = "\x1b[2J <script>alert(1)</script> --> \u202e {\\an8}"


def spoken(text: str, pauses: tuple[int, ...] = ()) -> Transcript:
    """Three words a second, with a second of silence before the words with these numbers."""
    words, at_s = [], 0.0
    for n, word in enumerate(text.split()):
        at_s += 1.0 if n in pauses else 0.0
        words.append(Word(word, at_s, at_s + 0.3))
        at_s += 0.33
    return Transcript(tuple(words))


def test_cues_have_two_short_lines_and_break_at_pauses() -> None:
    said = " ".join(f"word{n}" for n in range(60))
    made = cues(spoken(said, pauses=(4, 30)))
    assert made[0].lines == ("word0 word1 word2 word3",)
    assert any(cue.lines[0].startswith("word30 ") for cue in made)
    assert " ".join(line for cue in made for line in cue.lines) == said
    for cue in made:
        assert len(cue.lines) <= 2
        assert all(len(line) <= 42 for line in cue.lines)
        assert 0 < cue.end_s - cue.start_s <= 7
    for cue, after in pairwise(made):
        assert cue.end_s <= after.start_s


@pytest.mark.parametrize("format", ["srt", "vtt"])
def test_subtitles_are_read_back_as_they_were(
    answered: Answered, tmp_path: Path, format: str
) -> None:
    attempt = replace(answered(""), transcript=spoken("drop <b> & rows --> now", pauses=(4,)))
    text = document([attempt], format)  # type: ignore[arg-type]
    path = str(tmp_path / f"file.{format}")
    Path(path).write_text(text)
    read = webvtt.read(path) if format == "vtt" else webvtt.from_srt(path)
    assert [caption.start for caption in read.captions] == ["00:00:00.000", "00:00:02.320"]
    if format == "vtt":
        assert "drop &lt;b&gt; &amp; rows" in text
    assert text.count("-->") == 2


def test_typed_answers_have_no_subtitles(answered: Answered) -> None:
    attempt = replace(answered(""), transcript=Transcript((Word("typed", 0.0, 0.0),)))
    with pytest.raises(JournalError, match="has no times"):
        document([attempt], "srt")


def test_no_cell_is_a_formula(answered: Answered) -> None:
    for start in ("=1+1", "+1", "-1", "@x", "\t=1", "\r=1"):
        attempt = replace(answered(start, ask=start), note=start)
        rows = list(csv.DictReader(StringIO(document([attempt], "csv"))))
        for name in ("note", "ask", "transcript"):
            assert rows[0][name].startswith("'"), (start, name)


def test_the_table_tells_what_was_measured_and_leaves_the_rest_empty(answered: Answered) -> None:
    first = answered("a, b", verdicts=("covered", "check"))
    assert first.feedback
    delivery = Delivery(words=2, speaking_wpm=141.26)
    second = replace(first, feedback=Feedback(first.feedback.points, "x", delivery=delivery))
    rows = list(csv.DictReader(StringIO(document([first, second], "csv"))))
    assert (rows[0]["points"], rows[0]["covered"], rows[0]["check"]) == ("2", "1", "1")
    assert [row["speaking_wpm"] for row in rows] == ["", "141.3"]
    assert rows[0]["transcript"] == "a, b"


@pytest.mark.parametrize("format", FORMATS)
def test_nothing_in_a_file_steers_or_runs(answered: Answered, format: str) -> None:
    attempt = answered(HOSTILE, ask=HOSTILE, question=HOSTILE, note=HOSTILE, verdicts=("missed",))
    text = document([attempt], format)  # type: ignore[arg-type]
    assert "\x1b" not in text
    if format != "json":
        assert "\u202e" not in text
    if format in ("md", "vtt"):
        assert "<script>" not in text


def test_each_text_names_the_model_that_heard_it(answered: Answered) -> None:
    model = ModelRef("/home/ann/models/vosk-small --> en")
    attempt = replace(answered(""), transcript=spoken("drop rows"), model=model)
    for format in ("txt", "md", "vtt", "csv"):
        text = document([attempt], format)
        assert "vosk" in text, format
        assert "/home/ann" not in text, format
    vtt = document([attempt], "vtt").splitlines()
    assert vtt[:4] == ["WEBVTT", "", "NOTE Heard by vosk-small → en.", ""]
    assert "Typed" in document([replace(attempt, source="typed")], "txt")


@pytest.mark.parametrize(
    "question", ["../../etc/passwd", "a/b", "..", "", "\x00", "CON", "ü" * 300]
)
def test_file_names_stay_in_their_folder(answered: Answered, question: str) -> None:
    attempt: Attempt = answered("x", question=question)
    name = file_name(attempt, "srt")
    assert name.startswith("0001-")
    assert name.endswith(".srt")
    assert not set(name) - set("abcdefghijklmnopqrstuvwxyz0123456789-.")
    assert ".." not in name
    assert len(name) < 80
