"""Short texts to be read aloud, and the terms in them that matter."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True)
class Passage:
    """One text of three or four sentences."""

    text: str
    terms: tuple[str, ...]


def passages(language: str) -> tuple[Passage, ...]:
    """Those of a language (ISO 639-1 code); none where it has no tables."""
    file = files(__package__).joinpath(language, "passages.toml")
    if not language.isalpha() or not file.is_file():
        return ()
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    return tuple(
        Passage(" ".join(one["read"].split()), tuple(one["terms"])) for one in table["passage"]
    )
