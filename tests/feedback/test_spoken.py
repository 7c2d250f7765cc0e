"""Written and spoken forms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voiceprep.feedback.spoken import stem, tokens
from voiceprep.language import tables

ENGLISH = tables("en")


def form(text: str) -> str:
    return " ".join(token.text for token in tokens(text.split(), ENGLISH))


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("15%", "fifteen percent"),
        ("API v2", "api v two"),
        ("v2", "version two"),
        ("5xx", "five x x"),
        ("4xx errors", "four x x errors"),
        ("401k", "four o one k"),
        ("404", "four o four"),
        ("1e-3", "one e minus three"),
        ("2.5e-4", "two point five e minus four"),
        ("AT&T", "a t and t"),
        ("zeroshot", "zero shot"),
        ("zero-shot", "zeroshot"),
        ("few-shot", "few shot"),
        ("F1", "f one"),
        ("F1", "f 1"),
        ("F1-score", "f one score"),
        ("L1/L2", "l one l two"),
        ("A/B test", "a/b test"),
        ("k-NN", "knn"),
        ("A.U.C.", "auc"),
        ("top 3", "top three"),
        ("2024", "twenty twenty four"),
        ("2024", "two thousand and twenty four"),
        ("1905", "nineteen oh five"),
        ("the 1990s", "the nineties"),
        ("0.95", "zero point nine five"),
        ("2,000,305", "two million three hundred and five"),
        ("10k", "ten thousand"),
        ("1.5 million", "one point five million"),
        ("100ms", "one hundred milliseconds"),
        ("1st", "first"),
        ("precision@10", "precision at ten"),
        ("C++", "c plus plus"),
        ("the model's", "the model"),
        ("DENSE_RANK()", "dense rank"),
        ("k-NN", "k n n"),
        ("the GPUs", "the g p u s"),
        ("SQL", "s q l"),
        ("AUC", "a u c"),
        ("A/B test", "a b test"),
        ("CI/CD", "c i c d"),
        ("TCP/IP", "t c p i p"),
        ("C#", "c sharp"),
        (".NET", "dot net"),
        ("Node.js", "node dot j s"),
        ("EC2", "e c two"),
        ("GPT-4", "g p t four"),
        ("IPv6", "i p v six"),
        ("UTF-8", "u t f eight"),
        ("p99", "p ninety nine"),
        ("k8s", "k eights"),
        ("word2vec", "word to vec"),
        ("R²", "r squared"),
        ("x^3", "x cubed"),
        ("v2.1", "version two point one"),
        ("16 GB", "sixteen gigabytes"),
        ("5km", "five kilometers"),
        ("200 ms", "two hundred m s"),
        ("1 GB/s", "one gigabytes per second"),
        ("15 %", "fifteen per cent"),
        ("20°C", "twenty degrees celsius"),
        ("vs.", "versus"),
        ("w/o", "without"),
        ("2:30", "two thirty"),
        ("2pm", "two p m"),
        ("3:1", "three to one"),
    ],
)
def test_written_and_spoken_forms_are_one(written: str, spoken: str) -> None:
    assert form(written) == form(spoken)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("fifteen", "fifty"),
        ("L1", "L2"),
        ("2024", "2014"),
        ("0.95", "95"),
        ("one hundred two hundred", "one hundred and two hundred and one"),
    ],
)
def test_different_numbers_stay_different(one: str, other: str) -> None:
    assert form(one) != form(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("categories", "categorical"),
        ("regularisation", "regularization"),
        ("optimise", "optimize"),
        ("sparse", "sparsity"),
        ("neighbours", "neighbor"),
        ("deployed", "deploying"),
        ("tokenisation", "tokenization"),
        ("parallelised", "parallelized"),
        ("behaviour", "behavior"),
        ("centre", "center"),
        ("modelling", "modeling"),
        ("travelled", "traveled"),
        ("analysed", "analyzed"),
        ("catalogue", "catalog"),
        ("licence", "license"),
        ("artefacts", "artifacts"),
    ],
)
def test_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert stem(one, ENGLISH) == stem(other, ENGLISH)


def test_regularization_is_not_regular() -> None:
    assert stem("regularization", ENGLISH) != stem("regular", ENGLISH)


def test_punctuation_makes_no_tokens() -> None:
    assert tokens(["...", ",", "—", "'", "(!)"], ENGLISH) == ()
    assert form("tradeoff, then") == "tradeoff then"


def test_tokens_point_at_their_words() -> None:
    said = tokens("at least twenty five percent of l one".split(), ENGLISH)
    assert [(token.text, token.first, token.last) for token in said] == [
        ("at", 0, 0),
        ("least", 1, 1),
        ("25", 2, 3),
        ("percent", 4, 4),
        ("of", 5, 5),
        ("l1", 6, 7),
    ]


def test_a_language_without_tables_leaves_words_alone() -> None:
    said = tokens("les données manquantes à 15 %".split(), tables("xx"))
    assert [token.text for token in said] == ["les", "données", "manquantes", "à", "15"]


@given(st.lists(st.text(max_size=20), max_size=20))
def test_any_words_give_ordered_tokens_inside_them(words: list[str]) -> None:
    said = tokens(words, ENGLISH)
    assert all(0 <= token.first <= token.last < len(words) for token in said)
    assert [token.first for token in said] == sorted(token.first for token in said)
    assert all(token.text for token in said)


@given(st.integers(min_value=0, max_value=999_999_999_999))
def test_digits_stay_the_number_they_are(number: int) -> None:
    assert form(str(number)) == str(number)
    assert form(f"{number:,}") == str(number)
