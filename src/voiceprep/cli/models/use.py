"""voiceprep models use."""

import os

import click

from voiceprep.cli.output import json_option, print_json
from voiceprep.config import folders, load_settings, save_setting
from voiceprep.errors import ModelError
from voiceprep.report.terminal import plain
from voiceprep.speech.models import find_model, lasting_name


@click.command()
@click.argument("name", required=False, metavar="NAME")
@click.option("--best", is_flag=True, help="The best that is found for each language: the default.")
@json_option
def use(name: str | None, best: bool, as_json: bool) -> None:
    """Choose the model that hears you from now on; kept in the configuration file.

    For banks in another language than the model's, the best that is found listens all the same.

    \b
    Examples:
      voiceprep models use vosk-model-small-en-us-0.15
      voiceprep models use --best
    """
    if bool(name) == best:
        raise click.UsageError("Give the name of a model, or --best.")
    where = folders()
    load_settings(where.config_file)  # a file that can't be read is told before it is changed
    setting = ""
    told = "From now on the best model that is found for the bank's language hears you."
    if name:
        try:
            found = find_model(name, where.models)
        except ModelError as fault:
            raise ModelError(f"{fault} voiceprep models install fetches one.") from fault
        setting = lasting_name(found, where.models)
        told = f"{plain(found.name)} hears you from now on."
    save_setting(where.config_file, "model", setting)
    if as_json:
        print_json({"model": setting})
    else:
        click.echo(told)
    if os.environ.get("VOICEPREP_MODEL"):
        click.echo("But VOICEPREP_MODEL is set, and counts more.", err=True)
