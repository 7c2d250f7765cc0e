"""Recogniser models: find, check, fingerprint."""

import difflib
import hashlib
import os
import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from voiceprep.errors import ModelError
from voiceprep.resources import builtin
from voiceprep.speech.catalogue import language_of, machine_memory_mb, recommended

LARGE_BYTES = 500_000_000
"""A model above this takes many seconds to load and gigabytes of memory: only used when named, or
when there is nothing else."""

# What Vosk 0.3.45 opens: a tuple is a choice of files. ivector/, rescore/ and rnnlm/ are optional.
_LAYOUT: tuple[str | tuple[str, ...], ...] = (
    "am/final.mdl",
    "conf/model.conf",
    ("conf/mfcc.conf", "conf/fbank.conf"),
    ("graph/HCLG.fst", "graph/HCLr.fst"),
    "graph/words.txt",
)
_FLAT_LAYOUT: tuple[str | tuple[str, ...], ...] = (
    "final.mdl",
    "mfcc.conf",
    ("HCLG.fst", "HCLr.fst"),
    "words.txt",
)
# The look-ahead graph comes in parts; Vosk looks for them where there is no HCLG.fst.
_LOOK_AHEAD = ("Gr.fst", "disambig_tid.int")


@dataclass(frozen=True)
class ModelInfo:
    """A model that was found."""

    name: str
    """Name of its folder."""
    path: Path
    starter: bool
    """Whether it is the model that comes with voiceprep, which hears people badly."""
    source: str
    """Where it was found, such as "your models folder"."""
    skipped: tuple[str, ...] = ()
    """Models that would come first but are broken or hear another language, a sentence each."""


def find_model(
    wish: str,
    user_dir: Path,
    language: str = "en",
    env: Mapping[str, str] = os.environ,
    *,
    chosen: str = "",
) -> ModelInfo:
    """The model wished for, else the one chosen, else the first in the user's, Vosk's and our
    folders.

    `wish` is a folder, a model's name, or empty; it is never replaced by another model. Nor is
    `chosen`, the setting for all languages, unless its name tells another language. `user_dir`
    needn't exist. Without either, a folder counts when its name tells the language (as in
    vosk-model-small-en-us); of several the largest below LARGE_BYTES is taken, since larger
    models hear better.

    Raises ModelError if the model wished for isn't there or isn't whole.
    """
    folders = _folders(user_dir, env)
    skipped: list[str] = []
    if chosen and not wish:
        if may_hear(chosen, language):
            wish = chosen
        else:
            name = Path(chosen).name
            skipped.append(
                f"The model {name} that you chose hears {language_of(name)!r}; for {language!r} "
                "the best that is found listens."
            )
    if wish:
        path = _asked_for(wish, folders)
        check_model_folder(path)
        return _info(path, "your choice")
    for source, folder in folders:
        candidates = [path for path in models_in(folder) if language_of(path.name) == language]
        for path in sorted(candidates, key=_preference):
            try:
                check_model_folder(path)
            except ModelError as fault:
                skipped.append(str(fault))
            else:
                return replace(_info(path, source), skipped=tuple(skipped))
    best = recommended(language, machine_memory_mb())
    raise ModelError(
        f"There is no recogniser model for the language {language!r}; "
        + (
            f"voiceprep models install {best.name} fetches one."
            if best
            else f"put one for Vosk into {user_dir}."
        )
    )


def may_hear(model: str, language: str) -> bool:
    """Whether the name of a model, or of its folder, tells this language, or none."""
    return language_of(Path(model).name) in ("", language)


def leads_to(wish: str, path: Path, user_dir: Path, env: Mapping[str, str] = os.environ) -> bool:
    """Whether a wish, as find_model takes it, means the model in this folder, whole or not."""
    try:
        return bool(wish) and _asked_for(wish, _folders(user_dir, env)).resolve() == path.resolve()
    except (ModelError, OSError, ValueError):
        return False


def lasting_name(model: ModelInfo, user_dir: Path, env: Mapping[str, str] = os.environ) -> str:
    """What leads to this model from any folder: its folder's name where it is looked for by that,
    else the whole path."""
    name = model.path.name
    found = (path for _, folder in _folders(user_dir, env) for path in models_in(folder))
    first = next((path for path in found if path.name == name), None)
    return name if first and first.resolve() == model.path.resolve() else str(model.path)


def list_models(user_dir: Path, env: Mapping[str, str] = os.environ) -> list[ModelInfo]:
    """All folders that look like models, in the order in which they are looked for."""
    return [
        _info(path, source) for source, folder in _folders(user_dir, env)
        for path in models_in(folder)
    ]  # fmt: skip


def check_model_folder(path: Path) -> None:
    """Raises ModelError, naming what is missing, unless the folder has the files that Vosk needs.

    Both of Vosk's layouts are known: am/, conf/ and graph/, and the older one without folders.
    That the files can be loaded is for load_model to find out.
    """
    shown = f"The model {str(path)!r}"
    try:
        str(path).encode()
        if path.is_file():
            raise ModelError(
                f"{shown} is a file and not a folder; unpack it and give the folder inside."
            )
        if not path.is_dir():
            raise ModelError(f"{shown} does not exist; give a folder that holds a model.")
        fault = _missing(path)
        inside = [one for one in models_in(path) if not _missing(one)] if fault else []
    except UnicodeEncodeError as fault_:
        raise ModelError(f"{shown} has a name that Vosk can't open; rename its folder.") from fault_
    except OSError as fault_:
        raise ModelError(
            f"{shown} can't be read ({fault_.strerror}); check its permissions."
        ) from fault_
    if inside:
        raise ModelError(f"{shown} holds the model in a folder of its own; use {str(inside[0])!r}.")
    if fault:
        raise ModelError(f"{shown} is not whole: {fault}; unpack or download it again.")


def fingerprint(path: Path, cache: Path) -> str:
    """SHA-256, in hexadecimal, over the model's files: relative paths, lengths and bytes.

    It is computed again only when a size or a time of modification has changed; `cache` is the
    folder that remembers. Takes some seconds for a model of 2 GB: call it in a thread.

    Raises ModelError if a file can't be read.
    """
    try:
        signature = stat_signature(path)
        known = recall(cache, signature, "sha256")
        if re.fullmatch("[0-9a-f]{64}", known):
            return known
        digest = hashlib.sha256()
        for name, file in _files(path):
            digest.update(f"{len(name.encode())}:{name}:{file.stat().st_size}:".encode())
            with file.open("rb") as stream:
                while block := stream.read(1 << 20):
                    digest.update(block)
    except (OSError, UnicodeEncodeError) as fault:
        raise ModelError(f"The model {str(path)!r} can't be read ({fault}).") from fault
    remember(cache, signature, "sha256", digest.hexdigest())
    return digest.hexdigest()


def stat_signature(path: Path) -> str:
    """Changes whenever a file of the model changes; reads no file. Raises OSError."""
    stats = [(name, file.stat()) for name, file in _files(path)]
    lines = [f"{name}:{stat.st_size}:{stat.st_mtime_ns}" for name, stat in stats]
    text = "\n".join([str(path.resolve()), *lines])
    return hashlib.sha256(text.encode()).hexdigest()


def recall(cache: Path, signature: str, fact: str) -> str:
    """What was remembered of the model with this signature; empty if nothing was."""
    try:
        return (cache / "models" / f"{signature}.{fact}").read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return ""


def remember(cache: Path, signature: str, fact: str, value: str) -> None:
    """Keeps one fact of the model; a cache that can't be written is no fault."""
    note = cache / "models" / f"{signature}.{fact}"
    temporary = note.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
    try:
        note.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary.write_text(value, encoding="ascii")
        temporary.replace(note)
    except OSError:
        return


def _folders(user_dir: Path, env: Mapping[str, str]) -> list[tuple[str, Path]]:
    """Where models are, with how a user would call the place; the last three are Vosk's own."""
    folders = [("your models folder", user_dir)]
    if vosk_path := env.get("VOSK_MODEL_PATH"):
        folders.append(("VOSK_MODEL_PATH", Path(vosk_path)))
    home = Path(env["HOME"]) if env.get("HOME") else Path.home()
    vosks = (Path("/usr/share/vosk"), home / "AppData/Local/vosk", home / ".cache/vosk")
    folders += [(str(place), place) for place in vosks]
    return [*folders, ("built in", builtin("models"))]


def _asked_for(wish: str, folders: list[tuple[str, Path]]) -> Path:
    if "/" in wish or os.sep in wish or wish.startswith((".", "~")):
        try:
            return Path(wish).expanduser()
        except RuntimeError as fault:  # ~nobody
            raise ModelError(f"The model's folder {wish!r} does not exist.") from fault
    names: list[str] = []
    for _, folder in folders:
        for path in models_in(folder):
            if path.name == wish:
                return path
            names.append(path.name)
    if os.path.isdir(wish):  # noqa: PTH112  (Path.is_dir raises where the name is too long)
        return Path(wish)
    offer = difflib.get_close_matches(wish, names, n=3) or sorted(set(names))[:8]
    raise ModelError(f"There is no model named {wish!r}; found were {', '.join(offer) or 'none'}.")


def _info(path: Path, source: str) -> ModelInfo:
    path = path.absolute()
    starter = path.resolve().parent == builtin("models").resolve()
    return ModelInfo(name=path.resolve().name, path=path, starter=starter, source=source)


def models_in(folder: Path) -> list[Path]:
    """The folders in it that look like models, whole or not, by name."""
    marks = ("am", "graph", "final.mdl", "am/final.mdl")
    try:
        inside = sorted(path for path in folder.iterdir() if path.is_dir())
    except (OSError, ValueError):
        return []
    return [path for path in inside if any((path / mark).exists() for mark in marks)]


def size_bytes(path: Path) -> int:
    """Of all the model's files; 0 where they can't be seen."""
    try:
        return sum(file.stat().st_size for _, file in _files(path))
    except OSError:
        return 0


def _preference(path: Path) -> tuple[bool, int, str]:
    size = size_bytes(path)
    return (size > LARGE_BYTES, -size, path.name)


def _files(path: Path) -> Iterator[tuple[str, Path]]:
    """All files of the model with their relative names, in a fixed order."""
    for file in sorted(path.rglob("*")):
        if file.is_file():
            yield file.relative_to(path).as_posix(), file


def _missing(path: Path) -> str:
    """The first thing that is wrong with the model's files, or empty."""
    flat = (path / "final.mdl").exists() and not (path / "am").exists()
    wanted = list(_FLAT_LAYOUT if flat else _LAYOUT)
    graph = "" if flat else "graph/"
    if not (path / f"{graph}HCLG.fst").exists():
        wanted += [f"{graph}{name}" for name in _LOOK_AHEAD]
    for choice in wanted:
        names = (choice,) if isinstance(choice, str) else choice
        there = [name for name in names if (path / name).is_file()]
        if not there:
            return f"{' or '.join(names)} is missing"
        if (path / there[0]).stat().st_size == 0:
            return f"{there[0]} is empty"
        with (path / there[0]).open("rb"):
            pass  # unreadable files are told apart from missing ones here
    return ""
