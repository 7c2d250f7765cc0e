"""How well the parts of stories and the build of explanations are found, on labelled answers.

    python benchmarks/structure/parts.py [--errors] [--part dev|more|test|fresh|late|newest]

The labelled answers lie beside this file. Rules and thresholds were chosen on the part "dev", cues
for results and beginnings of clauses on "more" and "newest" too; --errors lists what goes wrong on
"dev". Stories are judged twice: by cues alone, and with the
sentence model, if it can be loaded.
"""

import argparse
from collections.abc import Callable, Sequence

from labelled import MANNERS, Explanation, Story, explanations, openings, stories

from voiceprep.bank.model import Question
from voiceprep.errors import ModelError
from voiceprep.feedback.explanation import explanation
from voiceprep.feedback.meaning import Meaning
from voiceprep.feedback.sentences import load_meaning
from voiceprep.feedback.story import story
from voiceprep.feedback.structure import PARTS, Structure
from voiceprep.language import tables

ENGLISH = tables("en")
PARTS_OF_THE_SET = ("dev", "more", "test", "fresh", "late", "newest")


def f1(pairs: Sequence[tuple[bool, bool]]) -> tuple[float, float, float]:
    """Precision, recall and F1 of (found, there)."""
    right = sum(found and there for found, there in pairs)
    precision = right / (sum(found for found, _ in pairs) or 1)
    recall = right / (sum(there for _, there in pairs) or 1)
    return precision, recall, 2 * precision * recall / (precision + recall or 1)


def found_in(one: Story, meaning: Meaning | None) -> Structure:
    """What is made of a story."""
    structure = story(one.transcript.words, ENGLISH, typed=one.manner == "typed", meaning=meaning)
    assert structure is not None
    return structure


def print_stories(
    part: str, given: Sequence[Story], meaning: Meaning | None, errors: bool
) -> tuple[float, ...]:
    """The table of one part; its macro-F1, and the F1 of task and of result."""
    results = [(one, found_in(one, meaning)) for one in given]
    aloud = sum(one.manner == "aloud" for one in given)
    lacking = sum(len(one.parts) < len(PARTS) for one in given)
    judge = "with the sentence model" if meaning else "by cues alone"
    print(
        f"\n{part}, {judge}: {len(given)} stories, {aloud} of them heard by Vosk, "
        f"{lacking} lack a part"
    )
    print(f"{'':12}{'there':>6}{'P':>7}{'R':>6}{'F1':>6}   words in it: P     R     F1")
    scores = []
    for name in PARTS:
        pairs = [(name in {p.name for p in s.parts}, name in one.parts) for one, s in results]
        words = [pair for one, s in results for pair in _words(one, s, name)]
        p, r, f = f1(pairs)
        scores.append(f)
        wp, wr, wf = f1(words)
        there = sum(label for _, label in pairs)
        print(f"{name:12}{there:6}{p:7.2f}{r:6.2f}{f:6.2f}{wp:17.2f}{wr:6.2f}{wf:6.2f}")
    print(f"{'macro-F1':25}{sum(scores) / len(scores):12.2f}")
    ends = [(s.number_in_result, one.number) for one, s in results if one.number is not None]
    right = sum(found == truth for found, truth in ends)
    print(f"number in the result, told rightly: {right} of {len(ends)} (no result found: wrong)")
    for manner in MANNERS:
        pairs = [
            (name in {p.name for p in s.parts}, name in one.parts)
            for one, s in results
            for name in PARTS
            if one.manner == manner
        ]
        if pairs:
            print(f"{manner:12} all parts together: F1 {f1(pairs)[2]:.2f}")
    if errors:
        for one, s in results:
            found = {p.name for p in s.parts}
            if found != one.parts or (one.number is not None and s.number_in_result != one.number):
                print(f"\n{one.id}: found but not there {sorted(found - one.parts)}, "
                      f"not found {sorted(one.parts - found)}, "
                      f"number {s.number_in_result} for {one.number}")  # fmt: skip
                for told in s.parts:
                    for passage in told.passages:
                        print(f"   {told.name:10} {passage.quote}")
    return sum(scores) / len(scores), scores[PARTS.index("task")], scores[PARTS.index("result")]


def print_explanations(part: str, given: Sequence[Explanation], errors: bool) -> None:
    """The table of one part."""
    print(f"\n{part}: {len(given)} technical and common answers")
    print(f"{'':22}{'there':>6}{'P':>7}{'R':>6}{'F1':>6}  right")
    asked: dict[str, Callable[[Explanation, Structure], tuple[bool, bool]]] = {
        "opens with an answer": lambda one, s: (s.opening is not None, one.opens),
        "gives an example": lambda one, s: (s.example is not None, one.example),
        "trails off": lambda one, s: (bool(s.trails_off), not one.ends),
    }
    for name, compare in asked.items():
        pairs = []
        for one in given:
            question = Question(one.id, "technical", one.ask)
            structure = explanation(
                question, one.transcript.words, ENGLISH, typed=one.manner == "typed"
            )
            assert structure is not None
            pairs.append(compare(one, structure))
            if errors and len(set(pairs[-1])) == 2:
                print(f"   {one.id}: {name} {pairs[-1][0]} for {pairs[-1][1]}")
        p, r, f = f1(pairs)
        there, right = sum(label for _, label in pairs), sum(a == b for a, b in pairs)
        print(f"{name:22}{there:6}{p:7.2f}{r:6.2f}{f:6.2f}{right:4} of {len(pairs)}")


def print_openings(errors: bool) -> None:
    """How well openings are told that were written to be hard."""
    for part in ("dev", "fresh"):
        pairs = []
        for one in openings(part):
            question = Question(one.id, "technical", one.ask)
            words = one.transcript.words
            structure = explanation(question, words, ENGLISH, typed=one.manner == "typed")
            assert structure is not None
            pairs.append((structure.opening is not None, one.opens))
            if errors and part == "dev" and len(set(pairs[-1])) == 2:
                print(f"   {one.id}: opens with an answer {pairs[-1][0]} for {pairs[-1][1]}")
        p, r, f = f1(pairs)
        right = sum(a == b for a, b in pairs)
        print(
            f"openings, {part}: answers P {p:.2f} R {r:.2f} F1 {f:.2f}, "
            f"{right} of {len(pairs)} right"
        )


def _words(one: Story, structure: Structure, name: str) -> list[tuple[bool, bool]]:
    inside = {
        n
        for part in structure.parts
        if part.name == name
        for passage in part.passages
        for n in range(passage.first, passage.last + 1)
    }
    return [(n in inside, label == name) for n, label in enumerate(one.labels)]


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--errors", action="store_true", help="list what goes wrong in dev")
    parser.add_argument("--part", choices=PARTS_OF_THE_SET, action="append")
    options = parser.parse_args()
    judges: list[Meaning | None] = [None]
    try:
        judges.append(load_meaning())
    except ModelError as fault:
        print(fault)
    summary = []
    for part in options.part or PARTS_OF_THE_SET:
        for meaning in judges:
            errors = options.errors and part == "dev"
            scores = print_stories(part, stories(part), meaning, errors)
            summary.append((part, "yes" if meaning else "no", *scores))
        if part in ("dev", "test"):
            print_explanations(part, explanations(part), options.errors and part == "dev")
    print_openings(options.errors)
    print(f"\n{'stories':9}{'model':>6}{'macro-F1':>10}{'task':>7}{'result':>8}")
    for part, model, macro, task, result in summary:
        print(f"{part:9}{model:>6}{macro:10.2f}{task:7.2f}{result:8.2f}")


if __name__ == "__main__":
    main()
