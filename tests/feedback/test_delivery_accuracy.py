"""The delivery benchmark in small: its figures hold, with some margin."""

from pathlib import Path

import pytest

from voiceprep.speech.models import find_model
from voiceprep.speech.recognizer import load_model

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "delivery"


@pytest.fixture(autouse=True)
def benchmark_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(BENCHMARK)


def test_pauses_thinking_and_pace_are_measured_as_documented(tmp_path: Path) -> None:
    import accuracy

    model = load_model(find_model("voiceprep-starter-en", tmp_path))
    spoken = list(accuracy.answers(tmp_path, 1, seed=2, length=10))[:2]
    figures = accuracy.measure(spoken, "room", 20, model)
    assert figures.f1 >= 0.9
    assert figures.length_ms <= 60
    assert figures.thinking_worst_ms <= 150
    assert figures.rate <= 0.1


@pytest.mark.parametrize("split", ["development", "test"])
def test_fillers_are_told_from_words_that_mean_something(split: str) -> None:
    import labels

    counts = labels.score(split)
    assert counts.precision >= 0.9
    assert counts.recall >= 0.9
