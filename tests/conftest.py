"""Fixtures for all rooms: a virtual sound system, and speech to feed it with."""

import hashlib
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from soundsystem import VirtualSound

Speech = Callable[..., Path]


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
    monkeypatch.setenv("VOICEPREP_HOME", str(folder))
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "VOICEPREP_MODEL"):
        monkeypatch.delenv(name, raising=False)
    return folder
