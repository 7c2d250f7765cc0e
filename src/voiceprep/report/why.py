"""Why each point got its verdict: all the evidence, for a terminal."""

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from voiceprep.bank.model import KeyPoint
from voiceprep.feedback.coverage import CHECK, COVERED
from voiceprep.feedback.spoken import tokens
from voiceprep.feedback.verdict import By, PointResult
from voiceprep.journal.attempt import Attempt
from voiceprep.language import Language, tables
from voiceprep.report.evidence import quote_span
from voiceprep.report.phrases import FALLBACK, Phrases, phrases
from voiceprep.report.text import plain

_BY: tuple[By, ...] = ("spelling", "sound", "alias", "meaning")


@dataclass(frozen=True)
class Reason:
    """One line of the evidence for a verdict."""

    title: str
    text: str


def reasons(attempt: Attempt, point: PointResult, texts: Phrases) -> tuple[Reason, ...]:
    """The evidence for the verdict on one point, in full."""
    return tuple(_reasons(attempt, point, texts))


def why_view(attempt: Attempt) -> RenderableType:
    """The evidence for every point of an answer, then by which judge and model."""
    feedback = attempt.feedback
    parts: list[RenderableType] = [Text("\nWhy", style="bold")]
    if feedback is None or feedback.unscorable or not feedback.points:
        parts.append(Text("No point was judged."))
        return Group(*parts)
    for number, point in enumerate(feedback.points, 1):
        parts.append(Text(f"{number}. {plain(point.say)}: {point.verdict}", style="bold"))
        for reason in reasons(attempt, point, phrases(FALLBACK)):
            line = Text.assemble((f"{reason.title}: ", "dim"), plain(reason.text))
            parts.append(Padding(line, (0, 0, 0, 3)))
    model = attempt.model
    named = f"{plain(model.name)} ({model.sha256[:12]})" if model.name else "none: it was typed"
    if not model.name and attempt.source != "typed":
        named = "none"
    parts.append(Text(f"Judge: {plain(feedback.judge)}. Model: {named}.\n", style="dim"))
    return Group(*parts)


def _reasons(attempt: Attempt, point: PointResult, texts: Phrases) -> Iterator[Reason]:
    yield Reason(texts("why.score"), _score(point, texts))
    if point.claimed:
        yield Reason(texts("why.claim"), texts("why.claimed"))
    if point.quote:
        quote = texts("why.quote", quote=point.quote)
        yield Reason(texts("why.words"), quote + _place(attempt, point, texts))
    for by in _BY:
        found = [one for one in point.found if one.by == by]
        if found:
            where = (texts("why.found", term=one.term, word=one.word) for one in found)
            yield Reason(texts(f"why.by.{by}"), "; ".join(where))
    written = next((each for each in attempt.question.points if each.say == point.say), None)
    missing = _missing(
        written or KeyPoint(point.say), point, tables(attempt.language), texts("why.or")
    )
    if missing:
        # Of a point without a quote the journal keeps no single terms.
        title = texts("why.not_found" if point.found else "why.looked_for")
        yield Reason(title, "; ".join(missing))


def _score(point: PointResult, texts: Phrases) -> str:
    if point.score >= COVERED:
        name = "why.covered"
    elif point.score >= CHECK:
        name = "why.check"
    else:
        name = "why.unhearable" if point.verdict == "unhearable" else "why.missed"
    return texts(
        name,
        score=texts.figure(f"{point.score:.2f}"),
        check=texts.figure(f"{CHECK:.2f}"),
        covered=texts.figure(f"{COVERED:.2f}"),
    )


def _place(attempt: Attempt, point: PointResult, texts: Phrases) -> str:
    span = quote_span(attempt, point)
    place = ""
    if span:
        first, last = span[0] + 1, span[1] + 1
        place = texts("why.word" if first == last else "why.word_span", first=first, last=last)
    if point.start_s is not None and point.end_s is not None:
        start, end = (texts.figure(f"{at:.1f}") for at in (point.start_s, point.end_s))
        place += texts("why.time", start=start, end=end)
    return place


def _missing(written: KeyPoint, point: PointResult, language: Language, or_: str) -> list[str]:
    """The groups of alternatives of which none was found, and the other words of its sentence."""
    found = {one.term for one in point.found}
    missing = []
    grouped: set[str] = set()
    for group in written.terms:
        wholes = [tokens(term.split(), language) for term in group]
        names = {" ".join(token.text for token in whole) for whole in wholes} | {
            " ".join(t.text for t in whole if t.text not in language.function_words)
            for whole in wholes
        }
        grouped |= {token.stem for whole in wholes for token in whole}
        if not names & found:
            missing.append(f" {or_} ".join(group))
    words = {
        token.stem: token.text
        for token in tokens(written.say.split(), language)
        if token.text not in language.function_words and token.stem not in grouped
    }
    said = {
        t.stem
        for one in point.found
        if one.by != "meaning"
        for t in tokens(one.term.split(), language)
    }
    missing += [text for stem, text in words.items() if stem not in said]
    return missing
