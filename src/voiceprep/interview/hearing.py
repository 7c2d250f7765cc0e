"""The recogniser model of a sitting, loaded in the background."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

from voiceprep.errors import ModelError
from voiceprep.journal.attempt import ModelRef
from voiceprep.speech.ear import Ear
from voiceprep.speech.models import ModelInfo, fingerprint
from voiceprep.speech.recognizer import Model, load_model

T = TypeVar("T")


class Hearing:
    """One model for all answers. Loading begins at once; a fault in it comes with the first use."""

    def __init__(self, info: ModelInfo, cache: Path) -> None:
        self.info = info
        self._model = _in_background(lambda: load_model(info, cache))
        self._sha256 = _in_background(lambda: fingerprint(info.path, cache))

    def ear(self) -> Ear:
        """An ear for one answer; it takes sound at once, also while the model still loads."""
        return Ear(self._model.result)

    def ear_for(self, phrases: Iterable[str]) -> Ear:
        """An ear that knows these phrases alone, where the model allows that."""
        return Ear(self._model.result, only=phrases)

    def model(self) -> Model:
        """The loaded model; waits for it. Raises ModelError if it can't be loaded."""
        return self._model.result()

    def check(self, *, wait: bool) -> None:
        """Raises ModelError if the model has turned out to be unusable; may wait to know."""
        if wait or self._model.done():
            self._model.result()

    def knows(self) -> Callable[[str], bool]:
        """Whether a word is in the model's vocabulary, as a function."""
        return self.model().knows

    def reference(self) -> ModelRef:
        """Name and checksum; waits for the checksum. Without one where the files can't be read."""
        try:
            return ModelRef(self.info.name, self._sha256.result())
        except ModelError:
            return ModelRef(self.info.name)


def _in_background(work: Callable[[], T]) -> "Future[T]":
    """Runs in a daemon thread: a pool's threads would hold up the program's end."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as fault:
            future.set_exception(fault)

    threading.Thread(target=run, name="model", daemon=True).start()
    return future
