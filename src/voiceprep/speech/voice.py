"""A voice: text to a WAV file, through pyttsx3 in a worker process."""

import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unicodedata
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from voiceprep.errors import VoiceError

MAX_CHARACTERS = 10_000
"""Longest text that is spoken: some ten minutes."""
CACHE_BYTES = 200_000_000
"""Size that the folder of spoken texts is kept below: about 75 minutes of speech."""
STALE_S = 3600.0
"""Age at which what a killed process left half done is removed."""
WORKER = (sys.executable, "-P", "-m", "voiceprep.speech.voiceworker")


@dataclass(frozen=True)
class VoiceInfo:
    """A voice that the speech engine has."""

    id: str
    name: str
    language: str


@dataclass(frozen=True)
class Voice:
    """Speaks texts into WAV files, and keeps them."""

    name: str | None
    """Id, name or language of a voice, or a part of one; None for the engine's own."""
    rate_wpm: int
    """Words a minute."""
    cache: Path
    """Folder for what was spoken; made with mode 0700."""
    timeout_s: float = 20.0
    """How long the engine may take for one text."""
    cache_bytes: int = CACHE_BYTES
    language: str = ""
    """ISO 639-1 code that a voice without a name must speak; empty for whatever the engine does."""
    worker: Sequence[str] = WORKER
    """Command of the worker process."""

    def wav(self, text: str) -> Path:
        """The spoken text, as WAV (16 bits, mono); made in some 0.3 s, or found in the cache.

        The text is only ever spoken: markup and control characters in it have no effect. May be
        called from several threads and processes at once.

        Raises VoiceError if there is nothing to speak, the text is too long, the voice isn't
        there, the engine fails or takes too long, or the cache can't be written.
        """
        spoken = speakable(text)
        identity = json.dumps([spoken, self.name, self.rate_wpm, self.language, _engine_version()])
        wav = self.cache / f"{hashlib.sha256(identity.encode()).hexdigest()}.wav"
        if _whole(wav):
            with contextlib.suppress(OSError):
                os.utime(wav)  # the oldest are removed first
            return wav
        try:
            self.cache.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.cache.chmod(0o700)
            with tempfile.TemporaryDirectory(prefix="part-", dir=self.cache) as folder:
                part = Path(folder) / "speech.wav"
                self._speak(spoken, part)
                part.chmod(0o600)
                part.replace(wav)
        except OSError as fault:
            raise VoiceError(
                f"Speech can't be kept in {str(self.cache)!r} ({fault.strerror}); "
                "make the folder writable or make room."
            ) from fault
        _prune(self.cache, self.cache_bytes, keep=wav)
        return wav

    def _speak(self, text: str, wav: Path) -> None:
        order = {
            "text": text,
            "voice": self.name,
            "language": self.language,
            "rate_wpm": self.rate_wpm,
            "wav": str(wav),
        }
        _ask(self.worker, order, self.timeout_s)
        if not _whole(wav):
            raise VoiceError("The speech engine made no sound; try another voice.")


def list_voices(timeout_s: float = 20.0, worker: Sequence[str] = WORKER) -> list[VoiceInfo]:
    """All voices of the speech engine. Raises VoiceError if there is no engine."""
    return [VoiceInfo(*voice) for voice in _ask(worker, {}, timeout_s)["voices"]]


def language_of_voice(name: str) -> str:
    """ISO 639-1 code of what a voice speaks, given as for Voice; empty if the engine doesn't tell.

    Raises VoiceError if there is no engine, or no such voice.
    """
    answer = _ask(WORKER, {"voice": name, "language": ""}, 20.0)
    return str(answer["language"]).partition("-")[0].lower()


def speakable(text: str) -> str:
    """The text without anything that a speech engine might obey.

    Control, format and private characters become spaces (eSpeak NG takes commands after U+0001);
    doubled brackets, which enclose commands or phonemes, and tags are taken apart so that their
    words are spoken. Raises VoiceError if nothing is left to say, or too much.
    """
    text = "".join(" " if unicodedata.category(c) in _SILENT else c for c in text)
    text = re.sub(r"(\[|\])\1+", r"\1", text)
    text = re.sub(r"<(?=\S)|(?<=\S)>", " ", text)
    text = " ".join(text.split())
    if not any(unicodedata.category(c)[0] in "LNS" for c in text):
        raise VoiceError("There is nothing to say: the text has no words.")
    if len(text) > MAX_CHARACTERS:
        raise VoiceError(
            f"The text has {len(text)} characters; at most {MAX_CHARACTERS} are read aloud at once."
        )
    return text


_SILENT = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def _ask(worker: Sequence[str], order: dict[str, Any], timeout_s: float) -> dict[str, Any]:
    """The worker's answer to an order; the worker is killed when it takes too long."""
    order = {**order, "timeout_s": timeout_s + 5}
    try:
        done = subprocess.run(
            worker, input=json.dumps(order).encode(), capture_output=True, timeout=timeout_s,
            check=False, process_group=0,  # a Ctrl-C meant for us is not a fault of the engine
        )  # fmt: skip
    except subprocess.TimeoutExpired as fault:
        raise VoiceError(
            f"The speech engine did not finish within {timeout_s:g} s; try again or another voice."
        ) from fault
    except OSError as fault:
        raise VoiceError(f"The speech engine can't be started ({fault.strerror}).") from fault
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        answer = None
    if isinstance(answer, dict) and "fault" in answer:
        raise VoiceError(answer["fault"])
    if isinstance(answer, dict) and done.returncode == 0:
        return answer
    last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2][:200]
    raise VoiceError(
        f"The speech engine failed ({last or f'status {done.returncode}'}); "
        "see whether it is installed whole (on Linux, try: espeak-ng hello)."
    )


def _whole(wav: Path) -> bool:
    """Whether the file is a WAV with sound in it and all that its header promises."""
    try:
        with wave.open(str(wav), "rb") as sound:
            promised = sound.getnframes() * sound.getnchannels() * sound.getsampwidth()
        return 0 < promised <= wav.stat().st_size
    except (OSError, EOFError, wave.Error):
        return False


def _prune(folder: Path, limit_bytes: int, keep: Path) -> None:
    """Removes the sounds that were used longest ago; others may do the same at the same time."""
    for part in folder.glob("part-*"):
        with contextlib.suppress(OSError):
            if time.time() - part.stat().st_mtime > STALE_S:
                shutil.rmtree(part)
    stats = []
    for wav in folder.glob("*.wav"):
        with contextlib.suppress(OSError):
            stat = wav.stat()
            stats.append((stat.st_mtime, stat.st_size, wav))
    total_bytes = sum(size for _, size, _ in stats)
    for _, size, wav in sorted(stats):
        if total_bytes <= limit_bytes:
            return
        if wav != keep:
            with contextlib.suppress(OSError):
                wav.unlink()
            total_bytes -= size


@cache
def _engine_version() -> str:
    try:
        return version("pyttsx3")
    except PackageNotFoundError:
        return ""
