"""Full-text search over transcripts, questions and notes (SQLite's FTS5)."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from voiceprep.journal.journal import Journal

Where = Literal["said", "question", "note"]
PLACES: dict[Where, str] = {"said": "transcript", "question": "ask", "note": "note"}
"""Where words can be found, and the column that holds it."""

_PIECE = re.compile(r'"([^"]*)"?|(\S+)')
_MOST_PIECES = 40
_AROUND = 8
"""Words shown on either side of a hit."""
_MOST_WORDS = 40
_ENDINGS = "e ed es er ers ing s y al ation ations cation cations ational ment ness".split()
"""How English words go on whose stem is shorter than what was typed."""
_BEGIN, _END = "\x02", "\x03"
"""Control characters mark a hit: no transcript that was heard has any."""


@dataclass(frozen=True)
class Hit:
    """One place where the words were found: an attempt's transcript, question or note."""

    attempt: int
    session: int
    question: str
    """Id of the question."""
    started: datetime
    where: Where
    snippet: tuple[tuple[str, bool], ...]
    """Text around the first hit in pieces; whether each is what was looked for."""
    times_s: tuple[float, ...] = ()
    """When each hit was said, from the start of the recording; empty in typed answers."""


@dataclass(frozen=True)
class Found:
    """What a search found."""

    attempts: int
    """How many attempts match in all."""
    hits: tuple[Hit, ...]
    """Of the newest attempts first; what was said before question and note."""


def search(journal: Journal, words: str, limit: int = 20, where: Where | None = None) -> Found:
    """The newest attempts in which all the words occur, in any form that has the same stem.

    "Words in quotes" are a phrase, a star makes a beginning of a word: regular*.
    """
    query = _query(words)
    if not query:
        return Found(0, ())
    if where is not None:
        query = f"{PLACES[where]} : ({query})"
    newest = journal.select(
        "SELECT id FROM attempt INDEXED BY attempt_figures WHERE open = 0 AND id IN"
        " (SELECT rowid FROM search WHERE search MATCH ?) ORDER BY started DESC, id DESC",
        query,
    )
    # CROSS JOIN: the matches come first, whatever index invites to begin with all attempts.
    rows = journal.select(
        "SELECT attempt.id, session, question_id, started,"
        " highlight(search, 0, ?2, ?3) AS said, highlight(search, 1, ?2, ?3) AS question,"
        " highlight(search, 2, ?2, ?3) AS note"
        " FROM search CROSS JOIN attempt ON attempt.id = search.rowid"
        " WHERE search MATCH ?1 AND search.rowid IN (SELECT value FROM json_each(?4))"
        " ORDER BY started DESC, attempt.id DESC",
        query,
        _BEGIN,
        _END,
        json.dumps([row["id"] for row in newest[:limit]]),
    )
    hits = []
    for row in rows:
        for place in PLACES:
            if (where in (None, place)) and _BEGIN in row[place]:
                marked = row[place].split(" ")
                hits.append(
                    Hit(
                        attempt=row["id"],
                        session=row["session"],
                        question=row["question_id"],
                        started=datetime.fromisoformat(row["started"]).astimezone(UTC),
                        where=place,
                        snippet=_snippet(row[place].split()),
                        times_s=_times(journal, row["id"], marked) if place == "said" else (),
                    )
                )
    return Found(len(newest), tuple(hits))


def _query(words: str) -> str:
    """Words as a query of FTS5: each piece quoted, so that nothing in it is an operator."""
    pieces: list[str] = []
    for match in _PIECE.finditer(words):
        phrase, word = match.groups()
        text = phrase if phrase is not None else word
        prefix = phrase is None and word.endswith("*")
        text = "".join(c if c.isalnum() else " " for c in text).strip()
        if text and len(pieces) < _MOST_PIECES:
            pieces.append(_begins(text) if prefix else f'"{text}"')
    return " AND ".join(pieces)


def _begins(text: str) -> str:
    # The index holds stems, and a beginning can be longer than the stem: regulariz* and "regular".
    ends = " OR ".join(f'"{text}{end}"' for end in _ENDINGS)
    return f'("{text}"* OR {ends})'


def _times(journal: Journal, attempt: int, marked: list[str]) -> tuple[float, ...]:
    numbers = [n for n, word in enumerate(marked) if _BEGIN in word]
    starts = journal.select("SELECT start_s, end_s FROM word WHERE attempt = ? ORDER BY n", attempt)
    if len(starts) != len(marked) or not any(end_s for _, end_s in starts):
        return ()  # typed, or words with blanks in them: no number leads to a word
    return tuple(starts[n]["start_s"] for n in numbers)


def _snippet(marked: list[str]) -> tuple[tuple[str, bool], ...]:
    first = next(n for n, word in enumerate(marked) if _BEGIN in word)
    begin = max(0, first - _AROUND)
    last = next((n for n in range(first, len(marked)) if _END in marked[n]), first)
    end = min(len(marked), last + 1 + _AROUND, begin + _MOST_WORDS)
    text = " ".join(marked[begin:end])
    pieces: list[tuple[str, bool]] = [("… ", False)] if begin else []
    inside = False
    for piece in re.split(f"({_BEGIN}|{_END})", text):
        if piece in (_BEGIN, _END):
            inside = piece == _BEGIN
        elif piece:
            pieces.append((piece, inside))
    return (*pieces, (" …", False)) if end < len(marked) else tuple(pieces)
