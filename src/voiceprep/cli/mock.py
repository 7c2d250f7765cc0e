"""voiceprep mock."""

import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from voiceprep.bank.model import Kind
from voiceprep.cli.assembly import Assembly, assemble, sitting_options
from voiceprep.cli.interviewing import go_on, hold_mock, last_session, tell_summary
from voiceprep.cli.microphones import microphone
from voiceprep.cli.options import NumberRange, exclude, require
from voiceprep.cli.output import json_option, print_json
from voiceprep.cli.writing import refuse_existing
from voiceprep.interview.agenda import DIFFICULTIES, MIDDLE, Difficulty, Wanted, make_plan
from voiceprep.interview.planfile import format_plan, read_plan
from voiceprep.interview.resuming import last_plan
from voiceprep.journal.plan import DRAWN, STRATEGIES, Plan, Strategy
from voiceprep.journal.schedule import standings
from voiceprep.journal.skips import skips
from voiceprep.report.plan import plan_json, plan_view
from voiceprep.wholefile import write_whole

_DRAWING = (
    "minutes", "kinds", "strategy", "difficulty", "seed", "follow_ups", "overtime", "limit",
)  # fmt: skip
"""What a plan is drawn by."""
_NO_PLAN = {
    "resume": "an interview goes on as it was begun",
    "summary_of": "what is summed up was held already",
}


@click.command()
@click.option("--minutes", type=NumberRange(3, 240), default=45.0, help="Length [45].")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(MIDDLE), help="Only this kind.")
@click.option(
    "--strategy", type=click.Choice(STRATEGIES), default="balanced", help="Which come [balanced]."
)
@click.option("--difficulty", type=click.Choice(DIFFICULTIES), help="The easier or harder half.")
@click.option("--seed", type=click.IntRange(0, 2**31),
              help="Repeats the draw of this seed, whatever was answered before.")  # fmt: skip
@click.option("--follow-ups", type=click.IntRange(0, 2), is_flag=False, flag_value=1, default=0,
              metavar="[N]", help="Ask about what was missed, N times an answer [1].")  # fmt: skip
@click.option("--overtime", is_flag=True, help="Let answers go on beyond their limit.")
@click.option(
    "--plan",
    "plan_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Hold the interview that is planned in this file.",
)
@click.option("--dry-run", is_flag=True, help="Show the plan and its times, and stop.")
@click.option("--output", type=click.Path(path_type=Path), help="Write the plan to a file.")
@click.option("--force", is_flag=True, help="With --output: replace the file if it is there.")
@click.option("--resume", is_flag=True, help="Go on with an interview that was not ended.")
@click.option(
    "--summary",
    "summary_of",
    is_flag=False,
    flag_value=0,
    type=click.IntRange(0),
    metavar="[SESSION]",
    help="Sum up the last interview, or another, as far as it went.",
)
@click.option("--mic", metavar="NAME", help="Microphone, by name or part of it.")
@click.option(
    "--silence", type=float, metavar="S", help="Silence that ends an answer [8]; 0: none."
)
@click.option("--limit", type=float, metavar="X", help="Limit: X times the target [1.5]; 0: none.")
@sitting_options
@json_option
@click.pass_context
def mock(
    ctx: click.Context,
    /,
    minutes: float,
    kinds: tuple[Kind, ...],
    strategy: Strategy,
    difficulty: Difficulty | None,
    seed: int | None,
    follow_ups: int,
    overtime: bool,
    plan_file: Path | None,
    dry_run: bool,
    output: Path | None,
    force: bool,
    resume: bool,
    summary_of: int | None,
    **sitting: Any,
) -> None:
    """A whole interview: the clock runs, nobody helps, and the feedback comes afterwards.

    \b
    Examples:
      voiceprep mock                          45 minutes, a bit of everything
      voiceprep mock --minutes 20 --follow-ups
      voiceprep mock --strategy weakest       what went worst so far
      voiceprep mock --dry-run                only the plan
      voiceprep mock --dry-run --output my-plan.toml
      voiceprep mock --plan my-plan.toml
      voiceprep mock --resume                 go on where it stopped
      voiceprep mock --summary                the last one again

    By voice, after a pause: repeat the question, skip this question, that's my answer, how much
    time do I have, pause the interview, resume the interview, finish the interview.
    """
    exclude(ctx, "plan_file", _DRAWING, "the plan in the file has its own")
    for name, why in _NO_PLAN.items():
        exclude(ctx, name, (*_DRAWING, "plan_file", "dry_run", "output"), why)
    exclude(ctx, "resume", ("summary_of", "bank"), _NO_PLAN["resume"])
    require(ctx, "output", ("force",))
    if strategy not in DRAWN:
        why = f"nothing is drawn with {strategy!r}, so there is nothing to repeat"
        exclude(ctx, "seed", ("strategy",), why)
    parts = assemble(**sitting)
    with parts:
        if summary_of is not None:
            tell_summary(parts, summary_of or last_session(parts))
            return
        if resume:
            go_on(parts, microphone(parts.settings))
            return
        wanted = Wanted(
            minutes=minutes,
            kinds=frozenset(kinds),
            difficulty=difficulty,
            strategy=strategy,
            seed=seed,
            follow_ups=follow_ups,
            overtime=overtime,
            limit=parts.settings.limit,
            rate_wpm=parts.settings.rate,
        )
        if output:
            refuse_existing(output, force)
        plan = _plan(parts, wanted, plan_file)
        if output:
            _write(plan, output, sitting["bank"])
        if dry_run:
            if parts.as_json:
                print_json(plan_json(plan))
            else:
                parts.console.print(plan_view(plan))
            return
        parts.offer_model()
        hold_mock(parts, plan, microphone(parts.settings))


def _plan(parts: Assembly, wanted: Wanted, file: Path | None) -> Plan:
    if file:
        return read_plan(file, parts.bank, parts.settings.rate)
    known = standings(parts.journal.attempts(), skips(parts.journal))
    last = last_plan(parts.journal)
    return make_plan(
        parts.bank, wanted, known, datetime.now(UTC), last.ids if last else frozenset()
    )


def _write(plan: Plan, path: Path, bank: str | None) -> None:
    write_whole(path, format_plan(plan).encode())
    named = f" --bank {shlex.quote(bank)}" if bank else ""
    click.echo(f"Plan written: voiceprep mock{named} --plan {shlex.quote(str(path))}", err=True)
