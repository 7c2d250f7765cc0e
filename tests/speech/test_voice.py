import json
import os
import subprocess
import sys
import threading
import time
import wave
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import soundfile
from spoken_samples import frames, samples, word_error_rate

from voiceprep.errors import VoiceError
from voiceprep.speech.models import find_model
from voiceprep.speech.recognizer import Model, load_model, transcribe
from voiceprep.speech.voice import (
    MAX_CHARACTERS,
    WORKER,
    Voice,
    language_of_voice,
    list_voices,
    speakable,
)
from voiceprep.speech.voiceworker import as_wav, no_engine

SENTENCE = "Tell me about a project where the data was not clean."
NO_WORKER = ("/nowhere/worker",)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    folder = tmp_path_factory.mktemp("models")
    return load_model(find_model("", folder, env={}), folder)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home") / "cache" / "voice"


def length_s(wav: Path) -> float:
    with wave.open(str(wav), "rb") as sound:
        return sound.getnframes() / sound.getframerate()


def fake_worker(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", f"import sys, os, json, time\n{code}")


def test_speaks_a_sentence_that_is_understood(cache: Path, model: Model) -> None:
    wav = Voice("en-us", 165, cache).wav(SENTENCE)
    assert word_error_rate(SENTENCE, transcribe(frames(samples(wav)), model).text) <= 0.2


def test_speaks_two_hundred_words_to_the_last(cache: Path, model: Model) -> None:
    text = " ".join(["We clean the data, train a model and measure it."] * 20)
    text += " At last we deploy the model."
    wav = Voice("en-us", 165, cache).wav(text)
    assert length_s(wav) > len(text.split()) / 165 * 60 * 0.7
    heard = transcribe(frames(samples(wav)), model)
    assert heard.text.split()[-2:] == ["the", "model"]
    assert len(heard) > 190


def test_the_folder_is_private_and_holds_only_whole_files(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "voice"
    wav = Voice(None, 165, folder).wav("hello")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert wav.stat().st_mode & 0o777 == 0o600
    assert list(folder.iterdir()) == [wav]


def test_what_was_spoken_before_starts_no_process(cache: Path) -> None:
    wav = Voice(None, 165, cache).wav(SENTENCE)
    assert Voice(None, 165, cache, worker=NO_WORKER).wav(SENTENCE) == wav
    with pytest.raises(VoiceError, match="can't be started"):
        Voice(None, 165, cache, worker=NO_WORKER).wav("something else")


@pytest.mark.parametrize("damage", ["", "RIFF", "half"])
def test_a_damaged_file_is_spoken_anew(tmp_path: Path, damage: str) -> None:
    voice = Voice(None, 165, tmp_path)
    wav = voice.wav("hello")
    whole = wav.read_bytes()
    wav.write_bytes(whole[: len(whole) // 2] if damage == "half" else damage.encode())
    assert voice.wav("hello") == wav
    assert wav.read_bytes() == whole


def test_voice_and_rate_change_the_sound(cache: Path) -> None:
    slow, fast = (Voice(None, rate, cache).wav(SENTENCE) for rate in (120, 240))
    assert length_s(slow) > 1.4 * length_s(fast)
    names = ("en-us", "en-gb", "en-us+m3")
    sounds = {Voice(name, 165, cache).wav(SENTENCE).read_bytes() for name in names}
    assert len(sounds) == 3


def test_lists_voices() -> None:
    voices = {voice.id: voice for voice in list_voices()}
    assert voices["gmw/en-us"].name == "English (America)"
    assert voices["gmw/en-us"].language == "en-us"
    assert len(voices) > 50


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("englsh (america)", "close are English (America)"),
        ("qqqq", "There is no voice 'qqqq'; there are"),
        ("scand", "There is no voice"),
        ("English", "ambiguous; it could be English (Caribbean) (gmw/en-029)"),
        ("en-us+nope", "no variant 'nope'"),
        ("--help", "There is no voice '--help'"),
        ("../../etc/passwd", "There is no voice"),
    ],
)
def test_a_voice_that_is_not_there_is_one_sentence(
    tmp_path: Path, name: str, expected: str
) -> None:
    with pytest.raises(VoiceError) as fault:
        Voice(name, 165, tmp_path).wav("hello")
    assert expected in str(fault.value)
    assert "\n" not in str(fault.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["gmw/en-us", "EN-US", "English (America)", "scotland", "polish"])
def test_a_voice_is_found_by_id_name_language_or_part(cache: Path, name: str) -> None:
    assert length_s(Voice(name, 165, cache).wav("hello")) > 0.3


@pytest.mark.parametrize("text", ["", "  \n", "\0", "...", "\x01\x02", "\u200b"])
def test_nothing_to_say_is_said(cache: Path, text: str) -> None:
    with pytest.raises(VoiceError, match="nothing to say"):
        Voice(None, 165, cache).wav(text)


def test_a_text_without_end_is_refused(cache: Path) -> None:
    with pytest.raises(VoiceError, match="at most 10000"):
        Voice(None, 165, cache, worker=NO_WORKER).wav("word " * MAX_CHARACTERS)


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("a\0b\x1b[2J\x7fc", "a b [2J c"),
        ("hello \x0150S there", "hello 50S there"),
        ("[[h@l0U]] [[[rate 10]]]", "[h@l0U] [rate 10]"),
        ('<break time="10s"/> now </speak><!-- x -->', 'break time="10s"/ now /speak !-- x --'),
        ("if a < b and b > c", "if a < b and b > c"),
        ("caf\u00e9 \ud800 \u202e r\u00e9sum\u00e9", "caf\u00e9 r\u00e9sum\u00e9"),
    ],
)
def test_commands_to_the_engine_are_taken_apart(text: str, spoken: str) -> None:
    assert speakable(text) == spoken


@pytest.mark.parametrize(
    "text",
    [
        "--help is the model",
        "-f /etc/passwd is the model",
        '<speak><break time="60s"/>the model</speak>',
        '<audio src="/etc/passwd"/> the model',
        "\x0110S\x01999P the model",
        "[[rate 10]] [[slnc 60000]] the model",
        "\0\0 the model \0",
        '"}\n{"voice": null, "text": "the model"}',
        "$(reboot) `reboot` ; the model",
    ],
)
def test_hostile_text_is_only_spoken(tmp_path: Path, model: Model, text: str) -> None:
    wav = Voice("en-us", 165, tmp_path).wav(text)
    assert 0.4 < length_s(wav) < 12
    assert "model" in transcribe(frames(samples(wav)), model).text
    assert list(tmp_path.iterdir()) == [wav]


def test_an_engine_that_hangs_is_killed(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    hanging = fake_worker(f"open({str(mark)!r}, 'w').write(str(os.getpid()))\ntime.sleep(99)")
    began = time.monotonic()
    with pytest.raises(VoiceError, match=r"did not finish within 1\.5 s"):
        Voice(None, 165, tmp_path / "voice", timeout_s=1.5, worker=hanging).wav("hello")
    assert time.monotonic() - began < 10
    with pytest.raises(ProcessLookupError):
        os.kill(int(mark.read_text()), 0)
    assert list((tmp_path / "voice").iterdir()) == []


def test_a_worker_that_was_left_alone_ends_by_itself(tmp_path: Path) -> None:
    """The engine waits for ever to open a pipe that nobody reads."""
    os.mkfifo(tmp_path / "pipe")
    order = {"text": "hello", "voice": None, "rate_wpm": 165, "timeout_s": 1}
    order["wav"] = str(tmp_path / "pipe")
    done = subprocess.run(
        WORKER, input=json.dumps(order), text=True, capture_output=True, timeout=30, check=False
    )
    assert done.returncode != 0
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("print('{\"voices\": []}')", "made no sound"),
        ("print('Traceback'); sys.exit('phontab: No such file')", "phontab: No such file"),
        ("print('[]')", "failed"),
        ("os.abort()", "failed (status -6)"),
        ("print(json.dumps({'fault': 'No disk.'})); sys.exit(1)", "No disk."),
    ],
)
def test_a_failing_engine_is_one_sentence(tmp_path: Path, code: str, expected: str) -> None:
    with pytest.raises(VoiceError) as fault:
        Voice(None, 165, tmp_path, worker=fake_worker(code)).wav("hello")
    assert expected in str(fault.value)
    assert "\n" not in str(fault.value)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_engine_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "libespeak-ng.so.1").write_bytes(b"not a library")
    (tmp_path / "libespeak.so.1").write_bytes(b"not a library")
    monkeypatch.setenv("LD_LIBRARY_PATH", str(tmp_path))
    with pytest.raises(VoiceError, match="apt install espeak-ng"):
        Voice(None, 165, tmp_path / "voice").wav("hello")
    with pytest.raises(VoiceError, match="apt install espeak-ng"):
        list_voices()
    assert "speech engine can't be used (no way)" in no_engine("no\nway", "darwin")


def test_an_engine_without_its_data_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ESPEAK_DATA_PATH", str(tmp_path))
    with pytest.raises(VoiceError, match="see whether it is installed whole"):
        Voice(None, 165, tmp_path / "voice").wav("hello")


def test_a_file_in_place_of_the_folder_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "voice").write_text("")
    with pytest.raises(VoiceError, match="can't be kept"):
        Voice(None, 165, tmp_path / "voice").wav("hello")


def test_many_callers_at_once(tmp_path: Path) -> None:
    voice = Voice(None, 165, tmp_path)
    texts = ["one", "two", "three"] * 3
    gate = threading.Barrier(len(texts))

    def speak(text: str) -> Path:
        gate.wait()
        return voice.wav(text)

    with ThreadPoolExecutor(len(texts)) as pool:
        wavs = list(pool.map(speak, texts))
    assert wavs[:3] == wavs[3:6] == wavs[6:]
    assert set(tmp_path.iterdir()) == set(wavs)
    assert all(length_s(wav) > 0.2 for wav in wavs)


def test_the_oldest_sounds_are_removed_first(tmp_path: Path) -> None:
    voice = Voice(None, 165, tmp_path, cache_bytes=100_000)
    first, second = voice.wav("first"), voice.wav("second")
    os.utime(first, (2_000, 2_000))
    os.utime(second, (1_000, 1_000))
    leftover = tmp_path / "part-killed"
    leftover.mkdir()
    (leftover / "speech.wav").write_bytes(b"half")
    os.utime(leftover, (1_000, 1_000))
    third = voice.wav("and a third")
    assert set(tmp_path.iterdir()) == {first, third}
    assert voice.wav("first") == first  # a use makes it young
    fourth = voice.wav("and a fourth")
    assert fourth.exists()
    assert first.exists()
    assert not third.exists() or sum(f.stat().st_size for f in tmp_path.iterdir()) <= 100_000


def test_what_macos_writes_becomes_wav(tmp_path: Path) -> None:
    sound = tmp_path / "speech.wav"
    soundfile.write(sound, [0.0, 0.5, -0.5] * 100, 22_050, format="AIFF", subtype="PCM_16")
    as_wav(sound)
    assert length_s(sound) == pytest.approx(300 / 22_050)


def test_voice_and_rate_hold_every_time_on_a_busy_machine(tmp_path: Path) -> None:
    def spoken(n: int) -> bytes:
        return Voice("en-us+m3", 215, tmp_path / str(n)).wav("hello").read_bytes()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(spoken, range(24)))) == 1


def test_a_voice_without_a_name_speaks_the_language(cache: Path, model: Model) -> None:
    german = Voice(None, 165, cache, language="de")
    english = Voice(None, 165, cache, language="en")
    assert german.wav(SENTENCE).read_bytes() != english.wav(SENTENCE).read_bytes()
    heard = [
        transcribe(frames(samples(voice.wav(SENTENCE))), model).text for voice in (german, english)
    ]
    assert word_error_rate(SENTENCE, heard[0]) > 2 * word_error_rate(SENTENCE, heard[1])
    with pytest.raises(VoiceError, match="no voice for the language 'xx'"):
        Voice(None, 165, cache, language="xx").wav("hello")


@pytest.mark.parametrize(
    ("name", "language"), [("en-us+f3", "en"), ("German", "de"), ("gmw/en-gb-scotland", "en")]
)
def test_a_voices_language_is_known(name: str, language: str) -> None:
    assert language_of_voice(name) == language
