"""voiceprep review."""

import time
from contextlib import closing

import click
from rich.console import Console

from voiceprep.cli.assembly import assemble
from voiceprep.cli.keyboard import Keyboard
from voiceprep.cli.output import json_option, print_json
from voiceprep.cli.stage import screen_for
from voiceprep.config import Folders, folders, load_settings
from voiceprep.errors import AudioError
from voiceprep.journal.journal import Journal
from voiceprep.report.export import attempt_json, session_json
from voiceprep.report.terminal import attempt_view, sessions_view


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def review(context: click.Context, as_json: bool) -> None:
    """List, show and play what you said.

    \b
    Examples:
      voiceprep review            sessions and their attempts, newest first
      voiceprep review show 12    an attempt: transcript, evidence, points, times
      voiceprep review play 12    its sound
      voiceprep review --json     for scripts
    """
    if context.invoked_subcommand is not None:
        return
    parts = assemble(as_json=as_json, quiet=True, no_audio=False)
    with parts.journal as journal:
        parts.recover()
        sessions = journal.sessions()
    if as_json:
        print_json(
            [
                {**session_json(session), "attempts": [attempt_json(a) for a in session.attempts]}
                for session in sessions
            ]
        )
    elif sessions:
        Console(highlight=False).print(sessions_view(sessions))
        click.echo(
            "\nvoiceprep review show ATTEMPT shows one, voiceprep review play ATTEMPT plays it."
        )
    else:
        click.echo("Nothing has been kept yet; 'voiceprep rehearse' begins.")


@review.command()
@click.argument("attempt", type=int)
@json_option
def show(attempt: int, as_json: bool) -> None:
    """Show an attempt: what was heard with the evidence marked, points, times.

    \b
    Example:
      voiceprep review show 12
    """
    with _journal(folders()) as journal:
        found = journal.attempt(attempt)
    if as_json:
        print_json(attempt_json(found))
    else:
        Console(highlight=False).print(attempt_view(found))


@review.command()
@click.argument("attempt", type=int)
@click.option("--speaker", metavar="NAME", help="Speaker, by name or part of it.")
@click.option("--from", "start_s", type=click.FloatRange(0), help="Start at second S [first word].")
def play(attempt: int, speaker: str | None, start_s: float | None) -> None:
    """Play an attempt's recording; any key stops it.

    \b
    Examples:
      voiceprep review play 12
      voiceprep review play 12 --from 34.5
    """
    from voiceprep.audio.player import Speaker
    from voiceprep.audio.recording import duration_s

    where = folders()
    settings = load_settings(where.config_file, speaker=speaker)
    with _journal(where) as journal:
        found = journal.attempt(attempt)
    sound = where.recordings / found.recording
    if not found.recording or not sound.is_file():
        raise AudioError(f"There is no sound of attempt {attempt}: it was typed, or not kept.")
    if start_s is None:
        start_s = found.speech_s
    if start_s >= duration_s(sound):
        raise AudioError(f"Attempt {attempt} has only {duration_s(sound):.1f} s of sound.")
    screen = screen_for(Console(highlight=False))
    with Keyboard() as keys, closing(Speaker(settings.speaker or None)) as player:
        playback = player.play(sound, start_s=start_s)
        screen.playing(f"attempt {attempt}, {found.question.id}")
        while not playback.done:
            if keys.poll():
                playback.stop()
            time.sleep(0.05)
        screen.end()
        if playback.error:
            raise AudioError(playback.error)


def _journal(where: Folders) -> Journal:
    where.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Journal(where.journal)
