"""What commands share in printing."""

import json
from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def json_option(command: F) -> F:
    """Adds --json, passed to the command as `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for scripts.")(command)


def print_json(value: object) -> None:
    """One JSON document on standard output, readable by people and programs."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
