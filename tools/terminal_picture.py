"""Draws what a command really shows on a terminal: runs it in a pseudo-terminal, saves an SVG.

    python tools/terminal_picture.py docs/demo.svg 30 voiceprep demo --fast missing-data

The number is how many lines the terminal has; it has 80 columns.
"""

import io
import sys
from pathlib import Path

import pexpect
import pyte
from rich.console import Console
from rich.style import Style
from rich.text import Text

COLUMNS = 80


def screen_after(command: list[str], lines: int) -> pyte.Screen:
    """The terminal's screen when the command has ended, or waits for 60 s."""
    screen = pyte.Screen(COLUMNS, lines)
    stream = pyte.Stream(screen)
    child = pexpect.spawn(
        command[0], command[1:], dimensions=(lines, COLUMNS), encoding="utf-8", timeout=60
    )
    while True:
        try:
            stream.feed(child.read_nonblocking(4096, timeout=10))
        except (pexpect.EOF, pexpect.TIMEOUT):
            break
    child.close(force=True)
    return screen


def svg(screen: pyte.Screen, title: str) -> str:
    """The screen as a picture, without empty lines at its end."""
    rows = [row.rstrip() for row in screen.display]
    used = max((n for n, row in enumerate(rows, 1) if row), default=1)
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    for y in range(used):
        line = Text()
        for x in range(COLUMNS):
            cell = screen.buffer[y][x]
            line.append(cell.data, _style(cell))
        line.rstrip()
        console.print(line)
    return console.export_svg(title=title)


def _style(cell: pyte.screens.Char) -> Style:
    names = {"default": None, "brown": "yellow"}
    color = names.get(cell.fg, cell.fg)
    return Style(
        color=f"#{color}"
        if color and len(color) == 6 and color.isalnum() and color[0].isdigit()
        else color,
        bold=cell.bold,
        italic=cell.italics,
        reverse=cell.reverse,
    )


if __name__ == "__main__":
    target, lines, *command = sys.argv[1:]
    shown = " ".join([Path(command[0]).name, *command[1:]])
    Path(target).write_text(svg(screen_after(command, int(lines)), shown))
