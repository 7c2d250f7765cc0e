"""Which sentences of advice and praise an answer gets."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from voiceprep.bank.model import Question
from voiceprep.feedback.advice import Advice
from voiceprep.feedback.rules import ADVICE, OF_DELIVERY, PRAISE, SAMPLE, SHORT, UNLESS, Case, Facts
from voiceprep.feedback.verdict import Feedback
from voiceprep.language import Language
from voiceprep.language.cues import table

MOST = 3
"""Sentences for one answer."""
_FRACTION = re.compile(r"\d+\.\d+")
RUNNING = 2
"""A rule that spoke after this many answers in a row is silent after the next."""


def advise(
    question: Question,
    feedback: Feedback,
    *,
    language: Language,
    typed: bool = False,
    short: bool = False,
    earlier: Sequence[Sequence[str]] = (),
    before: float | None = None,
) -> tuple[Advice, ...]:
    """At most three sentences, the most important first, praise last.

    No two of them contradict each other, and none denies what a covered key point is about. Of a
    `short` answer, one of too few words to be built in any way, nothing is said but what its
    delivery showed, or that it is short: neither what it lacks nor any praise would mean much.
    `earlier` are the rules that spoke after the attempts before this one, the last attempt's last;
    `before` is the share of points that the last attempt at this question covered. Nothing is said
    of an answer that can't be judged, of what was not measured, or in a language without sentences.
    """
    texts = table(language.code, "advice")
    if not texts or feedback.unscorable:
        return ()
    case = Case(question, feedback, typed, before, language)
    texts = {
        **texts,
        "advice": {**texts.get("advice", {}), **(texts.get("typed", {}) if typed else {})},
    }
    silent = _running(earlier)
    if short:
        of_delivery = {rule: ADVICE[rule] for rule in OF_DELIVERY}
        found = list(_spoken(of_delivery, case, texts, silent)) or list(
            _spoken(SHORT, case, texts, silent)
        )
        return tuple(found[:MOST])
    advice = list(_spoken(ADVICE, case, texts, silent))
    praise = list(_spoken(PRAISE, case, texts, silent))[:1]
    return (*advice[: MOST - len(praise)], *praise)


def _running(earlier: Sequence[Sequence[str]]) -> frozenset[str]:
    """Rules that spoke after each of the last RUNNING attempts."""
    last = [frozenset(rules) for rules in earlier[-RUNNING:]]
    return frozenset.intersection(*last) if len(last) == RUNNING else frozenset()


def _spoken(
    rules: Mapping[str, Callable[[Case], Facts]],
    case: Case,
    texts: Mapping[str, Mapping[str, str]],
    silent: frozenset[str],
) -> Iterator[Advice]:
    for rule, facts_of in rules.items():
        facts = facts_of(case)
        if facts is None or rule in silent or _outspoken(rule, case):
            continue
        kind = "praise" if rule in PRAISE else "advice"
        sampled = texts.get("sampled", {}) if SAMPLE in facts else {}
        text = sampled.get(rule) or texts.get(kind, {}).get(rule)
        if text:
            filled = _filled(text, facts, case.language.decimal)
            yield Advice(rule, filled, praise=kind == "praise")


def _outspoken(rule: str, case: Case) -> bool:
    return any(ADVICE[other](case) is not None for other in UNLESS.get(rule, ()))


def _filled(text: str, facts: Mapping[str, object], decimal: str) -> str:
    """Not str.format: braces in what was said stay what they are."""
    pieces = []
    while "{" in text:
        before, _, rest = text.partition("{")
        name, _, text = rest.partition("}")
        value = str(facts[name])
        if _FRACTION.fullmatch(value):
            value = value.replace(".", decimal)
        pieces += [before, value]
    return "".join((*pieces, text))
