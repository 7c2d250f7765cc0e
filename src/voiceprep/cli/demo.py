"""voiceprep demo."""

from pathlib import Path
from typing import Any

import click

from voiceprep.cli.assembly import assemble, sitting_options
from voiceprep.cli.interviewing import hold_demo_mock
from voiceprep.cli.options import NumberRange, exclude, require
from voiceprep.cli.output import json_option
from voiceprep.errors import VoiceprepError
from voiceprep.interview.agenda import Wanted
from voiceprep.interview.performer import MANNERS, Manner
from voiceprep.interview.plan import choose


@click.command()
@click.argument("words", nargs=-1, metavar="[ID|WORDS]...")
@click.option("--count", type=click.IntRange(1), default=1, help="How many questions [1].")
@click.option("--fast", is_flag=True, help="As fast as the machine can, without any sound.")
@click.option("--mock", "whole", is_flag=True, help="A whole mock interview.")
@click.option(
    "--manner", type=click.Choice(MANNERS), help="With --mock: how it answers [all in turn]."
)
@click.option("--minutes", type=NumberRange(3, 240), default=15.0, help="With --mock [15].")
@click.option("--follow-ups", type=click.IntRange(0, 2), default=0, help="With --mock [0].")
@click.option("--seed", type=click.IntRange(0, 2**31), default=1, help="With --mock [1].")
@click.option("--plan", "plan_file", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="With --mock: a plan file.")  # fmt: skip
@sitting_options
@json_option
@click.pass_context
def demo(
    ctx: click.Context,
    /,
    words: tuple[str, ...],
    count: int,
    fast: bool,
    whole: bool,
    manner: Manner | None,
    minutes: float,
    follow_ups: int,
    seed: int,
    plan_file: Path | None,
    **sitting: Any,
) -> None:
    """Watch a synthetic candidate answer: no microphone and no speaker needed.

    A speech engine speaks the bank's sample answer into the recogniser, in place of a microphone.
    Everything behind that is the real thing, mishearings included.

    \b
    Examples:
      voiceprep demo                        the first question, at the pace of speech
      voiceprep demo vanishing-gradient     another one
      voiceprep demo --fast --count 15      all of them, without waiting
      voiceprep demo --fast --json          for scripts
      voiceprep demo --mock                 a whole interview, with somebody who rambles at times
    """
    exclude(ctx, "whole", ("words", "count"), "a whole interview goes by a plan, see --plan")
    exclude(ctx, "plan_file", ("minutes", "follow_ups", "seed"), "the plan has its own")
    require(ctx, "whole", ("manner", "minutes", "follow_ups", "seed", "plan_file"))
    sitting["quiet"] |= fast
    parts = assemble(**sitting)
    with parts:
        if whole:
            wanted = Wanted(
                minutes, follow_ups=follow_ups, seed=seed, limit=parts.settings.limit,
                rate_wpm=parts.settings.rate,
            )  # fmt: skip
            hold_demo_mock(parts, wanted, plan_file, manner, fast=fast)
            return
        questions = [question for question in choose(parts.bank, words) if question.sample]
        if not questions:
            raise VoiceprepError(
                "None of these questions has a sample answer for the candidate to speak; "
                "choose others, or add a sample to the bank file."
            )
        parts.hold_demo(questions[:count], fast=fast)
