"""The network behind models/stating-en as PyTorch learns it, and pairs as it takes them."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_model import HEADS, LAYERS, LONGEST, WIDTH, Weights
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

DROPPED = 0.1
INNER = 128
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


Batch = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]
"""Word pieces of pairs, which of both texts each belongs to, and where there is one."""


def batch(tokenizer: Tokenizer, texts: Sequence[tuple[str, str]]) -> Batch:
    """Pairs of texts as the network takes them."""
    read = tokenizer.encode_batch([*texts])
    return (
        np.array([one.ids for one in read]),
        np.array([one.type_ids for one in read]),
        np.array([one.attention_mask for one in read], dtype=bool),
    )


def tensors(given: Batch, device: str) -> tuple[Tensor, Tensor, Tensor]:
    ids, kinds, there = (torch.from_numpy(values).to(device) for values in given)
    return ids, kinds, there
