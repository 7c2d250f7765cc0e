"""The tables of every language: they load, they are whole, and one may lack any of them."""

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from voiceprep.bank.clauses import grammar, sentences
from voiceprep.bank.model import KeyPoint, Question
from voiceprep.bank.points import derive_points
from voiceprep.feedback.assess import assess
from voiceprep.interview import commands
from voiceprep.interview import phrases as interviewer
from voiceprep.language import cues, tables
from voiceprep.language.clauses import clause_words
from voiceprep.language.pages import page_words
from voiceprep.language.passages import passages
from voiceprep.report import phrases as report
from voiceprep.speech.transcript import Transcript, Word

FOLDER = Path(str(files("voiceprep.language")))
CODES = sorted(folder.name for folder in FOLDER.iterdir() if (folder / "words.toml").is_file())
EVERY = sorted(file.name for file in (FOLDER / "en").glob("*.toml"))
OPTIONAL = {"sounds.toml", "said.toml", "hearing.toml", "everyday.toml", "prototypes.toml"}
"""Without these a language is not compared by sound."""
NAMES = [name for name in EVERY if name not in OPTIONAL]
OTHERS = pytest.mark.parametrize("code", [code for code in CODES if code != "en"])
LANGUAGES = pytest.mark.parametrize("code", CODES)
WORDS_AS_KEYS = {"numbers.toml", "spoken.toml", "fillers.toml", "pages.toml"}
"""Tables of which the second level is words of the language."""
ANSWER = Transcript(tuple(Word(word, 0.0, 0.0) for word in "blu bla bli 25 % blo blub".split() * 5))
QUESTION = Question("q", "behavioral", "Bla blu?", points=(KeyPoint("Blub"), KeyPoint("Zack")))


def table(code: str, name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / code / name).read_text(encoding="utf-8"))


def keys(table: dict[str, Any], depth: int) -> Iterator[str]:
    for key, value in table.items():
        yield key
        if depth and isinstance(value, dict) and "one" not in value:
            yield from (f"{key}.{inner}" for inner in keys(value, depth - 1))


def test_german_stands_beside_english() -> None:
    assert {"de", "en"} <= {*CODES}


@OTHERS
@pytest.mark.parametrize("name", NAMES)
def test_a_language_has_the_tables_and_keys_of_english(code: str, name: str) -> None:
    depth = 0 if name in WORDS_AS_KEYS else 3
    assert {*keys(table("en", name), depth)} <= {*keys(table(code, name), depth)}


def texts(value: Any, at: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(inner, f"{at}.{key}")
    elif isinstance(value, str):
        yield at, value


def fields(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text)} - {None}


@OTHERS
@pytest.mark.parametrize("name", ["report.toml", "advice.toml", "interviewer.toml"])
def test_texts_are_filled_with_what_the_english_ones_are(code: str, name: str) -> None:
    english = dict(texts(table("en", name)))
    for at, text in texts(table(code, name)):
        assert fields(text) <= fields(english[at]), at


@OTHERS
def test_no_text_of_a_report_was_left_in_english(code: str) -> None:
    english = dict(texts(table("en", "report.toml")))
    same = {text for at, text in texts(table(code, "report.toml")) if english[at] == text}
    assert {text for text in same if " " in text and "{" not in text} <= set()


@LANGUAGES
def test_tables_do_not_contradict_each_other(code: str) -> None:
    language = tables(code)
    assert not language.function_words & language.light_words
    assert all(len(letter) == 1 for letter in language.letters.values())
    assert sorted({*language.digits.values()}) == [*range(10)]


@LANGUAGES
def test_every_filler_rule_names_kinds_that_there_are(code: str) -> None:
    language = tables(code)
    for phrases in language.filler_phrases.values():
        for rule in (rule for phrase in phrases for rule, _ in phrase.rules):
            named = (part for slot in rule.split() for part in slot.split("|") if "@" in part)
            assert {part.lstrip("!@") for part in named} <= {*language.filler_kinds}


@LANGUAGES
def test_no_phrase_is_two_commands(code: str) -> None:
    spoken = commands.phrases(code)
    said = [phrase for each in spoken.values() for phrase in {*each.whole, *each.short}]
    assert len(said) == len({*said})
    assert {*spoken} == {*commands.COMMANDS}


@LANGUAGES
def test_commands_of_any_language_are_recognised(code: str) -> None:
    for command, known in commands.phrases(code).items():
        for phrase in known.whole:
            assert commands.spoken_command(phrase.split(), code) == command


@LANGUAGES
def test_the_last_probe_fits_any_point(code: str) -> None:
    probes = interviewer.phrases(code).probes
    assert not probes[-1].cues
    assert all(probe.cues for probe in probes[:-1])


@pytest.fixture(params=["words.toml", "an empty folder", "no folder"])
def bare(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: Any) -> Iterator[str]:
    """A language of which there are words alone, or nothing."""
    name = "voiceprep.language.files"
    folder = tmp_path / "qq"
    (tmp_path / "en").symlink_to(FOLDER / "en")
    if request.param != "no folder":
        folder.mkdir()
    if request.param == "words.toml":
        (folder / "words.toml").write_text('function = "bla"\n')
    for module in ("", ".clauses", ".cues", ".passages"):
        monkeypatch.setattr(f"{name.removesuffix('.files')}{module}.files", lambda _: tmp_path)
    monkeypatch.setattr(report, "files", lambda _: tmp_path)
    monkeypatch.setattr("importlib.resources.files", lambda _: tmp_path)
    readers: list[Any] = [
        tables,
        clause_words,
        cues.table,
        grammar,
        report.phrases,
        commands.phrases,
        interviewer.phrases,
    ]
    for reader in readers:
        reader.cache_clear()
    yield "qq"
    for reader in readers:
        reader.cache_clear()


def test_a_language_may_lack_any_table(bare: str) -> None:
    language = tables(bare)
    assert not language.digits
    assert not language.filler_phrases
    assert not language.sounds
    assert clause_words(bare).verbs == frozenset()
    assert cues.table(bare, "star") == {}
    assert passages(bare) == ()
    assert commands.spoken_command(["bla"], bare) is None
    assert interviewer.phrases(bare).say("move_on")
    assert report.phrases(bare).code == "en"


def test_what_has_no_tables_is_not_measured(bare: str) -> None:
    feedback = assess(QUESTION, ANSWER, None, language=tables(bare), typed=True)
    assert [point.verdict for point in feedback.points] == ["covered", "missed"]
    assert feedback.structure is None
    assert feedback.advice == ()


def test_points_of_a_language_without_tables_are_its_sentences(bare: str) -> None:
    question = Question("q", "technical", "Bla?", sample="Blu bla blub. Zack bum peng.")
    assert [point.say for point in derive_points(question, bare)] == [
        "Blu bla blub",
        "Zack bum peng",
    ]
    assert len(sentences(question.sample, grammar(bare))) == 2


def test_pages_are_read_by_the_words_of_all_languages() -> None:
    words = page_words()
    assert words.labels["sample answer"] == words.labels["musterantwort"] == "sample"
    assert "tell me" in words.asks
    assert "erzählen sie" in words.asks
