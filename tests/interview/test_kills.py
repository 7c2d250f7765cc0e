"""A mock interview that is killed at random moments loses nothing that was committed.

benchmarks/kills.py does the same fifty times.
"""

import random
import sys
from pathlib import Path

import pytest

from soundsystem import VirtualSound
from voiceprep.audio.frames import RATE_HZ

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from kills import kill_once, noise


@pytest.mark.parametrize("sound", [{"mic_rate_hz": RATE_HZ}], indirect=True)
@pytest.mark.parametrize(("low_s", "high_s"), [(0.5, 3.5), (7.0, 12.0)])
def test_a_killed_interview_goes_on_and_lost_half_a_second_at_most(
    sound: VirtualSound, tmp_path: Path, low_s: float, high_s: float
) -> None:
    voice = tmp_path / "voice.wav"
    noise(voice, 2)
    loss = kill_once(sound, tmp_path, voice, random.uniform(low_s, high_s))
    assert loss.faults == ()
