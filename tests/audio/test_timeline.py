"""Times are even, and holes are counted."""

import itertools
import random

from hypothesis import given
from hypothesis import strategies as st

from voiceprep.audio.frames import FRAME_S
from voiceprep.audio.timeline import Timeline


def test_late_callbacks_are_no_holes() -> None:
    timeline, dice = Timeline(), random.Random(1)
    late_s = 0.0
    for number in range(1000):
        late_s = max(0.0, late_s - FRAME_S) or dice.choice([0.0] * 20 + [0.3])
        missing, time_s = timeline.place(10 + number * FRAME_S + late_s)
        assert missing == 0
        assert abs(time_s - (10 + number * FRAME_S)) < 0.01


def test_a_clock_that_drifts_is_followed() -> None:
    for drift in (0.9998, 1.0002):
        timeline = Timeline()
        for number in range(50 * 600):
            true_s = number * FRAME_S * drift
            missing, time_s = timeline.place(true_s)
            assert missing == 0
        assert abs(time_s - true_s) < 0.005


def test_a_known_loss_is_a_hole_at_once() -> None:
    timeline = Timeline()
    for number in range(100):
        timeline.place(number * FRAME_S)
    assert timeline.place(100 * FRAME_S + 1.0, jumped=True)[0] == 50
    assert timeline.place(101 * FRAME_S + 1.0)[0] == 0


def test_lateness_that_lasts_is_a_hole() -> None:
    timeline = Timeline()
    holes = [timeline.place(n * FRAME_S + (0.4 if n >= 100 else 0.0))[0] for n in range(200)]
    assert sum(holes) == 20
    assert 100 <= holes.index(20) <= 130


@given(st.lists(st.tuples(st.floats(-5, 5), st.booleans()), min_size=2, max_size=60))
def test_whatever_is_measured_time_goes_on(steps: list[tuple[float, bool]]) -> None:
    timeline = Timeline()
    placed = [timeline.place(100 + step_s, jumped) for step_s, jumped in steps]
    for (_, before_s), (missing, time_s) in itertools.pairwise(placed):
        assert missing >= 0
        assert abs(time_s - before_s - (missing + 1) * FRAME_S) < 0.001
