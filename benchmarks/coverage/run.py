"""How well the judge tells covered points from missed ones, beside plain string likeness.

    python benchmarks/coverage/run.py [--kpa FOLDER]

FOLDER holds the key point analysis data of 2021 (arguments_dev.csv and so on); without it only
the labelled answers beside this file are measured.
"""

import argparse
import csv
import os
import re
import time
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz

from voiceprep.bank.bankfile import open_bank
from voiceprep.bank.model import KeyPoint, Question
from voiceprep.feedback.coverage import COVERED, coverage, coverage_scores
from voiceprep.language import tables
from voiceprep.speech.transcript import Transcript, Word

Scorer = Callable[[Question, str], list[float]]


@dataclass(frozen=True)
class Answer:
    question: Question
    split: str
    kind: str
    text: str
    covered: tuple[bool, ...]


def read_answers(file: Path) -> list[Answer]:
    answers = []
    for table in tomllib.loads(file.read_text(encoding="utf-8"))["question"]:
        points = tuple(
            KeyPoint(point["say"], tuple(tuple(group) for group in point.get("terms", ())))
            for point in table["point"]
        )
        question = Question(table["id"], "technical", table["ask"], points=points)
        for answer in table["answer"]:
            covered = tuple(n + 1 in answer["covered"] for n in range(len(points)))
            answers.append(
                Answer(question, table["split"], answer["kind"], answer["text"], covered)
            )
    return answers


def ours(question: Question, text: str) -> list[float]:
    words = tuple(Word(word, at * 0.4, at * 0.4 + 0.3) for at, word in enumerate(text.split()))
    results = coverage(question, Transcript(words), language=tables("en"))
    return [result.score for result in results]


def ours_without_terms(question: Question, text: str) -> list[float]:
    return coverage_scores([point.say for point in question.points], text, question=question.ask)


def likeness(measure: Callable[[str, str], float]) -> Scorer:
    def score(question: Question, text: str) -> list[float]:
        return [measure(point.say.lower(), text.lower()) / 100 for point in question.points]

    return score


SCORERS: dict[str, Scorer] = {
    "token_set_ratio": likeness(fuzz.token_set_ratio),
    "partial_ratio": likeness(fuzz.partial_ratio),
    "WRatio": likeness(fuzz.WRatio),
    "ours, sentence only": ours_without_terms,
    "ours": ours,
}


def pairs(answers: Iterable[Answer], scorer: Scorer) -> list[tuple[float, bool]]:
    return [
        pair
        for answer in answers
        for pair in zip(scorer(answer.question, answer.text), answer.covered, strict=True)
    ]


def precision_recall_f1(
    scored: Sequence[tuple[float, bool]], threshold: float
) -> tuple[float, ...]:
    accepted = [label for score, label in scored if score >= threshold]
    right = sum(accepted)
    precision = right / len(accepted) if accepted else 0.0
    recall = right / (sum(label for _, label in scored) or 1)
    return precision, recall, 2 * precision * recall / (precision + recall or 1)


def best_threshold(scored: Sequence[tuple[float, bool]]) -> float:
    return max({score for score, _ in scored}, key=lambda at: precision_recall_f1(scored, at)[2])


def auc(scored: Sequence[tuple[float, bool]]) -> float:
    """Chance that a covered point scores higher than a missed one; ties count half."""
    yes = [score for score, label in scored if label]
    no = [score for score, label in scored if not label]
    wins = sum((a > b) + 0.5 * (a == b) for a in yes for b in no)
    return wins / (len(yes) * len(no) or 1)


def average_precision(scored: Sequence[tuple[float, bool]]) -> float:
    """Mean of the precision at each right answer; equal scores are taken together."""
    total = sum(label for _, label in scored)
    by_score: dict[float, list[bool]] = defaultdict(list)
    for score, label in scored:
        by_score[score].append(label)
    seen = right = 0
    area = 0.0
    for _, labels in sorted(by_score.items(), reverse=True):
        seen, right = seen + len(labels), right + sum(labels)
        area += sum(labels) * right / seen
    return area / (total or 1)


def argument_key_points(folder: Path, part: str, scorer: Scorer) -> tuple[float, float]:
    """Mean average precision, strict and relaxed, as the shared task counts it.

    Each argument votes with its best key point; the better half of them is kept. A pair without a
    label counts as wrong (strict) or right (relaxed).
    """

    def rows(name: str) -> list[dict[str, str]]:
        with (folder / f"{name}_{part}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    labels = {(row["arg_id"], row["key_point_id"]): row["label"] for row in rows("labels")}
    points: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in rows("key_points"):
        points[row["topic"], row["stance"]].append(row)
    votes: dict[tuple[str, str], list[tuple[float, str | None]]] = defaultdict(list)
    for row in rows("arguments"):
        key = row["topic"], row["stance"]
        says = tuple(KeyPoint(point["key_point"]) for point in points[key])
        question = Question("topic", "technical", row["topic"], points=says)
        scores = scorer(question, row["argument"])
        best = max(range(len(scores)), key=scores.__getitem__)
        label = labels.get((row["arg_id"], points[key][best]["key_point_id"]))
        votes[key].append((scores[best], label))
    strict, relaxed = [], []
    for group in votes.values():
        kept = sorted(group, key=lambda vote: -vote[0])[: len(group) // 2]
        strict.append(average_precision([(score, label == "1") for score, label in kept]))
        relaxed.append(average_precision([(score, label != "0") for score, label in kept]))
    return sum(strict) / len(strict), sum(relaxed) / len(relaxed)


def seconds(scorer: Scorer) -> float:
    """CPU time for a three-minute answer with seven points, the best of several runs."""
    answers = read_answers(Path(__file__).with_name("answers.toml"))
    words = " ".join(answer.text for answer in answers if answer.kind == "rambling").split()[:450]
    every = tuple(point for answer in answers[::9] for point in answer.question.points)
    question = Question("long", "technical", answers[0].question.ask, points=every[3:10])
    text = " ".join(words)
    times = []
    for _ in range(7):
        began = time.process_time()
        scorer(question, text)
        times.append(time.process_time() - began)
    return min(times)


def built_in_bank() -> tuple[list[bool], list[bool]]:
    """For each point and sample answer of the bank, whether it is covered: own ones, and others."""
    bank = open_bank("machine-learning-engineer", Path())
    own: list[bool] = []
    others: list[bool] = []
    for question in bank.questions:
        for answered in bank.questions:
            said = re.findall(r"[a-z0-9']+", answered.sample.lower())
            covered = [score >= COVERED for score in ours(question, " ".join(said))]
            (own if answered.id == question.id else others).extend(covered)
    return own, others


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kpa", type=Path, default=os.environ.get("VOICEPREP_KPA"))
    parser.add_argument("--errors", action="store_true", help="list what ours gets wrong")
    parser.add_argument("--split", default="development", help="whose errors to list")
    options = parser.parse_args()
    answers = read_answers(Path(__file__).with_name("answers.toml"))
    split = {name: [a for a in answers if a.split == name] for name in ("development", "test")}

    print(
        f"{len(answers)} labelled answers; threshold of ours {COVERED}, "
        "of the others the best of development"
    )
    print(f"{'':22}{'development':^26} {'test':^26}")
    print(f"{'':22}" + f"{'P':>6}{'R':>6}{'F1':>6}{'AUC':>7}  " * 2)
    for name, scorer in SCORERS.items():
        threshold = (
            COVERED
            if name.startswith("ours")
            else best_threshold(pairs(split["development"], scorer))
        )
        line = f"{name:22}"
        for part in split.values():
            scored = pairs(part, scorer)
            p, r, f1 = precision_recall_f1(scored, threshold)
            line += f"{p:6.2f}{r:6.2f}{f1:6.2f}{auc(scored):7.3f}  "
        print(line)

    print("\nours by kind of answer: points rightly called covered, points wrongly called covered")
    for kind in dict.fromkeys(answer.kind for answer in answers):
        line = f"{kind:22}"
        for part in split.values():
            scored = pairs([a for a in part if a.kind == kind], ours)
            right = sum(label for score, label in scored if score >= COVERED)
            wrong = sum(not label for score, label in scored if score >= COVERED)
            yes = sum(label for _, label in scored)
            line += f"{right:6} of {yes:<3}{wrong:6} of {len(scored) - yes:<3}  "
        print(line)

    own, others = built_in_bank()
    print(
        "\nbuilt-in bank: points covered by the sample answer to their own question, and to others"
    )
    print(f"{'ours':22}{sum(own):6} of {len(own)}{sum(others):6} of {len(others)}")

    if options.kpa:
        print(f"\nkey point analysis, mAP{'strict':>15}{'relaxed':>9}")
        for name, scorer in SCORERS.items():
            if name != "ours":
                strict, relaxed = argument_key_points(options.kpa, "dev", scorer)
                print(f"{name:22}{strict:16.2f}{relaxed:9.2f}")

    plain = seconds(SCORERS["token_set_ratio"])
    print("\nCPU time for a three-minute answer and seven points, beside token_set_ratio")
    for name, scorer in SCORERS.items():
        took = seconds(scorer)
        print(f"{name:22}{took / plain:8.1f} x   ({took * 1000:.1f} ms here)")

    if options.errors:
        for answer in split[options.split]:
            for point, score, label in zip(
                answer.question.points,
                ours(answer.question, answer.text),
                answer.covered,
                strict=True,
            ):
                if (score >= COVERED) != label:
                    fault = "miss" if label else "FALSE"
                    where = f"{answer.question.id}/{answer.kind}"
                    print(f"{fault:5} {score:.2f} {where}: {point.say}")


if __name__ == "__main__":
    main()
