"""No answer that was begun is ever lost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from voiceprep.audio.filesource import read_samples
from voiceprep.audio.frames import FRAME_BYTES, FRAME_S, Frame
from voiceprep.audio.recording import Recording
from voiceprep.bank.model import KeyPoint, Question
from voiceprep.errors import ModelError
from voiceprep.interview.hearing import Hearing
from voiceprep.interview.keeping import Keeper
from voiceprep.interview.notes import Notes, Take
from voiceprep.journal.attempt import Attempt, ModelRef
from voiceprep.journal.journal import Journal
from voiceprep.journal.lock import LOCK, Lock
from voiceprep.speech.ear import Ear
from voiceprep.speech.models import find_model
from voiceprep.speech.transcript import Transcript, Word

SAID = "I look at the pattern of the missing values and drop those rows if they are few."
QUESTION = Question(
    "missing-data",
    "common",
    "What do you do about gaps?",
    points=(KeyPoint("Drop the rows", (("drop",), ("rows",))),),
)
NOW = datetime(2026, 3, 1, tzinfo=UTC)


class Quiet:
    """A screen that only collects notices."""

    def __init__(self) -> None:
        self.notices: list[str] = []

    def notice(self, text: str) -> None:
        self.notices.append(text)

    def thinking(self, what: str) -> None: ...


class Broken:
    """A recogniser model that can't be loaded."""

    def ear(self) -> Ear:
        def load() -> Any:
            raise ModelError("The model is broken.")

        return Ear(load)

    def reference(self) -> ModelRef:
        return ModelRef("broken")


@pytest.fixture(scope="module")
def hearing(tmp_path_factory: pytest.TempPathFactory) -> Hearing:
    folder = tmp_path_factory.mktemp("models")
    return Hearing(find_model("voiceprep-starter-en", folder), folder)


Make = Callable[..., Keeper]


@pytest.fixture
def make(tmp_path: Path, hearing: Hearing) -> Make:
    """Makes keepers of one journal."""

    def keeper(model: Any = hearing) -> Keeper:
        return Keeper(Journal(tmp_path / "journal.sqlite"), tmp_path, lambda _: model)

    return keeper


def cut_off(keeper: Keeper, samples: bytes) -> Attempt:
    """An attempt as a kill leaves it: open, with so much sound."""
    session = keeper.journal.begin_session("rehearse", "A bank", NOW)
    attempt = keeper.journal.open_attempt(session, QUESTION, "en", "microphone", NOW)
    name = f"{session}/01-missing-data.wav"
    keeper.journal.set_recording(attempt.id, name)
    (keeper.recordings / str(session)).mkdir()
    recording = Recording(keeper.recordings / name)
    recording.write(samples)
    recording.close()
    return replace(attempt, recording=name)


def test_an_answer_that_was_cut_off_is_transcribed_and_judged(
    make: Make, speech: Callable[..., Path]
) -> None:
    keeper, screen = make(), Quiet()
    cut_off(keeper, read_samples(speech(SAID)).tobytes())
    (attempt,) = keeper.recover(screen)  # type: ignore[arg-type]
    assert attempt.ended_by == "cut off"
    assert "missing values" in attempt.transcript.text
    assert attempt.feedback
    assert attempt.feedback.points[0].verdict == "covered"
    assert keeper.journal.open_attempts() == ()
    assert keeper.journal.attempt(attempt.id).recording.endswith(".flac")


def test_an_answer_is_timed_alike_while_it_is_given_and_from_its_recording(
    make: Make, hearing: Hearing, speech: Callable[..., Path]
) -> None:
    keeper, screen = make(), Quiet()
    sound = bytes(32_000) + read_samples(speech(SAID)).tobytes() + bytes(32_000)
    notes = Notes(hearing.ear(), "en", screen.notice, sound_kept=True)
    notes.tally.asked_s = 0.4
    for n, at in enumerate(range(0, len(sound) - FRAME_BYTES + 1, FRAME_BYTES)):
        notes.add(Frame(sound[at : at + FRAME_BYTES], n * FRAME_S))
    take = notes.finish("key", "")
    opened = cut_off(keeper, sound)
    kept = keeper.keep(opened, take)
    before = replace(opened, think_s=take.think_s, answer_s=take.answer_s, ended_by="key")
    keeper.journal.keep_attempt(before, complete=False)
    (recovered,) = keeper.recover(screen)  # type: ignore[arg-type]
    assert kept.feedback
    assert recovered.feedback
    assert kept.feedback.delivery == recovered.feedback.delivery
    assert kept.feedback.delivery
    assert kept.think_s == kept.feedback.delivery.think_s == recovered.think_s
    assert 0.5 < kept.think_s < 1.0


@pytest.mark.parametrize("size", [0, 10, 44])
def test_a_recording_without_a_sample_is_forgotten(make: Make, size: int) -> None:
    keeper, screen = make(), Quiet()
    attempt = cut_off(keeper, b"")
    path = keeper.recordings / attempt.recording
    path.write_bytes(path.read_bytes()[:size])
    assert keeper.recover(screen) == []  # type: ignore[arg-type]
    assert keeper.journal.open_attempts() == ()
    assert screen.notices == []


def test_a_recording_that_cannot_be_read_waits_and_hinders_nothing(
    make: Make, speech: Callable[..., Path]
) -> None:
    keeper, screen = make(), Quiet()
    broken = cut_off(keeper, bytes(100))
    (keeper.recordings / broken.recording).write_bytes(b"no sound at all" * 100)
    cut_off(keeper, read_samples(speech(SAID)).tobytes())
    assert len(keeper.recover(screen)) == 1  # type: ignore[arg-type]
    assert [attempt.id for attempt in keeper.journal.open_attempts()] == [broken.id]
    assert "waits to be recovered" in screen.notices[0]


def test_a_model_that_is_gone_leaves_the_answer_for_later(
    make: Make, speech: Callable[..., Path]
) -> None:
    screen = Quiet()
    attempt = cut_off(make(), read_samples(speech(SAID)).tobytes())
    assert make(Broken()).recover(screen) == []  # type: ignore[arg-type]
    assert screen.notices
    (recovered,) = make().recover(screen)  # type: ignore[arg-type]
    assert recovered.id == attempt.id


def test_the_answer_of_a_sitting_that_goes_on_is_left_alone(make: Make) -> None:
    keeper = make()
    attempt = cut_off(keeper, bytes(32_000))
    lock = Lock(keeper.recordings / str(attempt.session) / LOCK)
    assert lock.acquire()
    assert keeper.recover(Quiet()) == []  # type: ignore[arg-type]
    assert keeper.journal.open_attempts()
    lock.release()


def test_a_folder_that_is_not_there_at_present_costs_nothing(make: Make) -> None:
    keeper = make()
    attempt = cut_off(keeper, bytes(32_000))
    folder = keeper.recordings / str(attempt.session)
    folder.rename(folder.with_name("unmounted"))
    assert keeper.recover(Quiet()) == []  # type: ignore[arg-type]
    assert keeper.journal.open_attempts()


def take(*, complete: bool) -> Take:
    words = tuple(Word(text, n, n + 0.5, 0.9) for n, text in enumerate(SAID.lower().split()))
    return Take("silence", "", Transcript(words), complete, 2.0, 9.0, 20.0, None, ())


def test_an_answer_whose_recogniser_failed_stays_open_with_its_times(
    make: Make, hearing: Hearing, speech: Callable[..., Path]
) -> None:
    keeper, screen = make(), Quiet()
    attempt = cut_off(keeper, read_samples(speech(SAID)).tobytes())
    assert keeper.keep(attempt, take(complete=False)).feedback is None
    assert keeper.journal.attempts() == ()
    (recovered,) = keeper.recover(screen)  # type: ignore[arg-type]
    assert recovered.ended_by == "silence"
    assert recovered.think_s == pytest.approx(2.0, abs=0.15)  # as it was noted, and refined
    assert recovered.feedback


def test_without_a_recording_what_was_heard_before_a_failure_is_kept(make: Make) -> None:
    keeper = make()
    attempt = replace(cut_off(keeper, b""), recording="")
    kept = keeper.keep(attempt, take(complete=False))
    assert kept.feedback
    assert keeper.journal.attempts() == (kept,)


def test_what_was_heard_in_part_outlasts_the_loss_of_its_sound(make: Make) -> None:
    keeper = make()
    attempt = replace(cut_off(keeper, b""), transcript=take(complete=True).transcript)
    keeper.journal.keep_attempt(attempt, complete=False)
    (recovered,) = keeper.recover(Quiet())  # type: ignore[arg-type]
    assert recovered.transcript == attempt.transcript
    assert keeper.journal.attempts() == (recovered,)


def test_what_was_typed_before_a_kill_is_recovered(make: Make) -> None:
    keeper = make()
    session = keeper.journal.begin_session("rehearse", "A bank", NOW)
    attempt = keeper.journal.open_attempt(session, QUESTION, "en", "typed", NOW)
    typed = replace(attempt, transcript=take(complete=True).transcript)
    keeper.journal.keep_attempt(typed, complete=False)
    (recovered,) = keeper.recover(Quiet())  # type: ignore[arg-type]
    assert recovered.transcript == typed.transcript
    assert recovered.feedback


@pytest.mark.parametrize(
    ("sound_kept", "sentence"),
    [(True, "is transcribed at the next start"), (False, "Only what was heard until now is kept")],
)
def test_a_failing_recogniser_is_told_once_and_truly(sound_kept: bool, sentence: str) -> None:
    screen = Quiet()
    notes = Notes(Broken().ear(), "en", screen.notice, sound_kept=sound_kept)
    assert not notes.finish("key", "").complete
    assert len(screen.notices) == 1
    assert sentence in screen.notices[0]
