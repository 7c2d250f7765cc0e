"""Options that exclude each other."""

import click
import pytest
from click.testing import CliRunner

from voiceprep.cli.options import exclude


@pytest.mark.parametrize(
    ("argument", "shown"),
    [
        (click.Argument(["which"], nargs=-1), "WHICH"),
        (click.Argument(["which"], required=False, metavar="[ID]"), "[ID]"),
    ],
)
def test_an_argument_that_an_option_excludes_is_named(argument: click.Argument, shown: str) -> None:
    def run(**_: object) -> None:
        exclude(click.get_current_context(), "whole", ["which"], "it has all")

    command = click.Command(
        "command", callback=run, params=[click.Option(["--whole"], is_flag=True), argument]
    )
    refused = CliRunner().invoke(command, ["--whole", "1"])
    assert refused.exit_code == 2
    assert f"--whole and {shown} exclude each other: it has all." in refused.output
