"""The mock interview's loop: what is kept when, and what keys do between answers."""

from pathlib import Path

import pytest

from swift import swift
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
