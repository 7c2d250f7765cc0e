"""What the interviewer says beside the questions."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from voiceprep.bank.model import Bank, KeyPoint, Question
from voiceprep.bank.prose import tidy
from voiceprep.feedback.spoken import tokens
from voiceprep.journal.plan import FOLLOW_UP_S
from voiceprep.language import tables


@dataclass(frozen=True)
class Probe:
    """A follow-up that fits many points."""

    cues: frozenset[str]
    ask: str


@dataclass(frozen=True)
class Phrases:
    """The sentences of one language."""

    said: Mapping[str, str]
    """By occasion: greeting, move_on and so on."""
    stages: Mapping[str, str]
    """What leads over to a stage."""
    times: Mapping[str, str]
    """How minutes and seconds are said."""
    opening: Question
    closing: Question
    probes: tuple[Probe, ...]

    def say(self, occasion: str, **values: object) -> str:
        """The sentence for an occasion, with values put in."""
        return self.said[occasion].format(**values)

    def time(self, seconds: float) -> str:
        """A time as one says it: "2 minutes and 30 seconds"; above 2 minutes in half ones."""
        whole = round(seconds / 30) * 30 if seconds > 120 else round(seconds / 5) * 5
        minutes, rest = divmod(int(whole), 60)
        parts = []
        if minutes:
            unit = self.times["minute" if minutes == 1 else "minutes"]
            parts.append(unit.format(n=minutes))
        if rest or not minutes:
            parts.append(self.times["seconds"].format(n=rest))
        return self.times["and"].join(parts)

    def closing_for(self, bank: Bank) -> Question:
        """The closing question; its points are the bank's own questions to the interviewer."""
        points = tuple(KeyPoint(closing.ask) for closing in bank.closing)
        return Question(
            self.closing.id,
            "closing",
            self.closing.ask,
            tip=self.closing.tip,
            seconds=self.closing.seconds,
            points=points,
        )


@cache
def phrases(language: str) -> Phrases:
    """The phrases of a language; the English ones where there is no table for it."""
    folder = resources.files("voiceprep.language")
    table = folder / language / "interviewer.toml"
    if not (language.isalpha() and table.is_file()):
        table = folder / "en" / "interviewer.toml"
    found = tomllib.loads(table.read_text(encoding="utf-8"))
    opening, closing = found["opening"], found["closing"]
    return Phrases(
        said={name: text for name, text in found.items() if isinstance(text, str)},
        stages=found["stage"],
        times=found["time"],
        opening=Question(
            **{
                **opening,
                "kind": "common",
                "tip": tidy(opening["tip"]),
                "sample": tidy(opening.get("sample", "")),
            }
        ),
        closing=Question(**{**closing, "kind": "closing", "tip": tidy(closing["tip"])}),
        probes=tuple(Probe(frozenset(probe["cues"]), probe["ask"]) for probe in found["probe"]),
    )


def follow_up(question: Question, number: int, language: str) -> Question:
    """What is asked when the question's point with this number (from 0) was missed.

    The bank's own follow-up, else a probe that shares no word of weight with the point.
    """
    point = question.points[number]
    return Question(
        id=f"{question.id[:52]}-follow-up-{number + 1}",
        kind=question.kind,
        ask=point.follow_up or _probe(point, language),
        why=question.why,
        seconds=min(FOLLOW_UP_S, question.seconds),
        points=(point,),
    )


def _probe(point: KeyPoint, language: str) -> str:
    known = tables(language)
    texts = [point.say, *(term for group in point.terms for term in group)]
    words = {token.text for token in tokens(" ".join(texts).lower().split(), known)}
    given = {token.stem for token in tokens(" ".join(texts).lower().split(), known)}
    for probe in phrases(language).probes:
        asked = tokens(probe.ask.lower().strip("?.").replace(",", "").split(), known)
        telling = {token.stem for token in asked if token.text not in known.function_words}
        if not probe.cues or (probe.cues & words and not telling & given):
            return probe.ask
    return ""
