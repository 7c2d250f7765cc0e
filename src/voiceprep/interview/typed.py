"""An answer that is typed instead of spoken."""

import time
from collections.abc import Callable

from voiceprep.interview.notes import Take
from voiceprep.interview.screen import Keys, Screen
from voiceprep.speech.transcript import Transcript, Word


def typed_answer(screen: Screen, keys: Keys, clock: Callable[[], float] = time.monotonic) -> Take:
    """Lines until an empty one or the end of input. Its words have no times."""
    screen.typing()
    started_s = clock()
    lines: list[str] = []
    stopped = False
    while True:
        line = keys.line()
        stopped = line is None
        if line is None or (not line.strip() and lines):
            break
        lines.append(line)
    words = tuple(Word(text, 0.0, 0.0) for text in " ".join(lines).split())
    return Take(
        ended_by="quit" if stopped else "key",
        wish="quit" if stopped else "",
        transcript=Transcript(words),
        think_s=0.0,
        answer_s=clock() - started_s if words else 0.0,
        loudness=None,
        gaps=(),
    )
