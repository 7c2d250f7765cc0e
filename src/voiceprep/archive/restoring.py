"""Reading an archive, which may come from anywhere, into a user's folder."""

import filecmp
import hashlib
import os
import shutil
import sqlite3
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from voiceprep.archive.manifest import MOST_BYTES, MOST_FILES, NAME, Manifest, parsed
from voiceprep.bank.stories import format_stories, parse_stories, read_stories
from voiceprep.config import Folders, private_folder
from voiceprep.errors import (
    ArchiveError,
    BankError,
    ConfigError,
    JournalError,
    StoppedError,
    VoiceprepError,
)
from voiceprep.journal.checking import check_content
from voiceprep.journal.journal import Journal
from voiceprep.journal.lock import LOCK, Lock
from voiceprep.journal.merging import merge
from voiceprep.journal.schema import MIGRATIONS
from voiceprep.speech.aliases import add_aliases, read_aliases
from voiceprep.wholefile import write_whole

_BLOCK = 1 << 20
_SPARE_BYTES = 64 << 20
"""Room on the disk that is left free."""
Watch = Callable[[int, int], None]


@dataclass(frozen=True)
class Restored:
    """What became of an archive."""

    attempts: int
    """New attempts."""
    known: int
    """Attempts that were here already, and stayed as they are."""
    files: int
    """Files that were put in place."""
    beside: tuple[Path, ...]
    """Files that differ from one here, and so were put beside it."""
    before: Path | None = None
    """The folder as it was before, where that was replaced."""


def restore(
    where: Folders, source: Path, *, replace: bool = False, watch: Watch | None = None
) -> Restored:
    """Puts an archive's content into the user's folder.

    Nothing that is here is lost: attempts, stories and aliases that are not here are added, other
    files that differ from one here are put beside it. With `replace` the folder here is moved aside
    as a whole. All is unpacked and checked before anything is changed; raises ArchiveError if
    anything is wrong, and StoppedError at Ctrl-C, both with how things stand then.
    """
    top = where.data.parent
    top.mkdir(parents=True, exist_ok=True)
    before = None
    begun = False
    try:
        with tempfile.TemporaryDirectory(dir=top, prefix=".voiceprep-restore-") as name:
            staged = Path(name)
            manifest = _unpack(source, staged, watch)
            journal = staged / "journal.sqlite"
            if journal.is_file():
                _check_journal(journal)
            begun = True
            if replace and where.data.exists():
                before = _aside(where)
                _move_aside(where, before)
            private_folder(where.data)
            return _place(where, staged, manifest, before)
    except ArchiveError:
        raise
    except (OSError, sqlite3.Error, VoiceprepError) as fault:
        raise ArchiveError(
            f"The archive {source} can't be restored: {_reason(fault)}. "
            f"{_state(where, before, begun)}"
        ) from fault
    except KeyboardInterrupt as stop:
        raise StoppedError(f"Stopped. {_state(where, before, begun)}") from stop


def _reason(fault: Exception) -> str:
    if isinstance(fault, OSError) and fault.strerror:
        return f"{fault.strerror} ({fault.filename})" if fault.filename else fault.strerror
    return str(fault).rstrip(".")


def _state(where: Folders, before: Path | None, begun: bool) -> str:
    """How things stand after a restoration that did not come to its end."""
    if not begun or (before and not before.exists()):
        return "Nothing was restored, and what was here is as it was."
    if before is None:
        return (
            f"What was here before is still in {where.data}, with a part of the archive; the same "
            "command again adds the rest."
        )
    _keep_models(where, before)
    return (
        f"What was here before is in {before}. {where.data} has a part of the archive; the same "
        "command without --replace adds the rest."
    )


def _unpack(source: Path, staged: Path, watch: Watch | None) -> Manifest:
    try:
        with zipfile.ZipFile(source) as archive:
            infos = archive.infolist()
            if len(infos) > MOST_FILES + 1:
                raise ArchiveError(f"{source} has more than {MOST_FILES} files; it is not taken.")
            by_name = {info.filename: info for info in infos}
            if NAME not in by_name or by_name[NAME].file_size > MOST_BYTES:
                raise ArchiveError(f"{source} is no archive of voiceprep: it has no manifest.")
            with archive.open(NAME) as stream:
                manifest = parsed(stream.read(MOST_BYTES + 1))
            _check_names(source, manifest, infos)
            total, done = sum(entry.bytes for entry in manifest.files), 0
            free = shutil.disk_usage(staged).free
            # Unpacked once, and moved or copied into place after that.
            if 2 * total + _SPARE_BYTES > free:
                raise ArchiveError(
                    f"{source} needs {2 * total >> 20} MB on the disk and there are "
                    f"{free >> 20} MB; make room first."
                )
            for entry in manifest.files:
                path = staged / entry.path
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                digest, size = hashlib.sha256(), 0
                fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(fd, "wb") as sink, archive.open(entry.path) as stream:
                    while block := stream.read(_BLOCK):
                        size += len(block)
                        if size > entry.bytes:
                            break
                        digest.update(block)
                        sink.write(block)
                if size != entry.bytes or digest.hexdigest() != entry.sha256:
                    raise ArchiveError(
                        f"{source} is damaged: {entry.path} is not what was saved; nothing was "
                        "restored."
                    )
                done += size
                if watch:
                    watch(done, total)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, ValueError) as fault:
        raise ArchiveError(f"{source} is damaged, or no archive of voiceprep: {fault}.") from fault
    return manifest


def _check_names(source: Path, manifest: Manifest, infos: list[zipfile.ZipInfo]) -> None:
    names = [info.filename for info in infos]
    if sorted(names) != sorted([NAME, *(entry.path for entry in manifest.files)]):
        raise ArchiveError(f"{source} does not hold the files that it lists; it is not taken.")
    for info in infos:
        kind = stat.S_IFMT(info.external_attr >> 16)
        if info.is_dir() or kind not in (0, stat.S_IFREG):
            raise ArchiveError(f"{source} has something that is no plain file; it is not taken.")


def _check_journal(path: Path) -> None:
    """A journal from elsewhere: only our tables, only recordings in their folder."""
    with closing(sqlite3.connect(path)) as db:
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version > len(MIGRATIONS):
            raise ArchiveError("The archive was made by a newer voiceprep; install that version.")
        with closing(sqlite3.connect(":memory:")) as ours:
            for step in MIGRATIONS[:version]:
                ours.executescript(step)
            if _schema(ours) != _schema(db):
                raise ArchiveError("The archive's journal has tables that are not voiceprep's.")
        if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise ArchiveError("The archive's journal is damaged.")
        for (recording,) in db.execute("SELECT recording FROM attempt WHERE recording != ''"):
            parts = recording.split("/")
            if "\\" in recording or "\0" in recording or any(p in ("", ".", "..") for p in parts):
                raise ArchiveError("The archive's journal names a sound file elsewhere.")
    try:
        with Journal(path) as journal:  # brings it up to date
            check_content(journal)
    except JournalError as fault:
        raise ArchiveError(f"The archive's journal can't be used: {fault}") from fault


def _schema(db: sqlite3.Connection) -> list[tuple[str, str, str]]:
    return sorted(db.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_master"))


def _aside(where: Folders) -> Path:
    """A free name for the folder that is replaced."""
    number = 1
    while (aside := where.data.with_name(f"{where.data.name}.before-{number}")).exists():
        number += 1
    return aside


def _move_aside(where: Folders, aside: Path) -> None:
    for folder in where.recordings.glob("*/"):
        if (folder / LOCK).exists():
            lock = Lock(folder / LOCK)
            if not lock.acquire():
                raise ArchiveError("A session is going on; end it first. Nothing was restored.")
            lock.release()
    where.data.rename(aside)
    _keep_models(where, aside)


def _keep_models(where: Folders, aside: Path) -> None:
    for kept in (where.models, where.cache):  # not in archives: they stay where they are
        if kept.is_relative_to(where.data) and not kept.exists():
            moved = aside / kept.relative_to(where.data)
            if moved.exists():
                private_folder(where.data)
                moved.rename(kept)


def _place(where: Folders, staged: Path, manifest: Manifest, before: Path | None) -> Restored:
    moved: set[str] = set()  # recordings: a session can have another number here
    attempts = known = files = 0
    if not where.journal.exists():
        attempts = _count(staged / "journal.sqlite")
    # Into an empty place the journal goes as it is, numbers and all.
    if (staged / "journal.sqlite").is_file() and where.journal.exists():
        with Journal(where.journal) as journal, Journal(staged / "journal.sqlite") as other:
            recordings = {
                row["id"]: row["recording"]
                for row in other.select("SELECT id, recording FROM attempt WHERE recording != ''")
            }
            merged = merge(journal, other)
            attempts, known = len(merged.attempts), len(merged.there_already)
            for there, here in (*merged.attempts, *merged.there_already):
                old = recordings.get(there)
                if old is None:
                    continue
                session, kept = journal.select(
                    "SELECT session, recording FROM attempt WHERE id = ?", here
                )[0]
                moved.add(f"recordings/{old}")
                if (staged / "recordings" / old).is_file() and not (
                    kept and (where.recordings / kept).is_file()
                ):
                    target = _free(where.recordings / str(session) / Path(old).name)
                    _put(staged / "recordings" / old, target)
                    journal.set_recording(here, target.relative_to(where.recordings).as_posix())
                    files += 1
    beside: list[Path] = []
    for entry in manifest.files:
        if entry.path in moved or (entry.path == "journal.sqlite" and where.journal.exists()):
            continue
        path = staged / entry.path
        target = where.config_file if entry.path == "config.toml" else where.data / entry.path
        if target.is_file() and filecmp.cmp(target, path, shallow=False):
            continue
        added = False
        if target == where.stories and target.is_file():
            added = _merge_stories(target, path)
        elif target.parent == where.aliases and target.is_file():
            added = _merge_aliases(target, path)
        files += added
        if not path.exists():  # all of it is here now
            continue
        free = _free(target)
        if free != target:
            beside.append(free)
        _put(path, free)
        files += 1
    return Restored(attempts, known, files, tuple(beside), before)


def _merge_stories(here: Path, there: Path) -> bool:
    """Adds the stories to questions that have none here; whether there were any.

    What is left in the archive's file are stories that differ from the one here; none, no file.
    """
    try:
        mine = {story.question: story for story in read_stories(here)}
        theirs = read_stories(there)
        new = [story for story in theirs if story.question not in mine]
        text = format_stories([*mine.values(), *new])
        parse_stories(text, str(here))  # together they can be too many
    except BankError:
        return False
    if new:
        write_whole(here, text.encode())
    differing = [s for s in theirs if s.question in mine and s != mine[s.question]]
    if differing:
        there.write_text(format_stories(differing), encoding="utf-8")
    else:
        there.unlink()
    return bool(new)


def _merge_aliases(here: Path, there: Path) -> bool:
    """Adds what is heard instead of each term; whether there was anything new."""
    try:
        before = read_aliases(here)
        add_aliases(here, read_aliases(there))
        there.unlink()
        return read_aliases(here) != before
    except ConfigError:
        return False


def _count(journal: Path) -> int:
    if not journal.is_file():
        return 0
    with Journal(journal) as other:
        return other.count()


def _put(source: Path, target: Path) -> None:
    if source.is_file():
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.move(source, target)


def _free(target: Path) -> Path:
    """The path itself, or where that is taken, one beside it."""
    number, free = 1, target
    while free.exists() or free.is_symlink():
        free = target.with_name(f"{target.stem}-restored-{number}{target.suffix}")
        number += 1
    return free
