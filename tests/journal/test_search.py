"""What was said is found again, in any form of its words, and no query breaks anything."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kept import Answered
from voiceprep.journal.journal import Journal
from voiceprep.journal.removal import delete_attempts, set_note
from voiceprep.journal.schema import MIGRATIONS
from voiceprep.journal.search import Hit, search
from voiceprep.speech.transcript import Transcript, Word


def found(journal: Journal, words: str) -> list[int]:
    return [hit.attempt for hit in search(journal, words).hits]


def marked(hit: Hit) -> list[str]:
    return [text for text, is_hit in hit.snippet if is_hit]


def test_words_are_found_by_their_stems(journal: Journal, answered: Answered) -> None:
    kept = answered("i was regularizing my models")
    answered("something else")
    (hit,) = search(journal, "regularized model").hits
    assert hit.attempt == kept.id
    assert marked(hit) == ["regularizing", "models"]


def test_a_hit_tells_when_each_word_was_said(journal: Journal, answered: Answered) -> None:
    answered("drop the rows or keep the rows")
    (hit,) = search(journal, "rows").hits
    assert hit.times_s == (3.0, 7.0)


def test_the_newest_comes_first_and_all_are_counted(journal: Journal, answered: Answered) -> None:
    ids = [answered("a variance again").id for _ in range(5)]
    result = search(journal, "variance", limit=2)
    assert [hit.attempt for hit in result.hits] == [ids[4], ids[3]]
    assert result.attempts == 5


def test_all_words_must_occur_and_quotes_make_a_phrase(
    journal: Journal, answered: Answered
) -> None:
    apart = answered("the forest is random").id
    phrase = answered("a random forest").id
    assert found(journal, "random forest") == [phrase, apart]
    assert found(journal, '"random forest"') == [phrase]
    assert found(journal, "random tree") == []


def test_a_star_stands_for_the_rest_of_a_word(journal: Journal, answered: Answered) -> None:
    kept = answered("backpropagation")
    assert found(journal, "backprop*") == [kept.id]
    assert found(journal, "backprop") == []


def test_questions_and_notes_are_searched_too(journal: Journal, answered: Answered) -> None:
    answered("nothing", ask="What is overfitting?", note="calmer next time")
    assert [hit.where for hit in search(journal, "overfitting").hits] == ["question"]
    assert [hit.where for hit in search(journal, "timing").hits] == ["note"]
    assert search(journal, "timing", where="said").hits == ()


def test_accents_and_case_do_not_matter(journal: Journal, answered: Answered) -> None:
    kept = answered("a naïve Bayes")
    assert found(journal, "NAIVE bayes") == [kept.id]


def test_the_snippet_is_cut_around_the_hit(journal: Journal, answered: Answered) -> None:
    answered(" ".join(["before"] * 50 + ["needle"] + ["after"] * 50))
    (hit,) = search(journal, "needle").hits
    text = "".join(piece for piece, _ in hit.snippet)
    assert text == f"… {'before ' * 8}needle{' after' * 8} …"
    assert hit.times_s == (51.0,)


def test_what_is_kept_again_is_found_by_its_new_words_only(
    journal: Journal, answered: Answered
) -> None:
    kept = answered("a convolution")
    journal.keep_attempt(replace(kept, transcript=Transcript((Word("attention", 1.0, 2.0),))))
    assert found(journal, "convolution") == []
    assert found(journal, "attention") == [kept.id]
    set_note(journal, kept.id, "mention softmax")
    assert found(journal, "softmax") == [kept.id]


def test_typed_words_have_no_times(journal: Journal, answered: Answered) -> None:
    kept = answered("a word")
    journal.keep_attempt(replace(kept, transcript=Transcript((Word("typed", 0.0, 0.0),))))
    (hit,) = search(journal, "typed").hits
    assert hit.times_s == ()


def test_deleted_attempts_are_not_found(journal: Journal, answered: Answered) -> None:
    kept = answered("a secret")
    delete_attempts(journal, [kept.id])
    assert found(journal, "secret") == []
    assert journal.count() == 0


def test_attempts_of_an_older_version_are_found(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    with closing(sqlite3.connect(path)) as db:
        for step in MIGRATIONS[:_SEARCH_STEP]:
            db.executescript(step)
        db.execute("INSERT INTO session VALUES (1, 'rehearse', 'A bank', '2026-03-01', NULL)")
        db.execute(
            "INSERT INTO attempt (session, question_id, question, language, source, started, open,"
            " transcript) VALUES (1, 'q', '{\"ask\": \"Why?\"}', 'en', 'typed', '2026-03-01', 0,"
            " 'an old answer')"
        )
        db.execute(f"PRAGMA user_version = {_SEARCH_STEP}")
        db.commit()
    with Journal(path) as migrated:
        assert found(migrated, "answers") == [1]


_SEARCH_STEP = next(n for n, step in enumerate(MIGRATIONS) if "fts5" in step)


@pytest.mark.parametrize(
    "words",
    ["", '"', "*", "NEAR(a b)", "a AND", "said:x", "'; DROP TABLE attempt; --", "x" * 5000, "\x00",
     "^a", "- -", '""', "a* OR b", "{transcript} : a", "\ud800", "( ( (", "a" + " b" * 500],
)  # fmt: skip
def test_no_query_breaks_the_search(journal: Journal, answered: Answered, words: str) -> None:
    answered("a or b")
    search(journal, words)
    assert journal.count() == 1


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(words=st.text(max_size=30))
def test_no_text_at_all_breaks_the_search(journal: Journal, words: str) -> None:
    search(journal, words)
