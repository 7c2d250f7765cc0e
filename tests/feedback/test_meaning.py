"""The sentence model and what it adds to the words."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from voiceprep.bank.model import KeyPoint, Question
from voiceprep.errors import ModelError
from voiceprep.feedback import coverage as judging
from voiceprep.feedback.coverage import COVERED, coverage, coverage_scores
from voiceprep.feedback.meaning import Meaning, Vectors, windows
from voiceprep.feedback.network import FILE
from voiceprep.feedback.sentences import NAME, WIDTH, load_encoder, load_meaning
from voiceprep.feedback.stating import load_states
from voiceprep.feedback.verdict import PointResult
from voiceprep.language import tables
from voiceprep.resources import builtin
from voiceprep.speech.transcript import Transcript, Word

QUESTION = Question(
    "late",
    "behavioral",
    "What do you do when a project runs late?",
    points=(
        KeyPoint("Tell the client early about the delay"),
        KeyPoint("Cut features that nobody needs"),
        KeyPoint("Ask colleagues from other teams to help out"),
    ),
)
BLANK = np.ones(WIDTH) / WIDTH**0.5
PARAPHRASE = (
    "i pick up the phone and let the customer know right away that it will take us longer "
    "than we had thought"
)


@pytest.fixture(scope="module")
def meaning() -> Meaning:
    return load_meaning()


def judge(text: str, meaning: Meaning | None, question: Question = QUESTION) -> list[PointResult]:
    words = tuple(Word(w, at * 0.5, at * 0.5 + 0.4) for at, w in enumerate(text.split()))
    return [
        *coverage(question, Transcript(words), language=tables("en"), meaning=meaning),
    ]


def test_a_paraphrase_without_a_word_in_common_is_covered(meaning: Meaning) -> None:
    first, second, third = judge(PARAPHRASE, meaning)
    assert first.verdict == "covered"
    assert "covered" not in (second.verdict, third.verdict)
    assert judge(PARAPHRASE, None)[0].verdict == "missed"


def test_its_evidence_is_the_stretch_that_says_it_with_times(meaning: Meaning) -> None:
    first = judge(PARAPHRASE, meaning)[0]
    assert "customer know" in first.quote
    assert len(first.quote.split()) < len(PARAPHRASE.split())
    assert first.start_s is not None
    assert first.end_s is not None
    assert first.start_s < first.end_s
    assert "meaning" in {found.by for found in first.found}


@pytest.mark.parametrize(
    "answer",
    [
        "i never tell the client early about the delay",
        "i tell the client late about the delay when there is no way around it",
        "i would not tell the client about a delay at all",
    ],
)
def test_what_is_negated_or_reversed_is_not_covered(answer: str, meaning: Meaning) -> None:
    assert judge(answer, meaning)[0].verdict != "covered"


def test_what_is_said_of_the_wrong_subject_is_not_covered(meaning: Meaning) -> None:
    question = Question(
        "stores",
        "technical",
        "How do a stack and a queue differ?",
        points=(
            KeyPoint("A stack gives back the newest element"),
            KeyPoint("A queue gives back the oldest element"),
            KeyPoint("A stack holds the calls of functions"),
            KeyPoint("A queue holds waiting jobs"),
        ),
    )
    right = "a stack gives back the newest element and a queue gives back the oldest element"
    wrong = "a queue gives back the newest element and a stack gives back the oldest element"
    assert [p.verdict for p in judge(right, meaning, question)][:2] == ["covered", "covered"]
    assert "covered" not in [p.verdict for p in judge(wrong, meaning, question)][:2]


def test_the_question_said_back_covers_nothing(meaning: Meaning) -> None:
    said = "what do i do when a project runs late well when a project runs late it runs late"
    assert "covered" not in [point.verdict for point in judge(said, meaning)]


def test_a_bare_list_of_keywords_is_one_to_check(meaning: Meaning) -> None:
    said = "client delay features colleagues teams help early tell customer deadline scope"
    assert "covered" not in [point.verdict for point in judge(said, meaning)]


def test_scores_of_plain_texts_use_the_built_in_model() -> None:
    points = [point.say for point in QUESTION.points]
    for ask in (QUESTION.ask, ""):
        scores = coverage_scores(points, PARAPHRASE, question=ask)
        assert scores[0] >= COVERED
        assert max(scores[1:]) < COVERED
    assert coverage_scores(points, "") == [0.0] * 3


def test_scores_fall_back_on_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    judging._built_in_meaning.cache_clear()
    monkeypatch.setattr("voiceprep.feedback.sentences.builtin", lambda _: tmp_path)
    try:
        assert coverage_scores(["Drop the rows"], "i drop the rows") == [1.0]
        assert coverage_scores(["Tell the client"], "i let the customer know") == [0.0]
    finally:
        judging._built_in_meaning.cache_clear()


def test_a_model_that_is_missing_says_so_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is missing; install voiceprep again"):
        load_encoder(tmp_path)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_damaged_model_says_so_in_a_sentence(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(builtin("models") / NAME, folder)
    whole = (folder / name).read_bytes()
    (folder / name).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ModelError, match="is damaged"):
        load_encoder(folder)


def test_a_damaged_or_missing_reader_of_statements_says_so_in_a_sentence(tmp_path: Path) -> None:
    tokenizer = builtin("models") / NAME
    with pytest.raises(ModelError, match="is missing; install voiceprep again"):
        load_states(tokenizer, tmp_path)
    (tmp_path / FILE).write_bytes(b"no network")
    with pytest.raises(ModelError, match="is damaged"):
        load_states(tokenizer, tmp_path)
    shutil.copy(tokenizer / FILE, tmp_path / FILE)  # another network
    with pytest.raises(ModelError, match="is damaged"):
        load_states(tokenizer, tmp_path)


def test_what_was_read_before_is_not_read_again() -> None:
    read: list[str] = []
    compared: list[tuple[str, str]] = []

    def encode(texts: Sequence[str]) -> list[Vectors]:
        read.extend(texts)
        return [BLANK for _ in texts]

    def states(pairs: Sequence[tuple[str, str]]) -> list[float]:
        compared.extend(pairs)
        return [-1.0 for _ in pairs]

    meaning = Meaning(encode, states)
    meaning.prepare("a question", ["one point", "another"])
    words = [f"word{n}" for n in range(60)]
    meaning.read(words[:50])
    before = len(read)
    meaning.read(words)
    assert len(read) == len(set(read))
    assert len(read) - before < before / 2
    assert len(compared) == len(set(compared)) > 0
    meaning.likenesses(["one point", "another"], "a question", words)
    assert len(read) == len(set(read))
    assert len(compared) == len(set(compared))
    meaning.forget()
    meaning.read(words[:5])
    assert "word0 word1 word2 word3 word4" in read[before:]


def test_windows_reach_every_word() -> None:
    assert windows(0) == []
    assert windows(3) == [(0, 3)]
    for length in (6, 29, 100):
        assert {n for first, end in windows(length) for n in range(first, end)} == set(
            range(length)
        )


def test_texts_go_to_the_model_in_the_same_order_every_time() -> None:
    given: list[list[str]] = []

    def note(texts: Sequence[str]) -> list[Vectors]:
        given.append(list(texts))
        return [BLANK for _ in texts]

    texts = [f"{letter}{other}" for letter in "qwertzuiop" for other in "asdfghjkl"]
    states = load_states(builtin("models") / NAME)
    Meaning(note, states).prepare("", texts)
    Meaning(note, states).prepare("", texts[::-1])
    assert given[0] == given[1] == sorted(texts)


@pytest.mark.parametrize(
    ("point", "said", "denied"),
    [
        (
            "Keep a changelog of every release",
            "every time we ship something we write down what changed so people can look it up",
            "we never wrote down what changed in a release nobody reads a changelog anyway",
        ),
        (
            "Ask for help as soon as you are stuck",
            "if i don't get anywhere for an hour i go and grab somebody who knows",
            "when i'm stuck i keep quiet about it and never ask anyone for help",
        ),
    ],
)
def test_what_states_a_point_in_other_words_is_told_from_what_denies_it_in_its_own(
    point: str, said: str, denied: str
) -> None:
    assert coverage_scores([point], said) > coverage_scores([point], denied)
    assert coverage_scores([point], denied)[0] < COVERED


def test_a_statement_is_read_alike_alone_and_beside_others() -> None:
    states = load_states(builtin("models") / NAME)
    point = "Tell the client early about a delay"
    pairs = [
        (point, "so i phoned the client at once that we would be late"),
        (point, "we kept the delay to ourselves for weeks"),
    ]
    alone = [odds for pair in pairs for odds in states([pair])]
    assert states(pairs) == alone
    assert alone[0] > alone[1]


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("high bias underfits and high variance overfits", True),
        ("underfitting comes from high bias while overfitting comes from high variance", True),
        ("if the variance is high you are overfitting but high bias is underfitting", True),
        ("high bias overfits and high variance underfits", False),
        ("underfitting comes from high variance while overfitting comes from high bias", False),
    ],
)
def test_an_opposite_belongs_to_what_it_is_said_of(said: str, right: bool) -> None:
    points = ["High variance means overfitting", "High bias means underfitting"]
    assert [score >= COVERED for score in coverage_scores(points, said)] == [right, right]
