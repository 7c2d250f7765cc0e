"""voiceprep models: a file for each of its commands."""

import click

from voiceprep.cli.lazy import LazyGroup

COMMANDS = {
    "list": "What is installed, and what can be had.",
    "install": "Install a model by its name, from an address, a file or a folder.",
    "use": "Choose the model that hears you from now on.",
    "check": "Measure a model: speed, memory, vocabulary, terms it can't hear.",
    "try": "Read three short passages and see which model hears you best.",
    "remove": "Remove a model that was installed.",
}


@click.group(cls=LazyGroup, package=__name__, known=COMMANDS)
def models() -> None:
    """List, install, choose and measure the models that hear you.

    \b
    Examples:
      voiceprep models list                                 what there is
      voiceprep models install vosk-model-small-en-us-0.15  fetch it and put it in place
      voiceprep models install ~/Downloads/model.zip        one that was fetched elsewhere
      voiceprep models try                                  which hears you best?
    """
