from pathlib import Path

import pytest

from conftest import Speech
from voiceprep.errors import ModelError
from voiceprep.resources import builtin
from voiceprep.speech.appraisal import traits, try_model, word_error_rate
from voiceprep.speech.catalogue import catalogue, fits, language_of, offer, recommended

STARTER = builtin("models") / "voiceprep-starter-en"


def test_a_model_is_tried_on_real_speech(speech: Speech) -> None:
    trial = try_model(STARTER, [speech("The mean of the column."), speech("Regularization.")])
    assert trial.heard[0].split()[-1] == "column"
    assert trial.real_time_factor is not None
    assert trial.memory_mb > 50


def test_a_broken_model_ends_nothing_but_its_trial(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is broken"):
        try_model(tmp_path, [])


def test_the_files_tell_vocabulary_fillers_and_grammars() -> None:
    found = traits(STARTER, ("um", "uh", "qqq"))
    assert found.words == 24_000
    assert found.fillers == ("um", "uh")
    assert found.grammars


def test_a_model_without_look_ahead_takes_no_grammars(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("<eps> 0\na 1\n#0 2\n")
    (tmp_path / "HCLG.fst").touch()
    assert traits(tmp_path).words == 1
    assert not traits(tmp_path).grammars


def test_errors_are_counted_per_word_that_was_said() -> None:
    said = "a b c d".split()
    assert word_error_rate([(said, "a x c d e".split())]) == 0.5
    assert word_error_rate([(said, []), (said, said)]) == 0.5
    assert word_error_rate([([], ["a"])]) == 0.0


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("vosk-model-small-de-0.15", "de"),
        ("voiceprep-starter-en", "en"),
        ("vosk-model-small-cn-0.22", "zh"),
        ("my model", ""),
    ],
)
def test_a_models_name_tells_its_language(name: str, language: str) -> None:
    assert language_of(name) == language


def test_what_is_recommended_leaves_half_of_the_memory() -> None:
    lean, ample = recommended("en", 2_000), recommended("en", 16_000)
    assert lean is not None
    assert ample is not None
    assert lean.name == "vosk-model-small-en-us-0.15"
    assert ample.name == "vosk-model-en-us-0.22-lgraph"
    assert recommended("en", 100) is None
    assert recommended("xx", 16_000) is None


def test_the_catalogue_is_whole() -> None:
    for one in catalogue():
        assert one.url == f"https://alphacephei.com/vosk/models/{one.name}.zip"
        assert language_of(one.name) == one.language
        assert len(one.md5) in (0, 32)
        assert all(0 < rate < 100 for rate in one.wer.values())
    big = offer("vosk-model-en-us-0.22")
    assert big is not None
    assert not fits(big, 8_000)
