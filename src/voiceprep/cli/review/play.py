"""voiceprep review play."""

import re
import time
from contextlib import closing

import click
from rich.console import Console

from voiceprep.bank.prose import printable
from voiceprep.cli.keyboard import Keyboard
from voiceprep.cli.options import NumberRange
from voiceprep.cli.review.store import open_journal
from voiceprep.cli.review.which import Which, an_attempt, attempt_id, sound_of
from voiceprep.config import folders, load_settings
from voiceprep.errors import AudioError
from voiceprep.journal.attempt import Attempt

_LEAD_S = 0.5
"""How much is heard before a point's evidence, so that its first word is not cut."""


def position(text: str) -> float:
    """A position in a recording, in seconds: 65, 65.5, 1:05, 1:02:03."""
    match = re.fullmatch(r"(?:(?:(\d{1,3}):)?(\d{1,4}):)?(\d{1,6}(?:\.\d{1,6})?)", text, re.ASCII)
    if not match:
        raise click.BadParameter(f"{printable(text)!r} is no position; say 65, 65.5 or 1:05.")
    hours, minutes, seconds = match.groups(default="0")
    return 3600 * int(hours) + 60 * int(minutes) + float(seconds)


@click.command()
@click.argument("which", metavar="[ATTEMPT]", type=an_attempt, default="last")
@click.option("--at", "--from", "at_s", type=position, help="Start there: 65, 1:05 [first word].")
@click.option("--point", type=click.IntRange(1), help="Start at the evidence of point N.")
@click.option("--speed", type=NumberRange(0.5, 2), default=1.0, help="0.5 to 2; same pitch.")
@click.option("--speaker", metavar="NAME", help="Speaker, by name or part of it.")
def play(
    which: Which, at_s: float | None, point: int | None, speed: float, speaker: str | None
) -> None:
    """Play an attempt's recording, with its words as they are heard.

    Keys: space pauses, left and right go 5 seconds back and on, n and p to the next and previous
    point, + and - faster and slower, q ends.

    \b
    Examples:
      voiceprep review play 12
      voiceprep review play 12 --point 2 --speed 0.75
      voiceprep review play 12 --at 1:05
    """
    from voiceprep.audio.player import Speaker
    from voiceprep.audio.recording import duration_s
    from voiceprep.cli.review.listening import Listening

    where = folders()
    settings = load_settings(where.config_file, speaker=speaker)
    with open_journal(where) as journal:
        attempt = journal.attempt(attempt_id(journal, which))
    sound = sound_of(where, attempt)
    if point is not None:
        at_s = evidence_s(attempt, point)
    if at_s is None:
        at_s = attempt.speech_s
    length_s = duration_s(sound)
    if at_s >= length_s:
        raise AudioError(f"Attempt {attempt.id} has only {length_s:.1f} s of sound.")
    console = Console(highlight=False)
    with Keyboard(arrows=True) as keys, closing(Speaker(settings.speaker or None)) as player:
        listening = Listening(player, sound, attempt, length_s, speed)
        listening.play(at_s)
        with closing(listening.screen(console)) as screen:
            while not listening.over:
                listening.press(keys.poll())
                screen.show(listening)
                time.sleep(0.03)
        if listening.error:
            raise AudioError(listening.error)


def evidence_s(attempt: Attempt, number: int) -> float:
    """Where to hear what a point's verdict rests on. Raises AudioError if there is no such."""
    points = attempt.feedback.points if attempt.feedback else ()
    if number > len(points):
        many = f"only {len(points)} points" if points else "no points"
        raise AudioError(f"Attempt {attempt.id} has {many}.")
    start_s = points[number - 1].start_s
    if start_s is None:
        raise AudioError(
            f"Point {number} of attempt {attempt.id} was not found in what was heard; "
            "there is nothing to skip to."
        )
    return max(0.0, start_s - _LEAD_S)
