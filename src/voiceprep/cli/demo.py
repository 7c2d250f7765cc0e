"""voiceprep demo."""

from typing import Any

import click

from voiceprep.cli.assembly import assemble, sitting_options
from voiceprep.cli.output import json_option
from voiceprep.errors import VoiceprepError
from voiceprep.interview.plan import choose


@click.command()
@click.argument("words", nargs=-1, metavar="[ID|WORDS]...")
@click.option("--count", type=click.IntRange(1), default=1, help="How many questions [1].")
@click.option("--fast", is_flag=True, help="As fast as the machine can, without any sound.")
@sitting_options
@json_option
def demo(words: tuple[str, ...], count: int, fast: bool, **sitting: Any) -> None:
    """Watch a synthetic candidate answer: no microphone and no speaker needed.

    A speech engine speaks the bank's sample answer into the recogniser, in place of a microphone.
    Everything behind that is the real thing, mishearings included.

    \b
    Examples:
      voiceprep demo                        the first question, at the pace of speech
      voiceprep demo vanishing-gradient     another one
      voiceprep demo --fast --count 15      all of them, without waiting
      voiceprep demo --fast --json          for scripts
    """
    sitting["quiet"] |= fast
    parts = assemble(**sitting)
    with parts:
        questions = [question for question in choose(parts.bank, words) if question.sample]
        if not questions:
            raise VoiceprepError(
                "None of these questions has a sample answer for the candidate to speak; "
                "choose others, or add a sample to the bank file."
            )
        parts.hold_demo(questions[:count], fast=fast)
