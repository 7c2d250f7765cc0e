"""How many terms unknown to the recogniser are found by their sound, and how many false alarms.

    python benchmarks/misheard/found.py [--errors] [--aliases]

A term counts as found where the judge finds it in the transcript of a sentence that has it; a false
alarm is a term found in the transcript of an ordinary sentence (each term against each sentence).
Terms are split by turns into development and test. With --aliases, each term is also looked for by
what aliases.jsonl beside this file has for it: what `bank hear` made of other voices than those
that speak the sentences.

The voices are speech engines: what people's voices turn into is other, and was not measured.
"""

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from voiceprep.bank.bankfile import open_bank
from voiceprep.cli.bank.hear import ordinary_texts
from voiceprep.feedback.heard import Heard
from voiceprep.feedback.overcorrection import Ordinary
from voiceprep.feedback.spoken import tokens
from voiceprep.language import tables

HERE = Path(__file__).parent
ENGLISH = tables("en")
Rows = list[dict[str, str]]
Aliases = Mapping[str, Sequence[str]]


def read(name: str) -> Rows:
    lines = (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def firm(heard: Heard, term: str) -> bool:
    """Whether a term is found, without the help of another term beside it."""
    return all(
        any(not hit.weak for hit in heard.find(token)) for token in tokens(term.split(), ENGLISH)
    )


def listen(text: str, aliases: Aliases) -> Heard:
    """A transcript as of a recogniser that has none of the terms."""
    return Heard(text.split(), ENGLISH, aliases, knows=lambda _: False)


def measure(rows: Rows, ordinary: Rows, terms: set[str], aliases: Aliases) -> tuple[str, Rows]:
    kept = [row for row in rows if row["term"] in terms]
    missed = [row for row in kept if not firm(listen(row["heard"], aliases), row["term"])]
    alarms: Rows = []
    for row in ordinary:
        heard = listen(row["heard"], aliases)
        alarms += ({**row, "term": term} for term in sorted(terms) if firm(heard, term))
    pairs = len(ordinary) * len(terms)
    found = 1 - len(missed) / len(kept)
    sentences = len({row["heard"] for row in alarms})
    text = (
        f"{found:7.1%} of {len(kept):4}   {len(alarms) / pairs:8.3%} of {pairs}"
        f"   ({sentences} of {len(ordinary)} sentences)"
    )
    return text, missed + alarms


def by_voice(rows: Rows, aliases: Aliases) -> dict[str, float]:
    found: dict[str, list[bool]] = defaultdict(list)
    for row in rows:
        heard = listen(row["heard"], aliases)
        found[row["voice"]].append(firm(heard, row["term"]))
    return {voice: sum(hits) / len(hits) for voice, hits in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--errors", action="store_true", help="list those of development")
    parser.add_argument("--aliases", action="store_true", help="also with aliases.jsonl")
    options = parser.parse_args()
    rows, ordinary = read("misheard"), read("ordinary")
    every = list(dict.fromkeys(row["term"] for row in rows))
    parts = {"development": set(every[::2]), "test": set(every[1::2])}
    learnt: dict[str, list[str]] = defaultdict(list)
    if options.aliases:
        sentences = ordinary_texts(open_bank("machine-learning-engineer", HERE))
        guard = Ordinary(sentences, ENGLISH)
        for row in read("aliases"):
            if not guard.refusal(row["term"], row["heard"]):
                learnt[row["term"]].append(row["heard"])
    began = time.perf_counter()
    print(f"{len(every)} terms in {len(rows)} sentences, {len(ordinary)} ordinary sentences")
    print(f"{'':28}{'found':16}{'false alarms'}")
    for name, aliases in (("by sound", {}), ("and by aliases", learnt)):
        if name == "by sound" or aliases:
            for part, terms in parts.items():
                text, errors = measure(rows, ordinary, terms, aliases)
                print(f"{name + ', ' + part:26}{text}")
                if options.errors and part == "development":
                    for row in errors:
                        print(f"    {row['term']:18} {row['voice']:24} {row['heard']}")
    print(by_voice(rows, learnt))
    print(f"{time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
