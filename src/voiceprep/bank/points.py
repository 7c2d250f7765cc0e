"""Key points out of a sample answer or a tip, by rules: once, for people to edit."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from voiceprep.bank.clauses import (
    Grammar,
    Word,
    clauses,
    find,
    grammar,
    items,
    sentences,
    trimmed,
    without,
)
from voiceprep.bank.gaps import FEWEST_POINTS, MOST_POINTS
from voiceprep.bank.model import Bank, KeyPoint, Question
from voiceprep.bank.prose import unprintable

_LONGEST_SAY = 160
"""Characters; what goes beyond is cut at a word."""
_MOST_GROUPS = 3
_MOST_TERMS = 8
_LONGEST_TERM = 60
_HINTED = 0.3
"""What a word that the tip mentions adds to the worth of a part."""
_LONGEST_TEXT = 20_000
"""Characters of prose that are read: as many as a bank file takes."""

Part = Sequence[Word]


def with_points(bank: Bank) -> Bank:
    """The bank, its questions without points having derived ones."""
    return replace(
        bank,
        questions=tuple(
            question
            if question.points
            else replace(question, points=derive_points(question, bank.language))
            for question in bank.questions
        ),
    )


def derive_points(question: Question, language: str = "en") -> tuple[KeyPoint, ...]:
    """Points of the sample answer, or of the tip where there is no sample: up to MOST_POINTS.

    A short text gives fewer than FEWEST_POINTS; no text, and one of a language without tables of
    clauses, may give whole sentences.
    """
    known = grammar(language)
    asked = {known.stem(word.key) for word in _words(question.ask, known)}
    if question.sample.strip():
        parts = _of_sample(question.sample[:_LONGEST_TEXT], known)
        hint = {known.stem(word.key) for word in _words(question.tip, known)}
    else:
        parts, hint = _of_tip(question.tip[:_LONGEST_TEXT], known), set()
    parts = _enough(parts, known)
    kept = _telling(parts, asked, hint, known)
    counts = Counter(known.stem(word.key) for part in parts for word in part)
    points = (_point(part, counts, asked, known) for part in kept)
    unique = {point.say.lower(): point for point in points if point.say}
    return tuple(unique.values())


def _words(text: str, known: Grammar) -> Iterable[Word]:
    return (word for sentence in sentences(text, known) for word in sentence)


def _of_sample(text: str, known: Grammar) -> list[Part]:
    whole = sentences(text, known)
    parts: Iterable[Part] = whole
    if len(whole) < MOST_POINTS:
        parts = (clause for sentence in whole for clause in clauses(sentence, known))
    shorter = (tuple(trimmed(part, known)) for part in parts)
    return [part for part in shorter if any(map(known.is_matter, part))]


def _of_tip(text: str, known: Grammar) -> list[Part]:
    """What a tip asks for, without the asking; each thing of a list is one."""
    parts: list[Part] = []
    for sentence in sentences(text, known):
        for clause in clauses(sentence, known):
            parts += _asked_for(clause, known)
    return parts


def _asked_for(clause: Part, known: Grammar) -> list[Part]:
    spot = find(known.rules.examples, clause)
    colon = next((at + 1 for at, word in enumerate(clause) if word.stop == ":"), len(clause))
    end = min(spot[0] if spot else len(clause), colon)
    if find(known.rules.together, clause[:end]):
        return [_bare(clause, known)]
    listed = items(clause[:end], known) or [[]]
    listed[-1] += clause[end:]
    bare = (_bare(item, known) for item in listed)
    return [part for part in bare if any(map(known.is_matter, part))]


def _bare(part: Part, known: Grammar) -> Part:
    """A part without what an instruction begins and ends with."""
    rest: Part = tuple(trimmed(part, known))
    while len(shorter := without(known.rules.leads, rest)) < len(rest):
        rest = shorter
    kept = without(known.rules.tail_leads, rest)
    for tail in known.rules.tails:
        if len(kept) > len(tail) and tuple(w.key for w in kept[-len(tail) :]) == tail:
            return kept[: -len(tail)]
    return rest


def _enough(parts: list[Part], known: Grammar) -> list[Part]:
    """Where there are few parts, those with a list of cases come apart."""
    while len(parts) < FEWEST_POINTS:
        for at, part in enumerate(parts):
            spot = find(known.rules.examples, part)
            cases = items(part[spot[1] :], known) if spot else []
            named = all(known.is_matter(c[0]) or c[0].key in known.rules.determiners for c in cases)
            if spot and named and len(cases) > 1 and len(parts) + len(cases) <= MOST_POINTS:
                head = part[: spot[0]]
                parts = [
                    *parts[:at],
                    (*head, *part[spot[0] : spot[1]], *cases[0]),
                    *cases[1:],
                    *parts[at + 1 :],
                ]
                break
        else:
            return parts
    return parts


def _telling(parts: Sequence[Part], asked: set[str], hint: set[str], known: Grammar) -> list[Part]:
    """The parts that say most, in their order: at most MOST_POINTS."""
    matter = [_matter(part, known) for part in parts]

    def worth(at: int) -> float:
        new = matter[at] - said - asked
        return float(len(new) ** 0.5) + _HINTED * len(new & hint)

    left = set(range(len(parts)))
    chosen: list[int] = []
    said: set[str] = set()
    while left and len(chosen) < MOST_POINTS:
        best = max(sorted(left), key=worth)
        left.remove(best)
        chosen.append(best)
        said |= matter[best]
    return [parts[at] for at in sorted(chosen)]


def _matter(part: Part, known: Grammar) -> set[str]:
    light = known.language.light_words
    return {
        known.stem(word.key) for word in part if known.is_matter(word) and word.key not in light
    }


def _point(part: Part, counts: Counter[str], asked: set[str], known: Grammar) -> KeyPoint:
    return KeyPoint(_say(part), _terms(part, counts, asked, known), derived=True)


def _say(part: Part) -> str:
    """The words with their commas and brackets, as a sentence begins."""
    text, inside = "", False
    for at, word in enumerate(part):
        opening = "(" if word.inside and not inside else ""
        last = at + 1 == len(part)
        inside = word.inside
        closing = ")" if inside and (last or not part[at + 1].inside) else ""
        stop = "" if last else " —" if word.stop == "—" else word.stop
        text += f"{' ' if text else ''}{opening}{word.text}{closing}{stop}"
    text = "".join(char for char in text if not unprintable(char))
    if len(text) > _LONGEST_SAY:
        cut = text[: _LONGEST_SAY - 1]
        text = (cut.rpartition(" ")[0] or cut).rstrip(" ,;:—") + "…"
    return text[:1].upper() + text[1:]


def _terms(
    part: Part, counts: Counter[str], asked: set[str], known: Grammar
) -> tuple[tuple[str, ...], ...]:
    """Groups of alternatives: things named beside each other stand in one."""
    light = known.language.light_words
    groups: list[list[list[Word]]] = []
    beside = False
    phrase: list[Word] = []

    def close() -> None:
        nonlocal phrase, beside
        if phrase:
            if beside and groups:
                groups[-1].append(phrase)
            else:
                groups.append([phrase])
            phrase = []
            beside = False

    for word in part:
        if phrase and word.inside != phrase[-1].inside:
            close()
            beside = True  # what stands in brackets is another name
        if known.is_name(word):
            phrase.append(word)
            if word.stop:
                close()
                beside = word.stop == ","
        else:
            close()
            if word.key in known.rules.join and groups:
                beside = True
            elif word.key not in known.rules.determiners:
                beside = False
    close()

    def weight(group: list[list[Word]]) -> float:
        heavy = {
            known.stem(word.key) for one in group for word in one if word.key not in light
        } - asked
        return sum(1 / counts[stem] for stem in heavy)

    best = sorted(range(len(groups)), key=lambda at: -weight(groups[at]))[:_MOST_GROUPS]
    telling = [at for at in sorted(best) if weight(groups[at]) > 0] or sorted(best)[:1]
    named = (_alternatives(groups[at], known) for at in telling)
    return tuple(group for group in named if group)


def _alternatives(group: list[list[Word]], known: Grammar) -> tuple[str, ...]:
    found: dict[str, None] = {}
    light = known.language.light_words
    for phrase in group:
        heavy = [word for word in phrase if word.key not in light] or phrase
        for words in (phrase[-3:], phrase[-2:], [max(heavy, key=lambda word: len(word.key))]):
            term = _term(words, known)
            if term and len(term) <= _LONGEST_TERM:
                found.setdefault(term)
    return tuple(found)[:_MOST_TERMS]


def _term(words: Iterable[Word], known: Grammar) -> str:
    """Words as they are spoken."""
    text = " ".join(word.key for word in words)
    for symbol, spoken in known.language.symbols.items():
        text = text.replace(symbol, f" {spoken} ")
    kept = "".join(char if char.isalnum() or char in "'.+#" else " " for char in text)
    return " ".join(piece.strip("'.") for piece in kept.split() if piece.strip("'."))
