"""Which sentences of advice and praise an answer gets."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from voiceprep.bank.model import Question
from voiceprep.feedback.advice import Advice
from voiceprep.feedback.rules import ADVICE, OF_DELIVERY, PRAISE, SHORT, Case, Facts
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

    Of a `short` answer, one of too few words to be built in any way, nothing is said but what its
    delivery showed, or that it is short: neither what it lacks nor any praise would mean much.
    `earlier` are the rules that spoke after the attempts before this one, the last attempt's last;
    `before` is the share of points that the last attempt at this question covered. Nothing is said
    of an answer that can't be judged, of what was not measured, or in a language without sentences.
    """
    texts = table(language.code, "advice")
    if not texts or feedback.unscorable:
        return ()
    case = Case(question, feedback, typed, before)
    silent, decimal = _running(earlier), language.decimal
    sentences = {**texts.get("advice", {}), **(texts.get("typed", {}) if typed else {})}
    if short:
        of_delivery = {rule: ADVICE[rule] for rule in OF_DELIVERY}
        found = list(_spoken(of_delivery, case, sentences, silent, decimal)) or list(
            _spoken(SHORT, case, sentences, silent, decimal)
        )
        return tuple(Advice(rule, text) for rule, text in found[:MOST])
    advice = list(_spoken(ADVICE, case, sentences, silent, decimal))
    praise = list(_spoken(PRAISE, case, texts.get("praise", {}), silent, decimal))[:1]
    room = MOST - len(praise)
    return (
        *(Advice(rule, text) for rule, text in advice[:room]),
        *(Advice(rule, text, praise=True) for rule, text in praise),
    )


def _running(earlier: Sequence[Sequence[str]]) -> frozenset[str]:
    """Rules that spoke after each of the last RUNNING attempts."""
    last = [frozenset(rules) for rules in earlier[-RUNNING:]]
    return frozenset.intersection(*last) if len(last) == RUNNING else frozenset()


def _spoken(
    rules: Mapping[str, Callable[[Case], Facts]],
    case: Case,
    texts: Mapping[str, Any],
    silent: frozenset[str],
    decimal: str,
) -> Iterator[tuple[str, str]]:
    for rule, facts_of in rules.items():
        if rule in silent or rule not in texts:
            continue
        facts = facts_of(case)
        if facts is not None:
            yield rule, _filled(str(texts[rule]), facts, decimal)


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
