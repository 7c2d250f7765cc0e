"""No two sentences after an answer contradict each other, nor the verdicts beside them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Literal, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voiceprep.audio.track import Span
from voiceprep.bank.model import KeyPoint, Question
from voiceprep.feedback.advice import Advice
from voiceprep.feedback.counsel import advise
from voiceprep.feedback.delivery import Delivery, Filler
from voiceprep.feedback.rules import ADVICE, PRAISE
from voiceprep.feedback.structure import PARTS, Part, Passage, Structure
from voiceprep.feedback.verdict import Feedback, PointResult, Verdict
from voiceprep.language import tables

ABOUT: Mapping[str, tuple[str, ...]] = {
    "The situation, in two sentences": ("situation",),
    "What you yourself did": ("action",),
    "The result, with a number": ("result", "number"),
    "The outcome, and what you learned": ("result",),
    "An example from your work": ("example",),
    "Weights are shared": (),
    "Filters slide over the image": (),
}
"""Key points, and which parts of an answer they are about."""
PASSAGE = Passage("so it was fixed in the end", 0.0, 5.0, 0, 6)
VERDICT: st.SearchStrategy[Verdict] = st.sampled_from(get_args(Verdict))
RULE = st.sampled_from([*ADVICE, *PRAISE])


@st.composite
def stories(draw: st.DrawFn) -> Structure:
    names = draw(st.lists(st.sampled_from(PARTS), unique=True).map(frozenset))
    parts = tuple(
        Part(name, (Passage("so it was fixed", 0.0, 5.0, 0, draw(st.integers(3, 60))),), 5.0)
        for name in PARTS
        if name in names
    )
    number = draw(st.booleans()) if "result" in names else None
    missing = tuple(name for name in PARTS if name not in names)
    return Structure("story", parts, missing, number)


explanations = st.builds(
    Structure,
    kind=st.just("explanation"),
    opening=st.sampled_from([PASSAGE, None]),
    example=st.sampled_from([PASSAGE, None]),
    of_oneself=st.booleans(),
    trails_off=st.booleans(),
    ending=st.just(PASSAGE),
)
rates = st.none() | st.floats(60.0, 240.0) | st.sampled_from([99.6, 165.4, 190.3])


@st.composite
def deliveries(draw: st.DrawFn) -> Delivery:
    answer_s = draw(st.floats(5.0, 300.0))
    return Delivery(
        words=draw(st.integers(25, 400)),
        think_s=draw(st.none() | st.floats(0.0, 40.0)),
        answer_s=answer_s,
        overtime_s=max(0.0, answer_s - 100.0),
        pauses=tuple(Span(n * 5.0, n * 5.0 + 2.5) for n in range(draw(st.integers(0, 5)))),
        speaking_wpm=draw(rates),
        fillers=(Filler("um", "sound", 1.0, 1.2, "um so"),),
        fillers_per_min=draw(st.none() | st.floats(0.0, 30.0)),
        sounds_measurable=draw(st.booleans()),
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[Question, Feedback]:
    says = draw(st.lists(st.sampled_from(list(ABOUT)), unique=True))
    results = tuple(PointResult(say, draw(VERDICT), 0.5) for say in says)
    kind: Literal["behavioral", "technical"] = draw(st.sampled_from(["behavioral", "technical"]))
    sample = draw(st.sampled_from(["", "The result was 3 %. Weights are shared by all filters."]))
    question = Question(
        "q", kind, "What?", sample=sample, seconds=100, points=tuple(map(KeyPoint, says))
    )
    structure = draw(st.none() | stories() | explanations)
    return question, Feedback(
        results, "", delivery=draw(st.none() | deliveries()), structure=structure
    )


def claims(one: Advice, verdicts: Mapping[str, Verdict]) -> Iterator[tuple[str, object]]:
    """What a sentence says is so: a name, and a value that no other sentence may deny."""
    by_rule: dict[str, dict[str, object]] = {
        "no-result": {"result": False, "complete": False},
        "no-action": {"action": False, "complete": False},
        "no-situation": {"situation": False, "complete": False},
        "no-number": {"result": True, "number": False},
        "long-situation": {"situation": True},
        "no-example": {"example": False},
        "late-answer": {"first": False},
        "trails-off": {"end": False},
        "nothing-covered": {"covered": 0, "good": False},
        "terse": {"all points": False, "longer": True, "good": False},
        "overtime": {"longer": False},
        "slow": {"longer": True, "easy": False, "faster": True},
        "fast": {"easy": False, "faster": False},
        "fillers": {"easy": False},
        "long-pauses": {"easy": False},
        "all-covered": {"all points": True, "complete": True},
        "whole-story": dict.fromkeys(("situation", "action", "result", "number"), True),
        "well-built": {"first": True, "example": True, "end": True, "good": True},
        "steady": {"easy": True},
    }
    yield from by_rule.get(one.rule, {}).items()
    if one.rule == "missed-point":
        yield "all points", False
        for say in verdicts:
            if f"“{say}”" in one.text:
                # "The result, with a number" is missed already where the number is.
                yield from ((part, False) for part in ABOUT[say][-1:])
    if one.rule in ("missed-point", "more-covered"):
        yield from zip(("covered", "of"), (int(n) for n in one.text.split()[:3:2]), strict=True)


@settings(max_examples=400, derandomize=True)
@given(
    cases(),
    st.lists(st.lists(RULE, max_size=3), max_size=2),
    st.booleans(),
    st.none() | st.floats(0, 1),
)
def test_no_two_sentences_contradict_each_other(
    case: tuple[Question, Feedback], earlier: list[list[str]], typed: bool, before: float | None
) -> None:
    question, feedback = case
    verdicts = {point.say: point.verdict for point in feedback.points}
    found = advise(
        question, feedback, language=tables("en"), earlier=earlier, typed=typed, before=before
    )
    known: dict[str, object] = {}
    for one in found:
        for name, value in claims(one, verdicts):
            assert known.setdefault(name, value) == value, [each.text for each in found]


@settings(max_examples=400, derandomize=True)
@given(cases())
def test_no_sentence_misses_what_a_covered_point_is_about(case: tuple[Question, Feedback]) -> None:
    question, feedback = case
    rules = {one.rule for one in advise(question, feedback, language=tables("en"))}
    for point in feedback.points:
        for part in ABOUT[point.say]:
            if point.verdict == "covered":
                assert f"no-{part}" not in rules
            if point.verdict == "missed" and part != "example":
                assert "whole-story" not in rules


WHOLE = tuple(Part(name, (Passage("so it was", 0.0, 5.0, 0, 9),), 5.0) for name in PARTS)


@pytest.mark.parametrize(
    ("rule", "say", "verdict"),
    [
        ("no-number", "The result, with a number", "covered"),
        ("no-number", "The outcome, and what you learned", "missed"),
        ("long-situation", "The situation, in two sentences", "missed"),
    ],
)
def test_a_verdict_on_a_part_keeps_the_sentence_back_that_denies_it(
    rule: str, say: str, verdict: Verdict
) -> None:
    long = replace(WHOLE[0], passages=(Passage("so it was", 0.0, 5.0, 0, 90),))
    structure = Structure("story", (long, *WHOLE[1:]), (), number_in_result=False)
    question = Question("q", "behavioral", "What?")

    def rules(*points: PointResult) -> list[str]:
        feedback = Feedback(points, "", structure=structure)
        return [one.rule for one in advise(question, feedback, language=tables("en"))]

    assert rule in rules()
    assert rule not in rules(PointResult(say, verdict, 0.5))


def test_a_slow_answer_that_is_too_long_is_only_told_to_be_shorter() -> None:
    question = Question("q", "technical", "What?", seconds=100)
    slow = Delivery(words=150, answer_s=140.0, overtime_s=40.0, speaking_wpm=64.0)
    found = advise(question, Feedback((), "", delivery=slow), language=tables("en"))
    assert [one.rule for one in found] == ["overtime"]


def test_an_answer_without_any_point_is_not_praised_as_well_built() -> None:
    built = Structure("explanation", (), (), None, PASSAGE, PASSAGE, trails_off=False)
    points = tuple(PointResult(say, "missed", 0.0) for say in ("Weights are shared", "Filters"))
    found = advise(
        Question("q", "technical", "What?"),
        Feedback(points, "", structure=built),
        language=tables("en"),
    )
    assert [one.rule for one in found] == ["nothing-covered"]


@pytest.mark.parametrize("rate", [190.3, 99.6])
def test_no_figure_is_called_beyond_the_bound_that_it_is_shown_as(rate: float) -> None:
    feedback = Feedback((), "", delivery=Delivery(words=150, speaking_wpm=rate))
    assert advise(Question("q", "technical", "What?"), feedback, language=tables("en")) == ()


def test_a_german_point_on_the_result_keeps_advice_from_missing_it() -> None:
    german = tables("de")
    question = Question("q", "behavioral", "Was?")
    action = Part("action", (PASSAGE,), 5.0)
    structure = Structure("story", (action,), ("situation", "task", "result"))
    for verdict, silent in (("covered", True), ("missed", False)):
        points = (PointResult("Ein Ergebnis mit einer Zahl", verdict, 0.5),)  # type: ignore[arg-type]
        feedback = Feedback(points, "", structure=structure)
        rules = [one.rule for one in advise(question, feedback, language=german)]
        assert ("no-result" not in rules) is silent
