"""voiceprep bank check."""

from collections.abc import Iterator, Sequence

import click

from voiceprep.bank.bankfile import bank_path, read_bank
from voiceprep.bank.gaps import find_gaps
from voiceprep.bank.model import Bank
from voiceprep.bank.prose import shown
from voiceprep.cli.bank.hear import unknown_words
from voiceprep.cli.bank.layout import counts
from voiceprep.cli.output import json_option, print_json
from voiceprep.config import folders
from voiceprep.errors import BankError
from voiceprep.report.terminal import plain


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("--model", metavar="MODEL", help="Also tell which terms this model can't hear.")
@json_option
@click.pass_context
def check(ctx: click.Context, files: Sequence[str], model: str | None, as_json: bool) -> None:
    """Check bank files: all that is wrong, by line, and what could be better.

    The exit status is 1 if a file can't be used. What could be better doesn't count as wrong.

    \b
    Examples:
      voiceprep bank check my-role.toml
      voiceprep bank check banks/*.toml --json
      voiceprep bank check my-role.toml --model voiceprep-starter-en
    """
    results = [_checked(file) for file in files]
    if model is not None:
        for result in results:
            if not result["faults"]:
                result["unknown"] = unknown_words(str(result["file"]), model)
    if as_json:
        print_json({"files": results})
    else:
        for result in results:
            for line in _verdict(result):
                click.echo(plain(line))
    if any(result["faults"] for result in results):
        ctx.exit(1)


def _checked(file: str) -> dict[str, object]:
    try:
        bank = read_bank(bank_path(file, folders().banks))
    except BankError as fault:
        return {
            "file": file,
            "faults": str(fault).splitlines(),
            "warnings": [],
            **counts(Bank("")),
        }
    return {"file": file, "faults": [], "warnings": find_gaps(bank), **counts(bank)}


def _verdict(result: dict[str, object]) -> Iterator[str]:
    faults, warnings = result["faults"], result["warnings"]
    assert isinstance(faults, list)
    assert isinstance(warnings, list)
    yield from faults
    yield from (f"{result['file']}: could be better: {warning}" for warning in warnings)
    unknown = result.get("unknown", {})
    assert isinstance(unknown, dict)
    for term, heard in unknown.items():
        instead = f"it hears {', '.join(heard)}" if heard else "see 'voiceprep bank hear'"
        yield f"{result['file']}: the model does not know {shown(term)}; {instead}."
    if not faults:
        yield (
            f"{result['file']}: in order, with {result['questions']} questions and "
            f"{result['points']} points."
        )
