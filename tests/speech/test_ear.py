import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from spoken_samples import frames, samples, seconds, silence, word_error_rate

from voiceprep.errors import ModelError
from voiceprep.speech.ear import Ear, Event
from voiceprep.speech.models import find_model
from voiceprep.speech.recognizer import Model, Utterance, load_model, transcribe

FIRST = "I would look at the distribution of the missing values."
SECOND = "Then I would compare the precision and the recall of two models."


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    folder = tmp_path_factory.mktemp("models")
    return load_model(find_model("", folder, env={}), folder)


@pytest.fixture(scope="module")
def answer(speech: Callable[..., Path]) -> bytes:
    """Two sentences with a pause."""
    first, second = (samples(speech(text, "espeak-ng")) for text in (FIRST, SECOND))
    return first + silence(1.5) + second


def wait_for_words(ear: Ear) -> list[Event]:
    events: list[Event] = []
    deadline = time.monotonic() + 30
    while ear.backlog_s and time.monotonic() < deadline:
        events += ear.poll()
        time.sleep(0.005)
    return events + ear.poll()


def test_sound_fed_while_the_model_loads_is_heard_in_full(model: Model, answer: bytes) -> None:
    may_load = threading.Event()

    def load() -> Model:
        may_load.wait(30)
        return model

    ear = Ear(load)
    for pcm in frames(answer):
        ear.feed(pcm)
    assert ear.loading
    assert ear.backlog_s == pytest.approx(seconds(answer))
    assert ear.poll() == []
    may_load.set()
    transcript = ear.finish()
    assert transcript == transcribe(frames(answer), model)
    assert word_error_rate(f"{FIRST} {SECOND}", transcript.text) <= 0.2
    assert ear.backlog_s == 0
    assert not ear.loading


def test_events_are_growing_text_and_then_the_utterance(model: Model, answer: bytes) -> None:
    ear = Ear(lambda: model)
    events: list[Event] = []
    for pcm in frames(answer):
        ear.feed(pcm)
        while ear.backlog_s > 0.1:
            time.sleep(0.001)
        events += ear.poll()
    utterances = [event for event in events if isinstance(event, Utterance)]
    assert len(utterances) == 1  # the second has no pause after it
    at = events.index(utterances[0])
    assert len(events[:at]) >= 4
    assert len(events[at + 1 :]) >= 4
    transcript = ear.finish()
    assert transcript.words[: len(utterances[0].words)] == utterances[0].words
    assert len(transcript) > len(utterances[0].words) + 5


def test_only_the_newest_text_is_handed_out_after_a_pause_in_polling(
    model: Model, answer: bytes
) -> None:
    ear = Ear(lambda: model)
    for pcm in frames(answer):
        ear.feed(pcm)
    ear.finish()
    events = ear.poll()
    assert [type(event) for event in events] == [Utterance, Utterance]


def test_finish_that_comes_too_early_can_be_repeated(model: Model, answer: bytes) -> None:
    may_load = threading.Event()

    def load() -> Model:
        may_load.wait(30)
        return model

    ear = Ear(load)
    ear.feed(answer)
    with pytest.raises(ModelError, match="still loading after 0 s"):
        ear.finish(patience_s=0.2)
    may_load.set()
    assert len(ear.finish()) > 10
    assert len(ear.finish()) > 10


@pytest.mark.parametrize("fault", [ModelError("No model."), RuntimeError("odd")])
def test_a_fault_of_the_model_reaches_the_caller(fault: Exception, answer: bytes) -> None:
    def load() -> Model:
        raise fault

    ear = Ear(load)
    for pcm in frames(answer):
        ear.feed(pcm)
    with pytest.raises(ModelError, match=r"No model\.|The recogniser failed: odd\."):
        ear.finish()
    with pytest.raises(ModelError):
        ear.poll()
    assert ear.backlog_s == 0
    ear.feed(answer)
    assert ear.backlog_s == 0


def test_a_closed_ear_stops_decoding(model: Model, answer: bytes) -> None:
    ear = Ear(lambda: model)
    for pcm in frames(20 * answer):
        ear.feed(pcm)
    ear.close()
    ear.close()
    heard = ear.finish(patience_s=5)
    assert len(heard) < 100


LEAVE = """
import sys, time
from pathlib import Path
from voiceprep.speech.models import find_model
from voiceprep.speech.ear import Ear
from voiceprep.speech.recognizer import load_model
info = find_model("", Path("none"), env={})
ear = Ear(lambda: load_model(info))
for _ in range(3000):
    ear.feed(b"ab" * 320)
while ear.loading or not 1 < ear.backlog_s < 59:
    time.sleep(0.01)
print("leaving")
"""


def test_a_program_can_end_while_an_ear_still_listens() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LEAVE], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.stdout, done.stderr, done.returncode) == ("leaving\n", "", 0)
