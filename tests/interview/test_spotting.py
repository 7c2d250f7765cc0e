"""A spoken command is told from an answer by the pauses around it."""

import pytest

from voiceprep.interview.commands import COMMANDS, spoken_command
from voiceprep.interview.spotting import Order, Spotter
from voiceprep.speech.recognizer import Utterance
from voiceprep.speech.transcript import Word


def utterance(text: str, start_s: float) -> Utterance:
    words = text.split()
    return Utterance(
        tuple(Word(w, start_s + n / 3, start_s + (n + 1) / 3) for n, w in enumerate(words))
    )


def spot(text: str, start_s: float = 5.0, *, begun: bool = True, unknown: int = 0) -> Spotter:
    spotter = Spotter("en", COMMANDS)
    if begun:
        spotter.hear(utterance("i look at the data", 1.0), begun=False)
    heard = utterance(text, start_s)
    spotter.hear(Utterance(heard.words, unknown), begun=begun)
    return spotter


def test_with_pauses_around_it_a_command_fires_when_the_second_has_passed() -> None:
    spotter = spot("pause the interview")
    assert spotter.settle(6.5, [2.0, 6.0]) == (None, None)
    order, rest = spotter.settle(7.0, [2.0, 6.0])
    assert order == Order("pause", 5.0, 6.0)
    assert rest is None


def test_without_a_pause_before_it_it_is_part_of_the_answer() -> None:
    assert not spot("pause the interview", start_s=3.0).waiting


def test_when_the_candidate_goes_on_it_is_part_of_the_answer() -> None:
    spotter = spot("repeat the question")
    order, rest = spotter.settle(6.8, [6.0, 6.7])
    assert order is None
    assert rest is not None
    assert rest.text == "repeat the question"


def test_a_recogniser_that_lags_changes_nothing() -> None:
    spotter = spot("repeat the question")
    order, _ = spotter.settle(12.0, [6.0, 8.0, 8.02])  # there was a pause, and then more
    assert order is not None


def test_unknown_sound_beside_it_makes_it_none() -> None:
    assert not spot("skip this question", unknown=1).waiting


@pytest.mark.parametrize("word", ["skip", "repeat", "pause", "continue"])
def test_a_single_word_counts_only_before_the_answer(word: str) -> None:
    assert spot(word, begun=False).waiting
    assert not spot(word).waiting


@pytest.mark.parametrize(
    "said",
    ["i would skip the null rows", "skip the question of cost", "how much time do i have is"],
)
def test_words_of_commands_in_a_sentence_are_none(said: str) -> None:
    assert spoken_command(said.split(), "en", between=True) is None
