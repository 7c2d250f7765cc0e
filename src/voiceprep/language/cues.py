"""Data files of a language that only some languages have."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any


@cache
def table(code: str, name: str) -> Mapping[str, Any]:
    """The data file `name`.toml of a language (ISO 639-1 code); empty where there is none."""
    folder = files("voiceprep.language").joinpath(code) if code.isalpha() else None
    file = folder.joinpath(f"{name}.toml") if folder else None
    if file is None or not file.is_file():
        return MappingProxyType({})
    return MappingProxyType(tomllib.loads(file.read_text(encoding="utf-8")))
