"""Models that can be had: what is published of them."""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Offer:
    """A model that can be installed by its name."""

    name: str
    language: str
    """ISO 639-1 code."""
    size_bytes: int
    """Of the archive; where only a rounded figure is published, that one."""
    memory_mb: int
    """While it recognises."""
    wer: Mapping[str, float]
    """Published word error rates in percent, by test set; empty where none is published."""
    licence: str
    suits: str
    """Whom it is for."""
    md5: str = ""
    """Published checksum of the archive; empty where the catalogue has none."""

    @property
    def url(self) -> str:
        """Address of the archive."""
        return f"{page()}/{self.name}.zip"

    @property
    def wer_text(self) -> str:
        """The word error rates in a line."""
        return ", ".join(f"{rate:g} % ({test})" for test, rate in self.wer.items())


@cache
def catalogue() -> tuple[Offer, ...]:
    """All models of the catalogue; for each language the one to recommend first."""
    table = _table()
    return tuple(
        Offer(
            name=entry["name"],
            language=entry["language"],
            size_bytes=entry["size"],
            memory_mb=table["memory_mb"][entry["class"]],
            wer=entry.get("wer", {}),
            licence=entry["licence"],
            suits=entry["for"],
            md5=entry.get("md5", ""),
        )
        for entry in table["model"]
    )


def page() -> str:
    """Address of the page that the figures are published on."""
    return str(_table()["page"])


def list_url() -> str:
    """Address of the published list of models, with their checksums."""
    return str(_table()["list"])


def offer(name: str) -> Offer | None:
    """The model of this name, if the catalogue has it."""
    return next((one for one in catalogue() if one.name == name), None)


def offer_at(url: str) -> Offer | None:
    """The model that has this address, with http or https, if the catalogue has it."""
    place = url.partition("://")[2]
    return next((one for one in catalogue() if one.url.partition("://")[2] == place), None)


def offer_in(file: str) -> Offer | None:
    """The model whose archive has this file name, if the catalogue has it."""
    return next((one for one in catalogue() if one.url.rpartition("/")[2] == file), None)


def recommended(language: str, memory_mb: int) -> Offer | None:
    """The first model for a language that leaves half of this machine's memory to others."""
    fitting = (one for one in catalogue() if one.language == language and fits(one, memory_mb))
    return next(fitting, None)


def fits(one: Offer, memory_mb: int) -> bool:
    """Whether a model takes no more than half of the memory."""
    return one.memory_mb <= memory_mb / 2


def machine_memory_mb() -> int:
    """Memory of this machine, in MB."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1_000_000


@cache
def _table() -> dict[str, Any]:
    text = files("voiceprep.speech").joinpath("catalogue.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def test_sentence(language: str) -> str:
    """What is spoken to a new model of a language; empty where there is no sentence for it."""
    return str(_table()["test_sentence"].get(language, ""))


def language_of(name: str) -> str:
    """ISO 639-1 code of the language that a model hears, told by its name; empty if it isn't."""
    if found := offer(name):
        return found.language
    codes = {code: code for code in _table()["codes"].split()} | _table()["other_codes"]
    parts = re.split(r"[-_. ]", name.lower())
    return next((str(codes[part]) for part in parts if part in codes), "")
