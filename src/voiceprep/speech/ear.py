"""Recognition beside the main loop."""

import queue
import threading
from collections.abc import Callable, Iterable

from voiceprep.audio.frames import RATE_HZ
from voiceprep.errors import ModelError
from voiceprep.speech.recognizer import Model, Recognizer, Utterance
from voiceprep.speech.transcript import Transcript

PARTIAL_S = 0.1
"""Seconds of sound between two looks at the unfinished utterance; each look costs some decoding."""
_LOOK_S = 0.1

Event = str | Utterance
"""A finished utterance, or what was heard since the last one, as text that may still change."""


class Ear:
    """A thread that turns the sound of one answer into words while the caller does other things.

    `load` is called in that thread; sound can be fed from the first moment and waits until the
    model is there. No sound is ever dropped. A fault of the model is raised as ModelError by
    `poll` and `finish`; what is fed after it is ignored.
    """

    def __init__(
        self, load: Callable[[], Model], rate_hz: int = RATE_HZ, only: Iterable[str] = ()
    ) -> None:
        """`only`: the phrases that it is to know alone, where the model allows that."""
        self._only = tuple(only)
        self._load = load
        self._rate_hz = rate_hz
        self._sound: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._events: list[Event] = []
        self._waiting_bytes = 0
        self._loading = True
        self._closed = False
        self._transcript: Transcript | None = None
        self._fault: ModelError | None = None
        self._thread = threading.Thread(target=self._run, name="ear", daemon=True)
        self._thread.start()

    @property
    def loading(self) -> bool:
        """Whether the model is still being loaded."""
        return self._loading

    @property
    def backlog_s(self) -> float:
        """Seconds of sound that were fed and not yet decoded; 0 after a fault."""
        with self._lock:
            return 0.0 if self._fault else self._waiting_bytes / (2 * self._rate_hz)

    def feed(self, pcm: bytes) -> None:
        """Takes samples of 16 bits, mono; never waits."""
        if not self._thread.is_alive():
            return
        with self._lock:
            self._waiting_bytes += len(pcm)
        self._sound.put(pcm)

    def poll(self) -> list[Event]:
        """What happened since the last call, in order. Raises ModelError if recognition failed."""
        with self._lock:
            events, self._events = self._events, []
            fault = self._fault
        if fault and not events:
            raise fault
        return events

    def finish(
        self, patience_s: float = 60.0, watch: Callable[[float], None] = lambda _: None
    ) -> Transcript:
        """All that was heard, once everything fed is decoded, however long that takes.

        `watch` is called with the seconds of sound that are left, some times a second. Raises
        ModelError if recognition failed, or if nothing at all was decoded for `patience_s`; it may
        then be called again.
        """
        self._sound.put(None)
        waited_s, left_s = 0.0, float("inf")
        while self._thread.is_alive():
            self._thread.join(_LOOK_S)
            waited_s = waited_s + _LOOK_S if self.backlog_s >= left_s else 0.0
            left_s = self.backlog_s
            if waited_s >= patience_s:
                doing = "is still loading" if self._loading else "made no progress"
                raise ModelError(
                    f"The recogniser {doing} after {patience_s:.0f} s; use a smaller model."
                )
            watch(left_s)
        if self._fault:
            raise self._fault
        assert self._transcript is not None
        return self._transcript

    def close(self) -> None:
        """Gives up what is not yet decoded; for an answer that nobody wants. May be repeated."""
        self._closed = True
        self._sound.put(None)

    def _run(self) -> None:
        try:
            model = self._load()
            recognizer = Recognizer(model, self._rate_hz, model.grammar(self._only))
            self._loading = False
            self._listen(recognizer)
            finished = len(recognizer.utterances)
            self._transcript = recognizer.finish()
            for utterance in recognizer.utterances[finished:]:
                self._add(utterance)
        except ModelError as fault:
            self._fail(fault)
        except Exception as fault:
            self._fail(ModelError(f"The recogniser failed: {fault}."))
        finally:
            self._loading = False

    def _listen(self, recognizer: Recognizer) -> None:
        shown, unseen_bytes = "", 0
        while (pcm := self._sound.get()) is not None and not self._closed:
            utterance = recognizer.accept(pcm)
            with self._lock:
                self._waiting_bytes -= len(pcm)
            if utterance:
                self._add(utterance)
                shown, unseen_bytes = "", 0
                continue
            unseen_bytes += len(pcm)
            if unseen_bytes >= 2 * self._rate_hz * PARTIAL_S:
                unseen_bytes = 0
                partial = recognizer.partial
                if partial != shown:
                    self._add(partial)
                    shown = partial

    def _add(self, event: Event) -> None:
        with self._lock:
            if self._events and isinstance(self._events[-1], str):
                self._events.pop()  # an older state of the same utterance
            self._events.append(event)

    def _fail(self, fault: ModelError) -> None:
        with self._lock:
            self._fault = fault
