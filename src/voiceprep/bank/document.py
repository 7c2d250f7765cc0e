"""What may stand in a bank file, table by table."""

from typing import cast

from voiceprep.bank.lines import KeyPath
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
from voiceprep.bank.table import Table

MAX_QUESTIONS = 1_000
MAX_POINTS = 40
_MAX_GROUPS = 20


def bank_in(table: Table) -> Bank:
    """The bank in the table of a whole file; its faults go to the table's list."""
    bank = Bank(
        title=table.line("title", limit=200, required=True),
        language=table.name("language", "[a-z]{2,3}", 'a code such as "en"', default="en"),
        about=table.prose("about"),
        advice=_advice(table.table("advice")),
        questions=_questions(table.tables("question", MAX_QUESTIONS)),
        closing=tuple(map(_closing, table.tables("closing", 100))),
        prepare=tuple(map(_preparation, table.tables("prepare", 100))),
        faq=tuple(map(_faq, table.tables("faq", 100))),
    )
    table.end()
    if not bank.questions:
        table.note("there is no question; add a header [[question]] with id, kind and ask")
    return bank


def _advice(table: Table) -> tuple[tuple[Kind, str], ...]:
    advice = tuple((kind, table.prose(kind)) for kind in table.present(KINDS))
    table.end()
    return advice


def _questions(tables: list[Table]) -> tuple[Question, ...]:
    first: dict[str, KeyPath] = {}
    questions = []
    for table in tables:
        question = _question(table)
        if question.id in first:
            text = f'the id "{question.id}" is taken; choose another'
            table.note(text, "id", first=first[question.id])
        elif question.id:
            first[question.id] = (*table.path, "id")
        questions.append(question)
    return tuple(questions)


def _question(table: Table) -> Question:
    question = Question(
        id=table.name("id", "[a-z0-9-]{1,64}", "1 to 64 of a-z, 0-9 and -, in quotes"),
        kind=cast(Kind, table.name("kind", "|".join(KINDS), f"one of {', '.join(KINDS)}")),
        ask=table.line("ask", required=True),
        why=table.prose("why"),
        sample=table.prose("sample"),
        tip=table.prose("tip"),
        seconds=table.whole("seconds", 5, 3600, Question.seconds),
        points=tuple(map(_point, table.tables("point", MAX_POINTS, "question.point"))),
    )
    table.end()
    return question


def _point(table: Table) -> KeyPoint:
    point = KeyPoint(
        say=table.line("say", required=True),
        terms=table.groups("terms", _MAX_GROUPS),
        weight=table.positive("weight", 1_000, KeyPoint.weight),
        follow_up=table.line("follow_up"),
        derived=table.flag("derived"),
    )
    table.end()
    return point


def _closing(table: Table) -> ClosingQuestion:
    closing = ClosingQuestion(table.line("ask", required=True), table.prose("why"))
    table.end()
    return closing


def _preparation(table: Table) -> Preparation:
    preparation = Preparation(table.prose("do", required=True))
    table.end()
    return preparation


def _faq(table: Table) -> Faq:
    faq = Faq(table.line("question", required=True), table.prose("answer", required=True))
    table.end()
    return faq
