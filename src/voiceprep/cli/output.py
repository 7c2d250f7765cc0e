"""What commands share in printing."""

import contextlib
import io
import json
import shutil
import sys
import textwrap
from collections.abc import Callable
from typing import Any, TextIO, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def json_option(command: F) -> F:
    """Adds --json, passed to the command as `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts.")(command)


def print_json(value: object) -> None:
    """One JSON document on standard output, readable by people and programs."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def say(line: str, *, err: bool = False) -> None:
    """Prints a line; on a terminal it is broken between words."""
    click.echo(wrapped(line, sys.stderr if err else sys.stdout), err=err)


def wrapped(text: str, stream: TextIO, taken: int = 0) -> str:
    """Text as it fits a terminal, its lines broken between words; unchanged where there is none.

    `taken`: columns of the first line that something else stands in.
    """
    if not stream.isatty():
        return text
    width = shutil.get_terminal_size().columns
    lines = []
    for line in text.split("\n"):
        indent = " " * (len(line) - len(line.lstrip()) + 2)
        lines.append(
            textwrap.fill(
                line,
                max(20, width),
                initial_indent=" " * taken,
                subsequent_indent=indent,
                break_long_words=False,
                break_on_hyphens=False,
            )[taken:]
        )
        taken = 0
    return "\n".join(lines)


class Unbreakable(io.TextIOBase):
    """A stream that goes silent when its terminal is gone: that must not cost an answer."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._stream.encoding

    def isatty(self) -> bool:
        return self._stream.isatty()

    def fileno(self) -> int:
        return self._stream.fileno()

    def write(self, text: str) -> int:
        try:
            return self._stream.write(text)
        except OSError:
            return len(text)

    def flush(self) -> None:
        with contextlib.suppress(OSError):
            self._stream.flush()
