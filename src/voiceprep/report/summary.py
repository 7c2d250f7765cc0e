"""What a session comes to: each answer, what would help most, what to rehearse next."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from statistics import mean
from typing import Any

from rapidfuzz import fuzz

from voiceprep.feedback.rules import FAST_WPM, PACE_WPM
from voiceprep.feedback.spoken import tokens
from voiceprep.journal.attempt import Attempt, EndedBy, Event, Session
from voiceprep.journal.journal import Journal
from voiceprep.journal.schedule import EASY, strength
from voiceprep.language import tables
from voiceprep.report.phrases import FALLBACK, Phrases, phrases
from voiceprep.speech.transcript import Transcript, Word

HELPS = 3
"""How many things that would help are told."""
FILLERS = 12.0
"""Fillers a minute from which they do harm (Laske & DiGennaro Reed 2024)."""
APART_S = 0.9
"""Pause between two questions that a candidate asks: our convention."""
ALIKE = 80.0
"""How alike two questions are, of 100, that ask the same."""


@dataclass(frozen=True)
class AnswerLine:
    """One answer in a line."""

    attempt: int
    question: str
    kind: str
    follows: int | None
    covered: int
    points: int
    """0 where there is nothing to compare with."""
    share: float | None
    """Of the points, that are covered; None where it could not be judged."""
    think_s: float | None
    """None where it can't be known: in typed answers and sound files."""
    answer_s: float | None
    """None for typed answers."""
    target_s: float
    over_limit_s: float
    paused_s: float
    ended_by: EndedBy
    wpm: float | None
    fillers_per_min: float | None


@dataclass(frozen=True)
class Help:
    """One thing that would help, with its evidence."""

    rule: str
    text: str
    weight: float
    """0 to 1: how many answers it concerns, and how much."""


@dataclass(frozen=True)
class Change:
    """A question that was answered in an earlier interview, too."""

    question: str
    before: float
    now: float


@dataclass(frozen=True)
class Asked:
    """A question that the candidate asked."""

    text: str
    like: str = ""
    """The bank's question that it is like; empty for one of the candidate's own."""
    again: bool = False
    """Whether it had been asked before in other words."""


@dataclass(frozen=True)
class Summary:
    """A whole session; only a mock interview has a plan, and so a budget."""

    session: int
    answers: tuple[AnswerLine, ...]
    skipped: tuple[str, ...]
    """Ids of questions that were skipped."""
    dropped: tuple[str, ...]
    """Ids of questions that there was no time for."""
    spent_s: float
    budget_s: float
    share: float | None
    """Mean over the questions that were judged, each by its last answer; no follow-ups, no closing.
    None where none was."""
    earlier: tuple[float, ...]
    """The same of earlier interviews, oldest first."""
    changes: tuple[Change, ...]
    helps: tuple[Help, ...]
    closing: tuple[Asked, ...]
    """What the candidate asked at the end."""
    closing_held: bool
    """Whether the candidate was asked for questions at all."""
    next: tuple[str, ...]
    """Ids of the questions to rehearse next, weakest first."""
    models: tuple[str, ...]
    """Names of the models that heard the answers."""


def summarize(
    session: Session,
    events: Sequence[Event],
    earlier: Sequence[Session] = (),
    texts: Phrases | None = None,
) -> Summary:
    """Sums a session up. `earlier`: other sessions, in any order; of these, those count that were
    held before, by the same command and the same candidate, be that the user or the synthetic one.
    `texts`: what the help is told in; English, as commands are, where none are given.
    """
    texts = texts or phrases(FALLBACK)
    done = {
        event.data["attempt"]: event.data
        for event in events
        if event.kind == "done" and event.data.get("attempt") is not None
    }
    plan = next((event.data for event in events if event.kind == "plan"), {})
    answers = tuple(_line(one, done.get(one.id, {})) for one in session.attempts)
    closing = [one for one in session.attempts if one.question.kind == "closing"]
    items = plan.get("items", [])
    # The opening and the closing are no questions of the bank's.
    outer = {one["question"]["id"] for one in items if one["stage"] in ("opening", "closing")}
    skipped = tuple(
        items[event.data["item"]]["question"]["id"]
        for event in events
        if event.kind == "done" and event.data["how"] == "skipped" and event.data["point"] is None
    )
    return Summary(
        session=session.id,
        answers=answers,
        skipped=skipped,
        dropped=tuple(event.data["question"] for event in events if event.kind == "dropped"),
        spent_s=max((event.data.get("spent_s", 0.0) for event in events), default=0.0),
        budget_s=60.0 * plan.get("minutes", 0.0),
        share=_mean_share(session),
        earlier=tuple(
            share for one in _before(session, earlier) if (share := _mean_share(one)) is not None
        ),
        changes=_changes(session, earlier),
        helps=_helps(
            session, answers, [id for id in skipped if id not in outer], len(items), texts
        ),
        closing=tuple(asked for one in closing for asked in questions_asked(one)),
        closing_held=bool(closing) or any(item["stage"] == "closing" for item in items),
        next=tuple(id for id in _next(session.attempts, skipped) if id not in outer)[:5],
        models=tuple(dict.fromkeys(one.model.title for one in session.attempts if one.model.name)),
    )


def summary_of(journal: Journal, session: Session, texts: Phrases | None = None) -> Summary:
    """The summary of a session, set against those before it; `texts` as for summarize."""
    return summarize(session, journal.events(session.id), journal.sessions(), texts)


def briefly(session: Session) -> Session:
    """A session with only what later ones are set against: thousands of them can be held."""
    attempts = tuple(
        replace(
            one,
            transcript=Transcript(),
            feedback=one.feedback
            and replace(one.feedback, delivery=None, structure=None, advice=()),
        )
        for one in session.attempts
    )
    return replace(session, attempts=attempts)


def summary_json(summary: Summary) -> dict[str, Any]:
    """For scripts; times in seconds, shares from 0 to 1."""
    return asdict(summary)


def _line(attempt: Attempt, done: Mapping[str, Any]) -> AnswerLine:
    feedback = attempt.feedback
    judged = feedback is not None and not feedback.unscorable
    delivery = feedback.delivery if feedback else None
    points = feedback.points if feedback and judged else ()
    return AnswerLine(
        attempt=attempt.id,
        question=attempt.question.id,
        kind=attempt.question.kind,
        follows=attempt.follows,
        covered=sum(point.verdict == "covered" for point in points),
        points=len(points),
        share=feedback.coverage if feedback else None,
        think_s=attempt.thought_s,
        answer_s=attempt.spoke_s,
        target_s=attempt.target_s,
        over_limit_s=float(done.get("overtime_s", 0.0)),
        paused_s=float(done.get("paused_s", 0.0)),
        ended_by=attempt.ended_by,
        wpm=delivery.speaking_wpm if delivery else None,
        fillers_per_min=delivery.fillers_per_min if delivery else None,
    )


def _judged(session: Session) -> dict[tuple[str, bool], float]:
    """The share of each question's last answer in the session; no follow-ups, no closing.

    By the question and by whether the user's own story was what it is judged by.
    """
    return {
        (one.question.id, one.own_story): share
        for one in session.attempts
        if one.follows is None
        and one.question.kind != "closing"
        and one.feedback is not None
        and (share := one.feedback.coverage) is not None
    }


def _mean_share(session: Session) -> float | None:
    shares = _judged(session).values()
    return mean(shares) if shares else None


def _before(session: Session, others: Sequence[Session]) -> list[Session]:
    """The sessions of the same sort before this one, oldest first."""
    found = [
        one
        for one in others
        if (one.started, one.id) < (session.started, session.id)
        and one.kind == session.kind
        and one.by_candidate == session.by_candidate
    ]
    return sorted(found, key=lambda one: (one.started, one.id))


def _changes(session: Session, earlier: Sequence[Session]) -> tuple[Change, ...]:
    before: dict[tuple[str, bool], float] = {}
    for one in _before(session, earlier):
        before.update(_judged(one))
    now = _judged(session)
    return tuple(Change(one[0], before[one], now[one]) for one in now if one in before)


def _next(attempts: Sequence[Attempt], skipped: Sequence[str]) -> tuple[str, ...]:
    """Skipped ones, those without an answer, then the weakest; none that went well."""
    worst: dict[str, float] = dict.fromkeys(skipped, -1.0)
    for one in attempts:
        if one.follows is not None or one.question.kind == "closing":
            continue
        known = strength(one.question, one.feedback)
        if one.silent:
            worst[one.question.id] = -0.5
        elif known is not None and known < EASY:
            worst[one.question.id] = known
    return tuple(sorted(worst, key=lambda id: worst[id]))


def _helps(
    session: Session,
    answers: Sequence[AnswerLine],
    skipped: Sequence[str],
    items: int,
    texts: Phrases,
) -> tuple[Help, ...]:
    """The things that would help most, the most weighty first; each concerns an own matter."""
    given = [one for one in session.attempts if one.transcript.words]
    main = [one for one in answers if one.follows is None and one.kind != "closing"]
    quiet = {one.id for one in session.attempts if one.silent}
    silent = [one.question for one in main if one.attempt in quiet]
    found = [
        *_of_stories(given, texts),
        *_of_coverage(session, main, texts),
        *_of_times(main, silent, skipped, items, texts),
        *_of_delivery(main, texts),
        *_of_advice(given, texts),
    ]
    chosen: dict[str, Help] = {}
    for one in sorted(found, key=lambda one: -one.weight):
        chosen.setdefault(one.rule, one)
    return tuple(chosen.values())[:HELPS]


def _of_stories(given: Sequence[Attempt], texts: Phrases) -> list[Help]:
    stories = [
        one.feedback.structure
        for one in given
        if one.feedback and one.feedback.structure and one.feedback.structure.kind == "story"
    ]
    missing = Counter(part for story in stories for part in story.missing)
    if not missing:
        return []
    part, count = missing.most_common(1)[0]
    return [
        Help(
            "story-part",
            texts(
                "help.story_part",
                part=texts(f"help.part.{part}"),
                of=texts("help.stories", count=count, n=len(stories)),
            ),
            0.9 * count / len(stories),
        )
    ]


def _of_coverage(session: Session, main: Sequence[AnswerLine], texts: Phrases) -> list[Help]:
    weak = [one for one in main if one.share is not None and one.share < 0.5]
    if not weak:
        return []
    worst = min(weak, key=lambda one: one.share or 0.0)
    attempt = next(one for one in session.attempts if one.id == worst.attempt)
    weights = {point.say: point.weight for point in attempt.question.points}
    feedback = attempt.feedback
    missed = [p.say for p in feedback.points if p.verdict == "missed"] if feedback else []
    missed.sort(key=lambda say: -weights.get(say, 1.0))
    judged = [one for one in main if one.share is not None]
    text = texts(
        "help.coverage_missed" if missed else "help.coverage",
        of=texts("help.answers", count=len(weak), n=len(judged)),
        question=worst.question,
        covered=worst.covered,
        points=worst.points,
        missed=missed[0] if missed else "",
    )
    return [Help("coverage", text, 0.4 + 0.6 * len(weak) / len(judged))]


def _of_times(
    main: Sequence[AnswerLine],
    silent: Sequence[str],
    skipped: Sequence[str],
    items: int,
    texts: Phrases,
) -> list[Help]:
    found = []
    cut = [one for one in main if one.ended_by == "limit" or one.over_limit_s > 0]
    if cut:
        found.append(
            Help(
                "limit",
                texts(
                    "help.limit",
                    of=texts("help.answers", count=len(cut), n=len(main)),
                    names=", ".join(one.question for one in cut[:3]),
                ),
                0.5 + 0.5 * len(cut) / len(main),
            )
        )
    without = [*silent, *skipped]
    if without:
        found.append(
            Help(
                "no-answer",
                texts(
                    "help.no_answer",
                    of=texts("help.questions", count=len(without), n=max(items, len(without))),
                    names=", ".join(without[:3]),
                ),
                0.55 + 0.5 * len(without) / max(1, len(main) + len(skipped)),
            )
        )
    short = [
        one
        for one in main
        if 0 < (one.answer_s or 0.0) < one.target_s / 3 and one.ended_by not in ("cut off", "quit")
    ]
    if short:
        found.append(
            Help(
                "short",
                texts(
                    "help.short",
                    of=texts("help.answers", count=len(short), n=len(main)),
                    question=short[0].question,
                ),
                0.7 * len(short) / len(main),
            )
        )
    return found


def _of_delivery(main: Sequence[AnswerLine], texts: Phrases) -> list[Help]:
    found = []
    rates = [(one.fillers_per_min, one) for one in main if one.fillers_per_min is not None]
    many = [(rate, one) for rate, one in rates if rate >= FILLERS]
    if many:
        rate, one = max(many, key=lambda pair: pair[0])
        found.append(
            Help(
                "fillers",
                texts(
                    "help.fillers",
                    from_rate=f"{FILLERS:.0f}",
                    of=texts("help.answers", count=len(many), n=len(rates)),
                    question=one.question,
                    rate=f"{rate:.0f}",
                ),
                0.8 * len(many) / len(rates),
            )
        )
    paces = [(one.wpm, one) for one in main if one.wpm is not None]
    fast = [(wpm, one) for wpm, one in paces if wpm > FAST_WPM]
    slow = [(wpm, one) for wpm, one in paces if wpm < PACE_WPM[0]]
    for which, name in ((fast, "help.fast"), (slow, "help.slow")):
        if which:
            wpm, one = max(which, key=lambda pair: abs(pair[0] - mean(PACE_WPM)))
            found.append(
                Help(
                    "pace",
                    texts(
                        name,
                        of=texts("help.answers", count=len(which), n=len(paces)),
                        question=one.question,
                        wpm=f"{wpm:.0f}",
                    ),
                    0.4 * len(which) / len(paces),
                )
            )
    return found


def _of_advice(given: Sequence[Attempt], texts: Phrases) -> list[Help]:
    """Advice that came more than once; it has evidence of its own."""
    found: dict[str, list[str]] = {}
    for one in given:
        for advice in one.feedback.advice if one.feedback else ():
            if not advice.praise:
                found.setdefault(advice.rule, []).append(advice.text)
    return [
        Help(
            rule,
            texts(
                "help.advice",
                of=texts("help.answers", count=len(said), n=len(given)),
                advice=said[0],
            ),
            0.6 * len(said) / len(given),
        )
        for rule, said in found.items()
        if len(said) > 1
    ]


def questions_asked(attempt: Attempt) -> list[Asked]:
    """What a candidate asked in the closing stage, told apart by pauses."""
    known = tables(attempt.language)
    wanted = [point.say for point in attempt.question.points]
    like = {
        point.start_s: point.say
        for point in (attempt.feedback.points if attempt.feedback else ())
        if point.verdict == "covered" and point.start_s is not None
    }
    found: list[Asked] = []
    keys: list[str] = []
    for part in _parts(attempt.transcript.words):
        words = [word.text for word in part]
        key = " ".join(
            token.stem for token in tokens(words, known) if token.text not in known.function_words
        )
        if len(words) < 3 or not key:
            continue
        named = next(
            (
                say
                for start_s, say in like.items()
                if part[0].start_s <= start_s <= part[-1].end_s and say in wanted
            ),
            "",
        )
        again = any(fuzz.token_set_ratio(key, other) >= ALIKE for other in keys) or (
            bool(named) and any(named == one.like for one in found)
        )
        keys.append(key)
        found.append(Asked(" ".join(words), named, again))
    return found


def _parts(words: Sequence[Word]) -> list[list[Word]]:
    """The words between pauses; typed ones have no times and are one part."""
    if not words:
        return []
    parts = [[words[0]]]
    for before, word in pairwise(words):
        if word.start_s - before.end_s >= APART_S:
            parts.append([])
        parts[-1].append(word)
    return parts
