"""How many hand-made points the rules find again, beside plainer ways to cut a text.

    python benchmarks/points/measure.py            the table
    python benchmarks/points/measure.py --show     every text with its points, and what was missed

A derived point matches a hand-made one if it says a term of each of its groups (stems compared);
of all pairs that match, as many are taken as can be without using a point twice. The texts are
those of texts.toml, and the sample answers of the built-in bank with the terms of its points; of
the bank, every second question is for development.
"""

import argparse
import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import snowballstemmer

from voiceprep.bank.bankfile import bank_path, read_bank
from voiceprep.bank.model import Question
from voiceprep.bank.points import derive_points
from voiceprep.feedback.coverage import COVERED, coverage
from voiceprep.language import tables
from voiceprep.speech.transcript import Transcript, Word

Groups = tuple[tuple[str, ...], ...]
_stem = snowballstemmer.stemmer("english").stemWord
_FUNCTION = tables("en").function_words


@dataclass(frozen=True)
class Text:
    id: str
    split: str
    form: str
    question: Question
    points: tuple[tuple[str, Groups], ...]


def read_texts() -> list[Text]:
    file = Path(__file__).with_name("texts.toml")
    texts = []
    for table in tomllib.loads(file.read_text(encoding="utf-8"))["text"]:
        prose = " ".join(table["text"].split())
        points = tuple(
            (say, tuple(tuple(group) for group in groups)) for say, *groups in table["points"]
        )
        question = Question(table["id"], "common", table["ask"])
        is_tip = table["form"] == "tip"
        question = replace(question, tip=prose) if is_tip else replace(question, sample=prose)
        texts.append(Text(table["id"], table["split"], table["form"], question, points))
    bank = read_bank(bank_path("machine-learning-engineer", Path("/nonexistent")))
    for at, question in enumerate(bank.questions):
        bare = Question(question.id, question.kind, question.ask, sample=question.sample)
        points = tuple((point.say, point.terms) for point in question.points)
        split = "test" if at % 2 else "development"
        texts.append(Text(question.id, split, "long sample", bare, points))
    return texts


def rules(text: Text) -> list[str]:
    return [point.say for point in derive_points(text.question)]


def whole_sentences(text: Text) -> list[str]:
    prose = text.question.sample or text.question.tip
    return [one for one in re.split(r"(?<=[.!?])\s+", prose) if one]


def first_seven(text: Text) -> list[str]:
    return whole_sentences(text)[:7]


def keywords(text: Text) -> list[str]:
    """RAKE: runs of words between function words, by the degree and frequency of their words."""
    prose = (text.question.sample or text.question.tip).lower()
    phrases: list[list[str]] = []
    for piece in re.split(r"[^\w'\s-]", prose):
        phrases.append([])
        for word in piece.split():
            if word in _FUNCTION:
                phrases.append([])
            else:
                phrases[-1].append(word)
    phrases = [phrase for phrase in phrases if phrase]
    degree: dict[str, int] = {}
    count: dict[str, int] = {}
    for phrase in phrases:
        for word in phrase:
            degree[word] = degree.get(word, 0) + len(phrase)
            count[word] = count.get(word, 0) + 1
    ranked = sorted(phrases, key=lambda one: -sum(degree[w] / count[w] for w in one))
    return list(dict.fromkeys(" ".join(phrase) for phrase in ranked))[:7]


WAYS: dict[str, Callable[[Text], list[str]]] = {
    "whole sentences": whole_sentences,
    "first 7 sentences": first_seven,
    "RAKE, best 7": keywords,
    "rules": rules,
}


def stems(text: str) -> str:
    return f" {' '.join(map(_stem, re.findall(r'[a-z0-9]+', text.lower())))} "


def says(said: str, groups: Groups) -> bool:
    return all(any(stems(term) in said for term in group) for group in groups)


def pairs(derived: Sequence[str], text: Text) -> dict[int, int]:
    """The hand-made point (by its place) that each derived point stands for."""
    said = [stems(point) for point in derived]
    fits = [[says(one, groups) for _, groups in text.points] for one in said]
    taken: dict[int, int] = {}

    def place(at: int, seen: set[int]) -> bool:
        for made, fit in enumerate(fits[at]):
            if fit and made not in seen:
                seen.add(made)
                if made not in taken or place(taken[made], seen):
                    taken[made] = at
                    return True
        return False

    for at in range(len(derived)):
        place(at, set())
    return {at: made for made, at in taken.items()}


def show(text: Text) -> None:
    derived = WAYS["rules"](text)
    matched = pairs(derived, text)
    print(f"\n{text.id} ({text.split}, {text.form})")
    for at, (point, full) in enumerate(zip(derived, derive_points(text.question), strict=True)):
        made = text.points[matched[at]][0] if at in matched else "-"
        print(f"  {point}\n      = {made}   {[list(group) for group in full.terms]}")
    for at, (say, _) in enumerate(text.points):
        if at not in matched.values():
            print(f"  MISSED: {say}")


def judged(texts: Sequence[Text]) -> tuple[float, float]:
    """Share of the derived points covered by the sample that they come from, and by the others."""
    samples = [text for text in texts if text.question.sample]
    own: list[bool] = []
    others: list[bool] = []
    for text in samples:
        points = derive_points(text.question)
        question = replace(text.question, points=points)
        for spoken in samples:
            said = re.findall(r"[a-z0-9']+", spoken.question.sample.lower())
            words = tuple(Word(word, at * 0.4, at * 0.4 + 0.3) for at, word in enumerate(said))
            results = coverage(question, Transcript(words), language=tables("en"))
            covered = (result.score >= COVERED for result in results)
            (own if spoken is text else others).extend(covered)
    return sum(own) / len(own), sum(others) / len(others)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--show", action="store_true", help="every text with its points")
    parser.add_argument("--split", default="development", help="which texts to show")
    options = parser.parse_args()
    texts = read_texts()
    if options.show:
        for text in texts:
            if text.split == options.split:
                show(text)
        print()
    made = sum(len(text.points) for text in texts)
    print(f"{len(texts)} texts with {made} hand-made points")
    print("share of hand-made points found; share of derived points that are one; points a text\n")
    print(f"{'':30}{'development':^24}  {'test':^24}")
    for form in ("sample", "tip", "long sample", "all"):
        for name, way in WAYS.items():
            line = f"{form + ', ' + name:30}"
            for split in ("development", "test"):
                some = [
                    text for text in texts if form in (text.form, "all") and text.split == split
                ]
                found = [way(text) for text in some]
                right = sum(len(pairs(f, text)) for f, text in zip(found, some, strict=True))
                derived = sum(map(len, found))
                total = sum(len(text.points) for text in some)
                line += f"{right / total:8.0%}{right / derived:8.0%}{derived / len(some):8.1f}  "
            print(line)
    own, others = judged(texts)
    print("\nderived points that the judge finds covered by a text read aloud")
    print(f"the text they come from {own:.1%}, other texts {others:.1%}")


if __name__ == "__main__":
    main()
