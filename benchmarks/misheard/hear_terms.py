"""Has the terms and the ordinary sentences spoken, and keeps what the starter model hears.

    python benchmarks/misheard/hear_terms.py [--only misheard|ordinary|aliases|names]

Writes misheard.jsonl, ordinary.jsonl, aliases.jsonl and names.jsonl beside this file; takes some
fifteen minutes.
The voices that teach the aliases are others than those whose transcripts are searched, and so are
the sentences. names.jsonl has other words, of which learn.py learns; they are taken from that file.
"""

import argparse
import json
import random
import subprocess
import tempfile
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import soundfile
import soxr

from voiceprep.audio.frames import RATE_HZ
from voiceprep.resources import builtin
from voiceprep.speech.mishearing import CARRIERS, LONGEST_HEARD, between
from voiceprep.speech.models import find_model
from voiceprep.speech.recognizer import Model, load_model, transcribe

HERE = Path(__file__).parent
SPEAKERS = ("espeak-ng en-us", "espeak-ng en-gb-x-rp+f3", "flite slt", "flite rms")
"""Engine and voice; they speak what is searched."""
TEACHERS = ("espeak-ng en-gb-scotland", "espeak-ng en-us+m3", "flite kal16")
"""They teach the aliases."""
NAME_CARRIERS = (
    "we ran {} in production for two years",
    "i would explain {} with a small example on the board",
)
ORDINARY = 1200
"""Ordinary sentences, spoken by the voices in turn."""


def spoken(text: str, voice: str, rate_wpm: int = 165) -> bytes:
    """The text by a voice, with silence around it, as samples of 16 bits at RATE_HZ."""
    engine, _, name = voice.partition(" ")
    with tempfile.TemporaryDirectory() as folder:
        wav = Path(folder) / "speech.wav"
        command = {
            "espeak-ng": ["espeak-ng", "-v", name, "-s", str(rate_wpm), "-w", str(wav), text],
            "flite": ["flite", "-voice", name, "-t", text, "-o", str(wav)],
        }[engine]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        sound, rate_hz = soundfile.read(wav, dtype="int16")
    sound = soxr.resample(sound, rate_hz, RATE_HZ)
    lead, tail = np.zeros(RATE_HZ // 4, "<i2"), np.zeros(RATE_HZ // 2, "<i2")
    return np.concatenate((lead, sound.astype("<i2"), tail)).tobytes()


def heard(model: Model, order: tuple[str, str]) -> str:
    pcm = spoken(*order)
    return transcribe([pcm[at : at + 8000] for at in range(0, len(pcm), 8000)], model).text


def terms() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Each term with how it is said and its two carriers."""
    for kind in tomllib.loads((HERE / "terms.toml").read_text(encoding="utf-8")).values():
        carriers = kind["carriers"]
        for n, (term, said) in enumerate(kind["terms"].items()):
            yield term, said or term, (carriers[n % 4], carriers[(n + 1 + n // 4 % 3) % 4])


def misheard(model: Model) -> list[dict[str, str]]:
    rows = [
        {"term": term, "voice": voice, "said": carrier.format(term), "read": carrier.format(said)}
        for term, said, carriers in terms()
        for carrier in carriers
        for voice in SPEAKERS
    ]
    return _transcribed(model, rows)


def ordinary(model: Model) -> list[dict[str, str]]:
    halves = tomllib.loads((HERE / "ordinary.toml").read_text(encoding="utf-8"))
    pairs = [f"{first} {second}" for first in halves["openings"] for second in halves["endings"]]
    random.Random(7).shuffle(pairs)
    rows = [
        {"voice": SPEAKERS[n % len(SPEAKERS)], "said": text, "read": text}
        for n, text in enumerate(pairs[:ORDINARY])
    ]
    return _transcribed(model, rows)


def aliases(model: Model) -> list[dict[str, str]]:
    """What is heard for each term by other voices, as `bank hear` has it said."""
    rows = [
        {"term": term, "voice": voice, "carrier": carrier, "read": carrier.format(said)}
        for term, said, _ in terms()
        for voice in TEACHERS
        for carrier in CARRIERS[:2]
    ]
    kept = []
    for row in _transcribed(model, rows):
        place = between(row["heard"].split(), row.pop("carrier"))
        if 0 < len(place) <= LONGEST_HEARD:
            kept.append({**row, "heard": " ".join(place)})
    return kept


def names(model: Model) -> list[dict[str, str]]:
    """The words of names.jsonl again, each by one of all the voices, in one of four carriers."""
    carriers = (*CARRIERS[1:], *NAME_CARRIERS)
    lines = (HERE / "names.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [
        {"term": row["term"], "voice": row["voice"], "carrier": carrier, "read": read}
        for n, row in enumerate(map(json.loads, lines))
        for carrier in [carriers[n % len(carriers)]]
        for read in [carrier.format(row["term"])]
    ]
    heard = _transcribed(model, rows)
    places = [between(row["heard"].split(), row.pop("carrier")) for row in heard]
    return [
        {**row, "heard": " ".join(place)} for row, place in zip(heard, places, strict=True) if place
    ]


def _transcribed(model: Model, rows: list[dict[str, str]]) -> list[dict[str, str]]:
    orders = [(row.pop("read"), row["voice"]) for row in rows]
    with ThreadPoolExecutor(2) as pool:
        for row, text in zip(rows, pool.map(partial(heard, model), orders), strict=True):
            row["heard"] = text
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", choices=("misheard", "ordinary", "aliases", "names"))
    options = parser.parse_args()
    model = load_model(find_model(str(builtin("models") / "voiceprep-starter-en"), HERE))
    known = [term for term, _, _ in terms() if model.knows(term)]
    assert not known, known
    for name, make in (
        ("misheard", misheard),
        ("ordinary", ordinary),
        ("aliases", aliases),
        ("names", names),
    ):
        if options.only in (None, name):
            lines = [json.dumps(row, ensure_ascii=False) for row in make(model)]
            (HERE / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
