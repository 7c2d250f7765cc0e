"""What an archive holds: a list of its files with sizes and checksums."""

import json
import re
from dataclasses import asdict, dataclass

from voiceprep.errors import ArchiveError

NAME = "manifest.json"
FORMAT = 1
"""Raised whenever an older version could not read an archive of a newer one."""
MOST_BYTES = 32 << 20
"""Of the manifest itself."""
MOST_FILES = 200_000

LEFT_OUT = ("models", "cache")
"""Folders that can be had again, and so are in no archive."""
LEFT_OUT_ENDINGS = (".part", ".sqlite-wal", ".sqlite-shm", ".sqlite-journal", ".lock")
"""Files of work that is going on: in no archive either."""
_PART = re.compile(r"[^/\\:*?\"<>|\x00-\x1f\x7f]{1,255}")
"""What all systems take for a name."""


@dataclass(frozen=True)
class Entry:
    """One file."""

    path: str
    """Below the user's folder, with slashes; config.toml for the settings."""
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """All of them."""

    version: str
    """Of the voiceprep that wrote it."""
    created: str
    """UTC, ISO 8601."""
    files: tuple[Entry, ...]


def written(manifest: Manifest) -> bytes:
    """The manifest as it stands in the archive."""
    table = {"voiceprep-archive": FORMAT, **asdict(manifest)}
    return json.dumps(table, ensure_ascii=False, indent=1).encode()


def parsed(data: bytes) -> Manifest:
    """The manifest in an archive. Raises ArchiveError if it is none or can't be trusted."""
    try:
        table = json.loads(data)
        format = table["voiceprep-archive"]
        if isinstance(format, int) and format > FORMAT:
            raise ArchiveError(
                "This archive was made by a newer voiceprep "
                f"({str(table.get('version', ''))[:20]}); install that version."
            )
        files = tuple(
            Entry(str(file["path"]), int(file["bytes"]), str(file["sha256"]))
            for file in table["files"]
        )
        manifest = Manifest(str(table["version"]), str(table["created"]), files)
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
        OverflowError,
    ) as fault:
        raise ArchiveError("This is no archive of voiceprep: its manifest is broken.") from fault
    if len(files) > MOST_FILES:
        raise ArchiveError(f"The archive has more than {MOST_FILES} files; it is not taken.")
    if len({entry.path.casefold() for entry in files}) < len(files):
        raise ArchiveError("The archive names a file twice; it is not taken.")
    for entry in files:
        parts = entry.path.split("/")
        strange = any(
            not _PART.fullmatch(part) or part.startswith(".") or not part.isprintable()
            for part in parts
        )
        if strange or parts[0].casefold() in LEFT_OUT or entry.path.endswith(LEFT_OUT_ENDINGS):
            raise ArchiveError(
                f"The archive names a file {entry.path[:80]!r}; it is not taken; "
                'rename it, without any of : * ? " < > |.'
            )
        if entry.bytes < 0:
            raise ArchiveError("The archive tells a size below nothing; it is not taken.")
    return manifest
