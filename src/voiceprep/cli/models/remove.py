"""voiceprep models remove."""

import click

from voiceprep.cli.output import json_option, print_json
from voiceprep.config import folders, load_settings, save_setting
from voiceprep.report.terminal import plain
from voiceprep.speech.install import remove as take_away
from voiceprep.speech.models import leads_to


@click.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Don't ask.")
@json_option
def remove(name: str, yes: bool, as_json: bool) -> None:
    """Remove a model that was installed with 'models install'.

    \b
    Example:
      voiceprep models remove vosk-model-small-en-us-0.15
    """
    where = folders()
    setting = load_settings(where.config_file, {}).model
    in_use = leads_to(setting, where.models / name, where.models)
    if not yes:
        click.confirm(
            f"Remove the model {plain(name)} from {where.models}?", abort=True, err=as_json
        )
    freed = take_away(name, where.models)
    if in_use:
        save_setting(where.config_file, "model", "")
    if as_json:
        print_json({"model": name, "freed_bytes": freed, "was_chosen": in_use})
        return
    click.echo(f"{plain(name)} is removed; {freed / 1e6:.0f} MB are free again.")
    if in_use:
        click.echo("It was the one in use; from now on the best that is found hears you.")
