"""The sounds of a session, for its report."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from voiceprep.audio.opus import Copy, copy_of, has_copy
from voiceprep.errors import AudioError
from voiceprep.journal.attempt import Attempt
from voiceprep.report.page import Silence, Sound


def session_sounds(
    attempts: Sequence[Attempt],
    recordings: Path,
    url: Callable[[Attempt, Copy], str] = lambda _, copy: copy.data_url(),
    progress: Callable[[int, int], None] = lambda *_: None,
) -> dict[int, Sound | Silence]:
    """By id of the attempt, its sound, or why there is none.

    Copies that are not there yet are made now, as many at a time as there are processors;
    `progress` hears how many of how many are done.
    """
    found: dict[int, Sound | Silence] = {}
    waiting = []
    for attempt in attempts:
        sound = recordings / attempt.recording
        if attempt.source == "typed":
            found[attempt.id] = "typed"
        elif not attempt.recording:
            found[attempt.id] = "none"
        elif not sound.is_file() or not _below(sound, recordings):
            found[attempt.id] = "gone"
        else:
            waiting.append((attempt, sound))
    slow = sum(not has_copy(sound) for _, sound in waiting)
    done = 0

    def copy(sound: Path) -> Copy | None:
        try:
            return copy_of(sound)
        except AudioError:
            return None

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        futures = [
            (attempt, pool.submit(copy, sound), has_copy(sound)) for attempt, sound in waiting
        ]
        try:
            for attempt, future, quick in futures:
                made = future.result()
                found[attempt.id] = "broken" if made is None else Sound(url(attempt, made), made)
                done += not quick
                if slow:
                    progress(done, slow)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return found


def _below(sound: Path, recordings: Path) -> bool:
    return sound.resolve().is_relative_to(recordings.resolve())


def without_sound(attempts: Sequence[Attempt]) -> dict[int, Sound | Silence]:
    """For a report that is to have none."""
    return {a.id: "typed" if a.source == "typed" else "left_out" for a in attempts}
