"""voiceprep models install."""

import difflib
import re
import tempfile
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from voiceprep.cli.output import json_option, print_json
from voiceprep.config import Folders, folders, private_folder
from voiceprep.errors import ModelError, PlaceError, VoiceError
from voiceprep.report.terminal import plain
from voiceprep.speech.catalogue import (
    Offer,
    catalogue,
    fits,
    language_of,
    list_url,
    machine_memory_mb,
    offer,
    offer_at,
    offer_in,
    test_sentence,
)
from voiceprep.speech.fetch import Fetch, md5_of
from voiceprep.speech.install import install as put_in_place
from voiceprep.speech.install import name_of

LEAST_HEARD = 0.3
"""Share of the test sentence's words that a model must hear. A synthetic voice is no person's: the
starter model hears all of them, a model for another language none."""
_FILE = re.compile(r"[/\\]|^[.~]|\.(zip|tar|tgz|gz|bz2|xz)$")
"""What only a path has."""
_MD5 = re.compile("[0-9a-f]{32}")
_NOT_COMPARED = "No checksum is known for it, so none was compared."


def a_checksum(text: str) -> str:
    """An MD5 sum in small letters, as a parameter's type."""
    found = text.strip().lower()
    if found and not _MD5.fullmatch(found):
        raise click.BadParameter(f"{text!r} is no MD5 sum: that has 32 digits and letters a to f.")
    return found


@click.command()
@click.argument("what", metavar="NAME|URL|FILE|FOLDER")
@click.option("--replace", is_flag=True, help="Put it in the place of one of the same name.")
@click.option(
    "--md5", type=a_checksum, default="", metavar="SUM", help="MD5 sum that the archive must have."
)
@json_option
def install(what: str, replace: bool, md5: str, as_json: bool) -> None:
    """Fetch a model, try it, and put it in place.

    A download that breaks off goes on where it ended when you give the command again. Nothing is
    put in place that does not load and hear a test sentence.

    \b
    Examples:
      voiceprep models install vosk-model-small-en-us-0.15   a name from 'models list'
      voiceprep models install https://example.org/model.zip
      voiceprep models install ~/Downloads/vosk-model-de-0.21.zip
    """
    console = Console(stderr=True, highlight=False)
    place = install_model(what, folders(), console, replace=replace, md5=md5)
    if as_json:
        print_json({"name": place.name, "path": str(place), "language": language_of(place.name)})
    else:
        click.echo(f"{plain(place.name)} is installed. {_used_when(place.name)}")


def _used_when(name: str) -> str:
    """When a model that is in its place listens."""
    choose = f"voiceprep models use {plain(name)} chooses it."
    if language := language_of(name):
        return (
            f"It is for banks in {language!r}; voiceprep models list shows which of those models "
            f"is in use, and {choose}"
        )
    return f"Its name tells no language, so it listens only when it is chosen: {choose}"


def install_model(
    what: str, where: Folders, console: Console, *, replace: bool = False, md5: str = ""
) -> Path:
    """Installs a model by name, address, file or folder, with progress; gives its place.

    Raises ModelError.
    """
    if not what.strip():
        raise ModelError("Give a model's name, its address, or a file or folder that holds it.")
    models = private_folder(where.models)
    one = offer(what) or offer_at(what)
    if one is None and "://" not in what:
        local = _path(what)
        if local.exists() or _FILE.search(what):
            _compare(local, md5, console)
            return _put(local, where, console, replace)
        raise ModelError(_unknown(what))
    url, name = (one.url, one.name) if one else (what, name_of(what.rpartition("/")[2]))
    if not replace and (models / name).exists():
        raise ModelError(f"{name} is installed already; --replace fetches it again.")
    if one:
        _warn_of_size(one, console)
    with _progress(console) as progress:
        task = progress.add_task("fetching", total=None)
        fetch = Fetch(
            private_folder(where.cache / "downloads"),
            progress=lambda done, total: progress.update(task, completed=done, total=total or None),
        )
        if one:
            md5 = md5 or one.md5 or _published(name, fetch)
        archive = fetch.get(url, md5=md5, name=what)
    if not md5:
        console.print(_NOT_COMPARED, style="dim")
    try:
        place = _put(archive, where, console, replace)
    except PlaceError:
        raise  # it need not be fetched again when there is room
    except ModelError:
        archive.unlink(missing_ok=True)
        raise
    archive.unlink(missing_ok=True)
    return place


def _path(what: str) -> Path:
    try:
        return Path(what).expanduser()
    except RuntimeError as fault:  # ~nobody
        raise ModelError(f"There is no file or folder {what!r}.") from fault


def _compare(local: Path, md5: str, console: Console) -> None:
    """Compares a file's checksum with the one that was given, or else the catalogue's.

    Raises ModelError if it is another one.
    """
    if not local.is_file():
        if md5:
            raise ModelError(
                f"--md5 is the checksum of a file, and {str(local)!r} is none; leave it out."
            )
        return
    one = offer_in(local.name)
    md5 = md5 or (one.md5 if one else "")
    if not md5:
        console.print(_NOT_COMPARED, style="dim")
    elif (found := md5_of(local)) != md5:
        raise ModelError(
            f"{local} is not what was published (MD5 {found} instead of {md5}); it was not "
            "installed. Fetch it again."
        )


def _unknown(name: str) -> str:
    names = [one.name for one in catalogue()]
    near = [one for one in names if name in one][:3] or difflib.get_close_matches(name, names)
    return f"There is no model {name!r} in the list" + (
        f"; did you mean {' or '.join(near)}?" if near else "; see voiceprep models list."
    )


def _warn_of_size(one: Offer, console: Console) -> None:
    if not fits(one, machine_memory_mb()):
        console.print(
            f"{one.name} takes {one.memory_mb / 1000:.1f} GB of memory, more than half of what "
            "this machine has; it may be slow or not load.",
            style="yellow",
        )


def _published(name: str, fetch: Fetch) -> str:
    """The checksum from the project's list of models; empty where it can't be had."""
    try:
        listed = fetch.document(list_url())
    except ModelError:
        return ""
    entries = listed if isinstance(listed, list) else []
    sums = (
        str(entry.get("md5")).lower()
        for entry in entries
        if isinstance(entry, dict) and entry.get("name") == name
    )
    return next((md5 for md5 in sums if _MD5.fullmatch(md5)), "")


def _put(source: Path, where: Folders, console: Console, replace: bool) -> Path:
    with _progress(console) as progress:
        task = progress.add_task("unpacking", total=None)

        def listen(model: Path) -> None:
            progress.update(task, description="trying it out", completed=0, total=None)
            for sentence in _hears(model, where):
                progress.console.print(plain(sentence), style="yellow", markup=False)

        return put_in_place(
            source,
            private_folder(where.models),
            listen=listen,
            replace=replace,
            progress=lambda done, total: progress.update(task, completed=done, total=total),
        )


def _hears(model: Path, where: Folders) -> list[str]:
    """Raises ModelError unless the model hears a test sentence; what could not be tried."""
    from voiceprep.speech.appraisal import try_model, word_error_rate
    from voiceprep.speech.models import ModelInfo
    from voiceprep.speech.recognizer import load_model
    from voiceprep.speech.voice import Voice

    load_model(ModelInfo(model.name, model, False, "on trial"))  # also decodes a moment of noise
    language = language_of(model.name)
    sentence = test_sentence(language)
    if not sentence:
        return [f"There is no test sentence for {model.name}; it loads, and was not tried by ear."]
    with tempfile.TemporaryDirectory(dir=private_folder(where.cache)) as folder:
        try:
            sound = Voice(None, 150, Path(folder), language=language).wav(sentence)
        except VoiceError as fault:
            return [f"It loads, and was not tried by ear: {fault}"]
        heard = try_model(model, [sound]).heard[0]
    said = sentence.lower().replace(".", "").split()
    if 1 - word_error_rate([(said, heard.split())]) < LEAST_HEARD:
        raise ModelError(
            f"{model.name} loads, but does not understand a test sentence (it heard "
            f"{plain(heard[:100])!r}); it was not installed."
        )
    return []


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    )
