"""Writing an archive: a ZIP file that takes its name only once it is whole."""

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from voiceprep import __version__
from voiceprep.archive.manifest import LEFT_OUT_ENDINGS, NAME, Entry, Manifest, parsed, written
from voiceprep.config import Folders
from voiceprep.errors import ArchiveError
from voiceprep.journal.journal import Journal

_BLOCK = 1 << 20
_SOUND = (".flac", ".wav")
_COPY = ".opus"


def kept_files(where: Folders) -> Iterator[tuple[str, Path]]:
    """All that is the user's own but the journal: path in the archive, and file.

    Models, the cache and the small copies of recordings that reports play are left out, for they
    can be had again; so are links. A copy whose recording is gone is kept: no other is left.
    """
    for path in sorted(where.data.rglob("*")):
        outside = any(path.is_relative_to(top) for top in (where.models, where.cache))
        hidden = any(part.startswith(".") for part in path.relative_to(where.data).parts)
        if outside or hidden or path.name.endswith(LEFT_OUT_ENDINGS) or path.is_symlink():
            continue
        if path.suffix == _COPY and any(path.with_suffix(end).is_file() for end in _SOUND):
            continue
        if path.is_file() and path not in (where.journal, where.config_file):
            yield path.relative_to(where.data).as_posix(), path
    if where.config_file.is_file() and not where.config_file.is_symlink():
        yield "config.toml", where.config_file


def save(
    where: Folders,
    target: Path,
    now: datetime,
    watch: Callable[[int, int], None] | None = None,
) -> Manifest:
    """Writes everything into one file; `watch` is given bytes done and in all.

    Raises ArchiveError if it can't be written or could not be restored, as with a file of a name
    that other systems don't take; an older archive of that name stays then.
    """
    part = target.with_name(f".{target.name}.part")
    try:
        with tempfile.TemporaryDirectory(
            dir=target.absolute().parent, prefix=".voiceprep-"
        ) as name:
            copy = Path(name) / "journal.sqlite"
            own = target.resolve()
            files = [(inside, path) for inside, path in kept_files(where) if path.resolve() != own]
            if where.journal.is_file():
                with Journal(where.journal) as journal:
                    journal.backup(copy)
                files.insert(0, ("journal.sqlite", copy))
            total, done = sum(path.stat().st_size for _, path in files), 0
            entries = []
            fd = os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(fd, "w+b") as stream, zipfile.ZipFile(stream, "w") as archive:
                for inside, path in files:
                    entries.append(_add(archive, inside, path))
                    done += entries[-1].bytes
                    if watch:
                        watch(done, total)
                manifest = Manifest(__version__, now.isoformat(), tuple(entries))
                data = written(manifest)
                parsed(data)  # what could not be restored is told while there is time
                archive.writestr(NAME, data, zipfile.ZIP_DEFLATED)
                archive.close()
                stream.flush()
                os.fsync(stream.fileno())
        part.replace(target)
    except OSError as fault:
        reason = fault.strerror or fault
        raise ArchiveError(f"The archive {target} can't be written: {reason}.") from fault
    finally:
        part.unlink(missing_ok=True)
    return manifest


def _add(archive: zipfile.ZipFile, inside: str, path: Path) -> Entry:
    info = zipfile.ZipInfo.from_file(path, inside, strict_timestamps=False)
    sound = path.suffix in (*_SOUND, _COPY)
    info.compress_type = zipfile.ZIP_STORED if sound else zipfile.ZIP_DEFLATED
    info.external_attr = 0o100600 << 16
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as source, archive.open(info, "w", force_zip64=True) as sink:
        while block := source.read(_BLOCK):
            digest.update(block)
            size += len(block)
            sink.write(block)
    return Entry(inside, size, digest.hexdigest())
