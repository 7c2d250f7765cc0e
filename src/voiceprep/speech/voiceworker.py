"""Speaks one text into a WAV file, or lists the voices, in a process of its own.

`python -m voiceprep.speech.voiceworker` reads one JSON object from its standard input and writes
one to its standard output: {"voices": [[id, name, language], …]}, or {"fault": sentence}.
Given "voice" (null for the engine's own that speaks "language"), it answers {"language": code};
given "wav" as well, it speaks "text" into that file at "rate_wpm".
Whatever happens, it ends after "timeout_s" seconds.
"""

import difflib
import faulthandler
import json
import os
import sys
import time
import wave
from pathlib import Path
from typing import Any, TextIO

Voices = list[tuple[str, str, str]]
_PYTTSX3_RATE_WPM = 200
"""What pyttsx3 begins with."""


class _FaultError(Exception):
    """Told to the parent as one sentence."""


def main() -> int:
    """0 if it was done, else 1."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # the engine prints; only answers go to the parent
    try:
        order = json.load(sys.stdin)
        # The engine can hang where no signal reaches it, and the parent may be gone.
        faulthandler.dump_traceback_later(order["timeout_s"], exit=True)
        _answer(answers, _do(order))
    except _FaultError as fault:
        _answer(answers, {"fault": str(fault)})
        return 1
    return 0


def _answer(answers: TextIO, answer: dict[str, Any]) -> None:
    json.dump(answer, answers)
    answers.flush()


def _do(order: dict[str, Any]) -> dict[str, Any]:
    engine = _engine()
    voices = [
        (str(voice.id), str(voice.name or voice.id), str((voice.languages or [""])[0] or ""))
        for voice in engine.getProperty("voices")
    ]
    if "voice" not in order:
        return {"voices": voices}
    if order["voice"]:
        voice: str | None = chosen_voice(order["voice"], voices)
    else:
        voice = own_voice(str(engine.getProperty("voice")), order["language"], voices)
    if "wav" in order:
        _speak(engine, order["text"], voice, order["rate_wpm"], Path(order["wav"]))
    base = (voice or "").partition("+")[0]
    return {"language": next((language for id, _, language in voices if id == base), "")}


def _engine() -> Any:
    try:
        import pyttsx3
    except ImportError as fault:
        raise _FaultError(f"pyttsx3 can't be used ({fault}); install it with pip.") from fault
    try:
        return pyttsx3.init()
    except Exception as fault:  # each driver raises its own
        raise _FaultError(no_engine(str(fault), sys.platform)) from fault


def no_engine(why: str, platform: str) -> str:
    """What to do about a speech engine that can't be started."""
    if platform.startswith("linux"):
        return (
            "There is no speech engine that works; install eSpeak NG "
            "(on Debian or Ubuntu: sudo apt install espeak-ng)."
        )
    return f"The system's speech engine can't be used ({' '.join(why.split())})."


def chosen_voice(wanted: str, voices: Voices) -> str:
    """The id of the one voice that is meant: by id, name or language, whole or in part.

    An id may carry one of eSpeak NG's variants, as in "en-us+f3".
    """
    base, plus, variant = wanted.partition("+")
    base = base.casefold()
    keys = [(tuple(part.casefold() for part in voice), voice) for voice in voices]
    for matches in (
        [voice for (id, name, _), voice in keys if base in (id, name, id.rpartition("/")[2])],
        [voice for (_, _, language), voice in keys if base == language],
        [voice for (_, name, _), voice in keys if name.startswith(base)],
        [voice for key, voice in keys if any(base in part for part in key)],
    ):
        if len(matches) == 1:
            return matches[0][0] + plus + variant
        if matches:
            offer = ", ".join(f"{name} ({id})" for id, name, _ in matches[:6])
            raise _FaultError(f"The voice {wanted!r} is ambiguous; it could be {offer}.")
    names = {part: id for id, *parts in voices for part in (id.rpartition("/")[2], *parts)}
    close = difflib.get_close_matches(base, names, n=4)
    offer = f"close are {', '.join(close)}" if close else f"there are {len(voices)} others"
    raise _FaultError(f"There is no voice {wanted!r}; {offer} ('voiceprep devices' lists them).")


def own_voice(current: str, language: str, voices: Voices) -> str | None:
    """The engine's own voice (None) if it speaks the language, else the first that does."""
    if not language:
        return None
    speaking = [id for id, _, code in voices if code.replace("_", "-").split("-")[0] == language]
    if not speaking:
        raise _FaultError(f"The speech engine has no voice for the language {language!r}.")
    return None if current in speaking else speaking[0]


def _speak(engine: Any, text: str, voice: str | None, rate_wpm: int, wav: Path) -> None:
    finished: list[bool] = []
    faults: list[Exception] = []
    engine.connect("finished-utterance", lambda completed, **_: finished.append(completed))
    engine.connect("error", lambda exception, **_: faults.append(exception))
    if voice:
        engine.setProperty("voice", voice)
    _set_rate(engine, rate_wpm)
    engine.save_to_file(text, str(wav))
    engine.runAndWait()
    while not finished and not faults:  # the first runAndWait() of a process returns early
        time.sleep(0.01)
    if faults or not finished[0]:
        why = faults[0] if faults else "it stopped early"
        raise _FaultError(f"The speech engine failed ({why}); try another voice.")
    if voice and "+" in voice and "+" not in str(engine.getProperty("voice")):
        variant = voice.partition("+")[2]
        raise _FaultError(
            f"The voice has no variant {variant!r}; `espeak-ng --voices=variant` lists them."
        )
    if not wav.exists():
        raise _FaultError("The speech engine wrote no sound.")
    as_wav(wav)


def _set_rate(engine: Any, rate_wpm: int) -> None:
    """Sets the rate, and sees that it holds before anything is spoken.

    eSpeak takes settings in a thread of its own. One that follows close behind those of pyttsx3's
    start (200 words a minute) was lost now and then, and often on a busy machine.
    """
    if not sys.platform.startswith("linux"):
        engine.setProperty("rate", rate_wpm)
        return
    from pyttsx3.drivers import _espeak

    def wait_for(wanted_wpm: int) -> None:
        while _espeak.dll.espeak_GetParameter(_espeak.RATE, 1) != wanted_wpm:
            time.sleep(0.002)  # the watchdog of main() ends it

    wait_for(_PYTTSX3_RATE_WPM)
    _espeak.SetParameter(_espeak.RATE, rate_wpm, 0)
    wait_for(rate_wpm)


def as_wav(sound: Path) -> None:
    """Makes a WAV file of 16 bits out of what the engine wrote (AIFF on macOS)."""
    try:
        with wave.open(str(sound), "rb"):
            return
    except (wave.Error, EOFError):
        import soundfile

        samples, rate_hz = soundfile.read(sound, dtype="int16")
        soundfile.write(sound, samples, rate_hz, format="WAV", subtype="PCM_16")


if __name__ == "__main__":
    sys.exit(main())
