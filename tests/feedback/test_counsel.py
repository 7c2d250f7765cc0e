"""Which sentences an answer gets."""

from dataclasses import replace
from typing import Any

import pytest

from voiceprep.audio.track import Span, Stretch, Track
from voiceprep.bank.model import KeyPoint, Question
from voiceprep.feedback.assess import assess
from voiceprep.feedback.counsel import MOST, advise
from voiceprep.feedback.delivery import Delivery, Filler
from voiceprep.feedback.rules import ADVICE, PRAISE, SHORT
from voiceprep.feedback.structure import Part, Passage, Structure
from voiceprep.feedback.verdict import Feedback, PointResult, Verdict
from voiceprep.language import tables
from voiceprep.language.cues import table
from voiceprep.speech.transcript import Transcript, Word

ENGLISH = tables("en")
QUESTION = Question("fault", "behavioral", "Tell me about a time when something broke.")
TECHNICAL = Question("cnn", "technical", "What is a network?", seconds=100)
FIRST = Passage("it is a network", 0.0, 1.0, 0, 3)
BUILT = Structure("explanation", opening=FIRST, example=FIRST, trails_off=False, ending=FIRST)


HABIT = (
    "I read a paper every week, I try the method out on data of my own, and once a month I tell "
    "my team what I found and whether it is of any use to us."
)


def points(*verdicts: Verdict) -> tuple[PointResult, ...]:
    return tuple(PointResult(f"Point {n}", v, 0.5) for n, v in enumerate(verdicts, 1))


def spoken(**figures: Any) -> Delivery:
    return Delivery(words=150, **figures)


def rules(feedback: Feedback, question: Question = TECHNICAL, **options: Any) -> list[str]:
    return [one.rule for one in advise(question, feedback, language=ENGLISH, **options)]


def told(*parts: str, number: bool | None = None, words: int = 20) -> Structure:
    here = tuple(
        Part(name, (Passage("so it was fixed", 0.0, 9.0, 0, words - 1),), 9.0)  # type: ignore[arg-type]
        for name in parts
    )
    missing = tuple(n for n in ("situation", "task", "action", "result") if n not in parts)
    return Structure("story", here, missing, number)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rule", "feedback"),
    [
        ("no-result", Feedback((), "", structure=told("situation", "action"))),
        ("no-action", Feedback((), "", structure=told("situation", "result", number=True))),
        ("no-situation", Feedback((), "", structure=told("action", "result", number=True))),
        ("no-number", Feedback((), "", structure=told("action", "result", number=False))),
        ("long-situation", Feedback((), "", structure=told("situation", "result", number=True))),
        ("nothing-covered", Feedback(points("missed", "missed"), "")),
        ("missed-point", Feedback(points("covered", "missed"), "")),
        ("late-answer", Feedback((), "", structure=replace(BUILT, opening=None))),
        ("no-example", Feedback((), "", structure=replace(BUILT, example=None))),
        ("trails-off", Feedback((), "", structure=replace(BUILT, trails_off=True))),
        ("overtime", Feedback((), "", delivery=spoken(overtime_s=16.0))),
        (
            "fillers",
            Feedback(
                (),
                "",
                delivery=spoken(
                    fillers_per_min=12.0, fillers=(Filler("um", "sound", 1.0, 1.2, "um so"),)
                ),
            ),
        ),
        ("fast", Feedback((), "", delivery=spoken(speaking_wpm=191.0))),
        ("slow", Feedback((), "", delivery=spoken(speaking_wpm=99.0))),
        (
            "long-pauses",
            Feedback((), "", delivery=spoken(pauses=tuple(Span(n, n + 2) for n in (9, 19, 29)))),
        ),
        ("thinking", Feedback((), "", delivery=spoken(think_s=15.5))),
        (
            "terse",
            Feedback(points("covered", "missed"), "", delivery=spoken(answer_s=30.0)),
        ),
        ("all-covered", Feedback(points("covered", "covered"), "")),
        (
            "whole-story",
            Feedback((), "", structure=told("situation", "action", "result", number=True)),
        ),
        ("well-built", Feedback((), "", structure=BUILT)),
        (
            "steady",
            Feedback(
                (),
                "",
                delivery=spoken(speaking_wpm=140.0, fillers_per_min=2.0, sounds_measurable=True),
            ),
        ),
    ],
)  # fmt: skip
def test_each_rule_speaks_where_its_figure_says_so(rule: str, feedback: Feedback) -> None:
    assert rule in rules(feedback)


def test_figures_just_inside_their_bounds_say_nothing() -> None:
    quiet = spoken(
        fillers_per_min=11.9,
        speaking_wpm=189.0,
        think_s=15.0,
        overtime_s=14.0,
        pauses=(Span(1, 3), Span(4, 6)),
    )
    assert rules(Feedback((), "", delivery=quiet)) == []


def test_what_was_not_measured_gets_no_sentence() -> None:
    assert rules(Feedback((), "", delivery=spoken())) == []
    unhearable = Feedback(points("unhearable", "unhearable"), "")
    assert rules(unhearable) == []
    assert rules(Feedback(points("missed", "missed"), "", unscorable="Too quiet.")) == []


def test_a_pace_without_audible_fillers_is_no_ground_for_praise() -> None:
    deaf = spoken(speaking_wpm=140.0, fillers_per_min=2.0, sounds_measurable=False)
    assert rules(Feedback((), "", delivery=deaf)) == []


def test_there_are_three_sentences_at_most_the_gravest_first_and_praise_last() -> None:
    worst = Feedback(
        points("covered", "missed"),
        "",
        delivery=spoken(fillers_per_min=20.0, overtime_s=60.0, speaking_wpm=200.0, think_s=30.0),
        structure=told("situation", "task"),
    )
    assert rules(worst) == ["no-result", "no-action", "missed-point"]
    good_in_part = replace(worst, structure=told("situation", "action", "result", number=True))
    found = advise(QUESTION, good_in_part, language=ENGLISH)
    assert [one.praise for one in found] == [False, False, True]
    assert len(found) == MOST


def test_no_rule_speaks_three_times_running() -> None:
    feedback = Feedback(points("covered", "missed"), "", delivery=spoken(think_s=30.0))
    shown: list[list[str]] = []
    for _ in range(9):
        shown.append(rules(feedback, earlier=shown))
    for rule in ("missed-point", "thinking"):
        spoke = "".join("x" if rule in one else "." for one in shown)
        assert "xxx" not in spoke
        assert "xx" in spoke


def test_more_points_than_the_last_time_are_praised_with_both_figures() -> None:
    feedback = Feedback(points("covered", "covered", "missed", "missed"), "")
    found = advise(TECHNICAL, feedback, language=ENGLISH, before=0.25)
    assert found[-1].praise
    assert found[-1].text.startswith("2 of 4 key points, and it was 1 the last time")
    assert "more-covered" not in rules(feedback, before=0.5)


def test_the_heaviest_missed_point_is_the_one_that_is_named() -> None:
    question = replace(TECHNICAL, points=(KeyPoint("Point 1"), KeyPoint("Point 2", weight=3.0)))
    feedback = Feedback((*points("missed", "missed"), PointResult("Else", "covered", 1.0)), "")
    assert "“Point 2”" in advise(question, feedback, language=ENGLISH)[0].text


def test_a_missed_point_comes_with_what_the_sample_answer_says_of_it() -> None:
    point = KeyPoint("Sliding filters", terms=(("filter",),))
    question = replace(TECHNICAL, points=(point,), sample="It has layers. Filters slide over it.")
    feedback = Feedback((PointResult(point.say, "missed", 0.0), *points("covered")), "")

    def text(question: Question) -> str:
        return advise(question, feedback, language=ENGLISH)[0].text

    assert "The sample answer says “Filters slide over it”" in text(question)
    assert "sample answer" not in text(replace(question, sample=""))
    assert "a sentence of your own" in text(replace(question, sample=""))
    own = replace(question, points=(replace(point, own=True),))
    assert "sample answer" not in text(own), "the bank's sample tells nothing of one's own story"


def test_praise_is_not_given_three_times_running_either() -> None:
    feedback = Feedback(points("covered", "covered"), "")
    shown: list[list[str]] = []
    for _ in range(6):
        shown.append(rules(feedback, earlier=shown))
    assert ["x" if "all-covered" in one else "." for one in shown] == list("xx.xx.")


def test_braces_in_what_was_said_stay_what_they_are() -> None:
    feedback = Feedback((PointResult("{total} {x", "missed", 0.0), *points("covered")), "")
    assert "“{total} {x”" in advise(TECHNICAL, feedback, language=ENGLISH)[0].text


def test_every_rule_has_its_sentence_and_every_sentence_its_rule() -> None:
    texts = table("en", "advice")
    assert set(texts["advice"]) == {*ADVICE, *SHORT}
    assert set(texts["praise"]) == set(PRAISE)


def test_a_language_without_sentences_gets_none() -> None:
    assert advise(TECHNICAL, Feedback(points("missed"), ""), language=tables("xx")) == ()


def test_a_typed_story_without_a_result_is_told_so() -> None:
    text = (
        "At my last job our site was down every Friday. I had to find out why. "
        "I read the logs, and I moved the backup to the night."
    )
    words = tuple(Word(word, 0.0, 0.0) for word in text.split())
    feedback = assess(QUESTION, Transcript(words), None, language=ENGLISH, typed=True)
    assert feedback.advice[0].rule == "no-result"


def test_a_question_about_habits_wants_no_story() -> None:
    question = replace(QUESTION, ask="How do you keep up with your field?")
    words = tuple(Word(word, 0.0, 0.0) for word in HABIT.split())
    structure = assess(question, Transcript(words), None, language=ENGLISH, typed=True).structure
    assert structure is not None
    assert structure.kind == "explanation"


def test_of_an_answer_of_one_sentence_only_its_length_is_told() -> None:
    text = "A network is a stack of layers, for example of 3."
    technical = replace(TECHNICAL, points=(KeyPoint("Layers"), KeyPoint("Weights that are shared")))
    words = tuple(Word(word, 0.0, 0.0) for word in text.split())
    feedback = assess(technical, Transcript(words), None, language=ENGLISH, typed=True, before=0.0)
    assert feedback.structure is None
    assert [(one.rule, one.praise) for one in feedback.advice] == [("too-short", False)]
    assert feedback.advice[0].text.startswith("11 words are too few")
    longer = tuple(Word(word, 0.0, 0.0) for word in (text * 3).split())
    feedback = assess(technical, Transcript(longer), None, language=ENGLISH, typed=True)
    assert feedback.structure is not None
    assert feedback.advice


def test_a_short_answer_after_a_long_silence_is_told_of_the_silence() -> None:
    words = tuple(
        Word(word, 20 + n * 0.4, 20.3 + n * 0.4)
        for n, word in enumerate("a network is a stack of layers that share weights".split())
    )
    track = Track(30.0, (Stretch(20.0, 24.0, 0.9),), asked_s=1.0)
    feedback = assess(TECHNICAL, Transcript(words), None, language=ENGLISH, track=track)
    assert [one.rule for one in feedback.advice] == ["thinking"]


def test_um_alone_is_no_answer() -> None:
    words = tuple(Word("um", n * 0.5, n * 0.5 + 0.3) for n in range(12))
    feedback = assess(TECHNICAL, Transcript(words), None, language=ENGLISH)
    assert feedback.unscorable == "No words were heard, so there is nothing to judge."


def test_a_case_of_ones_own_needs_no_example_and_a_habit_may_be_told_as_a_story() -> None:
    own = Feedback((), "", structure=replace(BUILT, example=None, of_oneself=True))
    assert rules(own) == []
    late = Feedback((), "", structure=replace(BUILT, opening=None))
    assert rules(late, replace(QUESTION, ask="How do you order your tasks?")) == []


def test_of_a_transcript_of_guesses_no_structure_is_told() -> None:
    words = tuple(Word(w, n * 0.4, n * 0.4 + 0.3, 0.5) for n, w in enumerate(HABIT.split()))
    feedback = assess(TECHNICAL, Transcript(words), None, language=ENGLISH)
    assert feedback.unscorable
    assert feedback.structure is None
