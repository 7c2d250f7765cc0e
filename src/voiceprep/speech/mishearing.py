"""What a model makes of words that it does not know: speech engines say them, and it listens."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from voiceprep.audio.frames import RATE_HZ
from voiceprep.errors import VoiceError
from voiceprep.speech.recognizer import Model, transcribe
from voiceprep.speech.voice import Voice

CARRIERS = ("{}", "we talked about {} and then about something else", "i have used {} very often")
"""Sentences that a term is said in; what is heard in its place is found by the words around it."""
FLITE_VOICES = ("slt", "awb")
RATE_WPM = 165
LONGEST_HEARD = 5
"""Words that may stand for one term; more are a sentence misheard."""


@dataclass(frozen=True)
class Speaker:
    """One voice of one engine."""

    engine: str
    """pyttsx3 or flite."""
    voice: str

    @property
    def name(self) -> str:
        return f"{self.engine}:{self.voice}"


def speakers(voices: Sequence[str], language: str) -> tuple[Speaker, ...]:
    """Those named ("flite:slt", or a voice of the system's), or those that are usually there."""
    if voices:
        split = [name.partition(":") for name in voices]
        return tuple(
            Speaker("flite", rest)
            if engine == "flite"
            else Speaker("pyttsx3", engine + colon + rest)
            for engine, colon, rest in split
        )
    usual = ("en-us", "en-gb", "en-us+f3") if language == "en" else (language,)
    flite = FLITE_VOICES if language == "en" and shutil.which("flite") else ()
    return (
        *(Speaker("pyttsx3", voice) for voice in usual),
        *(Speaker("flite", voice) for voice in flite),
    )


def mishearings(term: str, model: Model, speaker: Speaker, cache: Path) -> Iterator[str]:
    """What the model hears for the term, said alone and in sentences; each may come again.

    Raises VoiceError if the voice can't speak.
    """
    for carrier in CARRIERS:
        heard = transcribe(_sound(carrier.format(term), speaker, cache), model).text
        place = between(heard.split(), carrier)
        if place and len(place) <= LONGEST_HEARD:
            yield " ".join(place)


def between(heard: Sequence[str], carrier: str) -> Sequence[str]:
    """The words that stand where the carrier has its gap; none where its ends were misheard."""
    before, after = (part.split() for part in carrier.split("{}"))
    first, end = len(before), len(heard) - len(after)
    if first and (end <= first or heard[first - 1] != before[-1]):
        return ()
    if after and (end <= first or heard[end] != after[0]):
        return ()
    return heard[first:end]


def _sound(text: str, speaker: Speaker, cache: Path) -> list[bytes]:
    import numpy as np
    import soundfile
    import soxr

    if speaker.engine == "flite":
        with tempfile.TemporaryDirectory() as folder:
            wav = Path(folder) / "speech.wav"
            _flite(text, speaker.voice, wav)
            samples, rate_hz = soundfile.read(wav, dtype="int16")
    else:
        wav = Voice(speaker.voice, RATE_WPM, cache).wav(text)
        samples, rate_hz = soundfile.read(wav, dtype="int16")
    silence = np.zeros(RATE_HZ // 4, "<i2")
    sound = soxr.resample(samples, rate_hz, RATE_HZ).astype("<i2")
    pcm = np.concatenate((silence, sound, silence, silence)).tobytes()
    return [pcm[at : at + 8000] for at in range(0, len(pcm), 8000)]


def _flite(text: str, voice: str, wav: Path) -> None:
    if voice not in _flite_voices():  # it would take another, or fetch one from the network
        raise VoiceError(f"flite has no voice {voice!r}; `flite -lv` lists them.")
    command = ["flite", "-voice", voice, "-t", text, "-o", str(wav)]
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=20, check=False, process_group=0
        )
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise VoiceError(f"flite can't speak ({fault}); leave its voices out.") from fault
    if done.returncode or not wav.exists():
        raise VoiceError(f"flite can't speak with the voice {voice!r}; `flite -lv` lists them.")


@cache
def _flite_voices() -> frozenset[str]:
    try:
        listed = subprocess.run(["flite", "-lv"], capture_output=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return frozenset()
    return frozenset(listed.stdout.decode(errors="replace").partition(":")[2].split())
