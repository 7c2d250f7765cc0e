"""Banks as Markdown, to be read, printed and shared."""

import re
from collections.abc import Iterator

from voiceprep.bank.model import Bank, KeyPoint, Question
from voiceprep.bank.sheetcells import groups_text

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|&~$])")
_LEADING = re.compile(r"^(\d{1,9}|)([-+.):=])")


def markdown_text(bank: Bank) -> str:
    """A document that `bank import` reads back."""
    return "\n\n".join(_blocks(bank)) + "\n"


def _blocks(bank: Bank) -> Iterator[str]:
    yield f"# {_inline(bank.title)}"
    yield from _paragraphs(bank.about)
    advice = dict(bank.advice)
    kind = ""
    for question in bank.questions:
        if question.kind != kind:
            kind = question.kind
            heading = "Common" if kind == "closing" else kind.capitalize()
            yield f"## {heading} questions"
            yield from _paragraphs(advice.pop(question.kind, ""))
        yield from _question(question)
    if bank.closing:
        yield "## Questions to ask the interviewer"
        for closing in bank.closing:
            why = f"\n  Why: {_inline(closing.why)}" if closing.why else ""
            yield f"- {_inline(closing.ask)}{why}"
    if bank.prepare:
        yield "## How to prepare"
        yield from (f"- {_inline(one.do)}" for one in bank.prepare)
    if bank.faq:
        yield "## Frequently asked questions"
        for faq in bank.faq:
            yield f"### {_inline(faq.question)}"
            yield from _paragraphs(faq.answer)


def _question(question: Question) -> Iterator[str]:
    yield f"### {_inline(question.ask)}"
    facts = [f"ID: {question.id}", f"Seconds: {question.seconds}"]
    if question.kind == "closing":
        facts.append("Kind: closing")
    yield "\n".join(facts)
    for label, text in (
        ("Why they ask", question.why),
        ("Sample answer", question.sample),
        ("Tip", question.tip),
    ):
        for at, paragraph in enumerate(_paragraphs(text)):
            yield paragraph if at else f"**{label}:** {paragraph}"
    if question.points:
        yield "**Key points:**"
        yield "\n".join(map(_point, question.points))


def _point(point: KeyPoint) -> str:
    lines = [f"- {_inline(point.say)}"]
    if point.terms:
        lines.append(f"heard by: {_inline(groups_text(point.terms))}")
    if point.weight != 1:
        lines.append(f"counts: {point.weight!r}")
    if point.follow_up:
        lines.append(f"if missed: {_inline(point.follow_up)}")
    if point.derived:
        lines.append("derived")
    return "\n  ".join(lines)


def _paragraphs(text: str) -> Iterator[str]:
    return (_inline(part) for part in text.split("\n\n") if part.strip())


def _inline(text: str) -> str:
    """A text as one line that means itself."""
    line = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return _LEADING.sub(r"\1\\\2", line)
