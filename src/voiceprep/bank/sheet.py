"""Banks as tables for a spreadsheet: CSV, and TSV and the like on the way in."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from voiceprep.bank.imported import Draft, Findings, Imported, finish
from voiceprep.bank.model import KINDS, Bank, ClosingQuestion, KeyPoint
from voiceprep.bank.sheetcells import columns, groups_in, groups_text, point_in, weight_in
from voiceprep.errors import BankError

COLUMNS = (
    "what",
    "id",
    "kind",
    "text",
    "why",
    "sample",
    "tip",
    "seconds",
    "terms",
    "weight",
    "follow_up",
    "derived",
)
"""A row for each thing of a bank; `what` says which: a point stands below its question."""

_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
"""How a cell begins that a spreadsheet would run, or that was guarded against it."""
_DELIMITERS = ",;\t|"


def sheet_text(bank: Bank) -> str:
    """The bank as CSV. Cells that a spreadsheet would run as formulas begin with an apostrophe."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n", restval="")
    writer.writeheader()
    for row in _rows(bank):
        writer.writerow({key: _guarded(value) for key, value in row.items()})
    return out.getvalue()


def read_sheet(text: str, name: str, *, delimiter: str = "", derive: bool = True) -> Imported:
    """The bank in a table: one of sheet_text, or any with a column of questions.

    Raises BankError if there is no question in it, or if it is no table.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    rows = list(parted(lines, delimiter or _delimiter(lines)))
    if not rows:
        raise BankError("The table is empty.")
    head = [cell.strip().lower() for cell in rows[0].cells]
    found = Findings()
    if "what" in head and "text" in head:
        for row in rows[1:]:
            _read_own(dict(zip(head, map(_unguarded, row.cells), strict=False)), row.line, found)
        derive = False
    else:
        found.title = name
        _read_foreign(rows, found)
    return finish(found, derive=derive)


class Row(NamedTuple):
    """A row of a table."""

    cells: Sequence[str]
    line: int
    """On which it begins, from 1."""


def parted(text: str, delimiter: str) -> Iterator[Row]:
    """The rows of a table but empty ones. Raises BankError if it is none."""
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Row(cells, line)
            line = reader.line_num + 1
    except csv.Error as fault:
        raise BankError(f"This is no table that can be read ({fault}).") from fault


def read_rows(rows: Iterable[Row], named: dict[int, str], found: Findings) -> None:
    """Questions out of rows, of which is known what stands in which column."""
    for row, line in rows:
        given = {part: row[at].strip() for at, part in named.items() if at < len(row)}
        ask = given.pop("ask", "")
        if not ask or len(ask) > 1_000:
            found.leave(" | ".join(row), "a row without a question", line)
            continue
        draft = Draft(ask, line=line, id=given.get("id", ""))
        given_kind = given.get("kind", "").lower()
        draft.kind = next((kind for kind in KINDS if kind in given_kind), "")
        draft.no_kind = "" if draft.kind else given_kind
        draft.seconds = _seconds(given.get("seconds", ""))
        for part in ("why", "sample", "tip"):
            draft.add(part, given.get(part, ""))
        says = filter(str.strip, given.get("points", "").split("\n"))
        draft.points += [point_in(say) for say in says]
        found.drafts.append(draft)
        for at, cell in enumerate(row):
            if at not in named and cell.strip():
                found.leave(cell, "a column of which nothing says what it holds", line)


def _rows(bank: Bank) -> Iterator[dict[str, str]]:
    yield {"what": "bank", "id": bank.language, "text": bank.title, "why": bank.about}
    for kind, text in bank.advice:
        yield {"what": "advice", "kind": kind, "text": text}
    for question in bank.questions:
        yield {
            "what": "question",
            "id": question.id,
            "kind": question.kind,
            "text": question.ask,
            "why": question.why,
            "sample": question.sample,
            "tip": question.tip,
            "seconds": str(question.seconds),
        }
        for point in question.points:
            yield {
                "what": "point",
                "text": point.say,
                "terms": groups_text(point.terms),
                "weight": "" if point.weight == 1 else repr(point.weight),
                "follow_up": point.follow_up,
                "derived": "yes" if point.derived else "",
            }
    yield from ({"what": "closing", "text": one.ask, "why": one.why} for one in bank.closing)
    yield from ({"what": "prepare", "text": one.do} for one in bank.prepare)
    for faq in bank.faq:
        yield {"what": "faq", "text": faq.question, "sample": faq.answer}


def _guarded(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _delimiter(text: str) -> str:
    """What stands most often in the first line."""
    first = text.lstrip("\n").partition("\n")[0]
    return max(_DELIMITERS, key=first.count)


def _read_own(row: dict[str, str], number: int, found: Findings) -> None:
    what, text = row.get("what", "").strip().lower(), row.get("text", "")
    why = row.get("why", "")
    kind = row.get("kind", "").strip().lower()
    if what == "bank":
        found.title = text
        found.about.append(why)
        if re.fullmatch(r"[a-z]{2,3}", row.get("id", "")):
            found.language = row["id"]
    elif what == "advice" and kind in KINDS:
        found.advice.setdefault(kind, []).append(text)
    elif what == "question" and text.strip():
        draft = Draft(text, kind if kind in KINDS else "", number, row.get("id", ""))
        draft.no_kind = "" if draft.kind else kind
        draft.seconds = _seconds(row.get("seconds", ""))
        for part in ("why", "sample", "tip"):
            draft.add(part, row.get(part, ""))
        found.drafts.append(draft)
    elif what == "point" and text.strip() and found.drafts:
        found.drafts[-1].points.append(
            KeyPoint(
                " ".join(text.split())[:1_000],
                groups_in(row.get("terms", "")),
                weight_in(row.get("weight", "") or "1"),
                " ".join(row.get("follow_up", "").split())[:1_000],
                row.get("derived", "").strip().lower() in ("yes", "true", "1"),
            )
        )
    elif what == "closing":
        found.closing.append(ClosingQuestion(text, why))
    elif what == "prepare":
        found.prepare.append(text)
    elif what == "faq":
        found.faq.append((text, [row.get("sample", "")]))
    else:
        found.leave(" | ".join(filter(None, row.values())), f'a row of "{what}"', number)


def _read_foreign(rows: Sequence[Row], found: Findings) -> None:
    head = rows[0].cells
    named = columns(head)
    if "ask" in named.values():
        read_rows(rows[1:], named, found)
        return
    if len(head) > 1 or all(row.cells[0].strip().endswith("?") for row in rows):
        found.doubts.append(
            "No line names the columns; the first was taken for questions"
            + (", the second for sample answers." if len(head) > 1 else ".")
        )
        read_rows(rows, {0: "ask", 1: "sample"}, found)
        return
    raise BankError(
        'The table has no column of questions: name it "question" in the first line, and others '
        '"answer", "tip", "why" or "kind".'
    )


def _seconds(text: str) -> int:
    number = re.fullmatch(r"\s*(\d{1,4})\s*", text, re.ASCII)
    return int(number[1]) if number and 5 <= int(number[1]) <= 3600 else Draft.seconds
