"""voiceprep bank export."""

from collections.abc import Callable
from pathlib import Path

import click

from voiceprep.bank.anki import anki_text
from voiceprep.bank.bankfile import bank_path, read_bank
from voiceprep.bank.jsonbank import json_text
from voiceprep.bank.markdown import markdown_text
from voiceprep.bank.model import Bank
from voiceprep.bank.sheet import sheet_text
from voiceprep.cli.output import json_option, print_json
from voiceprep.cli.writing import refuse_existing
from voiceprep.config import folders
from voiceprep.report.terminal import plain
from voiceprep.wholefile import write_whole

_WRITERS: dict[str, Callable[[Bank], str]] = {
    "csv": sheet_text,
    "anki": anki_text,
    "json": json_text,
    "markdown": markdown_text,
}
_ENDINGS = {".csv": "csv", ".json": "json", ".md": "markdown", ".markdown": "markdown"}


@click.command()
@click.argument("name", metavar="BANK")
@click.option("--format", "format_", type=click.Choice([*_WRITERS]), help="As what.")
@click.option(
    "--output", metavar="FILE", type=click.Path(path_type=Path), help="File to write; else printed."
)
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
@json_option
def export(name: str, format_: str | None, output: Path | None, force: bool, as_json: bool) -> None:
    """Write a bank as a table, cards, JSON or Markdown; `bank import` reads all of them.

    Without --format, the ending of FILE says it; --json alone prints JSON.

    \b
    Examples:
      voiceprep bank export my-role --output my-role.csv
      voiceprep bank export my-role --format anki --output my-role.txt
      voiceprep bank export machine-learning-engineer --format markdown | less
    """
    chosen = format_ or (
        _ENDINGS.get(output.suffix.lower()) if output else "json" if as_json else None
    )
    if chosen is None:
        raise click.UsageError(f"Say as what: --format {'|'.join(_WRITERS)}.")
    if as_json and output is None and chosen != "json":
        raise click.UsageError(
            f"--json prints JSON, not {chosen}; leave one out, or give --output."
        )
    text = _WRITERS[chosen](read_bank(bank_path(name, folders().banks)))
    if output is None:
        click.echo(text, nl=False)
        return
    refuse_existing(output, force)
    write_whole(output, text.encode())
    if as_json:
        print_json({"written": [str(output)]})
    else:
        click.echo(plain(f"Written: {output}"))
