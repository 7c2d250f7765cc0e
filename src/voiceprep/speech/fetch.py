"""One file from the network: resumed, retried, checked."""

import hashlib
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import ReadTimeoutError

from voiceprep.errors import ModelError

MOST_BYTES = 8_000_000_000
"""Largest archive that is fetched; the largest model that is published has 4.4 GB."""
STALL_S = 20.0
"""How long the server may send nothing before the connection is taken up anew."""
TRIES = 5
"""How often in a row a connection may fail without bringing a byte."""
TRIES_IN_VAIN = 2
"""The same where no byte has come at all: there is no network, most likely."""
_BLOCK = 1 << 16


class _BrokenError(Exception):
    """The connection gave out; it is worth another try."""


@dataclass(frozen=True)
class Fetch:
    """Fetches archives into a folder, going on where an earlier try ended."""

    folder: Path
    """Where archives and parts of them are kept until they are used."""
    stall_s: float = STALL_S
    tries: int = TRIES
    most_bytes: int = MOST_BYTES
    sleep: Callable[[float], None] = time.sleep
    progress: Callable[[int, int], None] = field(default=lambda *_: None)
    """Called with the bytes that are there and the bytes in all (0 while that is unknown)."""

    def get(self, url: str, *, md5: str = "", name: str = "") -> Path:
        """The whole file; `md5`, where known, is compared. What came earlier is not fetched again.

        `name` is what the command was given, where that isn't the address.

        Raises ModelError, with what to do instead, if it can't be had or is not what was promised.
        """
        try:
            scheme = urlsplit(url).scheme
        except ValueError as fault:
            raise ModelError(f"{url!r} is no address; check how it is written.") from fault
        if scheme not in ("https", "http"):
            raise ModelError(f"{url!r} can't be fetched: an address begins with https://.")
        archive = self._place(url)
        if not archive.exists():
            self._complete(url, archive, name or url)
        if md5 and (found := md5_of(archive)) != md5:
            archive.unlink()
            raise ModelError(
                f"What came from {url} is not what was published (MD5 {found} instead of {md5}); "
                "it was removed. Try again later, or from another network."
            )
        return archive

    def _complete(self, url: str, archive: Path, name: str) -> None:
        """Fetches until the file is whole, or there is no sense in another try."""
        part = archive.with_name(f"{archive.name}.part")
        failures, before = 0, -1
        while True:
            try:
                self._go_on(url, part)
                break
            except _BrokenError as fault:
                there = part.stat().st_size if part.exists() else 0
                failures = failures + 1 if there <= before else 1
                before = max(there, before)
                if failures >= (self.tries if there else min(self.tries, TRIES_IN_VAIN)):
                    raise ModelError(f"{fault} {by_hand(url, name)}") from fault
                self.sleep(min(2.0 ** (failures - 1), 30.0))
        part.rename(archive)

    def document(self, url: str) -> object:
        """A small JSON document. Raises ModelError if it can't be had."""
        try:
            answer = requests.get(url, timeout=(self.stall_s, self.stall_s))
            answer.raise_for_status()
            return answer.json()
        except (requests.RequestException, ValueError) as fault:
            raise ModelError(f"{url} can't be read ({_told(fault)}).") from fault

    def _place(self, url: str) -> Path:
        """Where the file is when it is whole; its name is told by its address."""
        name = re.sub(r"[^\w.-]", "_", urlsplit(url).path.rpartition("/")[2])[-80:] or "archive"
        mark = hashlib.sha256(url.encode()).hexdigest()[:12]
        return self.folder / f"{mark}-{name}"

    def _go_on(self, url: str, part: Path) -> None:
        """Fetches what is missing; ends when the file is whole, else raises _BrokenError."""
        tag = part.with_name(part.name + ".tag")
        have = part.stat().st_size if part.exists() else 0
        headers = {"Accept-Encoding": "identity"}
        if have and tag.exists():
            headers |= {"Range": f"bytes={have}-", "If-Range": tag.read_text(encoding="utf-8")}
        try:
            with requests.get(
                url, headers=headers, stream=True, timeout=(self.stall_s, self.stall_s)
            ) as answer:
                self._take(answer, part, tag, have)
        except ValueError as fault:  # requests and urllib3 both refuse some addresses by it
            raise ModelError(f"{url!r} is no address; check how it is written.") from fault
        except requests.RequestException as fault:
            raise _BrokenError(f"{url} can't be fetched ({_told(fault)}).") from fault

    def _take(self, answer: requests.Response, part: Path, tag: Path, have: int) -> None:
        url = answer.url
        first = answer.history[0].url if answer.history else url
        if first.startswith("https:") and not url.startswith("https:"):
            raise ModelError(
                f"{first} leads to {url}, which is not encrypted; nothing was fetched."
            )
        if answer.status_code == 416:  # there is nothing more: or the file is another one now
            part.unlink(missing_ok=True)
            raise _BrokenError(f"{url} has changed while it was fetched.")
        if answer.status_code in (429, 500, 502, 503, 504):
            raise _BrokenError(f"{url} can't be fetched (the server answers {answer.status_code}).")
        if answer.status_code not in (200, 206):
            raise ModelError(
                f"{url} can't be fetched (the server answers {answer.status_code}); "
                "see 'voiceprep models list' for what there is."
            )
        resumed = answer.status_code == 206 and _range_start(answer) == have
        if not resumed:
            have = 0
        total = _length(answer) + have if _length(answer) else 0
        if total > self.most_bytes:
            raise ModelError(
                f"{url} is {total / 1e9:.1f} GB; nothing above {self.most_bytes / 1e9:.0f} GB "
                "is fetched."
            )
        # Unpacked, it takes at least as much again: better told now than after the download.
        _need_room(part.parent, total - have + total)
        mark = answer.headers.get("ETag") or answer.headers.get("Last-Modified") or ""
        if mark and not mark.startswith("W/"):
            tag.write_text(mark, encoding="utf-8")
        else:
            tag.unlink(missing_ok=True)
        with part.open("ab" if resumed else "wb") as file:
            for block in answer.iter_content(_BLOCK):
                have += len(block)
                if have > self.most_bytes or (total and have > total):
                    raise ModelError(f"{url} sends more than it promised; nothing was installed.")
                file.write(block)
                self.progress(have, total)
        if total and have < total:
            raise _BrokenError(f"{url} broke off at {have / 1e6:.0f} of {total / 1e6:.0f} MB.")
        if not have:
            raise _BrokenError(f"{url} is empty.")
        tag.unlink(missing_ok=True)


def by_hand(url: str, name: str) -> str:
    """What to do where there is no way to the network."""
    return (
        f"Fetch {url} on another machine, then give the file: voiceprep models install FILE. "
        f"What has come so far is kept, and voiceprep models install {name} goes on from there."
    )


def _need_room(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise ModelError(
            f"The disk of {folder} has {free / 1e6:.0f} MB left and {needed / 1e6:.0f} MB are "
            "needed; make room first."
        )


def _length(answer: requests.Response) -> int:
    text = answer.headers.get("Content-Length", "")
    return int(text) if text.isascii() and text.isdigit() else 0


def _range_start(answer: requests.Response) -> int:
    found = re.match(r"bytes (\d+)-", answer.headers.get("Content-Range", ""))
    return int(found[1]) if found else -1


def md5_of(file: Path) -> str:
    """A file's MD5 sum in hexadecimal. Raises ModelError if it can't be read."""
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "md5").hexdigest()
    except OSError as fault:
        raise ModelError(f"{file} can't be read ({fault.strerror}).") from fault


def _told(fault: Exception) -> str:
    """Why, in few words: the library's own texts run over lines."""
    inner = fault.args[0] if fault.args else None  # a stall in mid-file comes wrapped
    if isinstance(fault, requests.Timeout) or isinstance(inner, ReadTimeoutError):
        return "the server sent nothing for too long"
    if isinstance(fault, requests.ConnectionError):
        return "there is no connection to the server"
    if isinstance(fault, requests.HTTPError) and fault.response is not None:
        return f"the server answers {fault.response.status_code}"
    return type(fault).__name__
