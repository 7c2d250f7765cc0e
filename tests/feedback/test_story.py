"""The parts of a story, in words as a recogniser writes them and as people type them."""

import time
from collections.abc import Sequence

import pytest

from voiceprep.bank.model import Question
from voiceprep.feedback.meaning import Encode, Meaning, Vectors
from voiceprep.feedback.sentences import load_encoder
from voiceprep.feedback.story import story
from voiceprep.feedback.structure import Structure
from voiceprep.interview.reader import Reader
from voiceprep.language import tables
from voiceprep.speech.transcript import Transcript, Word

ENGLISH = tables("en")
SITUATION = "at my last job our website was down every friday and customers were calling us"
TASK = "i had to find out why within a week"
ACTION = "so i read the logs and i wrote a small test and i moved the backup to the night"
RESULT = "since then it has been up all the time and complaints fell from ten to one a week"


UNKNOWN_WORDS = "and the phones have been silent from that friday"
"""A result that no cue knows."""


@pytest.fixture(scope="module")
def encode() -> Encode:
    return load_encoder()


def unread(pairs: Sequence[tuple[str, str]]) -> list[float]:
    """Stories have no key points: nothing is read beside one."""
    assert not pairs
    return []


def heard(*lines: str) -> Transcript:
    words = " ".join(lines).split()
    return Transcript(tuple(Word(w, n * 0.5, n * 0.5 + 0.45) for n, w in enumerate(words)))


def told(*lines: str, typed: bool = False) -> Structure:
    found = story(heard(*lines).words, ENGLISH, typed=typed)
    assert found is not None
    return found


def names(structure: Structure) -> list[str]:
    return [part.name for part in structure.parts]


@pytest.mark.parametrize(
    "result",
    [
        "our orders went out as if nothing had happened",
        "the machine has run ever since",
        "both depots delivered everything before the holidays",
    ],
)
def test_a_result_of_others_is_found_though_no_pause_is_before_it(result: str) -> None:
    structure = told(SITUATION, "i carried stoves up from the cellar and sealed them", result)
    (found,) = [part for part in structure.parts if part.name == "result"]
    assert found.passages[-1].quote == result


def test_a_whole_story_has_all_four_parts_with_their_words_and_times() -> None:
    structure = told(SITUATION, TASK, ACTION, RESULT)
    assert names(structure) == ["situation", "task", "action", "result"]
    assert structure.missing == ()
    assert [part.passages[0].quote for part in structure.parts] == [
        SITUATION,
        TASK,
        ACTION,
        RESULT,
    ]
    assert structure.parts[0].passages[0].start_s == 0.0
    assert structure.parts[1].passages[0].first == len(SITUATION.split())
    task = structure.parts[1]
    assert task.seconds is not None
    assert abs(task.seconds - len(TASK.split()) * 0.5) < 0.1


def test_a_missing_result_is_missed() -> None:
    structure = told(SITUATION, TASK, ACTION)
    assert structure.missing == ("result",)
    assert structure.number_in_result is None


def test_a_result_without_a_number_is_told_from_one_with_a_number() -> None:
    assert told(SITUATION, ACTION, RESULT).number_in_result is True
    vague = "in the end it worked and my boss thanked me"
    assert told(SITUATION, ACTION, vague).number_in_result is False


def test_a_number_elsewhere_or_one_of_two_people_is_no_number_in_the_result() -> None:
    action = ACTION + " and i called twenty customers"
    vague = "in the end it worked and one of the two thanked me after half an hour"
    assert told(SITUATION, action, vague).number_in_result is False
    assert told(SITUATION, action, "in the end the costs were halved").number_in_result is True


def test_a_habit_is_no_story() -> None:
    structure = told(
        "i would say i usually listen and you have to stay calm i think it is important"
    )
    assert "result" in structure.missing
    assert "action" in structure.missing


def test_a_typed_story_has_no_times() -> None:
    structure = told(
        "At my last job our website was down every Friday.",
        "My task was to find out why.",
        "I read the logs and wrote a test.",
        "As a result, complaints fell by 80%.",
        typed=True,
    )
    assert names(structure) == ["situation", "task", "action", "result"]
    assert structure.number_in_result is True
    assert structure.parts[3].seconds is None
    assert structure.parts[3].passages[0].start_s is None


def test_a_language_without_cues_is_not_judged() -> None:
    assert story(heard(SITUATION).words, tables("xx")) is None
    assert story((), ENGLISH) is None


def test_nonsense_and_one_word_are_taken_without_complaint() -> None:
    for text in ("x", "and and and and", ", . ! ?", "9 9 9 9 9 9 9 9", "the " * 3000):
        for typed in (False, True):
            assert isinstance(told(text, typed=typed), Structure)


def test_a_result_that_no_cue_knows_is_told_by_the_sentence_model(encode: Encode) -> None:
    words = heard(SITUATION, TASK, ACTION, UNKNOWN_WORDS).words
    by_cues = story(words, ENGLISH)
    by_meaning = story(words, ENGLISH, meaning=Meaning(encode, unread))
    assert by_cues is not None
    assert by_meaning is not None
    assert by_cues.judge == "lexical"
    assert "result" in by_cues.missing
    assert by_meaning.judge == "lexical and meaning"
    assert by_meaning.parts[-1].name == "result"
    assert by_meaning.parts[-1].passages[-1].quote == UNKNOWN_WORDS


def test_a_missing_result_stays_missed_with_the_sentence_model(encode: Encode) -> None:
    found = story(heard(SITUATION, TASK, ACTION).words, ENGLISH, meaning=Meaning(encode, unread))
    assert found is not None
    assert found.missing == ("result",)


def test_without_prototypes_or_with_few_words_the_cues_judge_alone(encode: Encode) -> None:
    german = "unser Server war aus und ich habe ihn neu gestartet und danach lief er wieder"
    for text, language in ((german, tables("de")), ("i did it", ENGLISH)):
        found = story(heard(text).words, language, meaning=Meaning(encode, unread))
        assert found is not None
        assert found.judge == "lexical"


def test_what_was_read_along_is_not_read_again_for_the_structure(encode: Encode) -> None:
    taken: list[str] = []

    def counted(texts: Sequence[str]) -> Sequence[Vectors]:
        taken.extend(texts)
        return encode(texts)

    def give_up(text: str) -> None:
        raise AssertionError(text)

    question = Question("down", "behavioral", "Tell me about a time when something broke.")
    words = heard(SITUATION, TASK, ACTION, RESULT).words
    reader = Reader(give_up, load=lambda: Meaning(counted, unread))
    reader.begin(question)
    reader.follow(words, "en")
    meaning = reader.meaning("en")
    assert meaning is not None
    end = " ".join(word.text for word in words[-5:])
    for _ in range(3000):
        if end in taken:
            break
        time.sleep(0.01)
    reader.close()  # waits for what is being read
    taken.clear()
    assert story(words, ENGLISH, meaning=meaning) is not None
    assert taken == []


def test_a_story_that_begins_with_what_one_did_has_no_situation(encode: Encode) -> None:
    found = story(heard(ACTION, RESULT).words, ENGLISH, meaning=Meaning(encode, unread))
    assert found is not None
    assert "situation" in found.missing
    assert all(part.passages for part in found.parts)
