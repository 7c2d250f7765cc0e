"""Which parts of a story an answer tells: situation, task, action, result."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from voiceprep.bank.model import Question
from voiceprep.feedback.clauses import Clause, clauses, in_digits
from voiceprep.feedback.cues import pattern, phrase
from voiceprep.feedback.meaning import Meaning
from voiceprep.feedback.prototypes import likelihoods
from voiceprep.feedback.structure import PARTS, Part, PartName, Passage, Structure
from voiceprep.language import Language
from voiceprep.language.cues import table
from voiceprep.speech.transcript import Word

State = Literal["none", "situation", "task", "action", "result"]
STATES: tuple[State, ...] = ("none", *PARTS)
MOST_MATCHES = 2
"""Cues of one kind that count in a clause."""
EVIDENCE: Mapping[PartName, float] = {
    "situation": 1.0,
    "task": 3.0,
    "action": 2.0,
    "result": 2.0,
}
"""What cues must add up to for a part to be there, set on the development part."""
EVIDENCE_WITH_MEANING: Mapping[PartName, float] = {
    "situation": 0.0,
    "task": 0.5,
    "action": 0.5,
    "result": 0.5,
}
"""The same for cues and meaning together, which say less with more certainty; set where WEIGHT in
prototypes.py was."""


def asks_for_story(question: Question, language: Language) -> bool:
    """Whether a question wants something that happened, not what one does as a rule.

    One whose points are the user's own story wants that.
    """
    if any(point.own for point in question.points):
        return True
    if question.kind != "behavioral":
        return False
    asks = table(language.code, "star").get("asks", ())
    return pattern(asks, {}).search(phrase(question.ask.split())) is not None


def story(
    words: Sequence[Word],
    language: Language,
    *,
    typed: bool = False,
    meaning: Meaning | None = None,
) -> Structure | None:
    """The parts of a behavioral answer, with the words that show them.

    With `meaning`, and where the language has prototypes for it, they are told by what the clauses
    mean as well as by their words. None where the language has no cues, or nothing was said. How
    well it finds them: benchmarks/structure.
    """
    cues = table(language.code, "star")
    if not cues or not words:
        return None
    pieces = clauses(words, cues["clauses"], language, typed=typed)
    scores = [_scores(piece, cues) for piece in pieces]
    _close(scores, pieces, cues)
    means = likelihoods(words, pieces, language.code, meaning) if meaning else []
    for score, added in zip(scores, means, strict=False):
        for state in STATES:
            score[state] += added[state]
    evidence = EVIDENCE_WITH_MEANING if means else EVIDENCE
    states = _likeliest(scores, pieces)
    parts = []
    for name in PARTS:
        mine = [n for n, state in enumerate(states) if state == name]
        if mine and sum(max(scores[n][name], 0.0) for n in mine) >= evidence[name]:
            parts.append(_part(name, mine, pieces, words, typed))
    there = {part.name for part in parts}
    return Structure(
        kind="story",
        parts=tuple(parts),
        missing=tuple(name for name in PARTS if name not in there),
        number_in_result=(
            _has_number(words, pieces, states, cues, language) if "result" in there else None
        ),
        judge="lexical and meaning" if means else "lexical",
    )


def _scores(piece: Clause, cues: Mapping[str, Any]) -> dict[State, float]:
    scores: dict[State, float] = dict.fromkeys(STATES, 0.0)
    for cue in cues["cue"]:
        found = len(pattern(cue["says"], cues["words"]).findall(piece.text))
        scores[cue["part"]] += cue["weight"] * min(found, MOST_MATCHES)
    speaker = frozenset(cues["clauses"]["speaker"].split())
    if not speaker.intersection(piece.text.split()):
        scores["action"] -= OTHERS
    return scores


def _close(
    scores: Sequence[dict[State, float]], pieces: Sequence[Clause], cues: Mapping[str, Any]
) -> None:
    """Makes a result likelier behind the last thing that the speaker did, where others act.

    Before the first such thing it becomes less likely, unless the speaker or "we" brought it about.
    """
    acts = [n for n, score in enumerate(scores) if score["action"] >= ACTING]
    speaker = frozenset(cues["clauses"]["speaker"].split())
    together = speaker | frozenset(cues["clauses"]["together"].split())
    for n in range(acts[0] if acts else len(pieces) // 2):
        if not together.intersection(pieces[n].text.split()):
            scores[n]["result"] -= CLOSING
    for n in range(acts[-1] + 1 if acts else len(pieces), len(pieces)):
        if not speaker.intersection(pieces[n].text.split()[:2]):
            scores[n]["result"] += CLOSING


ACTING = 1.5
"""Points from which a clause surely tells what the speaker did."""
CLOSING = 1.5
"""What the place behind the last of them adds to a result, and before the first takes away."""
OTHERS = 1.0
"""What speaks against an action where the clause does not tell of the speaker."""


STEP: Mapping[tuple[State, State], float] = {
    ("none", "none"): 0.0,
    ("situation", "task"): -0.5,
    ("situation", "action"): -0.7,
    ("situation", "result"): -2.0,
    ("task", "situation"): -1.5,
    ("task", "action"): -0.5,
    ("task", "result"): -2.0,
    ("action", "situation"): -2.5,
    ("action", "task"): -2.0,
    ("action", "result"): -0.7,
    ("result", "situation"): -0.3,
    ("result", "task"): -3.0,
    ("result", "action"): -2.0,
}
"""What it costs to go from one part to another: stories mostly go in one direction."""
FROM_NONE, TO_NONE = -0.7, -1.2
START: Mapping[State, float] = {
    "none": -0.7,
    "situation": 0.0,
    "task": -1.0,
    "action": -0.7,
    "result": -0.7,
}


def _step(old: State, new: State) -> float:
    if old == new:
        return 0.0
    if old == "none":
        return FROM_NONE
    return TO_NONE if new == "none" else STEP[old, new]


def _likeliest(scores: Sequence[Mapping[State, float]], pieces: Sequence[Clause]) -> list[State]:
    """The row of states with the highest sum of scores and steps (Viterbi)."""
    total = pieces[-1].last + 1
    best: dict[State, float] = {}
    back: list[dict[State, State]] = []
    for score, piece in zip(scores, pieces, strict=True):
        place = (piece.first + piece.last) / 2 / total
        here = {state: score[state] + _place(state, place) for state in STATES}
        if not best:
            best = {state: START[state] + here[state] for state in STATES}
            continue
        came: dict[State, State] = {}
        following: dict[State, float] = {}
        for new in STATES:
            old = max(STATES, key=lambda old: best[old] + _step(old, new))
            came[new] = old
            following[new] = best[old] + _step(old, new) + here[new]
        best = following
        back.append(came)
    state = max(STATES, key=best.__getitem__)
    row = [state]
    for came in reversed(back):
        state = came[state]
        row.append(state)
    return row[::-1]


def _place(state: State, place: float) -> float:
    """What the place in the answer says, 0 for its begin to 1 for its end."""
    match state:
        case "situation":
            return 1.0 - 2.0 * place
        case "task":
            return 0.5 - 1.0 * abs(place - 0.3)
        case "action":
            return 0.5 - 1.0 * abs(place - 0.55)
        case "result":
            return 2.0 * place - 1.2
    return 0.0


def _part(
    name: PartName,
    mine: Sequence[int],
    pieces: Sequence[Clause],
    words: Sequence[Word],
    typed: bool,
) -> Part:
    runs: list[list[int]] = []
    for n in mine:
        if runs and runs[-1][-1] == n - 1:
            runs[-1].append(n)
        else:
            runs.append([n])
    passages = tuple(
        passage(words, pieces[run[0]].first, pieces[run[-1]].last, typed) for run in runs
    )
    seconds = None if typed else sum((p.end_s or 0) - (p.start_s or 0) for p in passages)
    return Part(name, passages, seconds)


def passage(words: Sequence[Word], first: int, last: int, typed: bool) -> Passage:
    """Words as evidence."""
    quote = " ".join(word.text for word in words[first : last + 1])
    if typed:
        return Passage(quote, first=first, last=last)
    return Passage(quote, words[first].start_s, words[last].end_s, first, last)


def _has_number(
    words: Sequence[Word],
    pieces: Sequence[Clause],
    states: Sequence[State],
    cues: Mapping[str, Any],
    language: Language,
) -> bool:
    shown = in_digits(words, language)
    rules = cues["numbers"]
    said = " . ".join(
        phrase(shown[piece.first : piece.last + 1])
        for piece, state in zip(pieces, states, strict=True)
        if state == "result"
    )
    said = pattern(rules["not"], {}).sub("", said)
    counts = pattern([*rules["phrases"], *rules["words"].split(), "<number>"], {})
    return counts.search(said) is not None
