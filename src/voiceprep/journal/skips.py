"""Questions that the user skipped in mock interviews, of which no answer tells."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from voiceprep.journal.attempt import Event
from voiceprep.journal.journal import Journal
from voiceprep.journal.plan import Plan, held_in, plan_in
from voiceprep.journal.schedule import Skip


def skips(journal: Journal, session: int | None = None) -> tuple[Skip, ...]:
    """What was skipped in one session, or in all, oldest first; not by the synthetic candidate, nor
    opening and closing."""
    rows = journal.select(
        "SELECT session, at, kind, data FROM event WHERE kind IN ('plan', 'done')"
        " AND (?1 IS NULL OR session = ?1)"
        # Older plans don't say that the candidate answers.
        " AND session NOT IN (SELECT session FROM attempt WHERE source = 'candidate') ORDER BY id",
        session,
    )
    plans: dict[int, Plan | None] = {}
    found = []
    for row in rows:
        event = Event(datetime.fromisoformat(row["at"]), row["kind"], json.loads(row["data"]))
        if event.kind == "plan":
            by_candidate = held_in([event]).by_candidate
            plans[row["session"]] = None if by_candidate else plan_in([event])
        elif (plan := plans.get(row["session"])) and (id := _skipped(event.data, plan)):
            found.append(Skip(id, event.at, event.data["attempt"]))
    return tuple(found)


def _skipped(done: Mapping[str, Any], plan: Plan) -> str:
    """The question of the bank that was skipped; empty for any other event."""
    if done["how"] != "skipped" or done["point"] is not None or done["item"] >= len(plan.items):
        return ""
    item = plan.items[done["item"]]
    return "" if item.stage in ("opening", "closing") else item.question.id
