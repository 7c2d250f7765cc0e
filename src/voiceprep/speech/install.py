"""A model into the user's folder: opened, tried, and only then put in place."""

import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from voiceprep.errors import ModelError, PlaceError
from voiceprep.speech.models import check_model_folder, models_in
from voiceprep.speech.unpack import unpack

_ROOM = ".new-"
"""How the folders begin in which models are tried."""


def install(
    source: Path,
    models: Path,
    *,
    listen: Callable[[Path], None],
    replace: bool = False,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> Path:
    """Puts a model from an archive or folder into the folder `models`; gives its place there.

    `listen` tries the model out and raises ModelError if it is no good. Until it has passed,
    nothing is in `models` but a hidden folder, which goes again. `progress` is unpack's.

    Raises PlaceError if that is no fault of the source, else ModelError.
    """
    if not source.exists():
        raise ModelError(f"There is no file or folder {str(source)!r}.")
    with _swept(models), tempfile.TemporaryDirectory(prefix=_ROOM, dir=models) as name:
        room = Path(name)
        if source.is_dir():
            _copy(source, room / source.resolve().name)
        else:
            unpack(source, room, progress=progress)
        found = _model_in(room, source)
        target = models / (name_of(source.name) if found == room else found.name)
        if target.exists() and not replace:
            raise PlaceError(
                f"The model {target.name} is installed already; --replace puts the new one in its "
                "place."
            )
        check_model_folder(found)
        listen(found)
        if target.exists():
            found = found.rename(room / "new") if found.parent == room else found
            target.rename(room / "old")
        found.rename(target)
    return target


def remove(name: str, models: Path) -> int:
    """Removes a model from the user's folder; gives the bytes that this frees.

    Raises ModelError if it isn't there or can't be removed.
    """
    path = models / name
    if path.name != name or path not in models_in(models):
        mine = ", ".join(one.name for one in models_in(models)) or "none"
        raise ModelError(
            f"There is no model {name!r} among those that were installed into {models}: {mine}."
        )
    size = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    try:
        if path.is_symlink():
            path.unlink()
        else:
            shutil.rmtree(path)
    except OSError as fault:
        raise ModelError(f"{path} can't be removed ({fault.strerror}).") from fault
    return size


@contextmanager
def _swept(models: Path) -> Iterator[None]:
    """Takes away what installs that were killed have left, unless another one is going on."""
    folder = os.open(models, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for left in models.glob(f"{_ROOM}*"):
            shutil.rmtree(left, ignore_errors=True)
    except OSError:
        pass  # another one is at work, or the file system has no locks
    try:
        with suppress(OSError):
            fcntl.flock(folder, fcntl.LOCK_SH)
        yield
    finally:
        os.close(folder)


def _copy(source: Path, target: Path) -> None:
    if any(path.is_symlink() for path in source.rglob("*")):
        raise ModelError(f"{source} holds links, which no model needs; it was not copied.")
    try:
        shutil.copytree(source, target)
    except (OSError, shutil.Error) as fault:
        raise ModelError(f"{source} can't be copied; see to the disk and its rights.") from fault


def _model_in(room: Path, source: Path) -> Path:
    """The one model in a folder, at its top or further down."""
    if _whole(room):
        return room
    found = [path for path in sorted(room.rglob("*")) if path.is_dir() and _whole(path)]
    if len(found) == 1:
        return found[0]
    if len(found) > 1:
        names = ", ".join(path.name for path in found)
        raise ModelError(f"{source.name} holds several models ({names}); give one of them alone.")
    for folder in (room, *(path for path in sorted(room.rglob("*")) if path.is_dir())):
        for path in models_in(folder):  # something like a model: say what is wrong with it
            check_model_folder(path)
    raise ModelError(f"{source.name} holds no Vosk model; see 'voiceprep models list'.")


def _whole(folder: Path) -> bool:
    try:
        check_model_folder(folder)
    except ModelError:
        return False
    return True


def name_of(archive: str) -> str:
    """A folder's name from an archive's: without its mark and endings."""
    name = re.sub(r"(\.tar)?\.(zip|tar|tgz|gz|bz2|xz)$", "", archive)
    return re.sub(r"[^\w.-]", "_", re.sub(r"^[0-9a-f]{12}-", "", name)) or "model"
