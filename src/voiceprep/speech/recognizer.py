"""Vosk: frames to words, at once or beside the main loop."""

import json
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voiceprep.audio.frames import RATE_HZ, Frame
from voiceprep.errors import ModelError
from voiceprep.speech.models import (
    ModelInfo,
    check_model_folder,
    recall,
    remember,
    stat_signature,
)
from voiceprep.speech.transcript import UNKNOWN, Transcript, Word

PROBE_S = 180.0
"""How long the first trial of a model may take; 2 GB from a slow disk take about a minute."""

PARTIAL_S = 0.1
"""Seconds of sound between two looks at the unfinished utterance; each look costs some decoding."""


@dataclass(frozen=True)
class Utterance:
    """Words between two pauses, or up to the end."""

    words: tuple[Word, ...]
    unknown: int = 0
    """How often sound was heard that is no word of the model's."""

    @property
    def text(self) -> str:
        """All words in a line."""
        return " ".join(word.text for word in self.words)

    @property
    def start_s(self) -> float:
        """Start of the first word, in seconds from the first sample that was fed."""
        return self.words[0].start_s

    @property
    def end_s(self) -> float:
        """End of the last word, in seconds from the first sample that was fed."""
        return self.words[-1].end_s


Event = str | Utterance
"""A finished utterance, or what was heard since the last one, as text that may still change."""


class Model:
    """A loaded model; may be used by several recognizers."""

    def __init__(self, info: ModelInfo, vosk_model: Any) -> None:
        self.info = info
        self.vosk_model = vosk_model

    def knows(self, word: str) -> bool:
        """Whether the model can hear this word at all (one word, as written, any case)."""
        try:
            spelled = word.lower().encode()
        except UnicodeEncodeError:
            return False
        if not spelled or b"\0" in spelled:
            return False
        return bool(self.vosk_model.vosk_model_find_word(word.lower()) >= 0)


def load_model(info: ModelInfo, cache: Path | None = None) -> Model:
    """The model, loaded; 0.3 s for the starter, many seconds for the largest.

    Broken files can make libvosk end the whole process. So a model is first tried in a process of
    its own (half a second for the starter); `cache` is the folder that remembers which models
    passed, until one of their files changes.

    Raises ModelError if it can't be loaded.
    """
    try:
        import vosk
    except (ImportError, OSError) as fault:
        raise ModelError(f"Vosk can't be used ({fault}); install it anew with pip.") from fault
    check_model_folder(info.path)
    try:
        signature = stat_signature(info.path)
    except OSError as fault:
        raise ModelError(f"The model {str(info.path)!r} can't be read ({fault}).") from fault
    if cache is None or not recall(cache, signature, "works"):
        _probe(info.path)
        if cache is not None:
            remember(cache, signature, "works", "yes")
    vosk.SetLogLevel(-10)  # below errors: they come as exceptions
    try:
        return Model(info, vosk.Model(str(info.path)))
    except Exception as fault:  # Vosk raises nothing more specific
        raise _broken(info.path, "Vosk refuses it") from fault


class Recognizer:
    """Turns one stream of sound into words. Belongs to one thread.

    Times are in seconds from the first sample fed; of the recogniser's marks for unknown sound only
    the number is kept. Raises ModelError where Vosk fails.
    """

    def __init__(self, model: Model, rate_hz: int = RATE_HZ) -> None:
        import vosk

        self._model = model  # Vosk needs it as long as the recogniser lives
        try:
            self._vosk = vosk.KaldiRecognizer(model.vosk_model, rate_hz)
        except Exception as fault:
            raise _broken(model.info.path, "no recogniser can be made of it") from fault
        self._vosk.SetWords(True)
        self._utterances: list[Utterance] = []
        self._unknown = 0

    @property
    def utterances(self) -> tuple[Utterance, ...]:
        """Those that are finished."""
        return tuple(self._utterances)

    @property
    def unknown(self) -> int:
        """How often sound was heard that is no word of the model's."""
        return self._unknown

    @property
    def partial(self) -> str:
        """What was heard since the last finished utterance; may still change."""
        return _shown(json.loads(self._vosk.PartialResult()).get("partial", ""))

    def accept(self, pcm: bytes) -> Utterance | None:
        """Takes sound: samples of 16 bits, mono. The utterance that ended with it, if any did."""
        try:
            ended = self._vosk.AcceptWaveform(pcm)
        except Exception as fault:
            raise _broken(self._model.info.path, "the sound could not be decoded") from fault
        return self._keep(self._vosk.Result()) if ended else None

    def finish(self) -> Transcript:
        """All that was heard, the unfinished utterance included. The stream is over then."""
        self._keep(self._vosk.FinalResult())
        words = [word for utterance in self._utterances for word in utterance.words]
        return Transcript(tuple(words))

    def _keep(self, result: str) -> Utterance | None:
        heard = json.loads(result).get("result", [])
        words = tuple(
            Word(item["word"], float(item["start"]), float(item["end"]), float(item["conf"]))
            for item in heard
            if item["word"] != UNKNOWN
        )
        unknown = len(heard) - len(words)
        self._unknown += unknown
        if not words:
            return None
        utterance = Utterance(words, unknown)
        self._utterances.append(utterance)
        return utterance


class Ear:
    """A thread that turns the sound of one answer into words while the caller does other things.

    `load` is called in that thread; sound can be fed from the first moment and waits until the
    model is there. No sound is ever dropped. A fault of the model is raised as ModelError by
    `poll` and `finish`; what is fed after it is ignored.
    """

    def __init__(self, load: Callable[[], Model], rate_hz: int = RATE_HZ) -> None:
        self._load = load
        self._rate_hz = rate_hz
        self._sound: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._events: list[Event] = []
        self._waiting_bytes = 0
        self._loading = True
        self._closed = False
        self._transcript: Transcript | None = None
        self._unknown = 0
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

    @property
    def unknown(self) -> int:
        """How often sound was heard that is no word of the model's."""
        return self._unknown

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

    def finish(self, timeout_s: float = 60.0) -> Transcript:
        """All that was heard, once everything fed is decoded.

        Raises ModelError if recognition failed, or if it takes longer than `timeout_s`; it then
        goes on, and finish may be called again.
        """
        self._sound.put(None)
        self._thread.join(timeout_s)
        if self._fault:
            raise self._fault
        if self._transcript is None:
            doing = "still loading" if self._loading else f"{self.backlog_s:.0f} s behind"
            raise ModelError(
                f"The recogniser is {doing} after {timeout_s:.0f} s; "
                "use a smaller model, or transcribe the recording later."
            )
        return self._transcript

    def close(self) -> None:
        """Gives up what is not yet decoded; for an answer that nobody wants. May be repeated."""
        self._closed = True
        self._sound.put(None)

    def _run(self) -> None:
        try:
            recognizer = Recognizer(self._load(), self._rate_hz)
            self._loading = False
            self._listen(recognizer)
            self._transcript = recognizer.finish()
            self._unknown = recognizer.unknown
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
            self._unknown = recognizer.unknown
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


def transcribe(sound: Iterable[Frame | bytes], model: Model, rate_hz: int = RATE_HZ) -> Transcript:
    """What is said in a whole recording, given as frames or as blocks of 16-bit mono samples."""
    recognizer = Recognizer(model, rate_hz)
    for block in sound:
        recognizer.accept(block if isinstance(block, bytes) else block.pcm)
    return recognizer.finish()


def _shown(text: str) -> str:
    return " ".join(word for word in text.split() if word != UNKNOWN)


def _probe(path: Path) -> None:
    command = [sys.executable, "-P", "-m", "voiceprep.speech.modelprobe", str(path)]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=PROBE_S, check=False,
            process_group=0,  # a Ctrl-C meant for us is not a fault of the model
        )  # fmt: skip
    except subprocess.TimeoutExpired as fault:
        raise _broken(path, f"it was not loaded within {PROBE_S:.0f} s") from fault
    except OSError as fault:
        raise ModelError(f"The model {str(path)!r} can't be tried out ({fault}).") from fault
    if done.returncode == -signal.SIGKILL:
        raise ModelError(
            f"The model {str(path)!r} was stopped while loading, most likely for want of memory; "
            "use a smaller one."
        )
    if done.returncode != 0:
        raise _broken(path, "Vosk can't load and use its files")


def _broken(path: Path, why: str) -> ModelError:
    return ModelError(f"The model {str(path)!r} is broken: {why}; unpack or download it again.")
