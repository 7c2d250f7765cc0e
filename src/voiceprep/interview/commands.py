"""What can be said to steer the interview."""

import tomllib
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal, get_args

Command = Literal["done", "repeat", "skip", "time", "pause", "resume", "finish"]
COMMANDS: tuple[Command, ...] = get_args(Command)


@dataclass(frozen=True)
class Spoken:
    """The phrases of one command."""

    whole: frozenset[str] = frozenset()
    """Count at any time."""
    short: frozenset[str] = frozenset()
    """Count only while no answer is being given."""


@cache
def phrases(language: str) -> Mapping[Command, Spoken]:
    """The phrases of each command in a language; none where the language has no table."""
    table = resources.files("voiceprep.language") / language / "commands.toml"
    if not (language.isalpha() and table.is_file()):
        return {}
    spoken = tomllib.loads(table.read_text(encoding="utf-8"))
    return {
        command: Spoken(frozenset(spoken[command]["whole"]), frozenset(spoken[command]["short"]))
        for command in COMMANDS
        if command in spoken
    }


def known_phrases(
    language: str, allowed: Container[Command] = COMMANDS, *, between: bool = False
) -> Mapping[str, Command]:
    """Phrase and command: those that count within an answer, or all of them between answers."""
    return {
        phrase: command
        for command, known in phrases(language).items()
        if command in allowed
        for phrase in sorted(known.whole | known.short if between else known.whole)
    }


def spoken_command(
    words: Sequence[str],
    language: str,
    allowed: Container[Command] = COMMANDS,
    *,
    between: bool = False,
) -> Command | None:
    """The command that an utterance is, if it is one as a whole; None for any other utterance.

    Words within a longer utterance never count: people say "that's my answer to…" in answers.
    """
    return known_phrases(language, allowed, between=between).get(" ".join(words))
