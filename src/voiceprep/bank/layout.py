"""A bank laid out as TOML, for people to read and edit."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from voiceprep.bank.model import Bank, KeyPoint, Question
from voiceprep.bank.prose import tidy

WIDTH = 98
"""Characters in a line, where the words allow it."""


def format_bank(bank: Bank) -> str:
    """TOML that reads back to an equal bank, if its texts are tidy; else to the bank made tidy."""
    blocks = [_block("", _texts(title=bank.title, language=bank.language, about=bank.about))]
    if bank.advice:
        blocks.append(_block("[advice]", (_entry(kind, text) for kind, text in bank.advice)))
    for question in bank.questions:
        blocks.append(_block("[[question]]", _question(question)))
        blocks += [_block("[[question.point]]", _point(point)) for point in question.points]
    blocks += [_block("[[closing]]", _texts(ask=one.ask, why=one.why)) for one in bank.closing]
    blocks += [_block("[[prepare]]", _texts(do=one.do)) for one in bank.prepare]
    blocks += [
        _block("[[faq]]", _texts(question=one.question, answer=one.answer)) for one in bank.faq
    ]
    return "\n".join(blocks)


def format_points(points: Iterable[KeyPoint]) -> str:
    """The tables of points, each behind an empty line."""
    return "".join("\n" + _block("[[question.point]]", _point(point)) for point in points)


def _question(question: Question) -> Iterator[str]:
    yield from _texts(id=question.id, kind=question.kind, ask=question.ask, why=question.why)
    yield from _texts(tip=question.tip, sample=question.sample)
    yield f"seconds = {question.seconds}"


def _point(point: KeyPoint) -> Iterator[str]:
    yield from _texts(say=point.say)
    if point.terms:
        yield "terms = [\n" + "".join(map(_group, point.terms)) + "]"
    if point.weight != 1:
        yield f"weight = {point.weight!r}"
    yield from _texts(follow_up=point.follow_up)
    if point.derived:
        yield "derived = true"


def _group(terms: Sequence[str]) -> str:
    """One line, or as few as hold it."""
    texts = [quoted(term) for term in terms]
    line = f"    [{', '.join(texts)}],\n"
    if len(line) <= WIDTH:
        return line
    rows, row = "", ""
    for term in texts:
        if row and len(row) + len(term) > WIDTH - 10:
            rows, row = f"{rows}        {row.rstrip()}\n", ""
        row += f"{term}, "
    return f"    [\n{rows}        {row.rstrip()}\n    ],\n"


def _block(header: str, lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in (header, *lines) if line)


def _texts(**texts: str) -> Iterator[str]:
    """Lines of the texts that aren't empty."""
    return (_entry(key, text) for key, text in texts.items() if text)


def _entry(key: str, text: str) -> str:
    text = tidy(text)
    line = f"{key} = {quoted(text)}"
    if len(line) <= WIDTH and "\n" not in text:
        return line
    paragraphs = (
        "\n".join(textwrap.wrap(part, WIDTH, break_long_words=False, break_on_hyphens=False))
        for part in text.split("\n\n")
    )
    body = _escaped("\n\n".join(paragraphs)).replace('"""', '""\\"')
    return f'{key} = """\n{body}\n"""'


def quoted(text: str) -> str:
    """A text of one line as TOML."""
    return '"' + _escaped(" ".join(text.split())).replace('"', '\\"') + '"'


def _escaped(text: str) -> str:
    """Backslashes and control characters as TOML wants them; line breaks stay."""
    return "".join(
        "\\\\" if char == "\\" else f"\\u{ord(char):04X}" if _is_control(char) else char
        for char in text
    )


def _is_control(char: str) -> bool:
    return char != "\n" and (ord(char) < 0x20 or ord(char) == 0x7F)
