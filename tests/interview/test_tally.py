import pytest

from voiceprep.audio.frames import FRAME_BYTES, FRAME_S, Frame
from voiceprep.interview.tally import Limits, Tally

LIMITS = Limits(target_s=60, limit_s=90, silence_s=8, think_s=120)


def fill(tally: Tally, seconds: float, *, speaking: bool = False, lost: bool = False) -> None:
    for _ in range(round(seconds / FRAME_S)):
        tally.add(Frame(bytes(FRAME_BYTES), 0.0, lost), speaking)


def test_thinking_is_apart_from_answering() -> None:
    tally = Tally(asked_s=0.5)
    fill(tally, 3)
    fill(tally, 10, speaking=True)
    fill(tally, 2)
    assert tally.think_s == pytest.approx(2.5)
    assert tally.answer_s == pytest.approx(10)
    assert tally.running_s == pytest.approx(12)


def test_speaking_before_the_question_ended_is_no_negative_thinking() -> None:
    tally = Tally(asked_s=1.0)
    fill(tally, 2, speaking=True)
    assert tally.think_s == 0


def test_silence_after_speech_ends_an_answer() -> None:
    tally = Tally()
    fill(tally, 1, speaking=True)
    fill(tally, 7.9)
    assert tally.ending(LIMITS) is None
    fill(tally, 0.2)
    assert tally.ending(LIMITS) == "silence"


def test_pauses_do_not_add_up() -> None:
    tally = Tally()
    for _ in range(3):
        fill(tally, 1, speaking=True)
        fill(tally, 6)
    assert tally.ending(LIMITS) is None


def test_silence_before_any_speech_is_thinking() -> None:
    tally = Tally()
    fill(tally, 60)
    assert tally.ending(LIMITS) is None
    fill(tally, 60.1)
    assert tally.ending(LIMITS) == "no speech"


def test_the_limit_counts_from_the_first_speech() -> None:
    tally = Tally()
    fill(tally, 60)
    fill(tally, 89, speaking=True)
    assert tally.ending(LIMITS) is None
    fill(tally, 1.1, speaking=True)
    assert tally.ending(LIMITS) == "limit"


def test_without_limits_nothing_ends_an_answer() -> None:
    tally = Tally()
    fill(tally, 200, speaking=True)
    fill(tally, 200)
    assert tally.ending(Limits(target_s=60, limit_s=0, silence_s=0)) is None


def test_lost_sound_is_a_gap_and_no_silence() -> None:
    tally = Tally()
    fill(tally, 1, speaking=True)
    fill(tally, 20, lost=True)
    fill(tally, 1)
    assert tally.ending(LIMITS) is None
    (gap,) = tally.gaps
    assert (gap.start_s, gap.end_s) == pytest.approx((1, 21))


def test_two_losses_are_two_gaps() -> None:
    tally = Tally()
    for _ in range(2):
        fill(tally, 1, lost=True)
        fill(tally, 1, speaking=True)
    assert len(tally.gaps) == 2
