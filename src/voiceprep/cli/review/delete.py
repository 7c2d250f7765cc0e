"""voiceprep review delete."""

import re
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta

import click
from rich.console import Console

from voiceprep.audio.opus import forget_copy
from voiceprep.bank.prose import printable
from voiceprep.cli.output import json_option, print_json
from voiceprep.cli.review.store import open_journal
from voiceprep.cli.review.which import Which, attempt_id, attempt_or_session, recording_path
from voiceprep.config import Folders, folders
from voiceprep.errors import ConfigError, JournalError
from voiceprep.interview.keeping import remove_if_empty
from voiceprep.journal.corrections import Correction, corrections_of
from voiceprep.journal.journal import Journal
from voiceprep.journal.lock import LOCK, Lock
from voiceprep.journal.overview import Brief, briefs
from voiceprep.journal.removal import delete_attempts
from voiceprep.report.review import attempts_view

_UNITS_D = {"d": 1, "w": 7, "m": 30, "y": 365}
_SHOWN = 20


def age(text: str) -> timedelta:
    """A length of time: 90d, 12w, 6m, 1y."""
    match = re.fullmatch(r"(\d{1,5})\s*([dwmy]?)", text.strip().lower(), re.ASCII)
    if not match:
        raise click.BadParameter(
            f"{printable(text)!r} is no length of time; say 90d, 12w, 6m or 1y."
        )
    return timedelta(days=int(match[1]) * _UNITS_D[match[2] or "d"])


@click.command()
@click.argument("which", nargs=-1, type=attempt_or_session)
@click.option("--older-than", type=age, metavar="AGE", help="All older ones: 90d, 12w, 6m, 1y.")
@click.option("--yes", is_flag=True, help="Don't ask.")
@json_option
def delete(
    which: tuple[Which, ...], older_than: timedelta | None, yes: bool, as_json: bool
) -> None:
    """Delete attempts (12) or sessions (s3) for good, with their sound.

    Nothing of them stays: neither words, notes nor feedback, nor the aliases that `review correct`
    made of their words, unless another attempt's correction made them too. With --older-than, what
    was named is deleted only if it is older; with nothing named, everything older is.

    \b
    Examples:
      voiceprep review delete 12
      voiceprep review delete s3 s4
      voiceprep review delete --older-than 90d
    """
    if not which and older_than is None:
        raise click.UsageError("Say which attempts or sessions, or --older-than.")
    where = folders()
    with open_journal(where) as journal:
        chosen = _chosen(journal, which, older_than)
        if chosen and not as_json:
            Console(highlight=False).print(attempts_view(chosen[-_SHOWN:]))
            if len(chosen) > _SHOWN:
                click.echo(f"… and {len(chosen) - _SHOWN} older ones.")
        if chosen and not yes:
            if as_json:
                raise click.UsageError("With --json, say --yes too.")
            many = f"these {len(chosen)} attempts" if len(chosen) > 1 else "this attempt"
            click.confirm(f"Delete {many} for good, with the sound?", abort=True)
        clean, aliases = _delete(journal, where, chosen)
    if as_json:
        print_json({"deleted": [attempt.id for attempt in chosen], "aliases": aliases})
    elif not chosen:
        click.echo("There is nothing that old.")
    else:
        many = f"{aliases} alias" + ("" if aliases == 1 else "es")
        click.echo(
            f"Deleted {len(chosen)}" + (f", and {many} made of their words." if aliases else ".")
        )
    if not clean:
        click.echo(
            "Another voiceprep is reading the journal; traces stay in its log until it has ended.",
            err=True,
        )


def _chosen(
    journal: Journal, which: Sequence[Which], older_than: timedelta | None
) -> tuple[Brief, ...]:
    everything = briefs(journal)
    chosen = everything
    if which:
        attempts = {attempt_id(journal, one) for one in which if not one.session}
        sessions = {one.number for one in which if one.session}
        for id in attempts - {attempt.id for attempt in everything}:
            raise JournalError(f"There is no attempt {id}; nothing was deleted.")
        for number in sessions - {attempt.session for attempt in everything}:
            raise JournalError(f"There is no session s{number}; nothing was deleted.")
        chosen = tuple(a for a in everything if a.id in attempts or a.session in sessions)
    if older_than is not None:
        limit = _before(older_than)
        chosen = tuple(attempt for attempt in chosen if attempt.started < limit)
    return chosen


def _before(age: timedelta) -> datetime:
    try:
        return datetime.now(UTC) - age
    except OverflowError:  # before there were years
        return datetime.min.replace(tzinfo=UTC)


def _delete(journal: Journal, where: Folders, chosen: Sequence[Brief]) -> tuple[bool, int]:
    """Whether no trace is left, and how many aliases went too.

    Sound first: if this is cut off, what is left is still listed and can be deleted again.
    """
    locks: list[Lock] = []
    ids = [attempt.id for attempt in chosen]
    try:
        for session in {attempt.session for attempt in chosen}:
            folder = where.recordings / str(session)
            if folder.is_dir():
                locks.append(Lock(folder / LOCK))
                if not locks[-1].acquire():
                    locks.pop()
                    raise JournalError(
                        f"Session s{session} is going on; end it first. Nothing was deleted."
                    )
        for attempt in chosen:
            sound = recording_path(where, attempt.recording)
            if sound is not None:
                for ending in (".wav", ".flac", ".flac.part"):  # one that was being compressed
                    sound.with_suffix(ending).unlink(missing_ok=True)
                sound.unlink(missing_ok=True)
                forget_copy(sound)
        aliases = _forget_aliases(where, corrections_of(journal, ids))
        delete_attempts(journal, ids)
    finally:
        for lock in locks:
            lock.release()
            remove_if_empty(lock.path.parent)
    return journal.scrub() if chosen else True, aliases


def _forget_aliases(where: Folders, made: Collection[Correction]) -> int:
    """Takes aliases out of their files; what can't be taken out is told and keeps nothing else."""
    from voiceprep.speech.aliases import alias_file, remove_aliases

    count = 0
    for model in {one.model for one in made}:
        aliases: dict[str, list[str]] = {}
        for one in made:
            if one.model == model:
                aliases.setdefault(one.said, []).append(one.heard)
        try:
            count += remove_aliases(alias_file(where.aliases, model), aliases)
        except ConfigError as fault:
            words = ", ".join(f"“{one.heard}”" for one in made if one.model == model)
            click.echo(printable(f"{fault} Take {words} out of it yourself."), err=True)
    return count
