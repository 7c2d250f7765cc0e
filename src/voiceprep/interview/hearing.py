"""The recogniser model of a sitting, loaded in the background."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from voiceprep.journal.attempt import ModelRef
from voiceprep.speech.ear import Ear
from voiceprep.speech.models import ModelInfo, fingerprint
from voiceprep.speech.recognizer import Model, load_model


class Hearing:
    """One model for all answers. Loading begins at once; a fault in it comes with the first use."""

    def __init__(self, info: ModelInfo, cache: Path) -> None:
        self.info = info
        pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="model")
        self._model = pool.submit(load_model, info, cache)
        self._sha256 = pool.submit(fingerprint, info.path, cache)
        pool.shutdown(wait=False)

    def ear(self) -> Ear:
        """An ear for one answer; it takes sound at once, also while the model still loads."""
        return Ear(self._model.result)

    def model(self) -> Model:
        """The loaded model; waits for it. Raises ModelError if it can't be loaded."""
        return self._model.result()

    def knows(self) -> Callable[[str], bool]:
        """Whether a word is in the model's vocabulary, as a function."""
        return self.model().knows

    def reference(self) -> ModelRef:
        """Name and checksum; waits for the checksum."""
        return ModelRef(self.info.name, self._sha256.result())
