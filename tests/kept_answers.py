"""Sessions for reports: answers of every sort, friendly and hostile."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import soundfile

from voiceprep.bank.model import KeyPoint, Question
from voiceprep.feedback.advice import Advice
from voiceprep.feedback.delivery import Delivery, Filler, Mention, Pace, Span
from voiceprep.feedback.structure import Part, Passage, Structure
from voiceprep.feedback.verdict import Feedback, PointResult
from voiceprep.journal.attempt import Attempt, Gap, ModelRef
from voiceprep.journal.journal import Journal
from voiceprep.speech.transcript import Transcript, Word

NOW = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
SAID = (
    "um first i look at how much is missing and whether that is random then i drop rows where "
    "there are plenty and you know impute the rest with the median"
)
SAMPLE = (
    "I look first at how much is missing, and whether it is random. Where there are plenty of rows "
    "I drop those few. Otherwise I impute the median. I fit all of it on the training set only."
)
QUESTION = Question(
    id="missing-data",
    kind="technical",
    ask="What do you do about missing values?",
    why="To hear whether you look before you act.",
    sample=SAMPLE,
    seconds=10,
    points=(
        KeyPoint("Look first", (("look",), ("missing",), ("random",))),
        KeyPoint("Drop rows", (("drop",), ("rows",))),
        KeyPoint("Impute with the median", (("impute",), ("median",))),
        KeyPoint("No leaks", (("training set",),)),
        KeyPoint("SMOTE", (("smote",),)),
    ),
)
EVIL = (
    "<script>window.evil=1</script>",
    "</script><script>window.evil=1</script>",
    "]]><img src=x onerror=window.evil=1>",
    "javascript:window.evil=1",
    "\"'><svg onload=window.evil=1>",
    "{{ 7 * 7 }}",
    "{shown}",
    "\u202eesrever\u202c",
    "a" * 5000,
    "<!--",
    "\x00\x1b[31m",
    "</textarea></title></style><b>",
)


def words_of(text: str, step_s: float = 0.4) -> tuple[Word, ...]:
    """Words at even distances, the third one unsure, with a pause of 2.4 s after the fifth."""
    times = [0.5 + n * step_s + (2.4 if n >= 5 else 0.0) for n in range(len(text.split()))]
    return tuple(
        Word(word, start_s, start_s + step_s - 0.02, 0.3 if n == 2 else 0.9)
        for n, (word, start_s) in enumerate(zip(text.split(), times, strict=True))
    )


def quoted(words: tuple[Word, ...], say: str, verdict: Any, first: int, last: int) -> PointResult:
    """A point whose evidence are the words from `first` to `last`."""
    quote = " ".join(word.text for word in words[first : last + 1])
    return PointResult(say, verdict, 0.8, quote, words[first].start_s, words[last].end_s)


def judged(words: tuple[Word, ...]) -> Feedback:
    """Feedback of every sort."""
    filler = Filler("um", "sound", words[0].start_s, words[0].end_s, "um first i")
    phrase = Filler("you know", "phrase", words[23].start_s, words[24].end_s, "and you know impute")
    return Feedback(
        points=(
            quoted(words, "Look first", "covered", 3, 13),
            quoted(words, "Drop rows", "covered", 16, 17),
            quoted(words, "Impute with the median", "check", 25, 30),
            PointResult("No leaks", "missed", 0.0),
            PointResult("SMOTE", "unhearable", 0.0),
        ),
        judge="lexical",
        notes=("The sound is a little quiet.",),
        delivery=Delivery(
            words=len(words),
            think_s=1.5,
            speech_s=11.0,
            pauses=(Span(words[4].end_s, words[5].start_s),),
            speaking_wpm=132.0,
            articulation_wpm=158.0,
            course=tuple(
                Pace(15.0 * n, 15.0 * n + 15, wpm) for n, wpm in enumerate((90, 150, 120))
            ),
            fillers=(filler, phrase),
            fillers_per_min=8.6,
            content_words=(Mention("rows", 2, (6.0, 7.0)),),
            phrases=(Mention("where there are plenty", 3, (8.0, 10.0, 12.0)),),
            first_singular=3,
            first_plural=1,
        ),
        structure=Structure(
            "story",
            parts=(Part("action", (Passage("i drop rows", 9.0, 10.0),), 4.0),),
            missing=("situation", "task", "result"),
        ),
        advice=(Advice("pace", "Your pace is easy to follow.", True), Advice("x", "Say why.")),
    )


def keep(home: Path, attempts: list[Attempt], sound: Path | None, when: datetime = NOW) -> int:
    """Keeps attempts as a session of their own, each with a copy of the sound; gives its id."""
    home.mkdir(parents=True, exist_ok=True)
    with Journal(home / "journal.sqlite") as journal:
        session = journal.begin_session("rehearse", "Machine learning engineer", when)
        ids: list[int] = []
        for n, attempt in enumerate(attempts):
            new = journal.open_attempt(
                session, attempt.question, "en", attempt.source, when + timedelta(minutes=n)
            )
            recording = ""
            if sound and attempt.source != "typed" and attempt.recording != "none":
                recording = f"{session}/{n + 1:02d}-{attempt.question.id[:20]}.flac"
                if attempt.recording != "gone":
                    path = home / "recordings" / recording
                    path.parent.mkdir(parents=True, exist_ok=True)
                    samples, rate = soundfile.read(sound, dtype="int16")
                    soundfile.write(path, samples[: 15 * rate], rate)
            follows = ids[attempt.follows - 1] if attempt.follows else None
            journal.keep_attempt(
                replace(
                    attempt,
                    id=new.id,
                    session=session,
                    started=new.started,
                    recording=recording,
                    follows=follows,
                )
            )
            ids.append(new.id)
        journal.end_session(session, when + timedelta(hours=1))
    return session


def answer(text: str = SAID, **changed: Any) -> Attempt:
    """A spoken answer, judged."""
    words = words_of(text)
    made = Attempt(
        id=0,
        session=0,
        question=QUESTION,
        language="en",
        source="microphone",
        started=NOW,
        model=ModelRef("voiceprep-starter-en", "0" * 64),
        think_s=1.5,
        answer_s=14.0,
        ended_by="key",
        transcript=Transcript(words),
        feedback=judged(words) if text == SAID else None,
    )
    return replace(made, **changed)


def every_sort() -> list[Attempt]:
    """Judged, never judged, unscorable, typed, without sound, deleted sound, another try."""
    unscorable = replace(judged(words_of(SAID)), unscorable="The sound is too quiet to judge.")
    typed = tuple(Word(word, 0.0, 0.0) for word in SAID.split())
    typed_feedback = Feedback(
        (PointResult("Look first", "covered", 0.9, "i look at how much is missing"),), "lexical"
    )
    return [
        answer(note="Breathe.\n\nSlower."),
        answer(feedback=None, gaps=(Gap(3.0, 4.5),), ended_by="microphone lost"),
        answer(feedback=unscorable),
        answer(
            source="typed",
            transcript=Transcript(typed),
            feedback=typed_feedback,
            model=ModelRef(),
            question=replace(QUESTION, id="typed"),
        ),
        answer(recording="none"),
        answer(recording="gone", model=ModelRef("/home/ann/models/vosk-model-small-en-us-0.15")),
        answer(follows=1, question=replace(QUESTION, id="more", ask="And what of leaks?")),
    ]


def hostile() -> list[Attempt]:
    """Every text that comes from outside is evil."""
    evil = " ".join(EVIL)
    words = tuple(
        Word(text, 0.5 + n, 1.3 + n, 0.9) for n, text in enumerate([*EVIL, *SAID.split()])
    )
    points = tuple(
        PointResult(text, "covered", 1.0, text, words[n].start_s, words[n].end_s)
        for n, text in enumerate(EVIL)
    )
    question = replace(
        QUESTION,
        id="evil",
        ask=evil,
        why=evil,
        tip=evil,
        sample=evil,
        points=tuple(KeyPoint(text, ((text,),)) for text in EVIL),
    )
    feedback = replace(
        judged(words_of(SAID)),
        points=points,
        notes=EVIL,
        judge=EVIL[0],
        advice=tuple(Advice("evil", text) for text in EVIL),
        structure=Structure("explanation", opening=Passage(evil, 1.0, 2.0)),
        delivery=Delivery(
            words=3,
            fillers=tuple(Filler(text, "phrase", 1.0, 2.0, text) for text in EVIL),
            terms=tuple(Mention(text, 1, ()) for text in EVIL),
        ),
    )
    return [
        answer(
            question=question,
            transcript=Transcript(words),
            feedback=feedback,
            note=evil,
            spoken=evil,
            model=ModelRef(EVIL[1]),
            answer_s=20.0,
        ),
        answer(question=question, feedback=replace(feedback, unscorable=evil), language="en"),
    ]


Speech = Callable[..., Path]
