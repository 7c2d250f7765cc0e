"""voiceprep models check."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from voiceprep.bank.bankfile import open_bank
from voiceprep.bank.model import Bank
from voiceprep.bank.prose import listed
from voiceprep.cli.output import json_option, print_json, say
from voiceprep.config import Folders, folders, load_settings, private_folder
from voiceprep.errors import VoiceError
from voiceprep.report.terminal import plain
from voiceprep.speech.catalogue import language_of, offer, test_sentence
from voiceprep.speech.models import ModelInfo, find_model, size_bytes

SLOWEST = 0.5
"""Seconds of work for a second of sound that leave room for everything else."""
TRIAL_SENTENCES = 8
"""How often the test sentence is heard: some 40 s of sound."""


@click.command()
@click.argument("name", required=False, metavar="[NAME|FOLDER]")
@click.option("--bank", metavar="BANK", help="Bank whose terms are looked up.")
@json_option
def check(name: str | None, bank: str | None, as_json: bool) -> None:
    """Measure a model on this machine; without a name, the one in use.

    Load time, memory and speed are measured with synthetic speech; the vocabulary is asked which
    terms of the bank, and which filler sounds, it can write at all.

    \b
    Examples:
      voiceprep models check
      voiceprep models check vosk-model-small-en-us-0.15 --bank my-bank.toml
    """
    where = folders()
    settings = load_settings(where.config_file, bank=bank)
    questions = open_bank(settings.bank, where.banks)
    info = find_model(name or "", where.models, questions.language, chosen=settings.model)
    for sentence in info.skipped:
        say(plain(sentence), err=True)
    with Console(stderr=True).status("measuring"):
        measured = _measure(info, questions, where)
    if as_json:
        print_json(measured)
        return
    console = Console(highlight=False)
    table = Table.grid(padding=(0, 2))
    for label, value in _rows(measured, questions):
        table.add_row(Text(label, "bold"), Text(plain(value)))
    console.print(table)


def _measure(info: ModelInfo, bank: Bank, where: Folders) -> dict[str, Any]:
    from voiceprep.feedback.assess import unknown_terms
    from voiceprep.language import tables
    from voiceprep.speech.appraisal import traits, try_model
    from voiceprep.speech.recognizer import load_model
    from voiceprep.speech.voice import Voice

    model = load_model(info, private_folder(where.cache))  # tells what is broken before it is tried
    language = language_of(info.name)
    with tempfile.TemporaryDirectory(dir=private_folder(where.cache)) as folder:
        sentence = test_sentence(language or bank.language)
        try:
            voice = Voice(None, 150, Path(folder), language=language)
            sounds = [voice.wav(sentence)] if sentence else []
        except VoiceError:
            sounds = []
        trial = try_model(info.path, sounds * TRIAL_SENTENCES)
    sounds_of = tables(language or bank.language)
    found = traits(info.path, sorted(sounds_of.filler_sounds))
    missing = [
        term
        for question in bank.questions
        for term in unknown_terms(question, tables(bank.language), model.knows)
    ]
    published = offer(info.name)
    return {
        "name": info.name,
        "path": str(info.path),
        "language": language,
        "starter": info.starter,
        "size_bytes": size_bytes(info.path),
        "load_s": round(trial.load_s, 2),
        "memory_mb": round(trial.memory_mb),
        "real_time_factor": round(trial.real_time_factor, 3) if trial.real_time_factor else None,
        "vocabulary": found.words,
        "fillers": list(found.fillers),
        "common_fillers": sorted(sounds_of.common_filler_sounds),
        "grammars": found.grammars,
        "look_ahead": found.look_ahead,
        "published_wer_percent": dict(published.wer) if published else {},
        "bank": bank.title,
        "bank_language": bank.language,
        "unknown_terms": list(dict.fromkeys(missing)),
    }


def _deaf_to(sounds: Sequence[str]) -> str:
    return f"none: {listed(sounds)} can't be heard" if sounds else "not known for this language"


def _rows(measured: dict[str, Any], bank: Bank) -> list[tuple[str, str]]:
    factor = measured["real_time_factor"]
    language = measured["language"]
    mismatch = (
        f", but the bank is in {bank.language!r}" if language not in ("", bank.language) else ""
    )
    unknown = measured["unknown_terms"]
    wer = ", ".join(
        f"{rate:g} % ({test})" for test, rate in measured["published_wer_percent"].items()
    )
    return [
        ("model", measured["name"] + (" (starter)" if measured["starter"] else "")),
        ("language", (language or "its name does not tell") + mismatch),
        ("size", f"{measured['size_bytes'] / 1e6:.0f} MB on disk"),
        ("loads in", f"{measured['load_s']:.1f} s"),
        ("memory", f"{measured['memory_mb']:.0f} MB at most, with Python"),
        ("speed", _speed(factor)),
        ("words wrong, as published", wer or "nothing is published"),
        ("vocabulary", f"{measured['vocabulary']:,} words"),
        ("filler sounds", listed(measured["fillers"]) or _deaf_to(measured["common_fillers"])),
        (
            "listens for commands alone",
            "yes" if measured["grammars"] else "no (no look-ahead graph)",
        ),
        (
            f"terms of {bank.title} it can't hear",
            f"{len(unknown)}: {listed(unknown)}" if unknown else "none",
        ),
    ]


def _speed(factor: float | None) -> str:
    if factor is None:
        return "not measured: no voice speaks its language"
    slow = "" if factor < SLOWEST else "; too slow to keep up while you speak"
    return f"{factor:.2f} s of work for a second of speech{slow}"
