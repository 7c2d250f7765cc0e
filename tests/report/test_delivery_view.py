"""How an answer was said, as it is shown."""

from io import StringIO

import pytest
from rich.console import Console

from voiceprep.audio.track import Span
from voiceprep.feedback.delivery import Delivery, Filler, Mention, Pace
from voiceprep.report.delivery import delivery_lines, delivery_view

FILLER = Filler("like", "phrase", 3.0, 3.2, "we had like three servers")
SPOKEN = Delivery(
    words=120,
    answer_s=60.0,
    pauses=(Span(5.0, 5.4), Span(20.0, 23.1)),
    speaking_wpm=120.0,
    articulation_wpm=140.2,
    course=(Pace(0, 15, 110), Pace(15, 30, 131)),
    fillers=(FILLER,) * 6,
    fillers_per_min=6.0,
    sounds_measurable=True,
    repeats=(Mention("we we", 1, (12.0,)),),
)


def shown(delivery: Delivery, *, why: bool = False, width: int = 200) -> str:
    console = Console(file=StringIO(), width=width)
    console.print(delivery_view(delivery, why=why))
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


def test_an_answer_is_told_in_plain_words() -> None:
    text = shown(SPOKEN)
    assert "120 words a minute, 140 without the pauses; between 110 and 131 on the way" in text
    assert "2 pauses, 1 of 2 s or longer: 3.1 s at 0:20" in text
    assert "6, 6.0 a minute: like 6 (“… we had like three servers …”)" in text
    assert "said twice “we we” (at 0:12)" in text


def test_what_is_said_often_is_shown_with_its_places() -> None:
    often = Mention("data", 7, tuple(float(n) for n in range(3, 10)), tuple(range(7)))
    typed = Mention("maybe", 2, (), (0, 11))
    text = shown(Delivery(words=90, content_words=(often,), hedges=(typed,)))
    assert "often “data” 7 (at 0:03, 0:04, 0:05, 0:06, 0:07, 0:08, …)" in text
    assert "hedged with “maybe” 2 (word 1, 12)" in text


def test_sources_are_shown_on_request() -> None:
    assert "Laske" not in shown(SPOKEN)
    assert "Laske & DiGennaro Reed 2024" in shown(SPOKEN, why=True)
    assert "is our convention" in shown(SPOKEN, why=True)
    assert "optimal" not in shown(SPOKEN, why=True)


@pytest.mark.parametrize(
    ("wpm", "told"), [(90.0, "slower than the 100 to 165"), (180.0, "faster than the 100 to 165")]
)
def test_a_pace_outside_the_guide_is_told_with_its_source(wpm: float, told: str) -> None:
    text = shown(Delivery(words=9, answer_s=30, speaking_wpm=wpm, articulation_wpm=wpm))
    assert told in text
    assert "Microsoft" in text


def test_what_cannot_be_measured_is_said_to_be_so() -> None:
    text = shown(Delivery(words=9, answer_s=12.0))
    assert "not given for answers under 20 s" in text
    assert "“um” and “uh” are not measurable with this model" in text


def test_typed_answers_have_no_pace_and_no_sounds() -> None:
    titles = [line.title for line in delivery_lines(Delivery(words=9, first_plural=1))]
    assert titles == ["fillers", "words"]
    assert "measurable" not in shown(Delivery(words=9))


def test_words_of_a_transcript_steer_no_terminal() -> None:
    evil = Filler("\x1b[31mlike", "phrase", 0.0, 0.1, "\x1b]0;x\x07 [bold]like")
    text = shown(Delivery(words=9, fillers=(evil,), terms=(Mention("\x1b[2J", 1, ()),)))
    assert "\x1b" not in text
    assert "[bold]like" in text


def test_it_fits_a_narrow_terminal() -> None:
    assert all(len(line) <= 50 for line in shown(SPOKEN, why=True, width=50).splitlines())
