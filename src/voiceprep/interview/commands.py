"""What can be said to steer the interview."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Literal, get_args

Command = Literal["done"]


@cache
def phrases(language: str) -> Mapping[Command, frozenset[str]]:
    """The phrases of each command in a language; none where the language has no table."""
    table = resources.files("voiceprep.language") / language / "commands.toml"
    if not table.is_file():
        return {}
    spoken = tomllib.loads(table.read_text(encoding="utf-8"))
    return {command: frozenset(spoken.get(command, ())) for command in get_args(Command)}


def spoken_command(words: Sequence[str], language: str) -> Command | None:
    """The command that an utterance is, if it is one as a whole; None for any other utterance.

    Words within a longer utterance never count: people say "that's my answer to…" in answers.
    """
    said = " ".join(words)
    for command, known in phrases(language).items():
        if said in known:
            return command
    return None
