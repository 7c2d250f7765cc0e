"""Banks as Anki's text files: notes with a front, a back and tags."""

import csv
import html
import io
import re
from collections.abc import Iterator, Sequence

from voiceprep.bank.blocks import html_page, text_page
from voiceprep.bank.imported import Findings, Imported, finish
from voiceprep.bank.model import KINDS, Bank, ClosingQuestion, KeyPoint, Question
from voiceprep.bank.page import read_answer
from voiceprep.bank.sheet import Row, parted, read_rows
from voiceprep.bank.sheetcells import columns, groups_text

_SEPARATORS = {
    "tab": "\t",
    "comma": ",",
    "semicolon": ";",
    "pipe": "|",
    "colon": ":",
    "space": " ",
}
_HEADER = re.compile(r"#([a-z ]+):(.*)")
_OTHERS = ("closing", "prepare", "faq")


def is_anki(text: str) -> bool:
    """Whether a text begins as Anki's exports do."""
    return bool(re.match(r"\ufeff?#(separator|html|notetype|deck|tags|columns|guid)[ a-z]*:", text))


def anki_text(bank: Bank) -> str:
    """Notes of the type Basic, the deck being the bank's title; Anki's File, Import takes it."""
    out = io.StringIO()
    title = " ".join(bank.title.replace("::", ": ").split())
    out.write("#separator:tab\n#html:true\n#notetype:Basic\n")
    out.write(f"#deck:{title}\n#columns:GUID\tFront\tBack\tTags\n#guid column:1\n#tags column:4\n")
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    for guid, front, back, tags in _notes(bank):
        writer.writerow([guid, _escaped(front), back, f"voiceprep {tags}"])
    return out.getvalue()


def read_anki(text: str, name: str, *, derive: bool = True) -> Imported:
    """The bank in Anki's text. Raises BankError if no note is a question."""
    headers, body = _headers(text.removeprefix("\ufeff"))
    above = text.count("\n") - body.count("\n")
    delimiter = headers.get("separator", "tab").strip()
    delimiter = _SEPARATORS.get(delimiter.lower(), delimiter[:1] or "\t")
    rows = [Row(row.cells, row.line + above) for row in parted(body, delimiter)]
    special = {
        key.removesuffix(" column"): int(value) - 1
        for key, value in headers.items()
        if key.endswith(" column") and re.fullmatch(r"\s*[1-9]\d{0,2}\s*", value, re.ASCII)
    }
    named = columns(headers.get("columns", "").split(delimiter))
    widest = max((len(row.cells) for row in rows), default=0)
    fields = [at for at in range(widest) if at not in special.values()]
    if "ask" not in named.values():
        named = dict(zip(fields, ("ask", "sample"), strict=False))
    named = {at: part for at, part in named.items() if at not in special.values()}
    if "guid" in special:
        named[special["guid"]] = "id"
    found = Findings(title=headers.get("deck", "").strip() or name)
    marked_up = headers.get("html", "true").strip().lower() != "false"
    at, own = special.get("tags", -1), False
    for row in rows:
        tags = row.cells[at].split() if 0 <= at < len(row.cells) else []
        own = own or "voiceprep" in tags
        _note(row, named, tags, found, marked_up)
    return finish(found, derive=derive and not own)


def _note(
    row: Row, named: dict[int, str], tags: Sequence[str], found: Findings, marked_up: bool
) -> None:
    parts = {at: part for at, part in named.items() if at < len(row.cells)}
    front = next((row.cells[at] for at, part in parts.items() if part == "ask"), "")
    front = _plain(front, marked_up)
    marks = dict(tag.split("::", 1) for tag in tags if "::" in tag)
    back = next((row.cells[at] for at, part in parts.items() if part == "sample"), "")
    if marks.get("what") in _OTHERS:
        _other(marks["what"], front, _prose(back, marked_up), found)
        return
    before = len(found.drafts)
    plain = [_prose(cell, marked_up) for cell in row.cells]
    asks = {at: part for at, part in parts.items() if part != "sample"}
    for at, part in parts.items():
        if part == "ask":
            plain[at] = front
    known = [cell if at in asks else "" for at, cell in enumerate(plain)]
    read_rows([Row(known, row.line)], asks, found)
    if len(found.drafts) == before:
        return
    draft = found.drafts[-1]
    low = [tag.lower() for tag in (*tags, marks.get("kind", ""))]
    draft.kind = draft.kind or next((kind for kind in KINDS if kind in low), "")
    if re.fullmatch(r"\d{1,4}", marks.get("seconds", "")) and 5 <= int(marks["seconds"]) <= 3600:
        draft.seconds = int(marks["seconds"])
    if re.fullmatch("[a-z]{2,3}", marks.get("language", "")):
        found.language = marks["language"]
    page = html_page(back) if marked_up else text_page(back)
    read_answer(draft, page.blocks, found)


def _other(what: str, front: str, back: str, found: Findings) -> None:
    if what == "closing":
        found.closing.append(ClosingQuestion(front, back))
    elif what == "prepare":
        found.prepare.append(front)
    else:
        found.faq.append((front, [back]))


def _headers(text: str) -> tuple[dict[str, str], str]:
    headers: dict[str, str] = {}
    while text.startswith("#"):
        line, _, text = text.partition("\n")
        found = _HEADER.match(line.rstrip("\r"))
        if found:
            headers.setdefault(found[1].strip(), found[2])
    return headers, text


def _plain(cell: str, marked_up: bool) -> str:
    return " ".join(_prose(cell, marked_up).split())


def _prose(cell: str, marked_up: bool) -> str:
    if not marked_up:
        return cell
    texts: list[str] = []
    for block in html_page(cell).blocks:
        if block.glued and texts:
            texts[-1] += f" {block.text}"
        else:
            texts.append(block.text)
    return "\n\n".join(texts)


def _notes(bank: Bank) -> Iterator[tuple[str, str, str, str]]:
    for question in bank.questions:
        tags = f"kind::{question.kind} seconds::{question.seconds} language::{bank.language}"
        yield question.id, question.ask, _back(question), tags
    for n, closing in enumerate(bank.closing, 1):
        yield f"closing-{n}", closing.ask, _paragraphs(closing.why), "what::closing"
    for n, entry in enumerate(bank.prepare, 1):
        yield f"prepare-{n}", entry.do, "", "what::prepare"
    for n, faq in enumerate(bank.faq, 1):
        yield f"faq-{n}", faq.question, _paragraphs(faq.answer), "what::faq"


def _back(question: Question) -> str:
    back = ""
    if question.points:
        points = "".join(map(_point, question.points))
        back += f"<p><b>Key points:</b></p><ul>{points}</ul>"
    for label, text in (
        ("Sample answer", question.sample),
        ("Tip", question.tip),
        ("Why they ask", question.why),
    ):
        if text:
            back += _paragraphs(text).replace("<p>", f"<p><b>{label}:</b> ", 1)
    return back


def _point(point: KeyPoint) -> str:
    notes = [f"heard by: {groups_text(point.terms)}"] if point.terms else []
    notes += [f"counts: {point.weight!r}"] if point.weight != 1 else []
    notes += [f"if missed: {point.follow_up}"] if point.follow_up else []
    notes += ["derived"] if point.derived else []
    small = "".join(f"<br><small>{_escaped(note)}</small>" for note in notes)
    return f"<li>{_escaped(point.say)}{small}</li>"


def _paragraphs(text: str) -> str:
    parts = text.split("\n\n") if text else []
    return "".join(f"<p>{_escaped(part)}</p>" for part in parts)


def _escaped(text: str) -> str:
    return html.escape(" ".join(text.split()), quote=False)
