"""voiceprep models list."""

import click
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from voiceprep.bank.bankfile import language_of_bank
from voiceprep.bank.prose import listed
from voiceprep.cli.output import json_option, print_json
from voiceprep.config import folders, load_settings
from voiceprep.errors import ModelError
from voiceprep.report.terminal import plain
from voiceprep.speech.catalogue import (
    Offer,
    catalogue,
    fits,
    language_of,
    machine_memory_mb,
    page,
    recommended,
)
from voiceprep.speech.models import ModelInfo, find_model, list_models, size_bytes


@click.command("list")
@click.option("--language", metavar="CODE", help="Only models for this language, such as en or de.")
@json_option
def list_(language: str | None, as_json: bool) -> None:
    """Show which models are installed, and which can be had.

    Word error rates are those that the Vosk project publishes: percent of the words that come out
    wrong, on read or rehearsed speech. Yours will be higher; 'voiceprep models try' measures it.

    \b
    Examples:
      voiceprep models list
      voiceprep models list --language de
    """
    where = folders()
    settings = load_settings(where.config_file)
    language = language and language.strip().casefold()
    memory_mb = machine_memory_mb()
    installed = [
        model for model in list_models(where.models) if language in (None, language_of(model.name))
    ]
    offers = [one for one in catalogue() if language in (None, one.language)]
    try:
        for_language = language or language_of_bank(settings.bank, where.banks)
        found = find_model("", where.models, for_language, chosen=settings.model)
        used = found.path.resolve()
    except ModelError:
        used = None
    if as_json:
        print_json(
            {
                "memory_mb": memory_mb,
                "source": page(),
                "installed": [
                    _installed_json(model, model.path.resolve() == used) for model in installed
                ],
                "available": [_offer_json(one, memory_mb) for one in offers],
            }
        )
        return
    console = Console(highlight=False)
    if not installed and not offers:
        known = sorted({one.language for one in catalogue()})
        console.print(
            Text(
                f"There is no model for the language {plain(str(language))!r}: none is installed, "
                f"and the list has those for {listed(known)}."
            )
        )
        return
    table = Table(title="Installed", title_justify="left", box=None, padding=(0, 2, 0, 0))
    for heading in ("model", "language", "size", "where", ""):
        table.add_column(heading, header_style="dim", overflow="fold")
    for model in installed:
        table.add_row(
            Text(plain(model.name)),
            language_of(model.name) or "?",
            _size(size_bytes(model.path)),
            Text(plain(model.source)),
            Text("in use", "green") if model.path.resolve() == used else "",
        )
    console.print(table if installed else Text("None for this language is installed."))
    console.print()
    there = {model.name for model in installed}
    console.print(Text("Can be had", "italic"))
    for one in offers:
        line = Text(f"{one.name}  ")
        line.append(
            f"{_size(one.size_bytes)}, {_size(one.memory_mb * 1_000_000)} of memory  ", "dim"
        )
        line.append_text(_mark(one, memory_mb, there))
        wrong = f"words wrong: {one.wer_text}" if one.wer else "no error rate is published"
        console.print(line)
        console.print(Padding(Text(f"{one.suits}; {wrong}; {one.licence}", "dim"), (0, 0, 0, 2)))
    console.print(
        Text(
            f"\nThis machine has {memory_mb / 1000:.0f} GB of memory. Figures: {page()}; memory of "
            "the middle class is our guess. voiceprep models install NAME fetches one.",
            style="dim",
        )
    )


def _mark(one: Offer, memory_mb: int, there: set[str]) -> Text:
    if one.name in there:
        return Text("installed", "green")
    if not fits(one, memory_mb):
        return Text("too large for this machine", "yellow")
    return (
        Text("recommended", "bold green") if one == recommended(one.language, memory_mb) else Text()
    )


def _size(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"


def _installed_json(model: ModelInfo, in_use: bool) -> dict[str, object]:
    return {
        "name": model.name,
        "language": language_of(model.name),
        "size_bytes": size_bytes(model.path),
        "path": str(model.path),
        "source": model.source,
        "in_use": in_use,
    }


def _offer_json(one: Offer, memory_mb: int) -> dict[str, object]:
    return {
        "name": one.name,
        "language": one.language,
        "url": one.url,
        "size_bytes": one.size_bytes,
        "memory_mb": one.memory_mb,
        "wer_percent": dict(one.wer),
        "licence": one.licence,
        "md5": one.md5,
        "suits": one.suits,
        "fits": fits(one, memory_mb),
        "recommended": one == recommended(one.language, memory_mb),
    }
