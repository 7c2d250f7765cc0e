"""The mock interview's loop: what is kept when, and what keys do between answers."""

from pathlib import Path

import pytest

from swift import Keys, swift
from voiceprep.errors import AudioError
from voiceprep.interview import keeping
from voiceprep.interview.resuming import open_interview
from voiceprep.journal.journal import Journal


def test_an_answer_and_that_its_question_is_done_with_are_kept_before_it_is_judged(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(keeping, "assess", killed)
    mock, _ = swift(journal, tmp_path)
    with pytest.raises(KeyboardInterrupt):
        mock.run()
    (attempt,) = journal.attempts()
    done = [event.data for event in journal.events(mock.session) if event.kind == "done"]
    assert [(data["how"], data["attempt"]) for data in done] == [("answered", attempt.id)]
    left = open_interview(journal, tmp_path)
    assert left
    assert left.place
    assert left.place.item == 1


def without_microphone(_: object) -> None:
    raise AudioError("There is no microphone.")


@pytest.mark.parametrize("interactive", [False, True])
def test_an_interview_that_never_had_a_microphone_leaves_nothing_behind(
    journal: Journal, tmp_path: Path, interactive: bool
) -> None:
    keys = Keys(lambda: "q")
    keys.interactive = interactive
    mock, _ = swift(journal, tmp_path, keys=keys, open_source=without_microphone)
    if interactive:
        mock.run()
        assert not mock.kept
    else:
        with pytest.raises(AudioError):
            mock.run()
    assert journal.unended("mock") == ()
    assert journal.events(mock.session) == ()


def test_an_interview_that_ends_without_a_word_leaves_nothing_behind(
    journal: Journal, tmp_path: Path
) -> None:
    mock, _ = swift(journal, tmp_path, keys=Keys(lambda: "f"))
    mock.run()
    assert mock.ended
    assert not mock.kept
    assert journal.unended("mock") == ()


def test_an_interview_that_was_left_at_its_first_question_can_be_gone_on_with(
    journal: Journal, tmp_path: Path
) -> None:
    mock, _ = swift(journal, tmp_path, keys=Keys(lambda: "q"))
    mock.run()
    assert mock.kept
    assert open_interview(journal, tmp_path)
