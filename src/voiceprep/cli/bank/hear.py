"""voiceprep bank hear."""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from voiceprep.bank.bankfile import bank_path, read_bank
from voiceprep.bank.model import Bank
from voiceprep.cli.output import json_option, print_json
from voiceprep.config import Folders, folders, load_settings, private_folder
from voiceprep.errors import VoiceError
from voiceprep.report.terminal import plain


@click.command()
@click.argument("name", metavar="[BANK]", required=False)
@click.option("--model", metavar="MODEL", help="Recogniser model: a name or a folder.")
@click.option(
    "--voices", metavar="NAMES", default="", help="Voices, with commas between; flite:slt for one."
)
@click.option("--term", "only", metavar="TERM", multiple=True, help="Only this term.")
@json_option
def hear(
    name: str | None, model: str | None, voices: str, only: tuple[str, ...], as_json: bool
) -> None:
    """Find out what a model hears where terms are said that it does not know.

    Speech engines say each of those terms, alone and in sentences. What the model makes of them is
    kept as aliases of the term, in a file for this model that you can edit; feedback then counts
    those words as the term. Words that ordinary answers have are refused. Ctrl-C keeps what there
    is.

    \b
    Examples:
      voiceprep bank hear
      voiceprep bank hear my-role.toml --voices en-us,en-gb,flite:slt
      voiceprep bank hear --term kubernetes --json
    """
    from voiceprep.feedback.overcorrection import Ordinary
    from voiceprep.language import tables
    from voiceprep.speech.aliases import add_aliases, alias_file, read_aliases
    from voiceprep.speech.mishearing import speakers
    from voiceprep.speech.models import find_model
    from voiceprep.speech.recognizer import load_model

    place = folders()
    settings = load_settings(place.config_file)
    bank = read_bank(bank_path(name or settings.bank, place.banks))
    language = tables(bank.language)
    info = find_model(model or "", place.models, bank.language, chosen=settings.model)
    for sentence in info.skipped:
        click.echo(plain(sentence), err=True)
    loaded = load_model(info, private_folder(place.cache))
    file = alias_file(place.aliases, info.name)
    read_aliases(file)  # a damaged file is told before the work, not after it
    terms = list(only) or _unknown(bank, loaded.knows)
    ordinary = Ordinary(ordinary_texts(bank), language)
    chosen = speakers([voice for voice in voices.split(",") if voice], bank.language)
    kept: dict[str, list[str]] = {}
    refused: list[dict[str, str]] = []
    silent: dict[str, str] = {}
    stopped = False
    progress = Progress(
        TextColumn("hearing {task.description}"), BarColumn(), MofNCompleteColumn(),
        console=Console(file=sys.stderr), transient=True,
    )  # fmt: skip
    with progress:
        task = progress.add_task("", total=len(terms) * len(chosen))
        try:
            for term in terms:
                progress.update(task, description=plain(term))
                found: dict[str, None] = {}
                for speaker in chosen:
                    if speaker.name not in silent:
                        try:
                            found |= dict.fromkeys(_remembered(term, loaded, speaker, place))
                        except VoiceError as fault:
                            silent[speaker.name] = str(fault)
                    progress.advance(task)
                for heard in found:
                    why = ordinary.refusal(term, heard)
                    if not why:
                        kept.setdefault(term, []).append(heard)
                    elif why != "it is the term itself":
                        refused.append({"term": term, "heard": heard, "why": why})
                add_aliases(file, {term: kept[term]} if term in kept else {})
        except KeyboardInterrupt:
            stopped = True
    if as_json:
        print_json(
            {
                "model": info.name, "file": str(file), "terms": terms, "aliases": kept,
                "refused": refused, "faults": silent, "stopped": stopped,
            }
        )  # fmt: skip
    else:
        for line in _told(terms, kept, refused, silent, info.name, file):
            click.echo(plain(line))
    if stopped:
        click.get_current_context().exit(130)


def unknown_words(bank_file: str, model: str) -> dict[str, list[str]]:
    """Words of a bank's points that a model lacks, each with the aliases that are kept for it."""
    from voiceprep.speech.aliases import alias_file, read_aliases
    from voiceprep.speech.models import find_model
    from voiceprep.speech.recognizer import load_model

    place = folders()
    bank = read_bank(bank_path(bank_file, place.banks))
    info = find_model(model, place.models, bank.language)
    loaded = load_model(info, private_folder(place.cache))
    aliases = read_aliases(alias_file(place.aliases, info.name))
    return {term: list(aliases.get(term, ())) for term in _unknown(bank, loaded.knows)}


def ordinary_texts(bank: Bank) -> Iterator[str]:
    """What people say about the bank's questions, sentence by sentence."""
    for question in bank.questions:
        for text in (question.ask, question.sample, question.tip, question.why):
            yield from text.replace("\n", " ").split(". ")


def _unknown(bank: Bank, knows: "object") -> list[str]:
    from voiceprep.feedback.assess import unknown_terms
    from voiceprep.language import tables

    assert callable(knows)
    language = tables(bank.language)
    terms = (term for q in bank.questions for term in unknown_terms(q, language, knows))
    return list(dict.fromkeys(terms))


def _remembered(term: str, model: object, speaker: object, place: Folders) -> list[str]:
    """What the model hears of a voice, from the cache where it was heard before."""
    import hashlib

    from voiceprep.speech.mishearing import CARRIERS, Speaker, mishearings
    from voiceprep.speech.models import stat_signature
    from voiceprep.speech.recognizer import Model

    assert isinstance(model, Model)
    assert isinstance(speaker, Speaker)
    identity = json.dumps([term, speaker.name, CARRIERS, stat_signature(model.info.path)])
    note = place.cache / "heard" / f"{hashlib.sha256(identity.encode()).hexdigest()}.json"
    try:
        known = json.loads(note.read_text(encoding="utf-8"))
        if isinstance(known, list):
            return [str(heard) for heard in known]
    except (OSError, ValueError):
        pass
    heard = list(mishearings(term, model, speaker, place.voices))
    private_folder(note.parent)
    note.write_text(json.dumps(heard), encoding="utf-8")
    return heard


def _told(
    terms: Sequence[str],
    kept: dict[str, list[str]],
    refused: Sequence[dict[str, str]],
    silent: dict[str, str],
    model: str,
    file: Path,
) -> Iterator[str]:
    yield from (f"{voice} was left out. {fault}" for voice, fault in silent.items())
    if not terms:
        yield f"{model} knows all words of the bank's points."
        return
    for term, heard in kept.items():
        yield f"{term}: {', '.join(heard)}"
    for one in refused:
        yield f"{one['term']}: not {one['heard']!r}, for {one['why']}"
    if kept:
        yield f"Kept in {file}; edit it as you like."
    else:
        yield "Nothing was heard that could stand for one of the terms."
