"""How an answer was said, for a terminal: a few lines, with their sources on request."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from voiceprep.feedback.delivery import LONG_PAUSE_S, Delivery, Mention
from voiceprep.feedback.pace import SHORTEST_S
from voiceprep.report.text import clock, plain

SLOW_WPM, FAST_WPM = 100, 165
"""Pace that Microsoft's Speaker Coach guides to. Not an optimum."""
FEW_FILLERS, MANY_FILLERS = 5, 12
"""A minute: up to few did no measurable harm, many did (Laske & DiGennaro Reed 2024)."""
SHOWN = 4
"""How many of a kind are named."""
PLACES = 6
"""How many places of each are named."""

PACE_SOURCE = (
    "Speaking rate counts pauses, articulation rate does not (Jacewicz, Fox & Wei 2010). "
    f"Microsoft's Speaker Coach guides to {SLOW_WPM} to {FAST_WPM} words a minute; British "
    "interviews ran at about 190 (Tauroza & Allison 1990), so faster is common. Neither is an "
    "optimum."
)
PAUSES_SOURCE = (
    "Silence from 0.25 s counts as a pause (De Jong & Bosker 2013; Goldman-Eisler 1968), measured "
    f"from the sound, not from the recogniser's words. {LONG_PAUSE_S:.0f} s for a long one is our "
    "convention. Pauses are counted, not graded."
)
FILLERS_SOURCE = (
    f"Up to {FEW_FILLERS} a minute did speakers no measurable harm, {MANY_FILLERS} a minute did, "
    "and sounds did more than words (Laske & DiGennaro Reed 2024). Hard questions bring more of "
    "them: that is normal (Bortfeld et al. 2001). Phrases count where the words around them show "
    "that they fill."
)
WORDS_SOURCE = (
    "Better ratings of interviews went with fewer fillers, more “we” and more different words in "
    "138 interviews (Naim et al. 2015): a direction, no target. The lists of hedges and terms are "
    "our own."
)


@dataclass(frozen=True)
class Line:
    """One line of what was measured."""

    title: str
    text: str
    why: str
    """How it is measured, and against what."""
    remarkable: bool = False
    """Whether it is outside what its source calls harmless."""


def delivery_view(delivery: Delivery, *, why: bool = False) -> RenderableType:
    """How an answer was said; `why` adds how it is measured, and against what."""
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    for line in delivery_lines(delivery):
        body = Text(line.text, style="yellow" if line.remarkable else "")
        if why and line.why:
            body.append(f"\n{line.why}", style="dim not bold")
        table.add_row(Text(line.title, style="bold"), body)
    return Padding(table, (0, 0, 1, 0))


def delivery_lines(delivery: Delivery) -> tuple[Line, ...]:
    """What there is to say of how an answer was said, in plain words."""
    spoken = delivery.answer_s is not None
    lines = [*(_timing(delivery) if spoken else ()), _fillers(delivery, spoken)]
    lines += _wording(delivery)
    return tuple(line for line in lines if line)


def _timing(delivery: Delivery) -> Iterator[Line]:
    if delivery.speaking_wpm is None or delivery.articulation_wpm is None:
        yield Line("pace", f"not given for answers under {SHORTEST_S:.0f} s", "")
    else:
        wpm = delivery.speaking_wpm
        text = f"{wpm:.0f} words a minute, {delivery.articulation_wpm:.0f} without the pauses"
        if len(delivery.course) > 1:
            course = [pace.wpm for pace in delivery.course]
            text += f"; between {min(course):.0f} and {max(course):.0f} on the way"
        outside = "slower" if wpm < SLOW_WPM else "faster" if wpm > FAST_WPM else ""
        if outside:
            text += f" ({outside} than the {SLOW_WPM} to {FAST_WPM} of Microsoft's guide)"
        yield Line("pace", text, PACE_SOURCE)
    count, long = len(delivery.pauses), delivery.long_pauses
    text = f"{count or 'no'} pause{'' if count == 1 else 's'}"
    if long:
        named = sorted(long, key=lambda pause: -pause.length_s)[:SHOWN]
        named.sort(key=lambda pause: pause.start_s)
        shown = ", ".join(f"{pause.length_s:.1f} s at {clock(pause.start_s)}" for pause in named)
        text += f", {len(long)} of {LONG_PAUSE_S:.0f} s or longer: {shown}"
    yield Line("pauses", text, PAUSES_SOURCE)


def _fillers(delivery: Delivery, spoken: bool) -> Line:
    counts = Counter(filler.text for filler in delivery.fillers)
    named = ", ".join(f"{plain(text)} {n}" for text, n in counts.most_common(SHOWN))
    text = f"{len(delivery.fillers) or 'none found'}"
    per_min = delivery.fillers_per_min
    if per_min is not None and counts:
        text += f", {per_min:.1f} a minute"
    if named:
        example = plain(delivery.fillers[0].context)
        text += f": {named} (“… {example} …”)"
    if spoken and not delivery.sounds_measurable:
        text += "; “um” and “uh” are not measurable with this model"
    if per_min is not None and per_min >= MANY_FILLERS:
        text += f"; from {MANY_FILLERS} a minute listeners mind"
    return Line("fillers", text, FILLERS_SOURCE, per_min is not None and per_min >= MANY_FILLERS)


def _wording(delivery: Delivery) -> Iterator[Line]:
    facts = [
        f"{title} {_named(mentions)}"
        for title, mentions in (
            ("often", delivery.content_words),
            ("again and again", delivery.phrases),
            ("said twice", delivery.repeats),
            ("hedged with", delivery.hedges),
        )
        if mentions
    ]
    if delivery.first_singular or delivery.first_plural:
        facts.append(f"“I” {delivery.first_singular}, “we” {delivery.first_plural}")
    if facts:
        yield Line("words", "; ".join(facts), WORDS_SOURCE)
    if delivery.terms:
        yield Line("terms", _named(delivery.terms, 8), "")


def _named(mentions: Sequence[Mention], most: int = SHOWN) -> str:
    named = [
        f"“{plain(each.text)}”" + (f" {each.count}" if each.count > 1 else "") + _places(each)
        for each in mentions[:most]
    ]
    more = len(mentions) - most
    return ", ".join(named) + (f" and {more} more" if more > 0 else "")


def _places(mention: Mention) -> str:
    """When it was said; in typed answers, as which words."""
    if mention.starts_s:
        found, of = [clock(start_s) for start_s in mention.starts_s], "at"
    else:
        found, of = [str(place + 1) for place in mention.places], "word"
    if not found:
        return ""
    return f" ({of} {', '.join(found[:PLACES])}{', …' if len(found) > PLACES else ''})"
