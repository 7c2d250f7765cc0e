"""The microphone of a sitting, opened anew for each answer."""

from collections.abc import Callable

from voiceprep.audio.frames import Source
from voiceprep.bank.model import Question
from voiceprep.config import Settings
from voiceprep.errors import AudioError

OTHER_WAYS = "Without one, answer with --type or --from-wav, or watch 'voiceprep demo'."


def microphone(
    settings: Settings, otherwise: str = "Without one, watch 'voiceprep demo --mock'."
) -> Callable[[Question], Source]:
    """Opens it for a question; the fault, where it can't be, says what to do `otherwise`."""

    def open_or_tell(_: Question) -> Source:
        try:
            return _open(settings)
        except AudioError as fault:
            raise AudioError(f"{fault} {otherwise}") from fault

    return open_or_tell


def _open(settings: Settings) -> Source:
    from voiceprep.audio.microphone import Microphone

    opened = Microphone(settings.mic or None)
    opened.start()
    try:
        opened.wait_open()
    except AudioError:
        opened.close()
        raise
    return opened


def no_microphone(settings: Settings) -> str:
    """Why no microphone can be heard; empty when one can."""
    try:
        _open(settings).close()
    except AudioError as fault:
        return str(fault)
    return ""
