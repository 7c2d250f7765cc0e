"""Learns what the recogniser hears for each sound, and writes language/en/hearing.toml.

    python benchmarks/misheard/learn.py

From names.jsonl: names that the starter model lacks, none of them a term of terms.toml, with what
it heard for them (hear_terms.py). How often each sound is heard for each other, for none, or where
none was said, is learned by expectation maximisation over all ways to lay the two beside each other
(Ristad and Yianilos, "Learning String-Edit Distance", 1998). How often sounds come in ordinary talk
is counted in what is known of it: the questions and stories that aliases are checked with.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path

from voiceprep.bank.bankfile import open_bank
from voiceprep.cli.bank.hear import ordinary_texts
from voiceprep.feedback import phonetics
from voiceprep.feedback.phonetics import NOTHING
from voiceprep.feedback.spoken import tokens
from voiceprep.language import tables

HERE = Path(__file__).parent
ENGLISH = tables("en")
SOUNDS = "aAeEioOuUIWYpbtdkgfvTszSZCJmnNlrwyh"
ROUNDS = 6
AS_IF = 0.5
"""Weight of what is supposed before anything was seen, which keeps what is rare possible."""
LONGEST = 4
"""Words; where more were heard, other words of the sentence are among them."""
Pair = tuple[str, str]
HEAD = """\
# What a recogniser hears for a sound that it can't write as part of a word. Learned by
# benchmarks/misheard/learn.py; the sounds are those of sounds.toml, - is none.
"""


def sounded(words: str) -> str:
    return "".join(phonetics.sounds(word, ENGLISH) for word in words.split())


def pairs() -> list[Pair]:
    """How each name is said and what was heard, but for those of which too much or little was."""
    lines = (HERE / "names.jsonl").read_text(encoding="utf-8").splitlines()
    both = [
        (sounded(row["term"]), sounded(row["heard"]))
        for row in map(json.loads, lines)
        if len(row["heard"].split()) <= LONGEST
    ]
    return [(a, b) for a, b in both if len(b) <= 2 * len(a) + 2 and len(a) <= 2 * len(b) + 2]


def supposed() -> dict[Pair, float]:
    """Before anything is seen: mostly the same sound, else one of its kind."""
    kinds = {sound: phonetics.onset(sound) for sound in SOUNDS}
    chances = {
        (a, b): 2.0 if a == b else 0.2 if kinds[a] == kinds[b] else 0.02
        for a in SOUNDS
        for b in SOUNDS
    }
    chances |= {(NOTHING, b): 0.3 for b in SOUNDS} | {(a, NOTHING): 0.3 for a in SOUNDS}
    return shares(chances)


def shares(counts: dict[Pair, float]) -> dict[Pair, float]:
    whole = sum(counts.values())
    return {pair: count / whole for pair, count in counts.items()}


def learned(seen: list[Pair]) -> dict[Pair, float]:
    before = supposed()
    chances = before
    for _ in range(ROUNDS):
        counts = {pair: AS_IF * chance for pair, chance in before.items()}
        for said, heard in seen:
            for pair, count in expected(said, heard, chances):
                counts[pair] += count
        chances = shares(counts)
    return chances


def expected(said: str, heard: str, chances: dict[Pair, float]) -> Iterator[tuple[Pair, float]]:
    """How often each pair of sounds is to be expected where these two are laid side by side."""
    forward = _sums(said, heard, chances)
    backward = _sums(said[::-1], heard[::-1], chances)
    whole = forward[-1][-1]
    for i in range(len(said) + 1):
        for j in range(len(heard) + 1):
            after = backward[len(said) - i][len(heard) - j] / whole
            for pair, (before_i, before_j) in _steps(said, heard, i, j):
                yield pair, forward[before_i][before_j] * chances[pair] * after


def _sums(said: str, heard: str, chances: dict[Pair, float]) -> list[list[float]]:
    """The chance of each two beginnings, over all ways to lay them side by side."""
    sums = [[0.0] * (len(heard) + 1) for _ in range(len(said) + 1)]
    sums[0][0] = 1.0
    for i in range(len(said) + 1):
        for j in range(len(heard) + 1):
            for pair, (before_i, before_j) in _steps(said, heard, i, j):
                sums[i][j] += sums[before_i][before_j] * chances[pair]
    return sums


def _steps(said: str, heard: str, i: int, j: int) -> Iterator[tuple[Pair, tuple[int, int]]]:
    """The last pairs of two beginnings of so many sounds, and what is before them."""
    if i:
        yield (said[i - 1], NOTHING), (i - 1, j)
    if j:
        yield (NOTHING, heard[j - 1]), (i, j - 1)
    if i and j:
        yield (said[i - 1], heard[j - 1]), (i - 1, j - 1)


def table(counts: Mapping[str, float], whole: float, of: int) -> str:
    """As shares of so many, the most frequent first; what rounds to none is left out."""
    parts = {sound: round(of * count / whole) for sound, count in counts.items()}
    kept = sorted((sound for sound in parts if parts[sound]), key=lambda sound: -parts[sound])
    return ", ".join(f'"{sound}" = {parts[sound]}' for sound in kept)


def main() -> None:
    seen = pairs()
    chances = learned(seen)
    texts = ordinary_texts(open_bank("machine-learning-engineer", HERE))
    usual: Counter[str] = Counter()
    for text in texts:
        usual.update(sounded(" ".join(token.text for token in tokens(text.split(), ENGLISH))))
    lines = [HEAD, "# Of a hundred times that a sound was said.", "[heard]"]
    for said in SOUNDS:
        heard = {b: chance for (a, b), chance in chances.items() if a == said}
        lines.append(f"{said} = {{ {table(heard, sum(heard.values()), 100)} }}")
    added = {b: chance for (a, b), chance in chances.items() if a == NOTHING}
    tail: tuple[tuple[str, str, Mapping[str, float], float], ...] = (
        ("added", "Heard where none was said, of a thousand sounds.", added, 1.0),
        ("usual", "Of a thousand sounds of ordinary talk.", usual, usual.total()),
    )
    for name, comment, counts, whole in tail:
        values = table(counts, whole, 1000).replace(", ", "\n")
        lines += ["", f"# {comment}", f"[{name}]", values]
    target = files("voiceprep.language").joinpath("en", "hearing.toml")
    Path(str(target)).write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(seen)} names heard; written to {target}")


if __name__ == "__main__":
    main()
