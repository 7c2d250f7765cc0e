"""All of it, for one answer."""

from typing import Any

from voiceprep.bank.model import KeyPoint, Question
from voiceprep.feedback.assess import assess, spoken_words
from voiceprep.feedback.verdict import Feedback, Loudness
from voiceprep.language import tables
from voiceprep.speech.transcript import Transcript, Word

ENGLISH = tables("en")
QUESTION = Question(
    "deploy",
    "technical",
    "How would you deploy a model?",
    points=(
        KeyPoint("Package it with Docker", (("docker", "container"),)),
        KeyPoint("Watch it with Grafana", (("grafana",),)),
    ),
)
ANSWER = (
    "well i would package it all with docker and then i would watch it with grafana for a while"
)
CLEAR = Loudness(speech_dbfs=-20.0, noise_dbfs=-60.0, clipped=0.0)


def heard(text: str, conf: float = 0.95) -> Transcript:
    return Transcript(
        tuple(Word(word, at * 0.5, at * 0.5 + 0.4, conf) for at, word in enumerate(text.split()))
    )


def judge(transcript: Transcript, loudness: Loudness | None = CLEAR, **options: Any) -> Feedback:
    return assess(QUESTION, transcript, loudness, language=ENGLISH, **options)


def test_a_clear_answer_is_judged_without_reservations() -> None:
    feedback = judge(heard(ANSWER))
    assert [point.verdict for point in feedback.points] == ["covered", "covered"]
    assert feedback.unscorable == ""
    assert feedback.notes == ()
    assert feedback.judge == "lexical"


def test_too_few_words_are_counted() -> None:
    assert judge(heard("docker and grafana")).unscorable == (
        "Too few words to judge: 3 words were heard."
    )
    assert judge(heard("docker")).unscorable == "Too few words to judge: 1 word was heard."
    assert "typed" in judge(heard("docker"), None, typed=True).unscorable
    assert judge(Transcript()).unscorable == "No words were heard, so there is nothing to judge."


def test_points_of_an_unscorable_answer_are_still_there() -> None:
    feedback = judge(heard("package with docker"))
    assert [point.verdict for point in feedback.points] == ["covered", "missed"]


def test_too_quiet_a_sound_is_unscorable() -> None:
    feedback = judge(heard(ANSWER), Loudness(-57.2, -70.0, 0.0))
    assert "too quiet" in feedback.unscorable
    assert "-57 dBFS" in feedback.unscorable
    assert judge(heard(ANSWER), None).unscorable == ""


def test_an_unsure_recogniser_is_unscorable() -> None:
    assert "unsure throughout (mean confidence 0.60)" in judge(heard(ANSWER, 0.6)).unscorable
    often = judge(heard(ANSWER, 0.75))
    assert often.unscorable == ""
    assert "often unsure (mean confidence 0.75)" in often.notes[0]


def test_typed_answers_have_no_sound_and_no_confidence() -> None:
    feedback = judge(heard(ANSWER, 0.1), Loudness(-90.0, -90.0, 1.0), typed=True)
    assert feedback.unscorable == ""
    assert feedback.notes == ()


def test_a_bare_list_of_keywords_is_remarked() -> None:
    feedback = judge(
        heard("docker container kubernetes grafana flask latency drift retrain canary")
    )
    assert any("list of keywords" in note for note in feedback.notes)
    assert {point.verdict for point in feedback.points} == {"check"}


def test_clipping_is_remarked() -> None:
    notes = judge(heard(ANSWER), Loudness(-3.0, -60.0, 0.12)).notes
    assert any("clipped in 12%" in note for note in notes)


def test_terms_that_the_model_does_not_know_are_named() -> None:
    feedback = judge(heard(ANSWER), knows=lambda word: word not in ("grafana", "docker"))
    assert any("docker and grafana" in note for note in feedback.notes)
    assert judge(heard(ANSWER), knows=lambda _: True).notes == ()


def test_phantom_words_are_left_out_of_judging() -> None:
    noise = Word("the", 20.0, 20.2, 0.3)
    sure = Word("the", 20.0, 20.2, 0.9)
    term = Word("docker", 20.0, 20.2, 0.3)
    beside = Word("the", 9.5, 9.7, 0.3)
    before = heard(ANSWER).words
    for word, kept in ((noise, False), (sure, True), (term, True), (beside, True)):
        words = spoken_words(Transcript((*before, word)), ENGLISH)
        assert (word in words) is kept
    assert judge(Transcript((noise,))).unscorable.startswith("No words were heard")


def test_unknown_sounds_are_no_words() -> None:
    assert judge(heard("[unk] [unk] docker")).unscorable == (
        "Too few words to judge: 1 word was heard."
    )


def test_advice_takes_a_claimed_point_for_said() -> None:
    said = heard(
        "i would package all of it with docker because then it runs alike on each of our machines "
        "and after that i let ten percent of the people have it for a week before the rest"
    )
    rules = [advice.rule for advice in judge(said).advice]
    assert "missed-point" in rules
    claimed = judge(said, claimed=["Watch it with Grafana"])
    assert "missed-point" not in [advice.rule for advice in claimed.advice]
    assert claimed.points[1].verdict != "covered"  # as judged; the journal knows what was claimed
