"""Opening a network that reads word pieces, with onnxruntime and tokenizers."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voiceprep.errors import ModelError

FILE = "model.onnx"
TOKENIZER = "tokenizer.json"


@dataclass(frozen=True)
class Network:
    """A network and the tokenizer that cuts texts, or pairs of texts, into its word pieces."""

    tokenizer: Any
    session: Any

    def run(self, output: str, inputs: Mapping[str, NDArray[np.int64]]) -> NDArray[np.float32]:
        """What the network makes of its inputs."""
        (result,) = self.session.run([output], dict(inputs))
        given: NDArray[np.float32] = result
        return given


def open_network(name: str, folder: Path, tokenizer_folder: Path) -> Network:
    """Opens FILE of a folder, and TOKENIZER of another; takes about 0.2 s.

    It computes in one thread, so that speech recognition is not held up. Raises ModelError, with
    what to do, where the files or the libraries that run them are missing or damaged; `name` is
    what the sentence calls the network.
    """
    try:
        import onnxruntime
        from tokenizers import Tokenizer
    except ImportError as fault:
        raise ModelError(
            f"{name} needs {fault.name}; install it: pip install voiceprep[meaning]."
        ) from fault
    try:
        tokenizer = Tokenizer.from_file(str(tokenizer_folder / TOKENIZER))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 4  # faults are raised, and told in one sentence
        session = onnxruntime.InferenceSession(
            str(folder / FILE), options, providers=["CPUExecutionProvider"]
        )
    except Exception as fault:  # tokenizers and onnxruntime raise classes of their own
        there = (folder / FILE).is_file() and (tokenizer_folder / TOKENIZER).is_file()
        raise unusable(name, folder, missing=not there) from fault
    return Network(tokenizer, session)


def unusable(name: str, folder: Path, *, missing: bool = False) -> ModelError:
    """The error for a network that can't be used."""
    why = "is missing" if missing else "is damaged"
    return ModelError(f"{name} in {str(folder)!r} {why}; install voiceprep again.")
