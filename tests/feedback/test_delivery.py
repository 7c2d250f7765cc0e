"""How an answer was said."""

from dataclasses import replace

import pytest

from voiceprep.audio.track import Span, Stretch, Track
from voiceprep.bank.model import KeyPoint, Question
from voiceprep.feedback.delivery import Delivery, delivery
from voiceprep.language import tables
from voiceprep.speech.transcript import Word

ENGLISH = tables("en")
QUESTION = Question(
    "deploy",
    "technical",
    "How would you deploy a model?",
    points=(KeyPoint("Blue and green", (("blue green", "switch over"),)),),
    seconds=30,
)


def track(*spans: tuple[float, float], voiced: float = 0.9, **more: object) -> Track:
    stretches = tuple(Stretch(start_s, end_s, voiced) for start_s, end_s in spans)
    return Track(spans[-1][1] + 1, stretches, asked_s=0.0, **more)  # type: ignore[arg-type]


def words(count: int, start_s: float, end_s: float, text: str = "data") -> list[Word]:
    step = (end_s - start_s) / count
    return [Word(text, start_s + n * step, start_s + (n + 0.9) * step, 1.0) for n in range(count)]


def said(text: str, start_s: float = 1.0) -> list[Word]:
    parts = text.split()
    return [Word(part, start_s + n * 0.4, start_s + n * 0.4 + 0.35) for n, part in enumerate(parts)]


def measure(spoken: list[Word], sound: Track | None = None, *, typed: bool = False) -> Delivery:
    return delivery(QUESTION, spoken, sound, language=ENGLISH, typed=typed)


def test_silence_between_speech_is_a_pause_from_a_quarter_of_a_second() -> None:
    sound = track((2.0, 5.0), (5.2, 8.0), (8.25, 12.0), (14.0, 20.0))
    found = measure([*words(10, 2, 8), *words(20, 8.25, 20)], sound)
    assert found.pauses == (Span(8.0, 8.25), Span(12.0, 14.0))
    assert found.long_pauses == (Span(12.0, 14.0),)
    assert found.think_s == 2.0
    assert found.answer_s == 18.0
    assert found.speech_s == pytest.approx(15.75)


def test_edges_come_from_the_sound_though_word_times_are_rough() -> None:
    found = measure(words(10, 2.2, 5.8), track((2.0, 3.0), (4.0, 6.0)))
    assert found.think_s == 2.0
    assert found.pauses == (Span(3.0, 4.0),)


def test_breath_is_silence_unless_a_word_is_in_it() -> None:
    breath = Stretch(5.5, 5.9, 0.1)
    sound = Track(12.0, (Stretch(2.0, 5.0, 0.9), breath, Stretch(6.5, 11.0, 0.9)), asked_s=1.0)
    spoken = [*words(5, 2, 5), *words(5, 6.5, 11)]
    assert measure(spoken, sound).pauses == (Span(5.0, 6.5),)
    whispered = Word("yes", 5.5, 5.9)
    assert measure([*spoken, whispered], sound).pauses == (Span(5.0, 5.5), Span(5.9, 6.5))


def test_soft_speech_in_noise_is_no_pause_but_drawn_out_words_are_no_speech() -> None:
    covering = [Word("softly", 4.0, 6.5), Word("spoken", 6.5, 9.0)]
    assert measure(covering, track((4.0, 6.0), (6.4, 9.0))).pauses == ()
    assert measure(covering, track((4.0, 6.0), (7.0, 9.0))).pauses == (Span(6.0, 7.0),)


def test_a_cleared_throat_is_no_beginning() -> None:
    found = measure(words(10, 4, 9), track((1.0, 1.4), (4.0, 9.0), (11.0, 11.2)))
    assert found.think_s == 4.0
    assert found.answer_s == 5.0


def test_lost_sound_is_no_pause() -> None:
    sound = track((0.0, 30.0), (40.0, 70.0), lost=(Span(30.0, 40.0),))
    found = measure([*words(60, 0, 30), *words(60, 40, 70)], sound)
    assert found.pauses == ()
    assert found.speaking_wpm == pytest.approx(120)


def test_rates_with_pauses_and_without() -> None:
    found = measure([*words(30, 0, 15), *words(50, 20, 30)], track((0.0, 15.0), (20.0, 30.0)))
    assert found.speaking_wpm == pytest.approx(160)
    assert found.articulation_wpm == pytest.approx(192)
    assert [pace.wpm for pace in found.course] == pytest.approx([120, 200])
    assert found.spread_wpm == pytest.approx(40)


def test_short_answers_have_no_rate() -> None:
    found = measure(words(50, 0, 19), track((0.0, 19.0)))
    assert found.speaking_wpm is found.articulation_wpm is found.fillers_per_min is None
    assert found.course == ()


def test_what_is_longer_than_the_target_is_overtime() -> None:
    assert measure(words(50, 0, 42), track((0.0, 42.0))).overtime_s == 12.0
    assert measure(words(50, 0, 29), track((0.0, 29.0))).overtime_s == 0.0


def test_sounds_are_fillers_and_no_words() -> None:
    found = measure(said("um the uh layer is dense"), track((1.0, 4.0)))
    assert [filler.text for filler in found.fillers] == ["um", "uh"]
    assert found.fillers[1].kind == "sound"
    assert found.fillers[1].start_s == pytest.approx(1.8)
    assert found.fillers[1].context == "um the uh layer is dense"
    assert found.words == 4


def test_whether_sounds_can_be_heard_depends_on_the_model() -> None:
    spoken = said("the layer is dense")
    for knows, measurable in ((lambda word: word == "uh", True), (lambda _: False, False)):
        found = delivery(QUESTION, spoken, None, language=ENGLISH, knows=knows)
        assert found.sounds_measurable is measurable


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("i like this", []),
        ("you sort the list", []),
        ("i would like to see it", []),
        ("you know python better than me", []),
        ("we thought it was slow but actually it was fast", []),
        ("we had like three servers", ["like"]),
        ("and you know we had to wait", ["you know"]),
        ("it was kind of a mess", ["kind of"]),
        ("what kind of model is it", []),
        ("so the first step is the data", ["so"]),
        ("it was small so we bought more", []),
        ("okay so the first step is the data", ["okay so"]),
    ],
)
def test_a_phrase_fills_or_not_by_its_company(text: str, found: list[str]) -> None:
    assert [filler.text for filler in measure(said(text)).fillers] == found


def test_so_fills_after_a_pause() -> None:
    spoken = [*said("we cleaned the data", 0.0), *said("so the model", 4.0)]
    assert [filler.text for filler in measure(spoken).fillers] == ["so"]


def test_typed_answers_have_words_and_no_times() -> None:
    typed = [Word(part, 0.0, 0.0) for part in "So, I think we we retrain it. Maybe daily.".split()]
    found = measure(typed, typed=True)
    assert found.think_s is found.answer_s is found.speaking_wpm is None
    assert [hedge.text for hedge in found.hedges] == ["i think", "maybe"]
    assert found.hedges[0].starts_s == ()
    assert found.repeats[0].text == "we we"
    assert (found.first_singular, found.first_plural) == (1, 2)
    assert found.fillers[0].start_s is None


def test_restarts_are_found_and_doubled_words_are_not() -> None:
    found = measure(said("we we went in the in the cloud and it was very very large"))
    assert [(each.text, each.starts_s) for each in found.repeats] == [
        ("we we", (1.0,)),
        ("in the in the", (2.2,)),
    ]
    assert measure([*said("then we stopped"), *said("stopped it", 5.0)]).repeats == ()


def test_a_filled_pause_does_not_hide_a_restart() -> None:
    assert measure(said("i um i went")).repeats[0].text == "i i"


def test_the_most_used_words_are_those_with_matter() -> None:
    text = "the queue and the queues and a queue the the is is is it it it"
    (most,) = measure(said(text)).content_words
    assert (most.text, most.count) == ("queue", 3)


def test_phrases_that_come_again_and_again() -> None:
    text = "at the end of the day it ran and at the end of the day it was at the end of the day"
    found = measure(said(text)).phrases
    assert found[0].count == 3
    assert found[0].text.startswith("at the end of the")


def test_terms_of_the_field_and_of_the_question() -> None:
    found = measure(said("we do a blue green switch with docker and a random forest on docker"))
    assert [(term.text, term.count) for term in found.terms] == [
        ("docker", 2),
        ("blue green", 1),
        ("random forest", 1),
    ]


def test_everyday_words_are_no_terms_though_a_key_point_has_them() -> None:
    point = KeyPoint("Too little data", terms=(("data", "customers", "overfit"), ("false alarms",)))
    asked = Question("q", "technical", "What is overfitting?", points=(point,))

    def terms(question: Question, text: str) -> list[str]:
        found = delivery(question, said(text), None, language=tables("en")).terms
        return [term.text for term in found]

    text = "with little data for customers it overfits and gives false alarms so pay attention"
    assert terms(asked, text) == ["overfitting", "false alarms"]
    assert terms(replace(asked, kind="behavioral"), text) == ["overfitting"]
    layers = replace(asked, ask="What is attention in a network?", points=())
    assert terms(layers, "attention weighs words") == ["attention"]


def test_each_mention_has_its_places_among_all_words_and_its_times() -> None:
    spoken = said("um maybe the queue i guess um the queue and a queue of dropout")
    found = measure(spoken)
    mentions = (*found.hedges, *found.content_words, *found.repeats, *found.terms, *found.phrases)
    assert {each.text for each in mentions} >= {"maybe", "i guess", "queue", "dropout"}
    for each in mentions:
        assert len(each.places) == len(each.starts_s) == each.count
        for place, start_s in zip(each.places, each.starts_s, strict=True):
            assert spoken[place].start_s == pytest.approx(start_s, abs=0.01)
            assert spoken[place].text == each.text.split()[0]


def test_nothing_said_is_nothing_measured() -> None:
    assert measure([], Track(3.0, (), asked_s=0.0)) == Delivery(
        words=0, track=Track(3.0, (), asked_s=0.0)
    )


def test_the_course_leaves_out_time_in_which_the_sound_was_lost() -> None:
    sound = track((0.0, 20.0), (42.0, 62.0), lost=(Span(20.0, 42.0),))
    found = measure([*words(40, 0, 20), *words(40, 42, 62)], sound)
    assert [(pace.start_s, pace.end_s) for pace in found.course] == [(0.0, 15.0), (45.0, 62.0)]
    assert all(abs(pace.wpm - 120) <= 8 for pace in found.course)
    assert found.speaking_wpm == pytest.approx(120, abs=1)


def test_a_typed_dash_is_no_word() -> None:
    assert measure(said("we split the data - and then we train ."), typed=True).words == 8
