"""What listing, searching and showing cost in a journal of many attempts.

    python benchmarks/journal.py [--attempts 10000] [--keep FILE]

The attempts are made of the words of the built-in bank's sample answers, with fixed randomness. The
baseline is one read of all the file's pages in the same run: ratios to it tell about the program,
milliseconds about this machine.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from voiceprep.bank.bankfile import open_bank
from voiceprep.bank.model import Question
from voiceprep.feedback.delivery import Delivery
from voiceprep.feedback.verdict import Feedback, PointResult, Verdict
from voiceprep.journal.attempt import Attempt, ModelRef
from voiceprep.journal.earlier import earlier_figures
from voiceprep.journal.journal import Journal
from voiceprep.journal.overview import briefs, sittings
from voiceprep.journal.search import search
from voiceprep.speech.transcript import Transcript, Word

_BEGAN = datetime(2023, 1, 2, 18, 0, tzinfo=UTC)
_A_SITTING = 8
"""Attempts in each session."""
_VERDICTS: tuple[Verdict, ...] = ("covered", "covered", "check", "missed")
_ROUNDS = 7
QUERIES = ("regularization", "missing data", '"random forest"', "overfit*", "the", "zebra")


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--attempts", type=int, default=10_000)
    parser.add_argument("--keep", type=Path, help="Leave the journal in this file.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        path = options.keep or Path(name) / "journal.sqlite"
        with Journal(path) as journal:
            if not journal.count():
                fill(journal, options.attempts)
            measure(journal)


def measure(journal: Journal) -> None:
    """Prints what each kind of reading costs, and what the baseline does."""
    count = journal.count()
    newest = sittings(journal, 1)[0].attempts[-1].id
    base_s = timed(lambda: read_whole(journal.path))
    megabytes = journal.path.stat().st_size / 1e6
    print(f"{count} attempts, {megabytes:.0f} MB; all pages are read in {1000 * base_s:.1f} ms")
    print(f"{'work':<34}{'ms':>10}{'of the baseline':>18}")
    works: dict[str, Callable[[], object]] = {
        "open": lambda: Journal(journal.path).close(),
        "list the last 20 sessions": lambda: sittings(journal, 20),
        "list all sessions": lambda: sittings(journal),
        "progress (all attempts, brief)": lambda: briefs(journal),
        "an answer beside earlier ones": lambda: earlier_figures(journal, newest),
        "show one attempt": lambda: journal.attempt(newest),
    }
    for query in QUERIES:
        works[f"search {query}"] = lambda query=query: search(journal, query)  # type: ignore[misc]
    for work, call in works.items():
        cost_s = timed(call)
        print(f"{work:<34}{1000 * cost_s:>10.1f}{cost_s / base_s:>17.2f}x")


def timed(call: Callable[[], object]) -> float:
    """Median of some rounds, in seconds; the first, which warms up, does not count."""
    call()
    rounds = []
    for _ in range(_ROUNDS):
        began_s = time.perf_counter()
        call()
        rounds.append(time.perf_counter() - began_s)
    return statistics.median(rounds)


def read_whole(path: Path) -> int:
    """Reads all of a file."""
    with path.open("rb") as file:
        return sum(len(block) for block in iter(lambda: file.read(1 << 20), b""))


def fill(journal: Journal, count: int) -> None:
    """Keeps so many attempts, some each day."""
    journal.select("PRAGMA synchronous = OFF")
    questions = open_bank("machine-learning-engineer", journal.path.parent).questions
    stock = " ".join(f"{q.sample} {q.tip}" for q in questions).lower().split()
    dice = random.Random(1)
    session = 0
    for n in range(count):
        now = _BEGAN + timedelta(hours=3 * n)
        if n % _A_SITTING == 0:
            session = journal.begin_session("rehearse", "Machine learning engineer", now)
        question = questions[dice.randrange(len(questions))]
        opened = journal.open_attempt(session, question, "en", "microphone", now, ModelRef("m"))
        journal.keep_attempt(answer(opened, question, stock, dice))
        if n % _A_SITTING == _A_SITTING - 1:
            journal.end_session(session, now + timedelta(minutes=20))
    journal.select("PRAGMA wal_checkpoint(TRUNCATE)")


def answer(opened: Attempt, question: Question, stock: list[str], dice: random.Random) -> Attempt:
    """An answer to a question: passages of other answers, 80 to 250 words."""
    said: list[str] = []
    while len(said) < dice.randint(80, 250):
        at = dice.randrange(len(stock))
        said += stock[at : at + dice.randint(5, 25)]
    words = tuple(
        Word(text, 2 + 0.4 * n, 2.3 + 0.4 * n, round(dice.random(), 3))
        for n, text in enumerate(said)
    )
    points = tuple(
        PointResult(point.say, dice.choice(_VERDICTS), 0.5, " ".join(said[:6]), 2.0, 4.3)
        for point in question.points
    )
    delivery = Delivery(
        words=len(said), speaking_wpm=dice.gauss(140, 15), fillers_per_min=dice.random() * 6
    )
    return Attempt(
        id=opened.id,
        session=opened.session,
        question=question,
        language="en",
        source="microphone",
        started=opened.started,
        model=opened.model,
        think_s=dice.random() * 5,
        answer_s=0.4 * len(said),
        ended_by="key",
        transcript=Transcript(words),
        feedback=Feedback(points, "lexical", delivery=delivery),
        recording=f"{opened.session}/01-{question.id}.flac",
    )


if __name__ == "__main__":
    main()
