"""Which words of a good answer say a key point."""

from voiceprep.bank.bankfile import read_bank
from voiceprep.bank.model import KeyPoint
from voiceprep.feedback.sample import SHOWN_WORDS, model_passage, model_words
from voiceprep.language import tables
from voiceprep.resources import builtin

SAMPLE = (
    "I look before I touch anything. I check whether it happens at random or with a pattern. "
    "If the gaps are few, I drop those rows."
)


def shown(say: str, *groups: tuple[str, ...], sample: str = SAMPLE, language: str = "en") -> str:
    return model_words(KeyPoint(say, terms=groups), sample, tables(language))


def test_the_sentence_that_has_the_points_terms_is_shown() -> None:
    quote = shown("Random or systematic", ("random", "systematic"), ("pattern",))
    assert quote == "I check whether it happens at random or with a pattern."


def test_the_words_are_those_of_the_passage_that_has_most_terms() -> None:
    sample = (
        "Then I traced the problem. After that I compared the inputs in training with the inputs "
        "in production, column by column, and found that a supplier had changed one feed."
    )
    point = KeyPoint("The cause was traced", terms=(("traced", "compared"), ("inputs", "column")))
    assert model_passage(point, sample, tables("en")).startswith("After that I compared")
    quote = model_words(point, sample, tables("en"))
    assert "compared the inputs in training" in quote
    assert "traced" not in quote


def test_terms_that_are_spread_over_two_sentences_show_both() -> None:
    sample = "We were late. L1 adds the absolute values. L2 adds the squares. That was all."
    point = KeyPoint("L1 and L2", terms=(("absolute",), ("squares",)))
    both = "L1 adds the absolute values. L2 adds the squares."
    assert model_passage(point, sample, tables("en")) == both
    assert model_words(point, sample, tables("en")) == both


def test_a_quotation_at_the_end_of_a_sentence_stays_whole() -> None:
    sample = (
        "They asked: “Is it random?” We had no pattern. I said: “The rows are gone.” Then we left."
    )
    assert shown("Rows are gone", ("rows",), sample=sample) == "I said: “The rows are gone.”"


def test_without_terms_the_points_own_words_find_it() -> None:
    assert shown("Dropping rows with few gaps") == "If the gaps are few, I drop those rows."


def test_nothing_is_shown_where_the_sample_does_not_say_it() -> None:
    assert shown("Predict the value with a model", ("knn",)) == ""
    assert shown("Random", sample="") == ""


def test_a_sentence_that_is_the_point_itself_is_not_shown_again() -> None:
    assert shown("I look before I touch anything") == ""


def test_of_a_long_sentence_the_words_around_the_point_are_shown() -> None:
    sample = " ".join(["We talked and talked"] * 12 + ["about random gaps"] + ["and more"] * 12)
    quote = shown("Random gaps", sample=sample)
    assert "random gaps" in quote
    assert quote.startswith("…")
    assert quote.endswith("…")
    assert len(quote.split()) == SHOWN_WORDS + 2


def test_most_points_of_the_banks_that_come_along_have_their_sentence() -> None:
    for name, language in (("machine-learning-engineer", "en"), ("datenanalyse", "de")):
        bank = read_bank(builtin("questions") / f"{name}.toml")
        found = [
            model_words(point, question.sample, tables(language)) != ""
            for question in bank.questions
            for point in question.points
        ]
        assert sum(found) >= 0.8 * len(found)
