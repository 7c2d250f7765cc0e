"""How well pauses, pace, thinking time and fillers are measured, on answers whose truth is known.

    python benchmarks/delivery/accuracy.py [--answers N] [--show]

Answers are put together from spoken clauses (speech.py), noise is added, and all goes through the
recogniser and the measuring as a real answer does. Fillers are measured on labelled sentences
(fillers.txt). --show prints what went wrong on the sentences that may be looked at. Some minutes.
"""

import argparse
import math
import random
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import labels
import numpy as np

from speech import VOICES, Spoken, answer, frames, noisy
from voiceprep.audio.frames import RATE_HZ
from voiceprep.audio.track import Span, Tracker
from voiceprep.bank.bankfile import open_bank
from voiceprep.bank.model import Question
from voiceprep.feedback.assess import spoken_words
from voiceprep.feedback.delivery import PAUSE_S, Delivery, delivery
from voiceprep.language import tables
from voiceprep.speech.models import find_model
from voiceprep.speech.recognizer import Model, load_model, transcribe

CONDITIONS = tuple((kind, snr_db) for kind in ("white", "room") for snr_db in (30, 20, 10))
CLAUSES = 20
"""In one answer: some 50 s."""
QUESTION = Question("any", "technical", "What is it?")


@dataclass
class Figures:
    """What came out of one condition."""

    found: int = 0
    there: int = 0
    right: int = 0
    lengths_ms: list[float] = field(default_factory=list)
    thinking_ms: list[float] = field(default_factory=list)
    speaking: list[float] = field(default_factory=list)
    """Relative errors."""
    articulation: list[float] = field(default_factory=list)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, self.found + self.there)

    @property
    def length_ms(self) -> float:
        """Median error of the lengths of pauses that were found."""
        return median(map(abs, self.lengths_ms))

    @property
    def thinking_worst_ms(self) -> float:
        return max(map(abs, self.thinking_ms))

    @property
    def rate(self) -> float:
        """Mean relative error of the speaking rate, without sign."""
        return sum(map(abs, self.speaking)) / len(self.speaking)

    @property
    def articulation_rate(self) -> float:
        return sum(map(abs, self.articulation)) / len(self.articulation)


def main() -> None:
    """Prints two tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=3, help="for each voice")
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        model = load_model(find_model("voiceprep-starter-en", folder))
        spoken = list(answers(folder, options.answers, seed=11))
        total_s = sum(len(each.samples) for each in spoken) / RATE_HZ
        print(f"{len(spoken)} answers, {total_s / 60:.0f} min, voices: {', '.join(VOICES)}")
        print("noise     pauses >= 0.25 s         length   thinking   error of the rate")
        print("           n  prec.  rec.   F1      median   worst      speaking  articulation")
        for kind, snr_db in (("none", 80), *CONDITIONS):
            figures = measure(spoken, kind, snr_db, model)
            precision = figures.right / max(1, figures.found)
            recall = figures.right / max(1, figures.there)
            title = kind if kind == "none" else f"{kind} {snr_db}"
            print(
                f"{title:<9}{figures.there:4d}{precision:6.3f}{recall:7.3f}{figures.f1:7.3f}"
                f"{figures.length_ms:8.0f} ms{figures.thinking_worst_ms:6.0f} ms"
                f"{figures.rate:10.1%}{figures.articulation_rate:12.1%}"
            )
    print("fillers, by the company of the phrases: labelled, precision, recall")
    for split in ("development", "test"):
        counts = labels.score(split, show=options.show and split == "development")
        print(f"{split:<12}{counts.labels:4d}{counts.precision:8.3f}{counts.recall:8.3f}")


def answers(folder: Path, count: int, seed: int, length: int = CLAUSES) -> Iterator[Spoken]:
    """So many answers by each voice, of `length` clauses from the built-in bank's sample answers.

    Silences between clauses are 0.1 to 3 s, all orders of magnitude alike: those under 0.25 s must
    not be found.
    """
    chance = random.Random(seed)
    said = clauses(folder)
    for voice in VOICES:
        for _ in range(count):
            chosen = chance.sample(said, length)
            pauses_s = [math.exp(chance.uniform(math.log(0.1), math.log(3.0))) for _ in chosen[1:]]
            yield answer(chosen, pauses_s, chance.uniform(0.5, 5.0), voice, folder)


def clauses(folder: Path) -> list[str]:
    """Stretches of 4 to 12 words without punctuation."""
    texts = (q.sample for q in open_bank("machine-learning-engineer", folder).questions)
    pieces = (piece for text in texts for piece in re.split(r"[.,;:?!()]", text))
    lines = (" ".join(re.findall(r"[a-z']+", piece.lower())) for piece in pieces)
    return [line for line in lines if 4 <= len(line.split()) <= 12]


def measure(spoken: Sequence[Spoken], kind: str, snr_db: float, model: Model) -> Figures:
    """All answers in one kind of noise."""
    figures = Figures()
    for seed, truth in enumerate(spoken):
        compare(figures, truth, delivery_of(noisy(truth.samples, snr_db, kind, seed), model))
    return figures


def delivery_of(samples: np.ndarray, model: Model) -> Delivery:
    """What is measured of this sound."""
    tracker = Tracker()
    heard = list(frames(samples))
    for frame in heard:
        tracker.add(frame)
    track = tracker.track()
    words = spoken_words(transcribe(heard, model), tables("en"))
    asked = type(track)(track.length_s, track.stretches, track.lost, asked_s=0.0)
    return delivery(QUESTION, words, asked, language=tables("en"))


def compare(figures: Figures, truth: Spoken, found: Delivery) -> None:
    """Adds one answer to the figures."""
    there = [pause for pause in truth.pauses if pause.length_s >= PAUSE_S]
    pairs = matched(there, found.pauses)
    figures.there += len(there)
    figures.found += len(found.pauses)
    figures.right += len(pairs)
    figures.lengths_ms += [1000 * (one.length_s - other.length_s) for one, other in pairs]
    figures.thinking_ms.append(1000 * ((found.think_s or 0.0) - truth.think_s))
    answer_s = truth.end_s - truth.think_s
    speech_s = answer_s - sum(pause.length_s for pause in there)
    words = len(truth.words)
    figures.speaking.append((found.speaking_wpm or 0.0) / (60 * words / answer_s) - 1)
    figures.articulation.append((found.articulation_wpm or 0.0) / (60 * words / speech_s) - 1)


def matched(there: Sequence[Span], found: Sequence[Span]) -> list[tuple[Span, Span]]:
    """Pauses and what was found of them: pairs of which half of both together is common."""
    pairs = []
    left = list(found)
    for pause in there:
        for other in left:
            common_s = min(pause.end_s, other.end_s) - max(pause.start_s, other.start_s)
            whole_s = max(pause.end_s, other.end_s) - min(pause.start_s, other.start_s)
            if common_s > 0.5 * whole_s:
                pairs.append((other, pause))
                left.remove(other)
                break
    return pairs


if __name__ == "__main__":
    main()
