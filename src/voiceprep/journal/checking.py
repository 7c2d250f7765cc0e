"""Whether a journal from elsewhere holds what voiceprep itself would have written."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import NoneType
from typing import Any

from cattrs import BaseValidationError, Converter

from voiceprep.errors import JournalError
from voiceprep.journal.attempt import Attempt, Event
from voiceprep.journal.journal import Journal
from voiceprep.journal.plan import Plan, plan_in
from voiceprep.journal.rows import to_session
from voiceprep.speech.transcript import Transcript

_EVENTS: Mapping[str, Mapping[str, tuple[type, ...]]] = {
    "asked": {"item": (int,), "point": (int, NoneType), "follows": (int, NoneType)},
    "done": {"item": (int,), "point": (int, NoneType), "how": (str,), "attempt": (int, NoneType)},
    "dropped": {"item": (int,), "question": (str,)},
}
"""What the events that are read again must have."""
_SECONDS = ("spent_s", "overtime_s", "paused_s")
_UNREADABLE = (
    BaseValidationError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    OverflowError,
)

_converter = Converter()
_converter.register_structure_hook(datetime, lambda value, _: value)


def check_content(journal: Journal) -> None:
    """Reads all sessions, attempts and events; raises JournalError where one can't be used."""
    for row in journal.select("SELECT * FROM session ORDER BY id"):
        try:
            whole = _are_whole(journal.events(row["id"]))
            to_session(row, ())
        except _UNREADABLE:
            whole = False
        if not whole:
            raise JournalError(f"what it holds of session {row['id']} can't be read.")
    for row in journal.select("SELECT id FROM attempt ORDER BY id"):
        try:
            whole = _is_whole(journal.attempt(row["id"]))
        except _UNREADABLE:
            whole = False
        if not whole:
            raise JournalError(f"what it holds of attempt {row['id']} can't be read.")


def _is_whole(attempt: Attempt) -> bool:
    """Whether each field has its type: then it comes back the same from plain data."""
    rest = replace(attempt, transcript=Transcript())  # words have columns of their own
    data = _converter.unstructure(rest)
    json.dumps(data, default=str, allow_nan=False)
    return _converter.structure(data, Attempt) == rest


def _are_whole(events: tuple[Event, ...]) -> bool:
    plan = plan_in(events)
    if plan is None:
        return not any(event.kind == "plan" or event.kind in _EVENTS for event in events)
    return all(_fits(event, plan) for event in events)


def _fits(event: Event, plan: Plan) -> bool:
    data: Mapping[str, Any] = event.data
    wanted = _EVENTS.get(event.kind, {})
    return (
        isinstance(data, dict)
        and all(name in data and type(data[name]) in kinds for name, kinds in wanted.items())
        and all(type(data[name]) in (int, float) for name in _SECONDS if name in data)
        and ("item" not in wanted or 0 <= data["item"] < len(plan.items))
    )
