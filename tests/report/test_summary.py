"""What an interview comes to."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from rich.console import Console

from voiceprep.bank.model import KeyPoint, Question
from voiceprep.feedback.structure import Structure
from voiceprep.feedback.verdict import Feedback, Found, PointResult
from voiceprep.journal.attempt import Attempt, Event, ModelRef, Session
from voiceprep.report.phrases import phrases
from voiceprep.report.summary import Summary, questions_asked, summarize
from voiceprep.report.summing import sections, summary_view
from voiceprep.report.why import reasons
from voiceprep.speech.transcript import Transcript, Word

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def words(text: str, start_s: float = 0.0) -> tuple[Word, ...]:
    return tuple(Word(w, start_s + n, start_s + n + 0.8) for n, w in enumerate(text.split()))


def story(
    id: int, *, covered: int, missing: tuple[Any, ...] = (), ended_by: Any = "key"
) -> Attempt:
    question = Question(
        f"story-{id}", "behavioral", "Tell me.", points=tuple(KeyPoint(f"p{n}") for n in range(4))
    )
    points = tuple(
        PointResult(f"p{n}", "covered" if n < covered else "missed", 0.5) for n in range(4)
    )
    return Attempt(
        id, 2, question, "en", "microphone", NOW, answer_s=100, ended_by=ended_by,
        transcript=Transcript(words("we did it")),
        feedback=Feedback(points, "lexical", structure=Structure("story", missing=missing)),
    )  # fmt: skip


def session(id: int, *attempts: Attempt) -> Session:
    return Session(id, "mock", "A bank", NOW, NOW, attempts)


def item(id: str, stage: str) -> dict[str, Any]:
    return {"question": {"id": id}, "stage": stage}


def summary(*attempts: Attempt, earlier: tuple[Session, ...] = (), language: str = "en") -> Summary:
    items = [item(one.question.id, one.question.kind) for one in attempts]
    plan = {"minutes": 30, "items": [*items, item("closing-questions", "closing")]}
    events = [Event(NOW, "plan", plan)]
    events += [
        Event(NOW, "done", {"item": n, "point": None, "how": "answered", "attempt": one.id,
                            "spent_s": 100.0 * (n + 1)})
        for n, one in enumerate(attempts)
    ]  # fmt: skip
    return summarize(session(2, *attempts), events, earlier, phrases(language))


def test_what_is_missing_in_many_stories_is_told_with_its_count() -> None:
    found = summary(
        story(1, covered=3, missing=("result",)),
        story(2, covered=3, missing=("result", "task")),
        story(3, covered=3),
        story(4, covered=4, missing=("result",)),
    )
    assert "result was missing in 3 of 4 stories" in found.helps[0].text
    assert found.spent_s == 400
    assert found.budget_s == 1800


def test_the_limit_and_little_coverage_are_told_with_where_it_was_worst() -> None:
    found = summary(story(1, covered=0), story(2, covered=3, ended_by="limit"), story(3, covered=4))
    texts = {one.rule: one.text for one in found.helps}
    assert "least in story-1, 0 of 4: “p0”" in texts["coverage"]
    assert "1 of 3 answers (story-2)" in texts["limit"]
    assert found.next == ("story-1", "story-2")


def test_a_quiet_voice_that_was_understood_is_no_missing_answer() -> None:
    understood = story(1, covered=4, ended_by="no speech")
    silent = replace(story(2, covered=0, ended_by="no speech"), transcript=Transcript())
    found = summary(understood, silent)
    texts = {one.rule: one.text for one in found.helps}
    assert "(story-2)" in texts["no-answer"]
    assert found.next == ("story-2",)


def test_where_nothing_could_be_judged_nothing_is_said_of_what_would_help() -> None:
    good = story(1, covered=4)
    assert good.feedback
    unjudged = replace(good, feedback=replace(good.feedback, unscorable="Too quiet."))
    assert sections(summary(good), phrases("en"))["helps"][0].startswith("Nothing stands out")
    assert "helps" not in sections(summary(unjudged), phrases("en"))


def test_it_is_told_in_the_language_of_the_texts() -> None:
    before = session(1, replace(story(1, covered=1), session=1))
    found = summary(
        story(1, covered=1, missing=("result",)),
        story(2, covered=4, ended_by="limit"),
        earlier=(before,),
        language="de",
    )
    told = " ".join(one.text for one in found.helps)
    assert "Das Ergebnis fehlte in 1 von 2 Geschichten" in told
    assert "Die Zeitgrenze wurde erreicht in 1 von 2 Antworten (story-2)" in told
    assert "am wenigsten bei story-1, 1 von 4: „p1“ wurde nicht erkannt." in told
    lines = sections(found, phrases("de"))
    assert lines["against"][-1] == "story-1: damals 25%, jetzt 25%."
    assert lines["closing"][0].startswith("Du hast nichts gefragt.")


def test_the_reasons_of_a_verdict_are_told_in_the_language_of_the_texts() -> None:
    attempt = story(1, covered=1)
    point = PointResult(
        "p0", "check", 0.5, "we did", 0.0, 1.8, found=(Found("did", "spelling", "did"),)
    )
    told = {one.title: one.text for one in reasons(attempt, point, phrases("de"))}
    assert told["Wert"].startswith("0,50, mindestens ")
    assert told["Worte"] == "„we did“, Wörter 1 bis 2, 0,0 bis 1,8 s"
    assert told["nach der Schreibung gefunden"] == "did in „did“"


def test_it_is_set_against_earlier_interviews() -> None:
    before = session(1, replace(story(1, covered=1), session=1))
    found = summary(story(1, covered=3), earlier=(before, session(3, story(1, covered=4))))
    assert found.earlier == (0.25,)
    (change,) = found.changes
    assert (change.before, change.now) == (0.25, 0.75)


def test_an_own_story_is_not_set_against_what_the_bank_wanted() -> None:
    now = story(1, covered=3)
    own = tuple(KeyPoint(f"p{n}", own=True) for n in range(4))
    now = replace(now, question=replace(now.question, points=own))
    before = session(1, replace(story(1, covered=1), session=1))
    assert summary(now, earlier=(before,)).changes == ()


def test_points_covered_are_the_plain_share_whatever_their_weight() -> None:
    heavy = story(1, covered=1)
    points = (KeyPoint("p0", weight=9.0), *heavy.question.points[1:])
    heavy = replace(heavy, question=replace(heavy.question, points=points))
    found = summary(heavy)
    assert (found.share, found.answers[0].share) == (0.25, 0.25)
    assert found.next == (heavy.question.id,)


def test_it_names_the_models_that_heard() -> None:
    one, other = story(1, covered=1), story(2, covered=1)
    found = summary(
        replace(one, model=ModelRef("/models/voiceprep-starter-en")),
        replace(other, model=ModelRef("vosk-small")),
        replace(other, model=ModelRef("vosk-small"), id=3),
    )
    assert found.models == ("voiceprep-starter-en", "vosk-small")
    console = Console(width=120, color_system=None)
    with console.capture() as capture:
        console.print(summary_view(found))
    assert "Heard by voiceprep-starter-en (a starter model" in capture.get()
    assert "real voices) and vosk-small." in capture.get()


def test_questions_to_the_interviewer_are_told_apart_and_repeats_are_seen() -> None:
    said = (
        *words("which tools does the team use"),
        *words("how do you measure success here", 10),
        *words("what tools do you use in the team", 20),
    )
    question = Question("closing-questions", "closing", "Any?", points=(KeyPoint("Which tools?"),))
    points = (PointResult("Which tools?", "covered", 0.9, "which tools", 0.0, 2.0),)
    attempt = Attempt(
        9, 2, question, "en", "microphone", NOW,
        transcript=Transcript(said), feedback=Feedback(points, "lexical"),
    )  # fmt: skip
    first, second, third = questions_asked(attempt)
    assert first.like == "Which tools?"
    assert not second.like
    assert [one.again for one in (first, second, third)] == [False, False, True]


def test_the_summary_is_shown_whole_on_a_narrow_terminal() -> None:
    console = Console(width=60, record=True, file=None)
    with console.capture() as shown:
        console.print(summary_view(summary(story(1, covered=1), story(2, covered=4))))
    text = shown.get()
    assert "What would help most" in text
    assert "voiceprep rehearse story-1" in text
    assert max(map(len, text.splitlines())) <= 60
