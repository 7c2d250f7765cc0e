"""How well the judge tells covered points from missed ones, beside simpler ways to judge.

    python benchmarks/coverage/run.py [--data FOLDER] [--kept] [--fit] [--errors]

FOLDER holds kpa/ (the key point analysis data of 2021: arguments_dev.csv and so on) and saf/ (Short
Answer Feedback: unseen_answers/*.xml); without it only the labelled answers beside this file are
measured. --kept measures the marked answers in kept/ as well, which takes some twenty minutes.
--fit prints the coefficients that join words and meaning, fitted on development.
"""

import argparse
import csv
import math
import os
import re
import time
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
from marked import read_marked
from rapidfuzz import fuzz

from voiceprep.bank.bankfile import open_bank
from voiceprep.bank.model import KeyPoint, Question
from voiceprep.feedback.coverage import COVERED, JOINED, coverage
from voiceprep.feedback.meaning import windows
from voiceprep.feedback.sentences import load_meaning
from voiceprep.feedback.spoken import stem
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


def read_kept(folder: Path) -> list[Answer]:
    """Marked answers as a whole: what any segment states is covered."""
    answers = []
    for marked in read_marked(folder):
        points = tuple(KeyPoint(say) for say in marked.points)
        question = Question(marked.question, "technical", marked.question, points=points)
        kind = marked.kind.split()[0]
        text = " ".join(marked.words)
        answers.append(Answer(question, "kept", kind, text, marked.covered))
    return answers


MEANING = load_meaning()
ENGLISH = tables("en")
FILES = ("answers.toml", "unseen.toml", "exam.toml")
SPLITS = ("development", "test", "unseen", "exam", "kept")
"""Development was tuned on, test was seen now and then; unseen and exam came later, from other
hands; kept is by the hands that wrote what is learned from, to other questions."""


def judge(*, meaning: bool, terms: bool, asked: bool = True) -> Scorer:
    def score(question: Question, text: str) -> list[float]:
        words = tuple(Word(word, at * 0.4, at * 0.4 + 0.3) for at, word in enumerate(text.split()))
        if not terms:
            plain = tuple(KeyPoint(point.say) for point in question.points)
            question = Question(question.id, question.kind, question.ask, points=plain)
        if not asked:
            question = Question(question.id, question.kind, "", points=question.points)
        known = MEANING if meaning else None
        results = coverage(question, Transcript(words), language=ENGLISH, meaning=known)
        return [result.score for result in results]

    return score


ours = judge(meaning=True, terms=True)


def cosine(question: Question, text: str) -> list[float]:
    """The best cosine of the sentence model over stretches of the answer."""
    words = text.split()
    said = [" ".join(words[first:end]) for first, end in windows(len(words))]
    if not said:
        return [0.0] * len(question.points)
    points = MEANING._vectors([point.say for point in question.points])
    best: list[float] = (points @ MEANING._vectors(said).T).max(axis=1).tolist()
    return best


def weighted_recall(question: Question, text: str) -> list[float]:
    """Share of a point's stems that were said, each weighed by how few texts have it."""
    said = {stem(word, ENGLISH) for word in text.lower().split()}
    scores = []
    for point in question.points:
        stems = {stem(word, ENGLISH) for word in re.findall(r"[a-z0-9']+", point.say.lower())}
        weights = {one: RARITY.get(one, max(RARITY.values())) for one in stems}
        scores.append(sum(weights[one] for one in stems & said) / sum(weights.values()))
    return scores


def likeness(measure: Callable[[str, str], float]) -> Scorer:
    def score(question: Question, text: str) -> list[float]:
        return [measure(point.say.lower(), text.lower()) / 100 for point in question.points]

    return score


SCORERS: dict[str, Scorer] = {
    "token_set_ratio": likeness(fuzz.token_set_ratio),
    "partial_ratio": likeness(fuzz.partial_ratio),
    "WRatio": likeness(fuzz.WRatio),
    "partial_token_set_ratio": likeness(fuzz.partial_token_set_ratio),
    "recall, idf": weighted_recall,
    "MiniLM cosine": cosine,
    "lexical, plain points": judge(meaning=False, terms=False),
    "lexical": judge(meaning=False, terms=True),
    "ours, no question": judge(meaning=True, terms=False, asked=False),
    "ours, plain points": judge(meaning=True, terms=False),
    "ours": ours,
}
FIXED = ("lexical", "ours")
"""Beginnings of the names of those that have a threshold of their own."""


def rarities(texts: Iterable[str]) -> dict[str, float]:
    """Inverse document frequencies of stems."""
    counted: dict[str, int] = defaultdict(int)
    every = [*texts]
    for text in every:
        for one in {stem(word, ENGLISH) for word in text.lower().split()}:
            counted[one] += 1
    return {one: math.log(1 + len(every) / count) for one, count in counted.items()}


RARITY = rarities(
    answer.text
    for answer in read_answers(Path(__file__).with_name("answers.toml"))
    if answer.split == "development"
)


def fit(answers: Iterable[Answer]) -> list[float]:
    """Logistic regression of covered on the signs that JOINED weighs; the likeness's is held."""
    rows, labels, held = [], [], []
    by_words = SCORERS["lexical, plain points"]
    for answer in answers:
        question = answer.question
        says = [point.say for point in question.points]
        near = MEANING.likenesses(says, question.ask, answer.text.split())
        for score, likeness_, label in zip(
            by_words(question, answer.text), near, answer.covered, strict=True
        ):
            rows.append([1.0, score, likeness_.stated])
            held.append(JOINED[2] * likeness_.value)
            labels.append(float(label))
    x, y, known = np.array(rows), np.array(labels), np.array(held)
    weights = np.zeros(x.shape[1])
    ridge = np.diag([0.0, 0.1, 0.1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-x @ weights - known))
        slope = x.T @ (chance - y) + ridge @ weights
        weights -= np.linalg.solve((x.T * (chance * (1 - chance))) @ x + ridge, slope)
    constant, lexical, stated = (round(float(weight), 2) for weight in weights)
    return [constant, lexical, JOINED[2], stated]


def short_answers(folder: Path, scorer: Scorer) -> float:
    """Pearson correlation of scores and grades; the reference's sentences are the key points."""
    scores, grades = [], []
    for file in sorted(folder.glob("*.xml")):
        root = ElementTree.parse(file).getroot()
        ask = root.findtext("questionText") or ""
        reference = " ".join(one.text or "" for one in root.iter("referenceAnswer"))
        parts = [part.strip(" -\n\t") for part in re.split(r"(?<=[.!?:;])\s|\n", reference)]
        says = tuple(KeyPoint(part) for part in parts if len(part.split()) > 3)
        question = Question("short", "technical", ask, points=says or (KeyPoint(reference),))
        for answer in root.iter("studentAnswer"):
            text, grade = answer.findtext("response") or "", answer.findtext("score")
            if grade and len(text.split()) >= 5:
                said = re.findall(r"[a-z0-9'.%-]+", text.lower())
                found = scorer(question, " ".join(said))
                scores.append(sum(found) / len(found))
                grades.append(float(grade))
    return float(np.corrcoef(scores, grades)[0, 1])


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
        MEANING.prepare(question.ask, [point.say for point in question.points])
        MEANING.read(text.split()[:-20])  # all but the last utterance was read before
        began = time.process_time()
        scorer(question, text)
        times.append(time.process_time() - began)
        MEANING.forget()
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
    parser.add_argument("--data", type=Path, default=os.environ.get("VOICEPREP_DATA"))
    parser.add_argument("--kept", action="store_true", help="measure the answers in kept/ too")
    parser.add_argument("--fit", action="store_true", help="print the coefficients and stop")
    parser.add_argument("--errors", action="store_true", help="list what ours gets wrong")
    parser.add_argument("--split", default="development", help="whose errors to list")
    options = parser.parse_args()
    here = Path(__file__)
    answers = [a for name in FILES for a in read_answers(here.with_name(name))]
    if options.kept:
        answers += read_kept(here.with_name("kept"))
    splits = SPLITS if options.kept else SPLITS[:-1]
    split = {name: [a for a in answers if a.split == name] for name in splits}

    if options.fit:
        print(fit(split["development"]))
        return
    print(
        f"{len(answers)} labelled answers; threshold of ours {COVERED}, "
        "of the others the best of development"
    )
    print(f"{'':25}" + " ".join(f"{name:^26}" for name in splits))
    print(f"{'':25}" + f"{'P':>6}{'R':>6}{'F1':>6}{'AUC':>7}  " * len(splits))
    for name, scorer in SCORERS.items():
        threshold = (
            COVERED
            if name.startswith(FIXED)
            else best_threshold(pairs(split["development"], scorer))
        )
        line = f"{name:25}"
        for part in split.values():
            scored = pairs(part, scorer)
            p, r, f1 = precision_recall_f1(scored, threshold)
            line += f"{p:6.2f}{r:6.2f}{f1:6.2f}{auc(scored):7.3f}  "
        print(line)

    print("\nours by kind of answer: points rightly called covered, points wrongly called covered")
    for kind in dict.fromkeys(answer.kind for answer in answers):
        line = f"{kind:25}"
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
    print(f"{'ours':25}{sum(own):6} of {len(own)}{sum(others):6} of {len(others)}")

    if options.data:
        print(f"\n{'':25}key point analysis, mAP   short answers, r")
        print(f"{'':25}{'strict':>10}{'relaxed':>10}")
        for name, scorer in SCORERS.items():
            if name not in ("ours", "lexical"):
                strict, relaxed = argument_key_points(options.data / "kpa", "dev", scorer)
                grades = short_answers(options.data / "saf" / "unseen_answers", scorer)
                print(f"{name:25}{strict:10.2f}{relaxed:10.2f}{grades:16.2f}", flush=True)
                MEANING.forget()

    plain = seconds(SCORERS["token_set_ratio"])
    print("\nCPU time for a three-minute answer and seven points, beside token_set_ratio")
    for name, scorer in SCORERS.items():
        took = seconds(scorer)
        print(f"{name:25}{took / plain:8.1f} x   ({took * 1000:.1f} ms here)")

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
