"""An answer that is typed instead of spoken."""

import time
from collections.abc import Callable

from voiceprep.interview.notes import Take
from voiceprep.interview.screen import Keys, Screen
from voiceprep.speech.transcript import Transcript, Word


def _pasted(keys: Keys) -> bool:
    return keys.interactive and keys.more()


def typed_answer(
    screen: Screen,
    keys: Keys,
    keep: Callable[[Transcript], None],
    clock: Callable[[], float] = time.monotonic,
) -> Take:
    """Lines until an empty one or the end of input; `keep` is given all of it after each line.

    Its words have no times.
    """
    screen.typing()
    started_s = clock()
    transcript = Transcript()
    while True:
        line = keys.line()
        if line is None or (not line.strip() and transcript.words and not _pasted(keys)):
            break
        words = (Word(text, 0.0, 0.0) for text in line.split())
        transcript = Transcript((*transcript.words, *words))
        keep(transcript)
    return Take(
        ended_by="quit" if line is None and keys.interactive else "key",
        wish="" if line is not None else "quit",
        transcript=transcript,
        complete=True,
        think_s=0.0,
        answer_s=clock() - started_s if transcript.words else 0.0,
        length_s=0.0,
        loudness=None,
        gaps=(),
    )
