import itertools
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from spoken_samples import LEAD_S, frames, samples, seconds, silence, word_error_rate

from voiceprep.audio.frames import Frame
from voiceprep.errors import ModelError
from voiceprep.resources import builtin
from voiceprep.speech.models import ModelInfo, find_model
from voiceprep.speech.recognizer import Model, Recognizer, load_model, transcribe

FIRST = "I split the data into a training set and a test set."
SECOND = "Then I train the model with cross validation and measure the precision."


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    folder = tmp_path_factory.mktemp("models")
    return load_model(find_model("", folder, env={}), folder)


@pytest.mark.parametrize(("engine", "voice"), [("espeak-ng", "en-us"), ("flite", "slt")])
def test_hears_a_spoken_sentence(
    model: Model, speech: Callable[..., Path], engine: str, voice: str
) -> None:
    said = f"{FIRST} {SECOND}"
    heard = transcribe(frames(samples(speech(said, engine, voice))), model)
    assert word_error_rate(said, heard.text) <= 0.2
    assert heard.words[0].text == "i"
    assert heard.words[-1].text == "precision"
    assert all(0 <= word.conf <= 1 for word in heard.words)


def test_two_sentences_with_a_pause_are_two_utterances_at_their_times(
    model: Model, speech: Callable[..., Path]
) -> None:
    first, second = (samples(speech(text, "espeak-ng")) for text in (FIRST, SECOND))
    lead = silence(1.0)
    recognizer = Recognizer(model)
    answer = lead + first + silence(2.0) + second + silence(2.0)
    accepted = [recognizer.accept(pcm) for pcm in frames(answer)]
    ended = [utterance for utterance in accepted if utterance]
    transcript = recognizer.finish()

    assert len(ended) == 2
    assert recognizer.utterances == tuple(ended)
    assert transcript.text == f"{ended[0].text} {ended[1].text}"
    assert ended[0].start_s == pytest.approx(1.0 + LEAD_S, abs=0.3)
    second_s = seconds(lead) + seconds(first) + 2.0 + LEAD_S
    assert ended[1].start_s == pytest.approx(second_s, abs=0.3)
    assert ended[1].end_s < second_s + seconds(second)
    times = [time_s for word in transcript.words for time_s in (word.start_s, word.end_s)]
    assert times == sorted(times)


def test_frames_of_20_ms_are_heard_like_the_whole(
    model: Model, speech: Callable[..., Path]
) -> None:
    pcm = samples(speech(f"{FIRST} {SECOND}", "espeak-ng"))
    whole = transcribe([pcm], model)
    framed = transcribe((Frame(block, 0.0) for block in frames(pcm)), model)
    assert word_error_rate(whole.text, framed.text) <= 0.1
    for one, other in zip(whole.words[:5], framed.words[:5], strict=True):
        assert one.start_s == pytest.approx(other.start_s, abs=0.15)


def test_partials_grow_before_the_end(model: Model, speech: Callable[..., Path]) -> None:
    pcm = samples(speech(SECOND, "espeak-ng"))
    recognizer = Recognizer(model)
    partials = []
    for block in frames(pcm[: len(pcm) * 2 // 3]):
        recognizer.accept(block)
        partials.append(recognizer.partial)
    lengths = [len(partial.split()) for partial, _ in itertools.groupby(partials)]
    assert lengths[0] == 0
    assert len(lengths) >= 4
    assert 4 <= lengths[-1] < len(SECOND.split())
    assert not recognizer.utterances


def test_unknown_sound_is_counted_and_not_shown(
    model: Model, speech: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A grammar makes the model answer [unk] to all words but one."""
    import vosk

    recognizer = Recognizer(model)
    strict = vosk.KaldiRecognizer(model.vosk_model, 16_000, '["data", "[unk]"]')
    strict.SetWords(True)
    monkeypatch.setattr(recognizer, "_vosk", strict)
    for block in frames(samples(speech(FIRST, "espeak-ng"))):
        recognizer.accept(block)
        assert "[unk]" not in recognizer.partial
    transcript = recognizer.finish()
    assert set(transcript.text.split()) <= {"data"}
    assert recognizer.unknown >= 1


@pytest.mark.parametrize("pcm", [b"", silence(2.0)])
def test_silence_is_no_utterance(model: Model, pcm: bytes) -> None:
    recognizer = Recognizer(model)
    assert recognizer.accept(pcm) is None
    assert recognizer.finish().words == ()
    assert recognizer.utterances == ()


@pytest.mark.parametrize("word", ["regularization", "sql", "um", "Regularization"])
def test_knows_words_of_the_vocabulary(model: Model, word: str) -> None:
    assert model.knows(word)


@pytest.mark.parametrize("word", ["kubernetesx", "", "two words", "the\0", "\ud800", "x" * 9999])
def test_does_not_know_others(model: Model, word: str) -> None:
    assert not model.knows(word)


# What is broken -> how the sentence begins to say so.
BREAKAGES: dict[str, tuple[str, str | bytes | int | None, str]] = {
    "no acoustic model": ("am/final.mdl", None, "am/final.mdl is missing"),
    "half an acoustic model": ("am/final.mdl", 2_000_000, "Vosk can't load"),
    "empty acoustic model": ("am/final.mdl", 0, "am/final.mdl is empty"),
    "junk for an acoustic model": ("am/final.mdl", b"<html>404</html>", "Vosk can't load"),
    "no decoding settings": ("conf/model.conf", None, "conf/model.conf is missing"),
    "junk for decoding settings": ("conf/model.conf", b"junk\n", "Vosk can't load"),
    "settings that abort": ("conf/model.conf", b"\n", "Vosk can't load"),
    "unknown option": ("conf/mfcc.conf", b"--no-such-option=1\n", "Vosk can't load"),
    "no features": ("conf/mfcc.conf", None, "conf/mfcc.conf or conf/fbank.conf is missing"),
    "half a grammar": ("graph/Gr.fst", 5_000_000, "Vosk can't load"),
    "no grammar": ("graph/Gr.fst", None, "graph/Gr.fst is missing"),
    "no graph": ("graph/HCLr.fst", None, "graph/HCLG.fst or graph/HCLr.fst is missing"),
    "junk for a graph": ("graph/HCLr.fst", bytes(range(256)), "Vosk can't load"),
    "half a list that crashes": ("graph/disambig_tid.int", 20, "Vosk can't load"),
    "no words": ("graph/words.txt", None, "graph/words.txt is missing"),
    "half the words": ("graph/words.txt", 200_001, "Vosk can't load"),
}
LOAD = """
import sys
from pathlib import Path
from voiceprep.errors import ModelError
from voiceprep.speech.models import ModelInfo
from voiceprep.speech.recognizer import load_model
for folder in map(Path, sys.argv[1:]):
    try:
        load_model(ModelInfo(folder.name, folder, False, "test"))
        print("loaded")
    except ModelError as fault:
        print(fault)
"""


def broken_model(folder: Path, file: str, content: str | bytes | int | None) -> None:
    """The starter model in links, with one file gone, cut to a length, or replaced."""
    starter = find_model("", folder, env={}).path
    for path in starter.rglob("*"):
        link = folder / path.relative_to(starter)
        link.parent.mkdir(parents=True, exist_ok=True)
        if path.is_file():
            link.symlink_to(path)
    (folder / file).unlink()
    if isinstance(content, int):
        (folder / file).write_bytes((starter / file).read_bytes()[:content])
    elif isinstance(content, bytes):
        (folder / file).write_bytes(content)


def test_a_broken_model_is_one_sentence_and_nothing_on_stderr(tmp_path: Path) -> None:
    folders = [tmp_path / name.replace(" ", "-") for name in BREAKAGES]
    for folder, (file, content, _) in zip(folders, BREAKAGES.values(), strict=True):
        broken_model(folder, file, content)
    done = subprocess.run(
        [sys.executable, "-c", LOAD, *map(str, folders), str(tmp_path / "nowhere")],
        capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    assert done.returncode == 0
    *lines, nowhere = done.stdout.splitlines()
    assert "does not exist" in nowhere
    for folder, (_, _, expected), line in zip(folders, BREAKAGES.values(), lines, strict=True):
        assert str(folder) in line
        assert expected in line


def test_a_whole_model_loads_without_a_word(tmp_path: Path) -> None:
    starter = find_model("", tmp_path, env={}).path
    done = subprocess.run(
        [sys.executable, "-c", LOAD, str(starter)],
        capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip
    assert (done.stdout, done.stderr, done.returncode) == ("loaded\n", "", 0)


def test_a_model_without_folders_loads(tmp_path: Path) -> None:
    folder = tmp_path / "old"
    folder.mkdir()
    for path in (builtin("models") / "voiceprep-starter-en").rglob("*"):
        if path.is_file():
            (folder / path.name).symlink_to(path)
    assert load_model(ModelInfo("old", folder, False, "test")).knows("data")


def test_a_model_is_tried_out_once_and_again_after_a_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, cache = tmp_path / "model", tmp_path / "cache"
    broken_model(folder, "README.md", b"whole\n")
    info = ModelInfo("model", folder, False, "test")
    load_model(info, cache)
    monkeypatch.setattr(sys, "executable", "/nowhere/python")  # no process can be started now
    assert load_model(info, cache).knows("data")
    os.utime(folder / "README.md", (1, 1))
    with pytest.raises(ModelError, match="can't be tried out"):
        load_model(info, cache)
