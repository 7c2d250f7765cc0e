"""How far the copying of recordings is, on a terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn


@contextmanager
def copying(what: str = "making the sound small") -> Iterator[Callable[[int, int], None]]:
    """What to tell of how many of how many are done; a bar stands while there is something."""
    with Progress(
        TextColumn(what),
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(file=sys.stderr),
        transient=True,
        disable=not sys.stderr.isatty(),
    ) as progress:
        task = progress.add_task("", total=None, visible=False)

        def told(done: int, all: int) -> None:
            progress.update(task, completed=done, total=all, visible=True)

        yield told
