"""Holding a mock interview, and summing it up."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from voiceprep.audio.frames import Source
from voiceprep.bank.model import Question
from voiceprep.cli.assembly import Assembly
from voiceprep.cli.output import print_json
from voiceprep.config import private_folder
from voiceprep.errors import JournalError, VoiceprepError
from voiceprep.interview.agenda import Wanted, make_plan
from voiceprep.interview.clock import since_boot_s
from voiceprep.interview.mock import Mock
from voiceprep.interview.performer import Manner, Performer, SoundClock
from voiceprep.interview.planfile import read_plan
from voiceprep.interview.resuming import Open, last_interview, open_interview
from voiceprep.journal.plan import Held, Plan
from voiceprep.report.export import results_json
from voiceprep.report.summary import summary_json, summary_of
from voiceprep.report.summing import summary_view

OpenSource = Callable[[Question], Source]


def hold_mock(
    parts: Assembly,
    plan: Plan,
    open_source: OpenSource,
    *,
    resumed: Open | None = None,
    by_candidate: bool = False,
    spoken: Callable[[Question], str] = lambda _: "",
    clock: Callable[[], float] = time.monotonic,
    boot_clock: Callable[[], float] = since_boot_s,
) -> None:
    """One interview from beginning to end, and its summary."""
    if resumed is None:
        parts.recover()
        if not by_candidate and open_interview(parts.journal, parts.folders.recordings):
            parts.screen.notice(
                "An interview was not finished: voiceprep mock --resume goes on with it."
            )
    held = Held(parts.language, parts.quiet, parts.keep_sound, by_candidate)
    parts.hearing(held.language)  # loads while the greeting is said
    mock = Mock(
        plan=plan,
        held=held,
        open_source=open_source,
        keeper=parts.keeper,
        interviewer=parts.interviewer,
        screen=parts.screen,
        keys=parts.keys,
        silence_s=parts.settings.silence,
        spoken=spoken,
        chime=_chime(parts),
        resumed=resumed,
        clock=clock,
        boot_clock=boot_clock,
    )
    mock.run()
    if not mock.kept:
        parts.console.print("Nothing was said, so nothing of this interview is kept.")
        if parts.as_json:
            print_json({**results_json(None), "summary": None})
        return
    session = parts.journal.session(mock.session)
    if mock.ended and session.attempts:
        tell_summary(parts, mock.session)
        return
    further = "" if by_candidate else ": voiceprep mock --resume goes on here"
    parts.console.print(
        "Nothing was said; what was skipped is due again soon."
        if mock.ended
        else f"Left, with all that was said{further}."
    )
    if parts.as_json:
        print_json({**results_json(session), "summary": None})


def hold_demo_mock(
    parts: Assembly, wanted: Wanted, plan_file: Path | None, manner: Manner | None, *, fast: bool
) -> None:
    """An interview with the synthetic candidate; as fast as the machine can if `fast`."""
    from voiceprep.interview.candidate import candidate_voice
    from voiceprep.speech.voice import Voice

    bank = parts.bank
    if plan_file:
        plan = read_plan(plan_file, bank, parts.settings.rate)
    else:
        plan = make_plan(bank, wanted, {}, datetime.now(UTC))
    voice = Voice(
        candidate_voice(bank.language), parts.settings.rate, private_folder(parts.folders.voices)
    )
    clock = SoundClock() if fast else None
    with TemporaryDirectory() as folder:
        performer = Performer(
            voice,
            parts.interviewer,
            Path(folder),
            [closing.ask for closing in bank.closing[:2]],
            manner,
            clock,
            {item.question.id: item.limit_s for item in plan.items},
        )
        hold_mock(
            parts,
            plan,
            performer.answer,
            by_candidate=True,
            spoken=performer.says,
            clock=clock or time.monotonic,
            boot_clock=clock or since_boot_s,
        )


def go_on(parts: Assembly, open_source: OpenSource) -> None:
    """Goes on with the newest interview that was not ended."""
    parts.recover()
    found = open_interview(parts.journal, parts.folders.recordings)
    if found is None:
        raise VoiceprepError("There is no interview to go on with; 'voiceprep mock' begins one.")
    parts.go_on_as(found.held)
    parts.screen.notice(f"This interview is from the bank {found.plan.bank!r}.")
    hold_mock(parts, found.plan, open_source, resumed=found)


def last_session(parts: Assembly) -> int:
    """Number of the user's last mock interview of which something was kept."""
    session = last_interview(parts.journal)
    if session is None:
        raise JournalError("There was no mock interview yet; 'voiceprep mock' begins one.")
    return session.id


def tell_summary(parts: Assembly, id: int) -> None:
    """Prints the summary of an interview, as far as it went."""
    parts.recover()
    session = parts.journal.session(id)
    summary = summary_of(parts.journal, session)
    if parts.as_json:
        print_json({**results_json(session), "summary": summary_json(summary)})
    else:
        parts.console.print(summary_view(summary))


def _chime(parts: Assembly) -> Path | None:
    from voiceprep.audio.chime import chime

    if parts.quiet:
        return None
    try:
        return chime(private_folder(parts.folders.cache))
    except OSError:
        return None
