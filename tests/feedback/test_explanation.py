"""Opening, example and end of an explanation."""

from pathlib import Path

import pytest

from voiceprep.bank.bankfile import open_bank
from voiceprep.bank.model import Question
from voiceprep.feedback.explanation import explanation
from voiceprep.feedback.structure import Structure
from voiceprep.language import tables
from voiceprep.speech.transcript import Word

QUESTION = Question("dropout", "technical", "What does dropout do in a neural network?")


def built(text: str, *, typed: bool = False) -> Structure:
    words = tuple(Word(w, n * 0.5, n * 0.5 + 0.4) for n, w in enumerate(text.split()))
    found = explanation(QUESTION, words, tables("en"), typed=typed)
    assert found is not None
    return found


def test_an_answer_that_comes_first_is_quoted() -> None:
    opening = built("well dropout switches off some neurons in each step of training").opening
    assert opening is not None
    assert opening.quote.startswith("dropout switches off")
    assert opening.start_s == 0.5


def test_an_opening_that_puts_the_answer_off_is_none() -> None:
    assert built("that is a good question let me think dropout switches off").opening is None
    assert built("i first heard of dropout at university years ago").opening is None


@pytest.mark.parametrize(
    "text",
    [
        "that's a good question so well i think there are many things one could say about that",
        "what dropout does okay so that is what you want to know let me try to put it in order",
        "dropout is one of those topics that everybody in the field has run into at some point",
        "i will first say something about the general idea and then go into the details",
        "neural networks were what my thesis was on and i spent two years of my life on them",
    ],
)
def test_to_use_the_questions_words_is_no_answer(text: str) -> None:
    assert built(text).opening is None


@pytest.mark.parametrize(
    "text",
    [
        "half of the units sit out each training step so none of them can lean on another",
        "less overfitting because no unit can rely on its neighbours any more",
        "Fewer ties between units. Each training step leaves half of them out.",
        "i zero some activations at random while the weights are trained and i scale the rest",
    ],
)
def test_an_answer_needs_no_verb_of_a_list_and_none_of_the_questions_words(text: str) -> None:
    assert built(text, typed=text[0].isupper()).opening is not None


def test_a_question_to_the_speaker_may_be_answered_of_oneself() -> None:
    text = "the office closed and my family did not want to move so i took my chance and left"
    words = tuple(Word(w, n * 0.5, n * 0.5 + 0.4) for n, w in enumerate(text.split()))
    found = [
        explanation(Question("q", "common", ask), words, tables("en"))
        for ask in ("Why did you quit?", "Why did they quit?")
    ]
    assert [one is not None and one.opening is not None for one in found] == [True, False]


def test_the_built_in_sample_answers_come_first() -> None:
    late = []
    for question in open_bank("machine-learning-engineer", Path()).questions:
        if question.sample and question.kind != "behavioral":
            words = tuple(Word(word, 0, 0) for word in question.sample.split())
            found = explanation(question, words, tables("en"), typed=True)
            if found is None or found.opening is None:
                late.append(question.id)
    assert not late


def test_an_example_is_quoted_with_its_time() -> None:
    example = built("it drops units at random for example half of them in each step").example
    assert example is not None
    assert example.quote.startswith("for example half of them")
    assert example.start_s == 2.5
    assert built("it drops units at random and i would say that it helps").example is None


def test_an_answer_that_trails_off_is_told_from_one_that_ends() -> None:
    for end in ("and so yeah", "and stuff like that", "because the", "and um", "i don't know"):
        assert built(f"it drops units at random {end}").trails_off is True
    assert built("it drops units at random and that makes it robust").trails_off is False
    assert built("It drops units, and then you ...", typed=True).trails_off is True
    assert built("It drops units at random.", typed=True).trails_off is False


def test_odd_answers_are_taken_without_complaint() -> None:
    for text in ("um", "? ! .", "x " * 2000, "for example"):
        assert built(text).kind == "explanation"
    assert explanation(QUESTION, (), tables("en")) is None


def test_a_question_about_the_speaker_wants_no_example() -> None:
    words = tuple(Word(w, 0.0, 0.0) for w in "i built a model for example for a shop".split())
    for code, ask in (
        ("en", "Walk me through a machine learning project that you're proud of."),
        ("en", "Tell me about yourself."),
        ("de", "Erzählen Sie uns bitte etwas über sich."),
    ):
        found = explanation(Question("own", "common", ask), words, tables(code), typed=True)
        assert found is not None
        assert found.of_oneself
        assert found.example is None
    assert not built("it drops units").of_oneself
