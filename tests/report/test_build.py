"""Structure, advice and the comparison with oneself, on a terminal."""

from io import StringIO

from rich.console import Console, RenderableType

from voiceprep.feedback.advice import Advice
from voiceprep.feedback.oneself import Figures, compared
from voiceprep.feedback.structure import Part, Passage, Structure
from voiceprep.report.build import advice_lines, against_view, quoted, structure_view


def shown(*views: RenderableType, width: int = 100) -> str:
    console = Console(file=StringIO(), width=width, highlight=False)
    for view in views:
        console.print(view)
    assert isinstance(console.file, StringIO)
    return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines())


STORY = Structure(
    "story",
    parts=(
        Part("action", (Passage("i wrote a test", 61.0, 64.4, 0, 3),), 3.4),
        Part("result", (Passage("it worked", 70.0, 71.0, 9, 10),), 1.0),
    ),
    missing=("situation", "task"),
    number_in_result=False,
)


def test_parts_are_shown_with_words_and_times_and_what_is_missing_is_named() -> None:
    text = shown(structure_view(STORY))
    assert "✘ situation not recognised in what was heard" in text
    assert "✔ action    “i wrote a test”" in text
    assert "1:01, 3 s" in text
    assert "“it worked” (no number in it)" in text


def test_an_explanation_shows_opening_example_and_end() -> None:
    structure = Structure(
        "explanation", opening=Passage("it is a network", 0.4, 2.0, 0, 3), trails_off=True
    )
    text = shown(structure_view(structure))
    assert "✔ opening “it is a network”" in text
    assert "✘ example none was recognised" in text
    assert "✘ end     trails off" in text
    own = shown(structure_view(Structure("explanation", of_oneself=True, trails_off=False)))
    assert "example" not in own


def test_the_middle_of_a_long_passage_is_left_out() -> None:
    words = [str(n) for n in range(40)]
    text = quoted(Passage(" ".join(words), None, None, 0, 39))
    assert text.startswith("“0 1 2 3 4 5 6 … ")
    assert text.endswith(" 38 39”")


def test_what_was_said_steers_no_terminal() -> None:
    part = Part("action", (Passage("i \x1b[2J [red]wrote[/red]", 0.0, 1.0, 0, 2),), 1.0)
    text = shown(structure_view(Structure("story", (part,))), *advice_lines([Advice("x", "\x1b")]))
    assert "\x1b" not in text
    assert "[red]wrote[/red]" in text


def test_praise_is_told_from_advice_without_colour() -> None:
    text = shown(*advice_lines([Advice("a", "Do this."), Advice("b", "Well done.", praise=True)]))
    assert text == "→ Do this.\n★ Well done."


def test_figures_stand_beside_the_last_attempt_and_both_medians() -> None:
    earlier = [
        Figures("cnn", coverage=0.25, answer_s=60.0, long_pauses=1),
        Figures("rnn", coverage=0.5, answer_s=100.0, long_pauses=2),
    ]
    now = Figures("cnn", coverage=0.75, answer_s=90.0, think_s=1.0, long_pauses=0)
    lines = shown(against_view(compared(now, earlier))).splitlines()
    assert lines[0].split() == "beside yourself now last time any question, 2".split()
    assert lines[1].split() == ["points", "covered", "75%", "25%", "38%"]
    assert lines[2].split() == ["length", "1:30", "1:00", "1:20"]
    assert lines[3].split() == ["long", "pauses", "0", "1", "1.5"]
    assert "thinking" not in "".join(lines)
    again = shown(against_view(compared(now, [*earlier, now]))).splitlines()
    assert again[0].split() == "beside yourself now last time median of 2 any question, 3".split()
    assert again[1].split() == ["points", "covered", "75%", "75%", "50%", "50%"]


def test_a_median_of_fewer_attempts_than_the_column_says_names_its_own_number() -> None:
    earlier = [
        Figures("cnn", coverage=0.25, long_pauses=1, own_story=True),
        Figures("cnn", coverage=0.5, long_pauses=2),
        Figures("cnn", coverage=0.5, long_pauses=2),
    ]
    text = shown(against_view(compared(Figures("cnn", coverage=0.75, long_pauses=0), earlier)))
    assert "median of 3" in text
    assert "50% (of 2)" in text


def test_without_an_earlier_attempt_at_the_question_there_is_no_last_time() -> None:
    text = shown(
        against_view(compared(Figures("cnn", coverage=0.5), [Figures("gan", coverage=0.25)]))
    )
    assert "last time" not in text
    assert "median" not in text
    assert "any question, 1" in text


def test_a_narrow_terminal_shows_everything() -> None:
    assert "number" in shown(structure_view(STORY), width=40)


def test_of_a_part_in_many_pieces_the_longest_are_shown_in_their_order() -> None:
    lengths = (2, 9, 1, 8, 7)
    pieces = tuple(Passage(f"piece {n}", None, None, 0, n) for n in lengths)
    text = shown(structure_view(Structure("story", (Part("action", pieces),))))
    assert "“piece 9” / “piece 8” / “piece 7” and 2 more" in text
