"""What counts as time of an interview, and what doesn't."""

import pytest

from voiceprep.interview.clock import SessionClock, SleepWatch, since_boot_s
from voiceprep.interview.phrases import phrases


class Hands:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.s = 100.0

    def __call__(self) -> float:
        return self.s


def test_pauses_are_no_time_of_the_interview() -> None:
    hands = Hands()
    clock = SessionClock(600, clock=hands)
    hands.s += 60
    clock.pause()
    hands.s += 1000
    assert clock.spent_s == 60
    clock.go_on()
    hands.s += 30
    assert (clock.spent_s, clock.left_s) == (90, 510)


def test_an_interview_goes_on_with_the_time_that_was_spent() -> None:
    assert SessionClock(600, spent_s=250, clock=Hands()).left_s == 350


def test_sleep_is_noticed_by_the_clock_that_goes_on() -> None:
    running, boot = Hands(), Hands()
    watch = SleepWatch(running, boot)
    for hands in (running, boot):
        hands.s += 0.05
    assert watch.look() == (0, 0)
    running.s += 0.05
    boot.s += 3600
    slept_s, counted_s = watch.look()
    assert slept_s == pytest.approx(3600)
    assert counted_s == 0  # the clock of the interview stood still as well
    assert watch.look() == (0, 0)


def test_a_program_that_was_stopped_is_noticed_by_the_hole() -> None:
    running, boot = Hands(), Hands()
    watch = SleepWatch(running, boot)
    for hands in (running, boot):
        hands.s += 30
    assert watch.look() == (30, 30)


def test_a_slow_machine_is_not_asleep() -> None:
    running, boot = Hands(), Hands()
    watch = SleepWatch(running, boot)
    for hands in (running, boot):
        hands.s += 3
    assert watch.look() == (0, 0)


def test_there_is_a_clock_that_goes_on_in_sleep() -> None:
    assert since_boot_s() <= since_boot_s()


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 seconds"), (58, "1 minute"), (47, "45 seconds"), (100, "1 minute and 40 seconds"),
     (640, "10 minutes and 30 seconds"), (1801, "30 minutes")],
)  # fmt: skip
def test_times_are_told_as_one_says_them(seconds: float, said: str) -> None:
    assert phrases("en").time(seconds) == said
