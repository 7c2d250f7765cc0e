"""voiceprep review export."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from voiceprep.cli.output import json_option, print_json
from voiceprep.cli.review.store import open_journal
from voiceprep.cli.review.which import Which, attempt_id, attempt_or_session
from voiceprep.cli.writing import is_folder, made_folder
from voiceprep.config import folders
from voiceprep.errors import JournalError
from voiceprep.journal.attempt import Attempt
from voiceprep.journal.journal import Journal
from voiceprep.report.transcripts import FORMATS, Format, document, file_name, is_timed
from voiceprep.wholefile import write_whole

_ENDINGS: Mapping[str, Format] = {"text": "txt", "markdown": "md"}
"""Endings that are also usual, beside the formats' own names."""


@click.command()
@click.argument("which", metavar="[ATTEMPT|SESSION]", type=attempt_or_session, required=False)
@click.option("--all", "everything", is_flag=True, help="All attempts.")
@click.option("--format", "format", type=click.Choice(FORMATS), help="[by the ending of --output]")
@click.option("--output", "-o", "target", metavar="PATH", help="A file, or a folder.")
@json_option
def export(
    which: Which | None, everything: bool, format: str | None, target: str | None, as_json: bool
) -> None:
    """Write transcripts: text, Markdown, subtitles (SRT, WebVTT), JSON, a CSV table.

    Without --output they go to standard output. In a folder (one that is there, or a name that
    ends in /) each attempt gets a file of its own. Subtitles are one file each: several attempts
    need a folder. An existing file is replaced.

    \b
    Examples:
      voiceprep review export 12 --output answer.srt
      voiceprep review export s3 --format md > session.md
      voiceprep review export --all --output attempts.csv
    """
    output = Path(target) if target else None
    chosen = _format(format, output, as_json=as_json)
    if which and everything:
        raise click.UsageError("Say an attempt, a session or --all, not both.")
    with open_journal(folders()) as journal:
        attempts = _attempts(journal, which or Which(None), everything=everything)
    in_folder = target is not None and is_folder(target)
    if output is None or not in_folder:
        if chosen in ("srt", "vtt") and len(attempts) > 1:
            raise click.UsageError("Subtitles are a file for each attempt: say --output FOLDER/.")
        text = document(attempts, chosen)
        if output is None:
            click.echo(text, nl=False)
            return
        _write(output, text)
        written, left = [output], 0
    else:
        written, left = _write_folder(output, attempts, chosen)
    if as_json:
        print_json({"written": [str(path) for path in written]})
    else:
        click.echo(f"Written: {written[0] if len(written) == 1 else f'{len(written)} files'}.")
    if left:
        click.echo(f"{left} left out: they have no times (typed, or nothing was heard).", err=True)


def _format(format: str | None, output: Path | None, *, as_json: bool) -> Format:
    ending = output.suffix[1:].lower() if output else ""
    named = format or _ENDINGS.get(ending, ending) or ("json" if as_json else "")
    if named not in FORMATS:
        raise click.UsageError(f"Say --format: one of {', '.join(FORMATS)}.")
    return named


def _attempts(journal: Journal, which: Which, *, everything: bool) -> Sequence[Attempt]:
    if everything:
        found: Sequence[Attempt] = journal.attempts()
        if not found:
            raise JournalError("Nothing has been kept yet; 'voiceprep rehearse' begins.")
        return found
    if which.session:
        assert which.number is not None
        return journal.session(which.number).attempts
    return [journal.attempt(attempt_id(journal, which))]


def _write_folder(
    folder: Path, attempts: Sequence[Attempt], format: Format
) -> tuple[list[Path], int]:
    """What was written, and how many attempts the format can't have."""
    made_folder(folder)
    if format == "csv":
        _write(folder / "attempts.csv", document(attempts, format))
        return [folder / "attempts.csv"], 0
    able = [one for one in attempts if format not in ("srt", "vtt") or is_timed(one)]
    if not able:
        document(attempts[:1], format)  # says why
    with click.progressbar(able, label="Writing", file=sys.stderr) as bar:
        written = []
        for attempt in bar:
            written.append(folder / file_name(attempt, format))
            _write(written[-1], document([attempt], format))
    return written, len(attempts) - len(able)


def _write(path: Path, text: str) -> None:
    # Spreadsheets take a CSV file for UTF-8 only where it begins with this mark.
    mark = "\ufeff" if path.suffix.lower() == ".csv" else ""
    write_whole(path, (mark + text).encode("utf-8", errors="replace"))
