"""The sentence model: texts to vectors."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from voiceprep.feedback.meaning import Encode, Meaning, Vectors
from voiceprep.feedback.network import open_network, unusable
from voiceprep.feedback.stating import load_states
from voiceprep.resources import builtin

NAME = "all-MiniLM-L6-v2-int8"
WIDTH = 384
"""Numbers to a vector."""
BATCH = 16
"""Texts at a time: larger batches gain nothing on one core."""


def load_meaning() -> Meaning:
    """Opens the built-in sentence model, and what reads beside it whether a point is stated.

    Raises ModelError as open_network() does.
    """
    tokenizer = builtin("models") / NAME
    return Meaning(load_encoder(), load_states(tokenizer))


def load_encoder(folder: Path | None = None) -> Encode:
    """Opens the sentence model, the built-in one where none is given.

    Raises ModelError as open_network() does.
    """
    folder = folder or builtin("models") / NAME
    network = open_network("The sentence model", folder, folder)

    def encode(texts: Sequence[str]) -> list[Vectors]:
        vectors: list[Vectors] = []
        for first in range(0, len(texts), BATCH):
            pieces = network.tokenizer.encode_batch(list(texts[first : first + BATCH]))
            ids = np.array([piece.ids for piece in pieces], dtype=np.int64)
            mask = np.array([piece.attention_mask for piece in pieces], dtype=np.int64)
            given = network.run("vectors", {"ids": ids, "mask": mask})
            whole = (given * mask[..., None]).sum(axis=1)
            vectors += [*(whole / np.linalg.norm(whole, axis=1, keepdims=True).clip(1e-9))]
        return vectors

    try:
        if [vector.shape for vector in encode(["a", "b c"])] != [(WIDTH,), (WIDTH,)]:
            raise ValueError("other vectors than expected")
    except Exception as fault:
        raise unusable("The sentence model", folder) from fault
    return encode
