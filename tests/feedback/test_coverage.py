"""Key points against a transcript."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voiceprep.bank.model import KeyPoint, Question
from voiceprep.feedback.coverage import CHECK, COVERED, coverage, coverage_scores
from voiceprep.feedback.verdict import PointResult
from voiceprep.language import tables
from voiceprep.speech.transcript import Transcript, Word

ENGLISH = tables("en")

MISSING = Question(
    "missing-data",
    "common",
    "How do you handle missing or corrupted data in a dataset?",
    points=(
        KeyPoint(
            "Find out whether values are missing at random or systematically",
            (("random", "systematic", "pattern"), ("missing", "gaps")),
        ),
        KeyPoint(
            "Drop rows when only a few are affected",
            (("drop", "remove", "delete"), ("rows", "records")),
        ),
        KeyPoint(
            "Fill numeric columns with the mean or median",
            (("impute", "imputation", "fill"), ("mean", "median")),
        ),
        KeyPoint("Predict important values with k-NN", (("knn",), ("predict", "impute"))),
        KeyPoint(
            "Give missing categories a label of their own",
            (("category", "label"), ("own", "new", "separate")),
        ),
    ),
)
GOOD = (
    "first i look at whether values are missing at random or whether there is a systematic pattern "
    "if only a few rows are affected i drop those rows for numeric columns i fill in the median "
    "and when a column is important i predict the value with a k n n model and for categories i "
    "make a new label of their own"
)


def heard(text: str) -> Transcript:
    words = text.split()
    return Transcript(
        tuple(Word(word, at * 0.5, at * 0.5 + 0.4, 0.9) for at, word in enumerate(words))
    )


def judge(text: str, question: Question = MISSING, **options: Any) -> tuple[PointResult, ...]:
    return coverage(question, heard(text), language=ENGLISH, **options)


def verdicts(text: str, question: Question = MISSING) -> list[str]:
    return [result.verdict for result in judge(text, question)]


def one(
    say: str, text: str, *groups: tuple[str, ...], ask: str = "", **options: Any
) -> PointResult:
    question = Question("one", "technical", ask, points=(KeyPoint(say, groups),))
    return judge(text, question, **options)[0]


def test_a_good_answer_covers_every_point() -> None:
    assert verdicts(GOOD) == ["covered"] * 5


def test_an_answer_that_stops_early_covers_the_first_points_only() -> None:
    early = " ".join(GOOD.split()[:27])
    assert verdicts(early) == ["covered", "covered", "missed", "missed", "missed"]


def test_the_quote_is_the_words_of_the_transcript_with_their_times() -> None:
    result = judge(GOOD)[2]
    words = GOOD.split()
    assert result.quote == "columns i fill in the median"
    first = words.index("columns")
    assert result.start_s == first * 0.5
    assert result.end_s == pytest.approx(words.index("median") * 0.5 + 0.4)


def test_the_quote_is_the_shortest_stretch_that_says_it() -> None:
    result = one("Use Docker containers", "docker is a thing and later i build docker containers")
    assert result.quote == "docker containers"


def test_words_that_fit_any_subject_do_not_stretch_the_quote() -> None:
    text = "we make a lot of things for them and that is a docker image"
    assert one("Make a Docker image", text).quote == "docker image"


def test_a_word_of_another_point_is_no_mishearing_of_this_one() -> None:
    points = (KeyPoint("Phishing"), KeyPoint("Fishing"))
    question = Question("q", "technical", "", points=points)
    assert verdicts("the fishing", question) == ["missed", "covered"]
    assert one("Phishing", "the fishing").score > CHECK


def test_half_of_a_term_is_less_than_half_of_it() -> None:
    assert one("", "something false", ("false negatives",)).verdict == "missed"


def test_unknown_sounds_are_not_quoted() -> None:
    result = one("Use Docker containers", "i build docker [unk] containers")
    assert result.quote == "docker containers"


def test_what_was_found_says_the_words_and_how() -> None:
    found = {item.term: (item.by, item.word) for item in judge(GOOD)[3].found}
    assert found["knn"] == ("spelling", "k n n")
    assert found["predict"] == ("spelling", "predict")


def test_a_point_keeps_its_order_and_its_origin() -> None:
    points = (KeyPoint("Docker images", derived=True), KeyPoint("Flask services"))
    results = judge("flask services", Question("q", "technical", "", points=points))
    assert [(r.say, r.derived, r.verdict) for r in results] == [
        ("Docker images", True, "missed"),
        ("Flask services", False, "covered"),
    ]


@pytest.mark.parametrize(
    ("say", "text"),
    [
        ("Improved by 15%", "it improved by fifteen percent"),
        ("The F1 score", "the f one score"),
        ("Use k-NN imputation", "i do k nearest neighbours imputation"),
        ("Look at the AUC", "i look at the a you see"),
        ("Look at the AUC", "i look at the area under the curve"),
        ("L2 regularization", "l two regularization"),
        ("Run an A/B test", "we run an a b test"),
        ("Write SQL queries", "i write sequel queries"),
        ("Convolutional neural networks", "a c n n does that"),
        ("The top 3 users", "the top three users"),
        ("Deploy on Kubernetes", "deployed on cooper netties"),
        ("Prevent overfitting", "it prevents over fitting"),
        ("Early stopping", "we stop early"),
        ("Generalisation error", "the generalization error"),
        ("Knowledge distillation", "the knowledge distraction"),
    ],
)
def test_what_was_meant_is_found_in_what_was_heard(say: str, text: str) -> None:
    assert one(say, text).verdict == "covered"


@pytest.mark.parametrize(
    ("say", "text"),
    [
        ("It cost 15 dollars", "it took fifty people"),
        ("Prevent overfitting", "prevent underfitting"),
        ("Supervised learning", "unsupervised learning"),
        ("The product roadmap", "the project deadline"),
        ("Use L1 regularization", "we took l two instead"),
        ("Impute values", "that was empty"),
        ("Sequence models", "frequent people"),
        ("Conversion", "a conversation"),
        ("Product roadmap", "production deadline"),
        ("Distillation", "a distraction"),
    ],
)
def test_likenesses_that_mislead_are_not_covered(say: str, text: str) -> None:
    assert one(say, text).verdict != "covered"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "um",
        "[unk] [unk]",
        "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor",
        "how do you handle missing or corrupted data in a dataset",
        "well missing or corrupted data in a dataset is something that i handle",
        "docker and kubernetes serve the model and grafana shows the latency and the drift",
    ],
)
def test_saying_nothing_to_the_point_covers_nothing(text: str) -> None:
    assert set(verdicts(text)) == {"missed"}


@pytest.mark.parametrize(
    "text",
    [
        "i would never drop rows and i don't fill numeric columns with the mean or median",
        "we did not drop rows we didn't fill in the mean or median",
        "i work on rather than drop rows i decide without filling in a mean or a median",
    ],
)
def test_what_is_denied_is_not_covered(text: str) -> None:
    assert "covered" not in verdicts(text)


def test_a_negation_ends_with_its_clause() -> None:
    assert verdicts("i do not wait but i drop the rows that are affected")[1] == "covered"
    assert verdicts("we not only drop the few rows that are affected but more")[1] == "covered"
    assert (
        verdicts("it is not only fast i also drop the few rows that are affected")[1] == "covered"
    )


def test_a_point_that_denies_is_covered_by_a_denial() -> None:
    say = "Ridge does not set weights to zero"
    assert one(say, "ridge does not set weights to zero").verdict == "covered"
    assert one(say, "ridge does set weights to zero").score < 1


def test_half_of_the_groups_is_less_than_half_of_the_point() -> None:
    half = one("Whatever it takes", "i drop it", ("drop",), ("rows",))
    both = one("Whatever it takes", "i drop rows", ("drop",), ("rows",))
    assert half.score < both.score / 2
    assert half.score < CHECK
    assert both.score >= COVERED


CATEGORIES = KeyPoint(
    "Give a categorical variable a category of its own for missing",
    (("categorical", "category"), ("new category", "category of its own")),
)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("for a categorical variable i use one hot encoding and then train", "check"),
        ("for a categorical variable i would create a new category of course", "covered"),
        ("for a categorical variable i add a category of its own for them", "covered"),
    ],
)
def test_the_subject_of_a_point_is_not_what_it_says_of_it(text: str, verdict: str) -> None:
    question = replace(MISSING, points=(CATEGORIES,))
    assert verdicts(text, question) == [verdict]


def test_a_group_counts_once_however_many_of_its_terms_are_said() -> None:
    once = one("Whatever it takes", "we drop it", ("drop", "remove", "delete"), ("rows",))
    thrice = one(
        "Whatever it takes", "we drop remove delete it", ("drop", "remove", "delete"), ("rows",)
    )
    assert once.score == thrice.score


def test_a_term_of_several_words_needs_them_near_each_other() -> None:
    near = one("Choose wisely", "look for false negatives", ("false negatives",))
    far = one(
        "Choose wisely",
        "false alarms are what people fear most in this kind of work and then negatives follow",
        ("false negatives",),
    )
    assert near.score > far.score
    assert far.verdict == "missed"


def test_words_of_the_question_count_less() -> None:
    say = "Vanishing gradients stop early layers"
    plain = one(say, "vanishing gradients")
    asked = one(say, "vanishing gradients", ask="What is the vanishing gradient problem?")
    assert asked.score < plain.score / 1.5


def test_terms_out_of_the_window_do_not_add_up() -> None:
    filler = " ".join(["blue"] * 60)
    together = one("Docker with Kubernetes", "docker kubernetes")
    apart = one("Docker with Kubernetes", f"docker {filler} kubernetes")
    assert together.score == 1.0
    assert apart.score == 0.5


def knows_all_but(*unknown: str) -> Callable[[str], bool]:
    return lambda word: word not in unknown and len(word) > 1


def test_a_point_that_could_not_be_heard_is_never_missed() -> None:
    say, group = "Prometheus", ("prometheus", "grafana")
    deaf: Any = {"knows": knows_all_but("prometheus", "grafana")}
    assert one(say, "we look at the numbers", group, **deaf).verdict == "unhearable"
    assert one(say, "we look at the numbers", group).verdict == "missed"
    assert one(say, "we use pro me theus", group, **deaf).verdict == "covered"
    aliases = {"prometheus": ["promise us"]}
    assert one(say, "we use promise us", group, aliases=aliases, **deaf).verdict == "covered"


def test_one_hearable_word_makes_a_point_hearable() -> None:
    result = one("Alerts in Grafana", "nothing of it", knows=knows_all_but("grafana"))
    assert result.verdict == "missed"


def test_what_could_not_be_heard_weighs_less() -> None:
    with_ears = one("Alerts in Grafana", "we have alerts")
    deaf = one("Alerts in Grafana", "we have alerts", knows=knows_all_but("grafana"))
    assert deaf.score > with_ears.score


def test_an_acronym_is_hearable_when_its_letters_are() -> None:
    letters: Any = {"knows": lambda word: len(word) == 1}
    assert one("AUC", "nothing of it", **letters).verdict == "missed"
    assert one("AUC", "nothing of it", knows=lambda _: False).verdict == "unhearable"


def test_aliases_stand_for_their_term() -> None:
    aliases = {"bias": ["buyers"], "gradient descent": ["great incense"]}
    result = one("High bias", "high buyers", aliases=aliases)
    assert result.verdict == "covered"
    assert [(item.term, item.by, item.word) for item in result.found if item.by == "alias"] == [
        ("bias", "alias", "buyers")
    ]
    assert one("High bias", "high buyers").verdict != "covered"
    assert one("Gradient descent", "great incense", aliases=aliases).verdict == "covered"


def test_a_point_without_words_is_missed() -> None:
    assert one("", "anything at all").verdict == "missed"
    assert one("the of and", "the of and").verdict == "missed"


def test_other_languages_match_what_is_spelt_alike() -> None:
    question = Question("q", "common", "", points=(KeyPoint("Données manquantes"),))
    results = coverage(question, heard("les données manquantes"), language=tables("xx"))
    assert results[0].verdict == "covered"


def test_scores_of_plain_texts() -> None:
    scores = coverage_scores(
        ["Drop the rows", "Impute the median"], "I simply drop these rows.", question="What then?"
    )
    assert scores[0] > 0.95
    assert scores[1] < 0.1
    assert coverage_scores([], "anything") == []


any_text = st.text(max_size=80)


@settings(max_examples=60, deadline=None)
@given(
    any_text, any_text, any_text, st.lists(st.lists(st.text(max_size=15), max_size=3), max_size=3)
)
def test_any_text_is_judged(say: str, ask: str, text: str, groups: list[list[str]]) -> None:
    point = KeyPoint(say, tuple(map(tuple, groups)))
    result = judge(text, Question("q", "common", ask, points=(point,)), aliases={say: [text]})[0]
    assert 0 <= result.score <= 1
    if result.quote:
        assert f" {result.quote} " in f" {heard(text).text} "
        assert result.start_s is not None
        assert result.end_s is not None
        assert 0 <= result.start_s < result.end_s
    else:
        assert result.start_s is None


words = st.sampled_from(
    "the a we docker rows drop never median fifteen percent l one k n model missing but".split()
)


@settings(max_examples=60, deadline=None)
@given(st.lists(words, min_size=1, max_size=40))
def test_saying_the_points_as_well_covers_them(before: list[str]) -> None:
    points = " but ".join(point.say for point in MISSING.points)
    text = " ".join(before) + " blue" * 30 + " but " + points
    results = judge(text)
    assert {result.verdict for result in results} == {"covered"}


def test_half_of_a_point_that_was_said_is_one_to_check() -> None:
    say = "Batch normalization and careful initialization keep the scale steady"
    groups = (("batch normalization",), ("initialization", "initialize"))
    assert one(say, "i would use batch normalization", *groups).verdict == "check"
