import pytest

from voiceprep.bank.model import Bank, KeyPoint, Question
from voiceprep.errors import VoiceprepError
from voiceprep.interview.plan import choose, weakest_first

BANK = Bank(
    "Engineer",
    questions=(
        Question("proud-project", "common", "Tell me about a project."),
        Question("team-conflict", "behavioral", "Tell me about a disagreement."),
        Question("l1-vs-l2", "technical", "How do they differ?", points=(KeyPoint("Sparsity"),)),
    ),
)


def ids(questions: list[Question]) -> list[str]:
    return [question.id for question in questions]


def test_without_words_all_questions_are_chosen() -> None:
    assert len(choose(BANK)) == 3


def test_ids_choose_in_the_order_given() -> None:
    assert ids(choose(BANK, ["l1-vs-l2", "proud-project"])) == ["l1-vs-l2", "proud-project"]


def test_words_choose_questions_that_hold_all_of_them() -> None:
    assert ids(choose(BANK, ["tell", "DISAGREEMENT"])) == ["team-conflict"]


def test_words_of_key_points_count() -> None:
    assert ids(choose(BANK, ["sparsity"])) == ["l1-vs-l2"]


def test_a_kind_narrows_the_choice() -> None:
    assert ids(choose(BANK, ["tell"], ["common"])) == ["proud-project"]


def test_nothing_that_fits_names_what_is_close() -> None:
    with pytest.raises(VoiceprepError, match=r"closest are .*l1-vs-l2"):
        choose(BANK, ["l1-vs-l3"])


def test_unanswered_questions_come_first_then_the_weakest() -> None:
    ordered = weakest_first(BANK.questions, {"proud-project": 1.0, "team-conflict": 0.2})
    assert ids(ordered) == ["l1-vs-l2", "team-conflict", "proud-project"]
