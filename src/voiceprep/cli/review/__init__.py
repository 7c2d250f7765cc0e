"""voiceprep review: a file for each of its commands."""

import click

from voiceprep.cli.lazy import LazyGroup
from voiceprep.cli.output import json_option

COMMANDS = {
    "show": "Show an attempt or a session: what was heard, evidence, points, times.",
    "play": "Play an attempt, from a point's evidence, slower or faster.",
    "search": "Search what you said, the questions and your notes.",
    "diff": "Compare two attempts at a question.",
    "progress": "Coverage, pace, fillers and thinking time over weeks.",
    "note": "Write a note beside an attempt.",
    "correct": "Say what was misheard, and which points you did make.",
    "judge": "Judge again what was kept, with the aliases of today.",
    "rate": "Say yourself how well an answer went.",
    "report": "Write a session as one HTML file, to listen to and to send.",
    "site": "Write all sessions as pages, with search, progress and sound.",
    "export": "Write transcripts: txt, md, srt, vtt, json, csv.",
    "delete": "Delete attempts or sessions for good, with their sound.",
}


@click.group(cls=LazyGroup, package=__name__, known=COMMANDS, invoke_without_command=True)
@click.option("--last", type=click.IntRange(1), default=20, help="How many sessions [20].")
@click.option("--all", "everything", is_flag=True, help="All sessions.")
@json_option
@click.pass_context
def review(context: click.Context, last: int, everything: bool, as_json: bool) -> None:
    """List, show, play, search and compare what you said.

    \b
    Examples:
      voiceprep review                      sessions, newest first
      voiceprep review show 12              an attempt: transcript, evidence, points, times
      voiceprep review show s3              a session
      voiceprep review play 12 --point 2    hear what counted for point 2
      voiceprep review search overfitting   where did I say that?
      voiceprep review report               the last session as one HTML file
      voiceprep review --all --json         for scripts
    """
    if context.invoked_subcommand is None:
        from voiceprep.cli.review.listing import print_sessions

        print_sessions(None if everything else last, as_json=as_json)
