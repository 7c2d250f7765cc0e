"""Vosk: frames to words, at once or beside the main loop."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterable, Sequence
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

    def grammar(self, phrases: Iterable[str]) -> tuple[str, ...]:
        """Those of the phrases that it can be told to hear alone; none where it can't be told.

        Models with a fixed graph take no grammar.
        """
        folder = self.info.path
        if not any((folder / place / "HCLr.fst").is_file() for place in ("graph", ".")):
            return ()
        return tuple(phrase for phrase in phrases if all(map(self.knows, phrase.split())))


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

    def __init__(self, model: Model, rate_hz: int = RATE_HZ, grammar: Sequence[str] = ()) -> None:
        """`grammar`: the phrases that it is to know alone (see Model.grammar); none for all."""
        import vosk

        self._model = model  # Vosk needs it as long as the recogniser lives
        try:
            phrases = [json.dumps([*grammar, UNKNOWN])] if grammar else []
            self._vosk = vosk.KaldiRecognizer(model.vosk_model, rate_hz, *phrases)
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
