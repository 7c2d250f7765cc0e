"""Fixtures for all rooms: a virtual sound system, and speech to feed it with."""

import hashlib
import subprocess
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from browser import ARGUMENTS, chromium
from kept import Answered, keep
from soundsystem import VirtualSound
from turns import turn
from voiceprep.journal.journal import Journal

settings.register_profile("voiceprep", deadline=None)  # a busy machine is no fault
settings.load_profile("voiceprep")

Speech = Callable[..., Path]
TRIES = 3
"""Of a test that hears or speaks in real time: a busy machine drops sound, which is no fault."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests with a sound system are tried again where they fail; each such try is reported."""
    for item in items:
        if "sound" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.flaky(reruns=TRIES - 1))


@pytest.fixture(autouse=True)
def in_turn(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """No other test runs beside those marked `alone`."""
    alone = request.node.get_closest_marker("alone") is not None
    with turn(tmp_path_factory.getbasetemp().parent, alone=alone):
        yield


@pytest.fixture
def sound(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[VirtualSound]:
    """A private PulseAudio; processes started by the test use it and nothing else.

    Arguments for VirtualSound can be given by indirect parametrization.
    """
    with VirtualSound(**getattr(request, "param", {})) as system:
        for name, value in system.env.items():
            monkeypatch.setenv(name, value)
        yield system


@pytest.fixture
def no_sound(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine without any sound device or sound server."""
    config = tmp_path / "no-devices.conf"
    config.write_text("pcm.nothing { type file }\n")
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(config))
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/nobody")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))


@pytest.fixture(scope="session")
def speech(tmp_path_factory: pytest.TempPathFactory) -> Speech:
    """Makes speech: ``speech("some text", engine="flite", voice="slt")`` is a WAV, made once."""
    folder = tmp_path_factory.mktemp("speech")

    def say(text: str, engine: str = "flite", voice: str = "") -> Path:
        voice = voice or {"flite": "slt", "espeak-ng": "en-us"}[engine]
        name = hashlib.sha256(f"{engine} {voice} {text}".encode()).hexdigest()[:16]
        wav = folder / f"{name}.wav"
        if not wav.exists():
            command = {
                "flite": ["flite", "-voice", voice, "-t", text, "-o", str(wav)],
                "espeak-ng": ["espeak-ng", "-v", voice, "-w", str(wav), text],
            }[engine]
            subprocess.run(command, check=True, timeout=60, stdout=subprocess.DEVNULL)
        return wav

    return say


@pytest.fixture(scope="session")
def people() -> Path:
    """The folder of people speaking: FLAC files and text.tsv (see its README.md)."""
    return Path(__file__).parent / "data" / "speech"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """VOICEPREP_HOME: where the program keeps everything during a test."""
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    (folder / "model-offer-en").touch()  # no test is offered a model, but those of the offer
    monkeypatch.setenv("VOICEPREP_HOME", str(folder))
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "VOICEPREP_MODEL"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    """An empty journal."""
    with Journal(tmp_path / "journal.sqlite") as journal:
        yield journal


@pytest.fixture
def answered(journal: Journal) -> Answered:
    """Keeps attempts in the journal: ``answered("what was said")`` is one."""
    return partial(keep, journal)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real browser, one for all tests of a file."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield started
        started.close()
