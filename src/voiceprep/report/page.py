"""What a report shows of a session: a pure function of what the journal keeps."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Literal

from voiceprep.audio.opus import Copy
from voiceprep.feedback.delivery import Span
from voiceprep.feedback.oneself import FigureName
from voiceprep.feedback.structure import PARTS, Passage
from voiceprep.feedback.verdict import Feedback, PointResult, Verdict
from voiceprep.journal.attempt import Attempt, Session
from voiceprep.report import charts
from voiceprep.report.build import shown
from voiceprep.report.evidence import sample_passage
from voiceprep.report.marking import Run, long_pauses, marked
from voiceprep.report.phrases import Phrases
from voiceprep.report.summary import Summary as Whole
from voiceprep.report.summing import sections
from voiceprep.report.terminal import STARTER
from voiceprep.report.text import clock
from voiceprep.report.why import Reason, reasons

Silence = Literal["left_out", "none", "gone", "broken", "typed"]
"""Why an answer has no player."""


@dataclass(frozen=True)
class Sound:
    """What an answer sounds like, as the page plays it."""

    url: str
    copy: Copy


@dataclass(frozen=True)
class Point:
    """A key point, with the words of both sides."""

    number: int
    result: PointResult
    sample: str
    """What a good answer says of it; empty where there is none."""
    reasons: tuple[Reason, ...]
    """All the evidence for its verdict."""


@dataclass(frozen=True)
class Figure:
    """One figure of the delivery."""

    name: str
    """Of its text, and of its norm's."""
    value: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """One answer, as it is shown."""

    number: int
    """From 1, within the session."""
    attempt: Attempt
    sound: Sound | None
    silence: Silence | None
    runs: tuple[Run, ...]
    points: tuple[Point, ...]
    pauses: tuple[tuple[float, float], ...]
    """Long ones, in seconds from the start of the recording."""
    figures: tuple[Figure, ...]
    again: int = 0
    """Number of the answer that this is another try at; 0 for none."""
    follows: int = 0
    """Number of the answer that this follows up; 0 for none in this session."""

    @property
    def feedback(self) -> Feedback | None:
        return self.attempt.feedback

    @property
    def judged(self) -> bool:
        """Whether its verdicts mean anything."""
        return bool(self.feedback and not self.feedback.unscorable and self.feedback.points)

    def count(self, verdict: Verdict) -> int:
        """How many points have this verdict."""
        return sum(point.result.verdict == verdict for point in self.points)

    @property
    def pause_s(self) -> float:
        """How long the pauses are together: all silent ones where measured, else the long ones."""
        return sum(end_s - start_s for start_s, end_s in self._pauses)

    @property
    def _pauses(self) -> tuple[tuple[float, float], ...]:
        delivery = self.feedback.delivery if self.feedback else None
        if delivery and self.attempt.source != "typed":
            return tuple((pause.start_s, pause.end_s) for pause in delivery.pauses)
        return self.pauses

    @property
    def time_bar(self) -> tuple[tuple[charts.Bar, ...], float]:
        """Its time, for the template."""
        attempt = self.attempt
        words = attempt.transcript.words
        first_s = words[0].start_s if words else 0.0
        pauses = [(start_s - first_s, end_s - first_s) for start_s, end_s in self._pauses]
        return charts.time_bar(attempt.thought_s or 0.0, attempt.answer_s, attempt.target_s, pauses)

    @property
    def wave(self) -> str:
        """SVG path data of its sound."""
        return charts.shape(self.sound.copy.shape) if self.sound else ""

    @property
    def wave_marks(self) -> tuple[charts.Bar, ...]:
        """Where the evidence of its points stands in its sound; their kind is the number."""
        if not self.sound:
            return ()
        spans = [
            (str(point.number), point.result.start_s, point.result.end_s)
            for point in self.points
            if point.result.quote
            and point.result.start_s is not None
            and point.result.end_s is not None
        ]
        return charts.stretches(spans, self.sound.copy.duration_s, least=4.0)

    @property
    def course(self) -> charts.Line | None:
        """Its pace from beginning to end."""
        delivery = self.feedback.delivery if self.feedback else None
        if not delivery or len(delivery.course) < 2:
            return None
        return charts.line([pace.wpm for pace in delivery.course], band=(100, 165))

    @property
    def against(self) -> list[tuple[FigureName, str, str, str, str]]:
        """Its figures beside earlier ones: now, last time, the medians; empty for what is not."""
        return [
            (one.name, show(one.value), show(one.last), show(one.median), show(one.median_all))
            for one in self.attempt.against
            for show in [shown(one.name)]
        ]

    @property
    def parts(self) -> list[tuple[str, tuple[Passage, ...], float | None]]:
        """The parts of a story in their order, found or not."""
        structure = self.feedback.structure if self.feedback else None
        found = {part.name: part for part in structure.parts} if structure else {}
        return [
            (name, found[name].passages, found[name].seconds) if name in found else (name, (), None)
            for name in PARTS
        ]


@dataclass(frozen=True)
class Summary:
    """A session in few figures; what could not be judged is not counted."""

    answers: int
    covered: int
    points: int
    unjudged: int
    spoken: int
    """How many were not typed."""
    spoken_s: float | None
    """None where all were typed, and so in the next."""
    think_s: float | None
    """Median of the spoken answers."""
    over: int
    """How many spoken answers went on beyond their target."""
    candidate: bool
    """Whether the synthetic candidate spoke them."""
    starter: bool
    """Whether the starter model heard any of them."""


@dataclass(frozen=True)
class Page:
    """A session as it is shown."""

    session: Session
    answers: tuple[Answer, ...]
    summary: Summary
    sounds: bool
    """Whether the report was to have sound."""
    told: Mapping[str, Sequence[str]]
    """What it comes to, by the names of the sections."""

    @property
    def data(self) -> dict[str, Any]:
        """What the script needs: times in hundredths of a second."""
        return {
            "answers": [
                {
                    "starts": [round(100 * word.start_s) for word in words],
                    "ends": [round(100 * word.end_s) for word in words],
                    "length": round(100 * answer.sound.copy.duration_s) if answer.sound else 0,
                }
                for answer in self.answers
                for words in (answer.attempt.transcript.words,)
            ]
        }


def session_page(
    session: Session,
    sounds: Mapping[int, Sound | Silence],
    texts: Phrases,
    whole: Whole,
    *,
    with_sound: bool = True,
) -> Page:
    """What the report shows of a session; `sounds` by id of the attempt, `whole` its summary."""
    answers = tuple(_answers(session.attempts, sounds, texts))
    return Page(session, answers, summary(answers), with_sound, sections(whole, texts))


def _answers(
    attempts: Sequence[Attempt], sounds: Mapping[int, Sound | Silence], texts: Phrases
) -> list[Answer]:
    answers: list[Answer] = []
    by_question: dict[str, int] = {}
    by_id: dict[int, int] = {}
    for number, attempt in enumerate(attempts, 1):
        sound = sounds.get(attempt.id, "none")
        points = attempt.feedback.points if attempt.feedback else ()
        answers.append(
            Answer(
                number=number,
                attempt=attempt,
                sound=sound if isinstance(sound, Sound) else None,
                silence=None if isinstance(sound, Sound) else sound,
                runs=marked(attempt),
                points=tuple(
                    Point(
                        n,
                        point,
                        sample_passage(attempt.question, point, attempt.language),
                        reasons(attempt, point, texts),
                    )
                    for n, point in enumerate(points, 1)
                ),
                pauses=long_pauses(attempt),
                figures=tuple(_figures(attempt, texts)),
                again=0 if attempt.follows else by_question.get(attempt.question.id, 0),
                follows=by_id.get(attempt.follows or 0, 0),
            )
        )
        by_id[attempt.id] = number
        by_question.setdefault(attempt.question.id, number)
    return answers


def summary(answers: Sequence[Answer]) -> Summary:
    """The figures of a session."""
    judged = [answer for answer in answers if answer.judged]
    spoken = [answer.attempt for answer in answers if answer.attempt.spoke_s is not None]
    thought = [
        one.thought_s for one in spoken if one.thought_s is not None and one.transcript.words
    ]
    return Summary(
        answers=len(answers),
        covered=sum(answer.count("covered") for answer in judged),
        points=sum(len(answer.points) for answer in judged),
        unjudged=len(answers) - len(judged),
        spoken_s=sum(one.answer_s for one in spoken) if spoken else None,
        think_s=median(thought) if thought else None,
        spoken=len(spoken),
        over=sum(one.over_s > 0 for one in spoken),
        candidate=any(answer.attempt.source == "candidate" for answer in answers),
        starter=any(answer.attempt.model.title == STARTER for answer in answers),
    )


def _figures(attempt: Attempt, texts: Phrases) -> list[Figure]:
    delivery = attempt.feedback.delivery if attempt.feedback else None
    if delivery is None:
        return []

    def t(name: str, **values: object) -> str:
        return texts(f"delivery.{name}", **values)

    def together(spans: Sequence[Span]) -> str:
        return clock(sum(span.end_s - span.start_s for span in spans))

    figures = []
    for name in ("speaking_wpm", "articulation_wpm", "spread_wpm"):
        wpm = getattr(delivery, name)
        if wpm is not None:
            figures.append(Figure(name, t("wpm", n=round(wpm))))
    if delivery.think_s is not None:
        figures.append(Figure("think_s", texts.figure(f"{delivery.think_s:.1f} s")))
    if attempt.source != "typed" and delivery.speech_s is not None:
        for name, value, spans in (
            ("pauses", "pauses_value", delivery.pauses),
            ("long_pauses", "long_value", delivery.long_pauses),
        ):
            seconds = together(spans)
            figures.append(Figure(name, t(value, count=len(spans), seconds=seconds)))
    fillers = Counter(filler.text for filler in delivery.fillers)
    details = [t("times", text=text, count=count) for text, count in fillers.most_common(6)]
    if attempt.source != "typed" and not delivery.sounds_measurable:
        details.append(t("sounds_unmeasurable"))
    count = len(delivery.fillers)
    rate = delivery.fillers_per_min
    value = (
        str(count) if rate is None else t("per_min", count=count, rate=texts.figure(f"{rate:.1f}"))
    )
    if not count and attempt.source != "typed" and not delivery.sounds_measurable:
        value = t("unmeasurable") if rate is None else value
    figures.append(Figure("fillers", value, tuple(details)))
    for name in ("phrases", "repeats", "hedges", "terms", "content_words"):
        mentions = getattr(delivery, name)
        if mentions:
            shown = [t("times", text=each.text, count=each.count) for each in mentions[:8]]
            figures.append(Figure(name, str(sum(m.count for m in mentions)), tuple(shown)))
    if delivery.first_singular or delivery.first_plural:
        value = t("persons_value", singular=delivery.first_singular, plural=delivery.first_plural)
        figures.append(Figure("persons", value))
    figures.append(Figure("words", str(delivery.words)))
    return figures
