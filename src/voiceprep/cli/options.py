"""What options need beside click: real numbers, and no option that is given in vain."""

import math
from collections.abc import Iterable
from typing import Any

import click
from click.core import ParameterSource


class NumberRange(click.FloatRange):
    """A range of numbers; "nan", which compares with none, is none of them."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Fails as click does where it is no number, or out of the range."""
        number = float(super().convert(value, param, ctx))
        if math.isnan(number):
            self.fail(f"{value!r} is not a number.", param, ctx)
        return number


def exclude(ctx: click.Context, name: str, others: Iterable[str], why: str) -> None:
    """Raises UsageError if the option was given and one of the others too, which it makes void.

    Options go by the names of their parameters; `why` ends the sentence.
    """
    if not _given(ctx, name):
        return
    for other in others:
        if _given(ctx, other):
            raise click.UsageError(
                f"{_shown(ctx, name)} and {_shown(ctx, other)} exclude each other: {why}."
            )


def require(ctx: click.Context, name: str, others: Iterable[str]) -> None:
    """Raises UsageError if one of the others was given without the option that it belongs to."""
    if _given(ctx, name):
        return
    for other in others:
        if _given(ctx, other):
            void, needed = _shown(ctx, other), _shown(ctx, name)
            raise click.UsageError(
                f"{void} counts only with {needed}; add {needed}, or leave out {void}."
            )


def _given(ctx: click.Context, name: str) -> bool:
    return ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE and ctx.params[name] != ()


def _shown(ctx: click.Context, name: str) -> str:
    parameter = next(one for one in ctx.command.params if one.name == name)
    return (
        parameter.opts[0] if isinstance(parameter, click.Option) else parameter.human_readable_name
    )
