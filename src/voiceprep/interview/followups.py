"""What is asked again in a mock interview: the points that an answer missed."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from voiceprep.bank.model import Question
from voiceprep.feedback.verdict import Feedback
from voiceprep.journal.attempt import Event, Session
from voiceprep.journal.plan import Plan


@dataclass
class FollowUps:
    """Numbers of points, by the number of the plan's item that they belong to."""

    missed: dict[int, list[int]] = field(default_factory=dict)
    """By its answer, the most important first."""
    asked: dict[int, list[int]] = field(default_factory=dict)

    def answered(self, item: int, question: Question, feedback: Feedback | None) -> None:
        """Takes in what an answer missed."""
        if feedback is None or feedback.unscorable:
            return
        pairs = zip(range(len(question.points)), feedback.points, strict=False)
        missed = [n for n, found in pairs if found.verdict == "missed"]
        self.missed[item] = sorted(missed, key=lambda n: -question.points[n].weight)

    def ask(self, item: int, point: int) -> None:
        """Says that a point is asked for; twice, after an interruption, is once."""
        asked = self.asked.setdefault(item, [])
        if point not in asked:
            asked.append(point)

    def next(self, item: int, most: int) -> int | None:
        """The point to ask for, where fewer than `most` were; None for none."""
        asked = self.asked.get(item, [])
        waiting = [n for n in self.missed.get(item, []) if n not in asked]
        return waiting[0] if waiting and len(asked) < most else None


def follow_ups_in(events: Sequence[Event], session: Session, plan: Plan) -> FollowUps:
    """The same, made out from what was kept of an interview."""
    found = FollowUps()
    attempts = {attempt.id: attempt for attempt in session.attempts}
    for event in events:
        data = event.data
        if event.kind == "asked" and data["point"] is not None:
            found.ask(data["item"], data["point"])
        elif event.kind == "done" and data["how"] == "answered" and data["point"] is None:
            attempt = attempts.get(data["attempt"])
            if attempt is not None:
                question = plan.items[data["item"]].question
                found.answered(data["item"], question, attempt.feedback)
    return found
