"""The rules of advice and praise: what each looks at, and from which figure on it speaks.

docs/advice.md lists them; the sentences are in language/<code>/advice.toml.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from voiceprep.bank.model import Question
from voiceprep.feedback.cues import pattern, phrase
from voiceprep.feedback.sample import model_words
from voiceprep.feedback.structure import Part, PartName, Structure
from voiceprep.feedback.verdict import Feedback, PointResult, Verdict
from voiceprep.language import Language
from voiceprep.language.cues import table

FILLERS_PER_MIN = 12.0
"""Fillers a minute that do measurable harm: Laske & DiGennaro Reed 2024, doi 10.1002/jaba.1093."""
FEW_FILLERS_PER_MIN = 5.0
"""Fillers a minute that do none: the same."""
FAST_WPM = 190.0
"""About how fast interviews are spoken: Tauroza & Allison 1990, Applied Linguistics 11(1)."""
PACE_WPM = (100.0, 165.0)
"""Guidance of Microsoft Speaker Coach."""
LONG_PAUSES = 3
"""Pauses of 2 s in an answer from which they are worth a word: our convention."""
THINKING_S = 15.0
"""Silence before the first word that is worth a word: our convention."""
OVERTIME = 0.15
"""Share of the target length beyond it that is worth a word: our convention."""
TERSE = 0.35
"""Share of the target length below which an answer that misses points is terse: our convention."""
TYPED_WPM = 130.0
"""At what pace the words of a typed answer would be spoken: the middle of PACE_WPM."""
SITUATION = 0.5
"""Share of a story from which its situation is too long: our convention; that situations are
over-told and results under-told is from Bangerter, Corvalan & Cavin 2014."""
SHOWN_WORDS = 12
"""Words of a quote in a sentence."""
SAMPLE = "sample"
"""The fact that quotes the sample answer; with it another sentence is used."""


@dataclass(frozen=True)
class Case:
    """What the rules look at."""

    question: Question
    feedback: Feedback
    typed: bool
    before: float | None
    """Share of the points that the last attempt at this question covered."""
    language: Language

    def point_on(self, name: str, *verdicts: Verdict) -> bool:
        """Whether a key point with one of these verdicts is about this part of the answer."""
        return any(
            point.verdict in verdicts and self.is_on(name, point.say)
            for point in self.feedback.points
        )

    def is_on(self, name: str, say: str) -> bool:
        """Whether a key point that says this is about this part, by the names of advice.toml."""
        names = table(self.language.code, "advice").get("names", {})
        return pattern(names.get(name, ()), {}).search(phrase(say.split())) is not None

    @property
    def judged(self) -> tuple[PointResult, ...]:
        """Points that could be heard."""
        return tuple(p for p in self.feedback.points if p.verdict != "unhearable")

    @property
    def covered(self) -> int:
        return sum(point.verdict == "covered" for point in self.judged)

    @property
    def story(self) -> Structure | None:
        structure = self.feedback.structure
        return structure if structure and structure.kind == "story" else None

    @property
    def explanation(self) -> Structure | None:
        structure = self.feedback.structure
        return structure if structure and structure.kind == "explanation" else None

    def part(self, name: PartName) -> Part | None:
        """A part of the story, if it is there."""
        parts = self.story.parts if self.story else ()
        return next((part for part in parts if part.name == name), None)


Facts = Mapping[str, object] | None
"""What fills the sentence; None where the rule says nothing."""


def _lacks(case: Case, name: PartName) -> Facts:
    """Says nothing where a key point about that part was recognised, if only in part."""
    told = case.story is not None and bool(case.story.parts)
    lacking = told and case.part(name) is None
    return {} if lacking and not case.point_on(name, "covered", "check") else None


def _no_result(case: Case) -> Facts:
    return _lacks(case, "result")


def _no_number(case: Case) -> Facts:
    result = case.part("result")
    if case.story is None or case.story.number_in_result is not False or result is None:
        return None
    if case.point_on("number", "covered") or _missed_beside_number(case):
        return None
    return {"quote": _shown(result)}


def _missed_beside_number(case: Case) -> bool:
    """Whether a point about the result was missed for something else than its number."""
    return any(
        p.verdict == "missed" and case.is_on("result", p.say) and not case.is_on("number", p.say)
        for p in case.judged
    )


def _nothing_covered(case: Case) -> Facts:
    nothing = len(case.judged) >= 2 and all(p.verdict == "missed" for p in case.judged)
    return {"total": len(case.judged)} if nothing else None


def _missed_point(case: Case) -> Facts:
    missed = {point.say for point in case.judged if point.verdict == "missed"}
    if not missed or len(missed) == len(case.judged) >= 2:
        return None
    known = {point.say: point for point in case.question.points}
    say = max(
        (point.say for point in case.judged if point.say in missed),
        key=lambda say: known[say].weight if say in known else 1.0,
    )
    facts = {"covered": case.covered, "total": len(case.judged), "point": say}
    point = known.get(say)
    if point is None or point.own:
        return facts
    sample = model_words(point, case.question.sample, case.language).rstrip(".!?")
    return {**facts, SAMPLE: sample} if sample else facts


def _no_action(case: Case) -> Facts:
    return _lacks(case, "action")


def _long_situation(case: Case) -> Facts:
    if case.story is None or case.part("situation") is None:
        return None
    if case.point_on("situation", "missed"):
        return None
    lengths = {part.name: _length(part) for part in case.story.parts}
    total = sum(lengths.values())
    share = lengths["situation"] / total if total else 0.0
    return {"share": f"{share:.0%}"} if share >= SITUATION and len(lengths) > 1 else None


def _no_situation(case: Case) -> Facts:
    return _lacks(case, "situation")


def _fillers(case: Case) -> Facts:
    delivery = case.feedback.delivery
    if delivery is None or (rate := delivery.fillers_per_min or 0.0) < FILLERS_PER_MIN:
        return None
    said = [filler.text for filler in delivery.fillers]
    most = sorted(dict.fromkeys(said), key=said.count, reverse=True)[:2]
    return {"rate": f"{rate:.0f}", "examples": ", ".join(f"“{text}”" for text in most)}


def _overtime(case: Case) -> Facts:
    delivery, target = case.feedback.delivery, case.question.seconds
    if delivery is None or case.typed or delivery.overtime_s < OVERTIME * target:
        return None
    return {"over": _clock(delivery.overtime_s), "target": _clock(target)}


def _terse(case: Case) -> Facts:
    delivery, target = case.feedback.delivery, case.question.seconds
    left_out = any(point.verdict == "missed" for point in case.judged)
    if delivery is None or not left_out:
        return None
    used_s = delivery.words / TYPED_WPM * 60 if case.typed else delivery.answer_s
    if used_s is None or used_s >= TERSE * target:
        return None
    return {"used": _clock(used_s), "target": _clock(target), "words": delivery.words}


def _too_short(case: Case) -> Facts:
    delivery = case.feedback.delivery
    return {"words": delivery.words, "target": _clock(case.question.seconds)} if delivery else None


def _late_answer(case: Case) -> Facts:
    told = case.question.kind == "behavioral"  # there a story may come first
    late = case.explanation and case.explanation.opening is None and not told
    return {} if late else None


def _trails_off(case: Case) -> Facts:
    end = case.explanation.ending if case.explanation else None
    if case.explanation is None or not case.explanation.trails_off or end is None:
        return None
    return {"end": end.quote}


def _fast(case: Case) -> Facts:
    rate = _rate(case)
    return {"rate": rate} if rate is not None and rate > FAST_WPM else None


def _slow(case: Case) -> Facts:
    rate = _rate(case)
    return {"rate": rate} if rate is not None and rate < PACE_WPM[0] else None


def _rate(case: Case) -> int | None:
    """Words a minute as they are shown: no sentence calls 190 faster than 190."""
    rate = case.feedback.delivery.speaking_wpm if case.feedback.delivery else None
    return None if rate is None else round(rate)


def _long_pauses(case: Case) -> Facts:
    pauses = case.feedback.delivery.long_pauses if case.feedback.delivery else ()
    if len(pauses) < LONG_PAUSES:
        return None
    longest = max(pause.end_s - pause.start_s for pause in pauses)
    return {"count": len(pauses), "longest": f"{longest:.1f}"}


def _thinking(case: Case) -> Facts:
    think_s = case.feedback.delivery.think_s if case.feedback.delivery else None
    return {"seconds": f"{think_s:.0f}"} if think_s is not None and think_s > THINKING_S else None


def _no_example(case: Case) -> Facts:
    built = case.explanation
    lacking = built and built.example is None and not built.of_oneself
    return {} if lacking and not case.point_on("example", "covered", "check") else None


def _all_covered(case: Case) -> Facts:
    every = len(case.judged) >= 2 and case.covered == len(case.judged)
    return {"total": len(case.judged)} if every else None


def _more_covered(case: Case) -> Facts:
    if case.before is None or not case.feedback.points:
        return None
    before = round(case.before * len(case.feedback.points))
    better = case.covered > before
    return (
        {"covered": case.covered, "total": len(case.judged), "before": before} if better else None
    )


def _whole_story(case: Case) -> Facts:
    result = case.part("result")
    whole = case.part("situation") and case.part("action") and case.story
    if not whole or result is None or not whole.number_in_result:
        return None
    if any(case.point_on(name, "missed") for name in ("situation", "action", "result", "number")):
        return None
    return {"quote": _shown(result)}


def _well_built(case: Case) -> Facts:
    built = case.explanation
    good = built and built.opening and built.example and built.trails_off is False
    return {} if good and not case.point_on("example", "missed") else None


def _steady(case: Case) -> Facts:
    delivery, rate = case.feedback.delivery, _rate(case)
    if delivery is None or rate is None or delivery.fillers_per_min is None:
        return None
    low, high = PACE_WPM
    steady = (
        low <= rate <= high
        and delivery.fillers_per_min <= FEW_FILLERS_PER_MIN
        and delivery.sounds_measurable
        and len(delivery.long_pauses) < LONG_PAUSES
    )
    if not steady:
        return None
    return {"rate": rate, "fillers": f"{delivery.fillers_per_min:.0f}"}


ADVICE: Mapping[str, Callable[[Case], Facts]] = {
    "no-result": _no_result,
    "nothing-covered": _nothing_covered,
    "no-action": _no_action,
    "no-number": _no_number,
    "missed-point": _missed_point,
    "late-answer": _late_answer,
    "overtime": _overtime,
    "fillers": _fillers,
    "trails-off": _trails_off,
    "terse": _terse,
    "long-situation": _long_situation,
    "no-situation": _no_situation,
    "fast": _fast,
    "long-pauses": _long_pauses,
    "thinking": _thinking,
    "slow": _slow,
    "no-example": _no_example,
}
"""In the order in which they are tried: what costs an answer most comes first."""
OF_DELIVERY = ("overtime", "fillers", "fast", "long-pauses", "thinking", "slow")
"""Those that look at how an answer was said."""
SHORT: Mapping[str, Callable[[Case], Facts]] = {"too-short": _too_short}
"""Said of an answer of too few words, where its delivery gives no advice."""
PRAISE: Mapping[str, Callable[[Case], Facts]] = {
    "all-covered": _all_covered,
    "whole-story": _whole_story,
    "more-covered": _more_covered,
    "well-built": _well_built,
    "steady": _steady,
}
UNLESS: Mapping[str, Sequence[str]] = {
    "slow": ("overtime",),
    "all-covered": ("no-result", "no-action", "no-situation"),
    "well-built": ("nothing-covered", "terse"),
}
"""Rules that are silent where one of these has something to say, be it said or not: nobody is told
to keep going and to be brief, and nothing is praised as whole or well built that lacks a part."""


def _length(part: Part) -> float:
    """In words: pauses are no part of it."""
    return float(sum(passage.last - passage.first + 1 for passage in part.passages))


def _shown(part: Part) -> str:
    words = part.passages[-1].quote.split()
    return " ".join(words if len(words) <= SHOWN_WORDS else [*words[:SHOWN_WORDS], "…"])


def _clock(seconds: float) -> str:
    whole = max(0, int(seconds + 0.5))
    return f"{whole // 60}:{whole % 60:02d}"
