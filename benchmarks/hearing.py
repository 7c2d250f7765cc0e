"""How well the starter model and the voice activity detector hear: the figures behind thresholds.

    python benchmarks/hearing.py [--people FOLDER]

FOLDER holds clips of people (FLAC, 16 kHz, each file's name beginning with its speaker's) and
text.tsv; without it the ten clips that come with the tests are used. Takes some minutes.
"""

import argparse
import csv
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from voiceprep.audio.filesource import read_samples
from voiceprep.audio.frames import FRAME_SAMPLES, RATE_HZ, Frame
from voiceprep.audio.level import Activity
from voiceprep.bank.bankfile import open_bank
from voiceprep.speech.models import find_model
from voiceprep.speech.recognizer import Model, load_model, transcribe
from voiceprep.speech.transcript import Transcript
from voiceprep.speech.voice import Voice

Samples = NDArray[Any]
"""Mono, RATE_HZ, floats in the range of 16 bits."""

VOICES = ("en-us+m3", "gmw/en", "en-us", "en-gb-x-rp", "en-us+f3", "en-gb-scotland")
LEVELS_DBFS = (-20, -30, -40, -45, -50, -55, -60, -65)
MICROPHONE_NOISE_DBFS = -75.0
SNRS_DB = (40, 30, 20, 15, 10)
PEOPLE = Path(__file__).parents[1] / "tests" / "data" / "speech"


@dataclass(frozen=True)
class Clip:
    """Somebody who speaks, and what they say."""

    speaker: str
    samples: Samples
    words: list[str]


def main() -> None:
    """Prints four tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=Path, default=PEOPLE)
    clips = read_people(parser.parse_args().people)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        model = load_model(find_model("voiceprep-starter-en", folder))
        spoken = by_voice(model, folder)
        by_level(model, clips, spoken)
    by_speaker(model, clips)
    by_snr(clips)


def read_people(folder: Path) -> list[Clip]:
    """The clips of a folder with their texts."""
    with (folder / "text.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [
        Clip(
            row["speaker"],
            read_samples(folder / f"{row['utterance']}.flac").astype(float),
            row["text"].lower().split(),
        )
        for row in rows
    ]


def by_voice(model: Model, folder: Path) -> list[Clip]:
    """Word error rate of each synthetic voice on five sample answers; gives the first one's."""
    bank = open_bank("machine-learning-engineer", folder)
    print("voice, 5 sample answers at 165 words a minute: word error rate")
    first: list[Clip] = []
    for name in VOICES:
        voice = Voice(name, 165, folder)
        clips = [
            Clip(name, read_samples(voice.wav(q.sample)).astype(float), words_of(q.sample))
            for q in bank.questions[:5]
        ]
        first = first or clips
        rate = error_rate([(clip.words, hear(model, clip.samples)) for clip in clips])
        print(f"  {name:<16}{rate:7.1%}")
    return first


def by_level(model: Model, people: Sequence[Clip], spoken: Sequence[Clip]) -> None:
    """Word error rate as speech gets quieter before a microphone's own noise."""
    print(f"level of speech, noise at {MICROPHONE_NOISE_DBFS:.0f} dBFS: word error rate")
    noise = np.random.default_rng(1)
    for level_dbfs in LEVELS_DBFS:
        rates = []
        for clips in (people, spoken[:2]):
            heard = []
            for clip in clips:
                quiet = at_level(clip.samples, level_dbfs)
                hiss = noise.standard_normal(len(quiet)) * 32768 * gain(MICROPHONE_NOISE_DBFS)
                heard.append((clip.words, hear(model, quiet + hiss)))
            rates.append(error_rate(heard))
        print(f"  {level_dbfs:4d} dBFS   people {rates[0]:6.1%}   {VOICES[0]} {rates[1]:6.1%}")


def by_speaker(model: Model, clips: Sequence[Clip]) -> None:
    """The recogniser's confidence beside its errors."""
    print("speaker: mean confidence, word error rate")
    heard = defaultdict(list)
    for clip in clips:
        heard[clip.speaker].append((clip.words, hear(model, clip.samples)))
    for speaker, pairs in sorted(heard.items(), key=lambda item: confidence(item[1])):
        print(f"  {speaker:<8}{confidence(pairs):6.2f}{error_rate(pairs):8.1%}")


def by_snr(clips: Sequence[Clip]) -> None:
    """Frames within 25 dB of the loudest that are taken for speech; and noise that is."""
    print("signal to noise (white): frames with speech found, noise taken for speech")
    generator = np.random.default_rng(2)
    for snr_db in SNRS_DB:
        found = loud = wrong = quiet = 0
        for clip in clips:
            speech = at_level(clip.samples, -26)
            pause = np.zeros(2 * RATE_HZ)
            whole = np.concatenate([pause, speech, pause])
            hiss = generator.standard_normal(len(whole)) * 32768 * gain(-26 - snr_db)
            energies = frame_energies(whole)
            is_loud = energies > energies.max() * 10**-2.5
            taken = active(whole + hiss)
            # Smoothing lags by 0.1 s: noise counts only away from the speech.
            silent = np.concatenate([np.ones(90, bool), np.zeros(len(taken) - 90, bool)])
            found += int((taken & is_loud).sum())
            loud += int(is_loud.sum())
            wrong += int((taken & silent).sum())
            quiet += int(silent.sum())
        print(f"  {snr_db:3d} dB{found / loud:8.1%}{wrong / quiet:8.1%}")


def words_of(text: str) -> list[str]:
    """Words as a recogniser writes them."""
    kept = "".join(letter if letter.isalnum() or letter == "'" else " " for letter in text.lower())
    return kept.split()


def hear(model: Model, samples: Samples) -> Transcript:
    """What the model hears, with silence around it."""
    padded = np.concatenate([np.zeros(RATE_HZ // 4), samples, np.zeros(RATE_HZ // 2)])
    return transcribe([np.clip(padded, -32768, 32767).astype("<i2").tobytes()], model)


def error_rate(pairs: Sequence[tuple[list[str], Transcript]]) -> float:
    """Word error rate: substitutions, deletions and insertions per word that was said."""
    errors = sum(Levenshtein.distance(said, heard.text.split()) for said, heard in pairs)
    return errors / sum(len(said) for said, _ in pairs)


def confidence(pairs: Sequence[tuple[list[str], Transcript]]) -> float:
    """Mean of the words' confidences."""
    scores = [word.conf for _, heard in pairs for word in heard.words]
    return sum(scores) / len(scores) if scores else 0.0


def gain(level_db: float) -> float:
    """Factor on the amplitude."""
    return float(10 ** (level_db / 20))


def at_level(samples: Samples, level_dbfs: float) -> Samples:
    """The samples, with the mean power of their loud frames at this level."""
    energies = frame_energies(samples)
    power = energies[energies > energies.max() * 10**-2.5].mean() / 32768**2
    scaled: Samples = samples * gain(level_dbfs) / np.sqrt(power)
    return scaled


def frame_energies(samples: Samples) -> Samples:
    """Mean power of each frame."""
    whole = samples[: len(samples) // FRAME_SAMPLES * FRAME_SAMPLES]
    energies: Samples = (whole.reshape(-1, FRAME_SAMPLES) ** 2).mean(axis=1)
    return energies


def active(samples: Samples) -> NDArray[np.bool_]:
    """For each frame, whether it is taken for speech."""
    activity = Activity()
    pcm = np.clip(samples, -32768, 32767).astype("<i2").tobytes()
    step = 2 * FRAME_SAMPLES
    frames = (Frame(pcm[at : at + step], 0.0) for at in range(0, len(pcm) - step + 1, step))
    return np.array([activity.update(frame) for frame in frames])


if __name__ == "__main__":
    main()
