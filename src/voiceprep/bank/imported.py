"""What an import found: a bank, what of the source was left, and what is uncertain."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from voiceprep.bank.document import MAX_POINTS, MAX_QUESTIONS
from voiceprep.bank.model import (
    KINDS,
    Bank,
    ClosingQuestion,
    Faq,
    KeyPoint,
    Kind,
    Preparation,
    Question,
)
from voiceprep.bank.points import with_points
from voiceprep.bank.prose import listed, shown, tidy, unprintable
from voiceprep.errors import BankError
from voiceprep.language import tables

LONGEST_LINE, LONGEST_PROSE = 1_000, 20_000
"""Characters, as bank files have it."""
_MOST_OTHERS = 100
_ID_WORDS = 4
_LONGEST_ID = 48


@dataclass(frozen=True)
class Left:
    """Something of the source that is not in the bank."""

    text: str
    why: str
    line: int = 0
    """From 1; 0 where that can't be told."""


@dataclass(frozen=True)
class Imported:
    """A bank out of a foreign source."""

    bank: Bank
    left: tuple[Left, ...] = ()
    doubts: tuple[str, ...] = ()
    """Sentences: what was assumed and is not written there."""


@dataclass
class Draft:
    """A question while it is read."""

    ask: str
    kind: str = ""
    """Empty while it is unknown."""
    line: int = 0
    """Of the source, from 1; 0 where that can't be told."""
    id: str = ""
    seconds: int = Question.seconds
    parts: dict[str, list[str]] = field(default_factory=dict)
    """why, sample, tip: paragraphs."""
    points: list[KeyPoint] = field(default_factory=list)
    unlabelled: bool = False
    """Whether its answer has no label."""
    number: int = 0
    """The one in front of it; 0 if there is none."""
    by_number: bool = False
    """Whether nothing but its number makes it a question."""
    no_kind: str = ""
    """What the source calls its kind, where there is no such kind."""

    def add(self, part: str, text: str, glued: bool = False) -> None:
        """A paragraph, or the next line of the last one."""
        texts = self.parts.setdefault(part, [])
        if glued and texts:
            texts[-1] = f"{texts[-1]} {text}"
        elif text:
            texts.append(text)

    def prose(self, part: str) -> str:
        return tidy("\n\n".join(self.parts.get(part, ())))


@dataclass
class Findings:
    """What is found while a source is read, to be made a bank at its end."""

    title: str = ""
    language: str = "en"
    about: list[str] = field(default_factory=list)
    advice: dict[Kind, list[str]] = field(default_factory=dict)
    drafts: list[Draft] = field(default_factory=list)
    closing: list[ClosingQuestion] = field(default_factory=list)
    prepare: list[str] = field(default_factory=list)
    faq: list[tuple[str, list[str]]] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    unasked: list[str] = field(default_factory=list)
    """Numbered texts that became no question, but may be some."""

    def leave(self, text: str, why: str, line: int = 0) -> None:
        self.left.append(Left(clean(text), why, line))


def clean(text: str) -> str:
    """The text without characters that can't stand in a bank."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (" " if unprintable(char) else char for char in text)
    return "".join(kept).replace("\t", " ")


def finish(found: Findings, *, derive: bool = True) -> Imported:
    """The bank of what was found. Raises BankError if there is no question."""
    for draft in found.drafts:
        if not _line(draft.ask):
            found.leave(draft.ask, "a question without words", draft.line)
    found.drafts = [draft for draft in found.drafts if _line(draft.ask)]
    if not found.drafts:
        raise BankError(
            "No question was found: voiceprep bank import --help says what a page looks like."
        )
    title = _line(found.title, 200)
    if not title:
        title = "Interview"
        found.doubts.append(f'There is no title, so the bank is called "{title}".')
    questions = _questions(found)
    limit = _MOST_OTHERS
    for name, entries in (
        ("closing", found.closing),
        ("prepare", found.prepare),
        ("faq", found.faq),
    ):
        for entry in entries[limit:]:
            found.leave(str(entry), f"more than {limit} of [[{name}]]")
    bank = Bank(
        title=title,
        language=found.language,
        about=_prose(found, found.about, "about"),
        advice=tuple(
            (kind, text)
            for kind, texts in found.advice.items()
            if (text := _prose(found, texts, "advice"))
        ),
        questions=questions,
        closing=tuple(
            ClosingQuestion(_line(one.ask), tidy(clean(one.why))[:LONGEST_PROSE].strip())
            for one in found.closing[:limit]
            if _line(one.ask)
        ),
        prepare=tuple(
            Preparation(text)
            for one in found.prepare[:limit]
            if (text := _prose(found, [one], "to do"))
        ),
        faq=tuple(_faq(found)),
    )
    bank = with_points(bank) if derive else bank
    return Imported(bank, tuple(found.left), tuple(found.doubts))


def _questions(found: Findings) -> tuple[Question, ...]:
    taken: set[str] = set()
    guessed: dict[str, list[str]] = {}
    unlabelled: list[str] = []
    numbered: list[str] = []
    questions = []
    for draft in found.drafts[:MAX_QUESTIONS]:
        ask = _line(draft.ask)
        id = _id(draft.id or _slug(ask, found.language), taken)
        kind = draft.kind.removeprefix("?") or "common"
        if not draft.kind and draft.no_kind:
            where = f"Line {draft.line}: t" if draft.line else "T"
            found.doubts.append(
                f"{where}here is no kind {shown(draft.no_kind)}, only {listed(KINDS)}; "
                f"{id} is taken as {kind}."
            )
        elif not draft.kind or draft.kind.startswith("?"):
            guessed.setdefault(kind, []).append(id)
        if draft.unlabelled:
            unlabelled.append(id)
        if draft.by_number:
            numbered.append(id)
        parts = {
            part: _prose(found, draft.parts.get(part, []), f"{part} of {id}")
            for part in ("why", "sample", "tip")
        }
        questions.append(
            Question(
                id=id,
                kind=cast(Kind, kind),
                ask=ask,
                seconds=draft.seconds,
                points=_points(found, draft.points, id),
                why=parts["why"],
                sample=parts["sample"],
                tip=parts["tip"],
            )
        )
    for draft in found.drafts[MAX_QUESTIONS:]:
        found.leave(draft.ask, f"more than {MAX_QUESTIONS} questions", draft.line)
    for kind, ids in guessed.items():
        found.doubts.append(f"The source doesn't say of which kind {_some(ids)}; taken as {kind}.")
    if numbered:
        found.doubts.append(f"Nothing but the number tells that one is asked {_some(numbered)}.")
    if found.unasked:
        texts = [f'"{text if len(text) <= 60 else text[:59] + "…"}"' for text in found.unasked]
        more = f" and {len(texts) - 5} more" if len(texts) > 5 else ""
        found.doubts.append(
            f"Numbered, but not taken as questions: {', '.join(texts[:5])}{more}; "
            'put "Q:" in front of what is one.'
        )
    if unlabelled:
        found.doubts.append(f"Nothing labels the answers of {_some(unlabelled)}; taken as samples.")
    return tuple(questions)


def _points(found: Findings, points: Sequence[KeyPoint], id: str) -> tuple[KeyPoint, ...]:
    kept = [
        replace(
            point,
            say=_line(point.say),
            terms=tuple(filter(None, map(_group, point.terms))),
            follow_up=_line(point.follow_up),
        )
        for point in points
        if _line(point.say)
    ]
    for point in kept[MAX_POINTS:]:
        found.leave(point.say, f"{id} has more than {MAX_POINTS} points")
    return tuple(kept[:MAX_POINTS])


def _group(terms: Sequence[str]) -> tuple[str, ...]:
    return tuple(filter(None, map(_line, terms)))


def _some(ids: Sequence[str]) -> str:
    named = ", ".join(ids[:5])
    more = f" and {len(ids) - 5} more" if len(ids) > 5 else ""
    return f"{len(ids)} question{'s' if len(ids) > 1 else ''} ({named}{more})"


def _faq(found: Findings) -> list[Faq]:
    entries = []
    for question, answer in found.faq[:_MOST_OTHERS]:
        text = _prose(found, answer, "answer")
        if text and _line(question):
            entries.append(Faq(_line(question), text))
        else:
            found.leave(question, "a frequent question without an answer")
    return entries


def _line(text: str, limit: int = LONGEST_LINE) -> str:
    return " ".join(clean(text).split())[:limit].strip()


def _prose(found: Findings, texts: Sequence[str], what: str) -> str:
    text = tidy("\n\n".join(map(clean, texts)))
    if len(text) > LONGEST_PROSE:
        found.leave(text[LONGEST_PROSE:], f"the {what} is longer than {LONGEST_PROSE} characters")
        text = tidy(text[:LONGEST_PROSE])
    return text


def _slug(ask: str, language: str) -> str:
    for letter, letters in tables(language).respellings:
        ask = ask.lower().replace(letter, letters)
    plain = unicodedata.normalize("NFKD", ask).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    function = tables(language).function_words
    light = tables(language).light_words
    telling = [word for word in words if word not in function and word not in light]
    chosen = telling if len(telling) >= 2 else words
    return "-".join(chosen[:_ID_WORDS])[:_LONGEST_ID].strip("-")


def _id(wish: str, taken: set[str]) -> str:
    """An id that no other question has."""
    if re.fullmatch("[a-z0-9-]{1,64}", wish) and wish not in taken:
        taken.add(wish)
        return wish
    wish = re.sub(r"[^a-z0-9]+", "-", wish.lower()).strip("-")[:64] or "question"
    id, n = wish, 2
    while id in taken:
        id, n = f"{wish[:58]}-{n}", n + 1
    taken.add(id)
    return id


def renamed(result: Imported, title: str) -> Imported:
    """The import with another title."""
    doubts = tuple(doubt for doubt in result.doubts if not doubt.startswith("There is no title"))
    return Imported(replace(result.bank, title=_line(title, 200)), result.left, doubts)
