"""How banks are printed: tables and text that can be read without colours, too."""

from collections.abc import Iterable

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from voiceprep.bank.model import Bank
from voiceprep.report.text import plain


def counts(bank: Bank) -> dict[str, int]:
    """How many questions and points a bank has."""
    points = sum(len(question.points) for question in bank.questions)
    return {"questions": len(bank.questions), "points": points}


def table(*headers: str) -> Table:
    """A table without lines, so that it can be read as plain text too."""
    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for header in headers:
        number = header in ("Questions", "Points", "Aim")
        made.add_column(header, justify="right" if number else "left", overflow="fold")
    return made


def line(text: object, style: str = "") -> Text:
    """Text from outside."""
    return Text(plain(str(text)), style=style, overflow="fold")


def print_parts(parts: Iterable[RenderableType]) -> None:
    """Prints one after another."""
    console = Console(highlight=False)
    for part in parts:
        console.print(part)
