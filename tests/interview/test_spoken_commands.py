import pytest

from voiceprep.interview.commands import spoken_command


@pytest.mark.parametrize("said", ["that's my answer", "that is my answer", "end of answer"])
def test_a_command_counts_as_a_whole_utterance(said: str) -> None:
    assert spoken_command(said.split(), "en") == "done"


@pytest.mark.parametrize(
    "said",
    [
        "",
        "that's my answer to the first part and now the second",
        "and that's my answer",
        "so the answer is my model",
        "answer",
    ],
)
def test_words_of_a_command_within_an_answer_do_not_count(said: str) -> None:
    assert spoken_command(said.split(), "en") is None


def test_a_language_without_a_table_has_no_commands() -> None:
    assert spoken_command(["that's", "my", "answer"], "xx") is None
