"""What a model hears instead of a term: a file for each model, made to be read and edited."""

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

import tomlkit

from voiceprep.errors import ConfigError

HEADER = (
    "What this model writes where a term was said. Feedback counts these words as the term;",
    "transcripts stay as they were heard. Take out what is wrong, add what is missing.",
)
LONGEST = 80
"""Characters of an alias."""


def alias_file(folder: Path, model: str) -> Path:
    """Where the aliases of a model are kept; the file needn't exist."""
    return folder / f"{re.sub(r'[^A-Za-z0-9._-]', '_', model).lstrip('.') or 'model'}.toml"


def read_aliases(file: Path) -> dict[str, tuple[str, ...]]:
    """For each term what is heard instead; nothing where there is no file.

    Raises ConfigError, with file:line, if it can't be used.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except UnicodeDecodeError as fault:
        raise ConfigError(f"{file}:1: is not UTF-8 text; save it as UTF-8.") from fault
    except OSError as fault:
        raise ConfigError(f"{file} can't be read: {fault.strerror}.") from fault
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        line = re.search(r"line (\d+)", str(fault))
        at = line[1] if line else len(text.splitlines()) or 1
        why = re.sub(r" \(at .*\)$", "", str(fault))
        raise ConfigError(f"{file}:{at}: {why}; mend the line or move the file away.") from fault
    for term, heard in table.items():
        fits = isinstance(heard, list) and all(
            isinstance(one, str) and 0 < len(one) <= LONGEST and one.isprintable() for one in heard
        )
        if not fits or not term.isprintable():
            raise ConfigError(
                f"{file}:{_line(text, term)}: {term!r} must be a list of texts, "
                'such as ["two words"].'
            )
    return {term: tuple(heard) for term, heard in table.items()}


def add_aliases(file: Path, aliases: Mapping[str, Sequence[str]]) -> None:
    """Puts these to those that the file has; comments and the order of what is there stay.

    Raises ConfigError if the file can't be used.
    """
    known = read_aliases(file)
    if all(set(heard) <= set(known.get(term, ())) for term, heard in aliases.items()):
        return
    try:
        document = (
            tomlkit.parse(file.read_text(encoding="utf-8")) if known or file.exists() else None
        )
        if document is None:
            document = tomlkit.document()
            for line in HEADER:
                document.add(tomlkit.comment(line))
            document.add(tomlkit.nl())
        for term, heard in aliases.items():
            new = [one for one in dict.fromkeys(heard) if one not in known.get(term, ())]
            if term not in document:
                document.add(term, tomlkit.array())
            listed = document[term]
            assert isinstance(listed, list)
            for one in new:
                listed.append(one)
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(file, tomlkit.dumps(document))
    except OSError as fault:
        raise ConfigError(f"{file} can't be written: {fault.strerror}.") from fault


def remove_aliases(file: Path, aliases: Mapping[str, Sequence[str]]) -> int:
    """Takes these out of the file, and terms that have none then; gives how many there were.

    Comments and the order of the rest stay. Raises ConfigError if the file can't be used.
    """
    known = read_aliases(file)
    gone = {
        term: [one for one in known.get(term, ()) if one in heard]
        for term, heard in aliases.items()
    }
    if not any(gone.values()):
        return 0
    try:
        document = tomlkit.parse(file.read_text(encoding="utf-8"))
        for term, heard in gone.items():
            for one in heard:
                document[term].remove(one)
            if heard and not document[term]:
                document.remove(term)
        _write(file, tomlkit.dumps(document))
    except OSError as fault:
        raise ConfigError(f"{file} can't be written: {fault.strerror}.") from fault
    return sum(map(len, gone.values()))


def _write(file: Path, text: str) -> None:
    part = file.with_suffix(f".{os.getpid()}")
    part.write_text(text, encoding="utf-8")
    part.replace(file)


def _line(text: str, key: str) -> int:
    lines = text.splitlines()
    return next(
        (n for n, line in enumerate(lines, 1) if line.strip().strip("\"'").startswith(key)), 1
    )
