"""Which questions, in which order."""

from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz import fuzz, process

from voiceprep.bank.model import Bank, Kind, Question
from voiceprep.errors import VoiceprepError


def choose(bank: Bank, words: Sequence[str] = (), kinds: Iterable[Kind] = ()) -> list[Question]:
    """Questions by ids, or else by words that all occur in them; of some kinds, or of all.

    Raises VoiceprepError when nothing fits, naming the ids that come closest.
    """
    wanted = set(kinds)
    of_kind = [q for q in bank.questions if not wanted or q.kind in wanted]
    if not words:
        found = of_kind
    elif all(word in {q.id for q in bank.questions} for word in words):
        found = [bank.question(word) for word in dict.fromkeys(words)]
        found = [q for q in found if q in of_kind]
    else:
        found = _with_words(of_kind, words)
    if not found:
        raise VoiceprepError(_nothing_fits(bank, words, wanted))
    return found


def _with_words(questions: Sequence[Question], words: Sequence[str]) -> list[Question]:
    """Those whose id or wording has all the words; if there are none, whose key points do."""
    asked = {q.id: f"{q.id} {q.ask}".casefold() for q in questions}
    points = {q.id: " ".join(point.say for point in q.points).casefold() for q in questions}
    for texts in (asked, {id: f"{asked[id]} {points[id]}" for id in asked}):
        found = [q for q in questions if all(word.casefold() in texts[q.id] for word in words)]
        if found:
            return found
    return []


def _nothing_fits(bank: Bank, words: Sequence[str], kinds: set[Kind]) -> str:
    what = f"No question of {bank.title!r}"
    if kinds:
        what += f" of kind {' or '.join(sorted(kinds))}"
    if not words:
        return f"{what}; see 'voiceprep bank show' for its questions."
    close = process.extract(
        " ".join(words), [q.id for q in bank.questions], scorer=fuzz.WRatio, limit=3
    )
    names = ", ".join(name for name, *_ in close)
    return f"{what} has {' '.join(words)!r}; closest are {names}. 'voiceprep bank show' lists all."


def weakest_first(questions: Sequence[Question], shares: Mapping[str, float]) -> list[Question]:
    """Questions that were never answered first, then the weakest."""
    return sorted(questions, key=lambda question: shares.get(question.id, -1.0))
