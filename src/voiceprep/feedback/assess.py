"""All of it, for one answer."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from voiceprep.audio.level import CLIPPED_SHARE, QUIET_DBFS
from voiceprep.audio.track import Track
from voiceprep.bank.model import Question
from voiceprep.bank.prose import listed
from voiceprep.feedback.counsel import advise
from voiceprep.feedback.coverage import coverage, hearable
from voiceprep.feedback.delivery import delivery
from voiceprep.feedback.explanation import explanation
from voiceprep.feedback.fillers import uttered
from voiceprep.feedback.meaning import Meaning
from voiceprep.feedback.spoken import tokens
from voiceprep.feedback.story import asks_for_story, story
from voiceprep.feedback.structure import Structure
from voiceprep.feedback.verdict import Feedback, Loudness
from voiceprep.language import Language
from voiceprep.speech.transcript import UNKNOWN, Transcript, Word

FEWEST_WORDS = 8
"""Words from which an answer can be judged."""
FEWEST_BUILT = 25
"""Words from which something is said of how an answer is built, "um" and its like not counted.

That is some 12 s, or two sentences. The shortest answers on which benchmarks/structure measures
have 29 words; below, nobody knows how well parts, openings and ends are told, and an answer of one
sentence always "comes to an end".
"""
UNSURE = 0.70
"""Mean confidence below which a transcript is mostly guesses.

Set with the starter model on ten accented adults, eight short clips each (benchmarks/hearing.py):
the one below it (0.67) had 73 % of the words wrong, but one at 0.74 had 84 %, so it catches only
the worst. Other models were not measured.
"""
DOUBTFUL = 0.82
"""Mean confidence below which it is worth a note: of those adults, all nine up to here had 40 % or
more of the words wrong."""
PHANTOM_CONF = 0.6
"""Confidence below which a lone function word is taken for noise."""
LONE_S = 0.7
"""Seconds of silence on both sides that make a word a lone one."""
KEYWORDS = 0.2
"""Share of function words below which an answer is a list of keywords; speech has 0.4 and more."""


def assess(
    question: Question,
    transcript: Transcript,
    loudness: Loudness | None,
    *,
    language: Language,
    knows: Callable[[str], bool] | None = None,
    aliases: Mapping[str, Sequence[str]] | None = None,
    meaning: Meaning | None = None,
    typed: bool = False,
    track: Track | None = None,
    earlier: Sequence[Sequence[str]] = (),
    before: float | None = None,
    claimed: Collection[str] = (),
) -> Feedback:
    """What one answer was worth, and how far that can be trusted.

    `loudness` is None where no sound was measured; `typed` answers have neither sound nor
    confidence. `track` is where there was sound: without it nothing is said of pauses and pace; an
    earlier judgement's delivery has it still. See coverage() for `knows`, `aliases` and `meaning`,
    advise() for `earlier` and `before`. `claimed` are points, by what they say, that the speaker
    says were made: advice takes them for covered, the verdicts stay as judged.
    """
    words = transcript.words if typed else spoken_words(transcript, language)
    said = uttered(words, language)
    judged = Transcript(words)
    points = coverage(
        question, judged, language=language, knows=knows, aliases=aliases, meaning=meaning
    )
    unscorable = _unscorable(said, None if typed else loudness, typed)
    feedback = Feedback(
        points=points,
        judge="lexical and meaning" if meaning else "lexical",
        unscorable=unscorable,
        notes=tuple(_notes(question, words, None if typed else loudness, language, knows)),
        delivery=delivery(question, words, track, language=language, knows=knows, typed=typed),
        structure=_structure(question, words, language, typed, meaning)
        if len(said) >= FEWEST_BUILT and not unscorable
        else None,
    )
    made = tuple(replace(p, verdict="covered") if p.say in claimed else p for p in points)
    advice = advise(
        question,
        replace(feedback, points=made),
        language=language,
        typed=typed,
        short=len(said) < FEWEST_BUILT,
        earlier=earlier,
        before=before,
    )
    return replace(feedback, advice=advice)


def _structure(
    question: Question,
    words: Sequence[Word],
    language: Language,
    typed: bool,
    meaning: Meaning | None,
) -> Structure | None:
    if asks_for_story(question, language):
        return story(words, language, typed=typed, meaning=meaning)
    return explanation(question, words, language, typed=typed)


def spoken_words(transcript: Transcript, language: Language) -> tuple[Word, ...]:
    """The words without unknown sounds and without phantoms.

    A recogniser makes lone function words out of noise: a single "the" in a long silence, with
    little confidence.
    """
    words = tuple(word for word in transcript.words if word.text != UNKNOWN)
    return tuple(word for at, word in enumerate(words) if not _phantom(words, at, language))


def _phantom(words: Sequence[Word], at: int, language: Language) -> bool:
    word = words[at]
    if word.conf >= PHANTOM_CONF or word.text not in language.function_words:
        return False
    after_silence = at == 0 or word.start_s - words[at - 1].end_s >= LONE_S
    before_silence = at == len(words) - 1 or words[at + 1].start_s - word.end_s >= LONE_S
    return after_silence and before_silence


def _unscorable(words: Sequence[Word], loudness: Loudness | None, typed: bool) -> str:
    verb = "typed" if typed else "heard"
    if not words:
        return f"No words were {verb}, so there is nothing to judge."
    if len(words) < FEWEST_WORDS:
        were = "word was" if len(words) == 1 else "words were"
        return f"Too few words to judge: {len(words)} {were} {verb}."
    if loudness and loudness.speech_dbfs < QUIET_DBFS:
        return (
            f"The sound is too quiet to judge: speech is at {loudness.speech_dbfs:.0f} dBFS, "
            f"and at least {QUIET_DBFS:.0f} is needed; move closer or raise the input level."
        )
    if not typed and (confidence := _confidence(words)) < UNSURE:
        return (
            f"The recogniser was unsure throughout (mean confidence {confidence:.2f}): most of "
            "what it heard is probably not what was said."
        )
    return ""


def _confidence(words: Sequence[Word]) -> float:
    return sum(word.conf for word in words) / len(words)


def _notes(
    question: Question,
    words: Sequence[Word],
    loudness: Loudness | None,
    language: Language,
    knows: Callable[[str], bool] | None,
) -> list[str]:
    notes = []
    if len(words) >= FEWEST_WORDS and language.function_words:
        said = tokens([word.text for word in words], language)
        grammar = sum(token.text in language.function_words for token in said)
        if grammar < KEYWORDS * len(said):
            notes.append(
                "This reads like a list of keywords: an interviewer wants to hear how they belong "
                "together."
            )
    if words and UNSURE <= _confidence(words) < DOUBTFUL:
        notes.append(
            f"The recogniser was often unsure (mean confidence {_confidence(words):.2f}): a missed "
            "point may have been said."
        )
    if loudness and loudness.clipped > CLIPPED_SHARE:
        notes.append(
            f"The sound is clipped in {loudness.clipped:.0%} of the speech: lower the input level "
            "or move back a little."
        )
    unknown = unknown_terms(question, language, knows) if knows else ()
    if unknown:
        notes.append(
            f"This model does not know {listed(unknown)}: where you say that, it hears something "
            "else."
        )
    return notes


def unknown_terms(
    question: Question, language: Language, knows: Callable[[str], bool]
) -> tuple[str, ...]:
    """Words of the question's key points that the recogniser can't write, in their order."""
    texts = [text for point in question.points for text in (point.say, *sum(point.terms, ()))]
    said = (token for text in texts for token in tokens(text.split(), language))
    return tuple(dict.fromkeys(token.text for token in said if not hearable(token, knows)))
