"""Groups of commands whose modules are imported when a command is used: --help is instant."""

import builtins
import importlib
import keyword
from collections.abc import Mapping
from typing import Any

import click


class LazyGroup(click.Group):
    """Commands by name, each in a module of that name that holds a command of that name.

    Words that mean something to Python have an underscore behind them there: list_, try_.
    """

    def __init__(self, *arguments: Any, package: str, known: Mapping[str, str], **more: Any):
        """`known`: what each command does, in one line, in the order of the help."""
        super().__init__(*arguments, **more)
        self._package = package
        self._known = known

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._known)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._known:
            return None
        name = cmd_name.replace("-", "_")
        if keyword.iskeyword(name) or hasattr(builtins, name):
            name += "_"
        module = importlib.import_module(f"{self._package}.{name}")
        command = getattr(module, name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(self._known.items()))
