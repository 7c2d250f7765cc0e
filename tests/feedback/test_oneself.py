"""Figures beside earlier ones."""

from voiceprep.feedback.oneself import Figures, compared


def test_each_figure_stands_beside_the_last_attempt_and_both_medians() -> None:
    earlier = [
        Figures("cnn", coverage=0.2, speaking_wpm=100.0),
        Figures("rnn", coverage=1.0, speaking_wpm=200.0),
        Figures("cnn", coverage=0.4),
    ]
    coverage, wpm = compared(Figures("cnn", coverage=0.8, speaking_wpm=150.0), earlier)
    assert (coverage.name, coverage.value) == ("coverage", 0.8)
    assert (coverage.last, coverage.attempts) == (0.4, 2)
    assert coverage.median is not None
    assert abs(coverage.median - 0.3) < 1e-9
    assert (coverage.median_all, coverage.attempts_all) == (0.4, 3)
    assert (wpm.last, wpm.median, wpm.median_all) == (100.0, 100.0, 150.0)


def test_a_first_attempt_at_a_question_stands_beside_the_others_alone() -> None:
    (only,) = compared(Figures("cnn", think_s=3.0), [Figures("rnn", think_s=5.0)])
    assert (only.last, only.median, only.attempts) == (None, None, 0)
    assert only.median_all == 5.0


def test_nothing_is_said_of_what_was_not_measured_now_or_never_before() -> None:
    assert compared(Figures("cnn", coverage=0.5), []) == ()
    assert compared(Figures("cnn"), [Figures("cnn", coverage=0.5)]) == ()
    assert compared(Figures("cnn", long_pauses=0), [Figures("cnn", coverage=0.5)]) == ()
