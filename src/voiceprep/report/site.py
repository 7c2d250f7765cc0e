"""All sessions as a folder of pages, with the sound beside them."""

import json
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from voiceprep.audio.opus import Copy
from voiceprep.errors import VoiceprepError
from voiceprep.journal.attempt import Attempt, Session
from voiceprep.journal.journal import Journal
from voiceprep.journal.overview import briefs, sittings
from voiceprep.report.html import index_html, report_html
from voiceprep.report.index import entry, index_page
from voiceprep.report.page import session_page
from voiceprep.report.phrases import Phrases, phrases
from voiceprep.report.sounds import session_sounds, without_sound
from voiceprep.report.summary import briefly, summarize
from voiceprep.wholefile import write_whole

MARKER = ".voiceprep-site"
"""In a site's folder: the files that were written there, as JSON."""
_OURS = re.compile(r"index\.html|session-[0-9]{1,18}\.html|sound/[0-9]{1,18}\.opus")


class Site:
    """A folder that holds nothing but what is written through it."""

    def __init__(self, folder: Path) -> None:
        """Takes a folder that is new, empty, or a site that was written before.

        Raises VoiceprepError if it is anything else, or can't be used.
        """
        self.folder = folder
        self._written: set[str] = set()
        self._before: frozenset[str] = frozenset()
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            there = {each.name for each in folder.iterdir()}
            if MARKER in there:
                self._before = _listed(folder / MARKER)
            elif there:
                raise VoiceprepError(
                    f"{folder} holds other files and is no site of voiceprep; choose a new folder."
                )
            (folder / "sound").mkdir(exist_ok=True, mode=0o700)
        except OSError as fault:
            raise VoiceprepError(f"{folder} can't be written: {fault.strerror}.") from fault
        if (folder / "sound").is_symlink():
            raise VoiceprepError(f"{folder / 'sound'} is a link to elsewhere; remove it.")

    def write(self, name: str, content: bytes) -> None:
        """Writes one file; raises VoiceprepError if something stands there that isn't ours."""
        path = self.folder / name
        if name not in self._before and name not in self._written and path.exists():
            raise VoiceprepError(f"{path} was not written by voiceprep; move it away.")
        if name not in self._written:
            # Known before it is there: whatever happens, the next run knows it for ours.
            self._written.add(name)
            self._mark(self._before | self._written)
        write_whole(path, content, private=True)

    def finish(self) -> None:
        """Removes what was written before and is no part of the site any more."""
        for name in self._before - self._written:
            with suppress(OSError):
                (self.folder / name).unlink()
        self._mark(self._written)
        with suppress(OSError):
            (self.folder / "sound").rmdir()  # if there is none

    def _mark(self, names: set[str] | frozenset[str]) -> None:
        text = json.dumps(sorted(names), indent=0)
        write_whole(self.folder / MARKER, text.encode(), private=True)


def _listed(marker: Path) -> frozenset[str]:
    """The files that a site lists as its own; names that we never give are not believed."""
    try:
        names = json.loads(marker.read_text(encoding="utf-8"))
    except (ValueError, UnicodeDecodeError):
        names = []
    known = names if isinstance(names, list) else []
    return frozenset(name for name in known if isinstance(name, str) and _OURS.fullmatch(name))


def write_site(
    folder: Path,
    journal: Journal,
    recordings: Path,
    texts: Phrases,
    made: datetime,
    *,
    with_sound: bool = True,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> int:
    """Writes all sessions into a folder, one after another; gives how many.

    Each session is in its own language, what leads to them in that of `texts`.

    `progress` hears how many of how many sessions are done. Raises VoiceprepError if the folder
    is not ours or can't be written.
    """
    site = Site(folder)
    known = sittings(journal)
    entries = []

    def url(attempt: Attempt, copy: Copy) -> str:
        name = f"sound/{attempt.id}.opus"
        site.write(name, copy.path.read_bytes())
        return name

    earlier: list[Session] = []
    for done, sitting in enumerate(reversed(known), 1):
        session = journal.session(sitting.id)
        if with_sound:
            sounds = session_sounds(session.attempts, recordings, url)
        else:
            sounds = without_sound(session.attempts)
        own = phrases(session.attempts[0].language) if session.attempts else texts
        whole = summarize(session, journal.events(session.id), earlier, own)
        earlier.append(briefly(session))
        page = session_page(session, sounds, own, whole, with_sound=with_sound)
        text = report_html(page, own, made, back="index.html")
        site.write(f"session-{session.id}.html", text.encode())
        entries.append(entry(session, page, texts))
        progress(done, len(known))
    index = index_page(entries, briefs(journal), texts)
    site.write("index.html", index_html(index, texts, made).encode())
    site.finish()
    return len(entries)
