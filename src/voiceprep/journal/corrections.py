"""Which aliases the user made out of the words of which attempt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from voiceprep.journal.journal import Journal


@dataclass(frozen=True)
class Correction:
    """What a model hears instead of a term, as the user said of an attempt."""

    model: str
    """Name of the model that heard the attempt."""
    said: str
    heard: str


def keep_corrections(
    journal: Journal, attempt: int, made: Iterable[tuple[str, str]], known: set[tuple[str, str]]
) -> None:
    """Keeps that these aliases, pairs of a term and what is heard, come from the attempt.

    Those that the model had before (`known`) come from elsewhere, unless another attempt made them.
    """
    with journal.change() as db:
        for said, heard in made:
            if (said, heard) in known:
                others = db.execute(
                    "SELECT 1 FROM correction JOIN attempt ON attempt.id = correction.attempt"
                    " WHERE said = ? AND heard = ?"
                    " AND model_name = (SELECT model_name FROM attempt WHERE id = ?)",
                    (said, heard, attempt),
                )
                if others.fetchone() is None:
                    continue
            db.execute("INSERT OR IGNORE INTO correction VALUES (?, ?, ?)", (attempt, said, heard))


def corrections_of(journal: Journal, attempts: Sequence[int]) -> frozenset[Correction]:
    """The corrections that come from these attempts, by their numbers, and from no other."""
    chosen: set[Correction] = set()
    others: set[Correction] = set()
    for row in journal.select(
        "SELECT attempt, model_name, said, heard FROM correction"
        " JOIN attempt ON attempt.id = correction.attempt"
    ):
        made = Correction(row["model_name"], row["said"], row["heard"])
        (chosen if row["attempt"] in attempts else others).add(made)
    return frozenset(chosen - others)
