"""Whether a stretch of an answer states a key point: both read together, word by word."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from voiceprep.feedback.network import open_network, unusable
from voiceprep.resources import builtin

NAME = "stating-en"

LONGEST_ASKED = 25
"""Words of a question up to which it is read with its points; few that were learned from have more
than 18."""

States = Callable[[Sequence[tuple[str, str]]], list[float]]
"""The log odds that a point is stated, for pairs of a point, as asked_point() gives it, and a
stretch of an answer."""


def asked_point(ask: str, point: str) -> str:
    """A key point after its question, where that is known and short."""
    return f"{ask} {point}" if 0 < len(ask.split()) <= LONGEST_ASKED else point


def load_states(tokenizer_folder: Path, folder: Path | None = None) -> States:
    """Opens the network that reads a point and a stretch together; the built-in one by default.

    It is a cross-encoder (Nogueira and Cho, "Passage Re-ranking with BERT", 2019): the layers of
    the sentence model, which so see both texts at once, learned anew on answers that were written
    and marked for this by hand (tools/stating_model.py). Raises ModelError as open_network() does.
    """
    folder = folder or builtin("models") / NAME
    network = open_network("The model that reads answers", folder, tokenizer_folder)

    def states(pairs: Sequence[tuple[str, str]]) -> list[float]:
        # One at a time: rounding to 8 bits makes what comes out depend on what else goes in, and
        # larger batches gain nothing on one core.
        log_odds = []
        for point, stretch in pairs:
            read = network.tokenizer.encode(point, stretch)
            inputs = {"ids": read.ids, "mask": read.attention_mask, "kinds": read.type_ids}
            batch = {name: np.array([row], dtype=np.int64) for name, row in inputs.items()}
            log_odds.append(float(network.run("log_odds", batch)[0]))
        return log_odds

    try:
        states([("a", "b c")])
    except Exception as fault:
        raise unusable("The model that reads answers", folder) from fault
    return states
