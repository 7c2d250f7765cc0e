"""Aliases must not find terms where nobody said them."""

import json
from pathlib import Path

import pytest

from voiceprep.bank.bankfile import open_bank
from voiceprep.cli.bank.hear import ordinary_texts
from voiceprep.feedback.heard import Heard
from voiceprep.feedback.overcorrection import Ordinary
from voiceprep.feedback.spoken import tokens
from voiceprep.language import tables

ENGLISH = tables("en")
MISHEARD = Path(__file__).parents[2] / "benchmarks" / "misheard"


@pytest.fixture(scope="module")
def ordinary() -> Ordinary:
    return Ordinary(ordinary_texts(open_bank("machine-learning-engineer", Path())), ENGLISH)


def rows(name: str) -> list[dict[str, str]]:
    lines = (MISHEARD / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize(
    ("term", "heard"),
    [
        ("kubernetes", "of the"),
        ("kubernetes", "we can use it"),
        ("kubernetes", "cube"),
        ("kubernetes", "kubernetes"),
        ("bias", "model"),
        ("weibull", "bible"),
        ("jitter", "better"),
        ("f1", "at fifty one percent"),
    ],
)
def test_what_anybody_says_is_refused(ordinary: Ordinary, term: str, heard: str) -> None:
    assert ordinary.refusal(term, heard)


@pytest.mark.parametrize(
    ("term", "heard"),
    [("kubernetes", "cooper net ease"), ("bias", "buyers"), ("weibull", "why bowl")],
)
def test_what_only_a_mishearing_gives_is_taken(ordinary: Ordinary, term: str, heard: str) -> None:
    assert not ordinary.refusal(term, heard)


def test_aliases_that_were_taken_find_next_to_nothing_in_ordinary_talk(ordinary: Ordinary) -> None:
    aliases: dict[str, list[str]] = {}
    for row in rows("aliases"):
        if not ordinary.refusal(row["term"], row["heard"]):
            aliases.setdefault(row["term"], []).append(row["heard"])
    assert len(aliases) > 100
    sentences = rows("ordinary")[::4]
    fired = 0
    for row in sentences:
        heard = Heard(row["heard"].split(), ENGLISH, aliases)
        for term in aliases:
            hits = (hit for token in tokens([term], ENGLISH) for hit in heard.find(token))
            fired += any(hit.by == "alias" for hit in hits)
    assert fired <= 0.001 * len(sentences) * len(aliases)


def test_terms_that_the_model_lacks_are_found_by_sound_and_seldom_where_nobody_said_them() -> None:
    def finds(text: str, term: str) -> bool:
        heard = Heard(text.split(), ENGLISH, {}, knows=lambda _: False)
        hits = (hit for token in tokens([term], ENGLISH) for hit in heard.find(token))
        return any(not hit.weak for hit in hits)

    terms = [*dict.fromkeys(row["term"] for row in rows("misheard"))][::2]
    said = [row for row in rows("misheard")[::3] if row["term"] in terms]
    assert sum(finds(row["heard"], row["term"]) for row in said) >= 0.74 * len(said)
    sentences = rows("ordinary")[::9]
    alarms = sum(finds(row["heard"], term) for row in sentences for term in terms[::2])
    assert alarms <= 0.005 * len(sentences) * len(terms[::2])
