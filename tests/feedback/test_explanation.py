"""Opening, example and end of an explanation."""

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
