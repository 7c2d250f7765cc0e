"""How an explanation is built: its opening, its example, its end."""

from collections.abc import Mapping, Sequence
from typing import Any

from voiceprep.bank.model import Question
from voiceprep.feedback.clauses import in_digits
from voiceprep.feedback.cues import pattern, phrase, plain_word
from voiceprep.feedback.spoken import tokens
from voiceprep.feedback.story import passage
from voiceprep.feedback.structure import Passage, Structure
from voiceprep.language import Language
from voiceprep.language.cues import table
from voiceprep.speech.transcript import Word

AROUND = 12
"""Words of an example that are quoted."""
FEWEST = 11
"""Words from which a typed sentence is the whole opening; shorter ones say too little to tell."""


def explanation(
    question: Question, words: Sequence[Word], language: Language, *, typed: bool = False
) -> Structure | None:
    """How an answer to a technical or common question is built, with the words that show it.

    None where the language has no cues, or nothing was said. How well it tells:
    benchmarks/structure.
    """
    cues = table(language.code, "explanation")
    if not cues or not words:
        return None
    shown = in_digits(words, language)
    asks = pattern(cues["example"]["of_oneself"], {})
    of_oneself = asks.search(phrase(question.ask.split())) is not None
    return Structure(
        kind="explanation",
        opening=_opening(question, words, shown, cues["opening"], language, typed),
        example=None if of_oneself else _example(words, shown, cues["example"], typed),
        of_oneself=of_oneself,
        trails_off=_trails_off(words, cues["ending"]),
        ending=passage(
            words, max(0, len(words) - int(cues["ending"]["words"])), len(words) - 1, typed
        ),
    )


def _opening(
    question: Question,
    words: Sequence[Word],
    shown: Sequence[str],
    rules: Mapping[str, Any],
    language: Language,
    typed: bool,
) -> Passage | None:
    skipped = frozenset(rules["skipped"].split())
    first = next((n for n, word in enumerate(words) if plain_word(word.text) not in skipped), None)
    if first is None:
        return None
    end = min(first + int(rules["words"]), len(words))
    if typed:
        stops = (n + 1 for n in range(first + FEWEST - 1, end) if words[n].text[-1] in ".!?;")
        end = next(stops, end)
    stalls_end = first + int(rules["stall_words"])
    if pattern(rules["stalls"], {}).search(phrase(shown[first : min(end, stalls_end)])):
        return None
    if _of_speaker(question, words[first:end], rules, language):
        return None
    said = tokens([word.text for word in words[first:end]], language)
    asked = {
        token.stem
        for token in tokens(question.ask.split(), language)
        if token.text not in language.function_words
    }
    empty = language.function_words | language.light_words | frozenset(rules["empty"].split())
    new = len({token.stem for token in said if token.text not in empty} - asked)
    enough = int(rules["matter"])
    if asked.intersection(token.stem for token in said):
        answers = pattern(rules["answers"], {}).search(phrase(shown[first:end]))
        enough = 1 if answers else enough
    return passage(words, first, end - 1, typed) if new >= enough else None


def _of_speaker(
    question: Question, opening: Sequence[Word], rules: Mapping[str, Any], language: Language
) -> bool:
    """Whether the speaker talks of themselves though they weren't asked about themselves."""
    addressed = frozenset(rules["addressed"].split())
    if addressed.intersection(map(plain_word, question.ask.split())):
        return False
    own = language.first_singular | language.first_plural
    said = [plain_word(word.text) for word in opening]
    return said[0] not in own and sum(word in own for word in said) >= int(rules["speaker"])


def _example(
    words: Sequence[Word], shown: Sequence[str], rules: Mapping[str, Any], typed: bool
) -> Passage | None:
    found = pattern(rules["says"], {}).search(phrase(shown))
    if not found:
        return None
    before = len(found.string[: found.start()].split())
    kept = [n for n, word in enumerate(shown) if plain_word(word)]
    first = kept[before]
    return passage(words, first, min(first + AROUND, len(words)) - 1, typed)


def _trails_off(words: Sequence[Word], rules: Mapping[str, Any]) -> bool:
    if words[-1].text.endswith(("...", "…", ",")):
        return True
    last = [plain_word(word.text) for word in words[-int(rules["words"]) :]]
    if last[-1] in frozenset(rules["open"].split()):
        return True
    said = phrase(last)
    return any(said.endswith(f" {end} ") for end in rules["trails"])
