"""Points written into the text of a bank file, which otherwise stays as it is, comments too."""

import tomllib
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace

from voiceprep.bank.bankfile import parse_bank
from voiceprep.bank.layout import format_points
from voiceprep.bank.lines import KeyPath, content_lines, find_lines
from voiceprep.bank.model import Bank, KeyPoint
from voiceprep.errors import BankError

DERIVED_NOTE = (
    "# Derived from the prose above; edit freely, and take `derived` out where you have checked it."
)


def replace_points(
    text: str, name: str, points: Mapping[str, Sequence[KeyPoint]], *, drop_written: bool = False
) -> str:
    """The text of a bank file with these points below the questions of these ids.

    Derived points that are there are replaced; points that a person wrote stay in front of the
    new ones, unless `drop_written`. Raises BankError if the file can't be read, or if it is laid
    out so that its points can't be changed in place.
    """
    bank = parse_bank(text, name)
    text = text.replace("\r\n", "\n")
    text += "" if text.endswith("\n") else "\n"
    lines = text.split("\n")
    headers = _headers(text)
    starts = sorted(headers.values())
    ends = content_lines(text)
    for at in reversed(range(len(bank.questions))):
        question = bank.questions[at]
        if question.id not in points:
            continue
        below = [("question", at, "point", n) for n in range(len(question.points))]
        spans = [_span(headers[path], starts, ends) for path in below]
        gone = [
            span
            for span, point in zip(spans, question.points, strict=True)
            if point.derived or drop_written
        ]
        last = _span(headers[below[-1] if below else ("question", at)], starts, ends)[1]
        new = format_points(points[question.id]).removesuffix("\n")
        if new:
            head, _, rest = new.partition("\n")
            lines[last:last] = [head, DERIVED_NOTE, *rest.split("\n")]
        for first, end in reversed(gone):
            while first > 1 and (not lines[first - 2].strip() or lines[first - 2] == DERIVED_NOTE):
                first -= 1
            del lines[first - 1 : end]
    changed = "\n".join(lines)
    try:
        whole = parse_bank(changed, name) == _expected(bank, points, drop_written)
    except BankError:
        whole = False
    if not whole:
        raise BankError(
            f"{name}: its points can't be changed in place; write each question below a line "
            "[[question]] and each point below a line [[question.point]]."
        )
    return changed


def _expected(bank: Bank, points: Mapping[str, Sequence[KeyPoint]], drop_written: bool) -> Bank:
    return replace(
        bank,
        questions=tuple(
            replace(
                question,
                points=(
                    *(one for one in question.points if not one.derived and not drop_written),
                    *points[question.id],
                ),
            )
            if question.id in points
            else question
            for question in bank.questions
        ),
    )


def _headers(text: str) -> dict[KeyPath, int]:
    """The line of each table of the file."""
    paths: list[KeyPath] = []
    for key, value in tomllib.loads(text).items():
        if isinstance(value, dict):
            paths.append((key,))
        elif isinstance(value, list):
            for at, table in enumerate(value):
                if isinstance(table, dict):
                    paths.append((key, at))
                    points = table.get("point", [])
                    paths += [(key, at, "point", n) for n in range(len(points))]
    return find_lines(text, paths)


def _span(header: int, starts: Sequence[int], ends: Sequence[int]) -> tuple[int, int]:
    """The first and last line of the table with this header, without the comments behind it."""
    following = bisect_left(starts, header + 1)
    limit = starts[following] if following < len(starts) else ends[-1] + 1
    return header, ends[bisect_left(ends, limit) - 1]
