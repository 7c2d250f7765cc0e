"""An archive from anywhere into an empty folder: nothing of it gets out of there."""

import errno
import lzma
import shutil
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from voiceprep.errors import ModelError, PlaceError

MOST_FILES = 2_000
"""The models that are published have some twenty files."""
MOST_BYTES = 12_000_000_000
"""Unpacked; the largest model that is published takes about 6 GB."""
DEEPEST = 8
"""Folders within one another."""
_BLOCK = 1 << 20
_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EIO)
"""Faults that are not the archive's: gzip and bz2 tell theirs as OSError as well."""


@dataclass(frozen=True)
class _Member:
    name: str
    size: int
    folder: bool
    plain: bool
    """Whether it is a file or a folder: no link, no device."""
    open: Callable[[], IO[bytes]]


def unpack(
    archive: Path,
    target: Path,
    *,
    most_files: int = MOST_FILES,
    most_bytes: int = MOST_BYTES,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> None:
    """Unpacks a zip or tar archive (plain, gz, bz2, xz) into the empty folder `target`.

    Refused, before anything is written: names that lead elsewhere, links, devices, encryption, more
    than `most_files` members or `most_bytes` bytes, and more than the disk has room for. What a
    member holds beyond its announced size is refused when it comes. `progress` is called with the
    bytes written and the bytes in all.

    Raises PlaceError where the disk is at fault, else ModelError.
    """
    try:
        with _members(archive) as listed:
            members = _checked(archive, listed, most_files, most_bytes)
            total = sum(member.size for member in members)
            free = shutil.disk_usage(target).free
            if total > free:
                raise PlaceError(
                    f"{archive.name} needs {total / 1e6:.0f} MB unpacked and the disk of {target} "
                    f"has {free / 1e6:.0f} MB left; make room first."
                )
            _write(archive, members, target, total, progress)
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError) as fault:
        raise ModelError(
            f"{archive.name} is damaged or no archive that can be unpacked ({fault}); "
            "fetch it again."
        ) from fault
    except (NotImplementedError, RuntimeError) as fault:  # zipfile: a method it does not know
        raise ModelError(f"{archive.name} can't be unpacked ({fault}).") from fault
    except OSError as fault:
        if fault.errno in _DISK:
            raise PlaceError(
                f"{archive.name} can't be unpacked ({fault.strerror}); see to the disk."
            ) from fault
        raise ModelError(
            f"{archive.name} can't be unpacked ({fault.strerror or fault}); fetch it again."
        ) from fault


def _checked(
    archive: Path, listed: Iterable[_Member], most_files: int, most_bytes: int
) -> list[_Member]:
    """The members, each looked at before the next is listed: to get there in a packed tar, all
    between them is decompressed. Raises ModelError for what may not be unpacked.
    """
    members: list[_Member] = []
    seen = set()
    total = 0
    for member in listed:
        members.append(member)
        if len(members) > most_files:
            raise ModelError(
                f"{archive.name} holds more than {most_files} files, and a model some twenty; it "
                "is no model."
            )
        total += member.size
        if total > most_bytes:
            raise ModelError(
                f"{archive.name} would take more than {most_bytes / 1e9:.0f} GB unpacked; no model "
                "is that large."
            )
        parts = PurePosixPath(member.name).parts
        leads_out = member.name.startswith("/") or ".." in parts or "\\" in member.name
        strange = not member.name.isprintable() or ":" in member.name or len(parts) > DEEPEST
        if leads_out or strange or not (parts or member.folder):
            raise ModelError(
                f"{archive.name} holds a name that leads elsewhere ({member.name[:80]!r}); "
                "nothing was unpacked. Don't trust where it came from."
            )
        if not member.plain:
            raise ModelError(
                f"{archive.name} holds a link or a device ({member.name[:80]!r}), which no model "
                "needs; nothing was unpacked. Don't trust where it came from."
            )
        if not member.folder:
            if parts in seen:
                raise ModelError(f"{archive.name} holds {member.name[:80]!r} twice.")
            seen.add(parts)
    return members


def _write(
    archive: Path,
    members: list[_Member],
    target: Path,
    total: int,
    progress: Callable[[int, int], None],
) -> None:
    written = 0
    for member in members:
        path = target.joinpath(*PurePosixPath(member.name).parts)
        if member.folder:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            continue
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        left = member.size
        with member.open() as source, path.open("xb") as file:
            while block := source.read(_BLOCK):
                left -= len(block)
                if left < 0:
                    raise ModelError(
                        f"{archive.name} holds more than it says ({member.name[:80]!r}); "
                        "don't trust where it came from."
                    )
                file.write(block)
                written += len(block)
                progress(written, total)
        if left:
            raise EOFError(f"{member.name[:80]!r} is cut off")


@contextmanager
def _members(archive: Path) -> Iterator[Iterator[_Member]]:
    """What is in the archive, in its order; one by one, since millions would fill the memory."""
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as file:
            yield (_in_zip(file, info) for info in file.infolist())
    else:
        with tarfile.open(archive) as tar:
            yield (_in_tar(tar, info) for info in tar)


def _in_zip(file: zipfile.ZipFile, info: zipfile.ZipInfo) -> _Member:
    kind = stat.S_IFMT(info.external_attr >> 16)
    return _Member(
        info.filename,
        info.file_size,
        info.is_dir(),
        kind in (0, stat.S_IFREG, stat.S_IFDIR),
        lambda: file.open(info),
    )


def _in_tar(tar: tarfile.TarFile, info: tarfile.TarInfo) -> _Member:
    def opened() -> IO[bytes]:
        stream = tar.extractfile(info)
        assert stream is not None  # it is a plain file
        return stream

    name = info.name.removeprefix("./") or "."
    return _Member(name, info.size, info.isdir(), info.isfile() or info.isdir(), opened)
