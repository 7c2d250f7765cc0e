"""Settings: defaults < configuration file < environment < options."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import platformdirs

from voiceprep.errors import ConfigError


@dataclass(frozen=True)
class Folders:
    """Where everything of a user is kept; each is made with mode 0700 when first used."""

    data: Path
    cache: Path
    config_file: Path

    @property
    def journal(self) -> Path:
        return self.data / "journal.sqlite"

    @property
    def recordings(self) -> Path:
        return self.data / "recordings"

    @property
    def banks(self) -> Path:
        return self.data / "banks"

    @property
    def stories(self) -> Path:
        return self.data / "stories.toml"

    @property
    def models(self) -> Path:
        return self.data / "models"

    @property
    def aliases(self) -> Path:
        return self.data / "aliases"

    @property
    def voices(self) -> Path:
        return self.cache / "voice"


def folders(environment: Mapping[str, str] = os.environ) -> Folders:
    """The user's folders: all below VOICEPREP_HOME if that is set, else the system's places."""
    home = environment.get("VOICEPREP_HOME", "")
    if home:
        try:
            top = Path(home).expanduser().absolute()
        except RuntimeError as fault:
            raise ConfigError(f"VOICEPREP_HOME: there is no folder {home!r}.") from fault
        return Folders(data=top, cache=top / "cache", config_file=top / "config.toml")
    return Folders(
        data=platformdirs.user_data_path("voiceprep", appauthor=False),
        cache=platformdirs.user_cache_path("voiceprep", appauthor=False),
        config_file=platformdirs.user_config_path("voiceprep", appauthor=False) / "config.toml",
    )


def private_folder(path: Path) -> Path:
    """Makes the folder, readable by its owner alone, and gives it back.

    Raises ConfigError if it can't be made or written.
    """
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        if path.stat().st_uid == os.getuid():
            path.chmod(0o700)
    except OSError as fault:
        raise ConfigError(
            f"The folder {path} can't be used ({fault.strerror}); "
            "make it writable, or set VOICEPREP_HOME to another folder."
        ) from fault
    if not os.access(path, os.W_OK):
        raise ConfigError(
            f"The folder {path} can't be written; "
            "change its owner, or set VOICEPREP_HOME to another folder."
        )
    return path


@dataclass(frozen=True)
class Settings:
    """What a user can set for good."""

    voice: str = ""
    """Interviewer's voice, by name or part of it; empty for the engine's own."""
    rate: int = 165
    """How fast the interviewer speaks, in words a minute."""
    mic: str = ""
    """Microphone, by name or part of it; empty for the system's default."""
    speaker: str = ""
    """Speaker, by name or part of it; empty for the system's default."""
    model: str = ""
    """Recogniser model, by name or folder, for banks in its language; empty for the best found."""
    silence: float = 8.0
    """Seconds of silence that end an answer; 0 for never."""
    limit: float = 1.5
    """When an answer is ended: this many times the question's target length; 0 for never."""
    bank: str = "machine-learning-engineer"
    """Bank of questions, by name or file."""


_RANGES: Mapping[str, tuple[float, float]] = {
    "rate": (80, 400),
    "silence": (0, 600),
    "limit": (0, 20),
}


def load_settings(
    file: Path, environment: Mapping[str, str] = os.environ, **options: Any
) -> Settings:
    """Settings from the file, then from VOICEPREP_… variables, then from options that aren't None.

    Raises ConfigError naming the file and line, the variable or the option at fault.
    """
    settings = Settings()
    for key, value, where in _from_file(file):
        settings = _set(settings, key, value, where)
    for field in fields(Settings):
        variable = f"VOICEPREP_{field.name.upper()}"
        if variable in environment:
            settings = _set(settings, field.name, environment[variable], variable)
    for key, value in options.items():
        if value is not None:
            settings = _set(settings, key, value, f"--{key}")
    return settings


def save_setting(file: Path, key: str, value: str) -> None:
    """Writes one setting into the configuration file and leaves all else in it as it is.

    Raises ConfigError if the file can't be read or written.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    private_folder(file.parent)
    try:
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        document = tomlkit.parse(text)
        document[key] = value
        new = file.with_name(f".{file.name}.new")
        new.write_text(tomlkit.dumps(document), encoding="utf-8")
        new.replace(file)
    except (OSError, UnicodeDecodeError, TOMLKitError) as fault:
        raise ConfigError(f"{file} can't be changed ({fault}); set {key} in it by hand.") from fault


def _from_file(file: Path) -> list[tuple[str, Any, str]]:
    try:
        text = file.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return []
    except UnicodeDecodeError as fault:
        raise ConfigError(f"{file} is not UTF-8 text; save it as UTF-8.") from fault
    except OSError as fault:
        raise ConfigError(f"{file} can't be read: {fault.strerror}.") from fault
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise ConfigError(f"{file}: {fault}.") from fault
    lines = text.splitlines()

    def line_of(key: str) -> int:
        return next((n for n, line in enumerate(lines, 1) if line.lstrip().startswith(key)), 1)

    return [(key, value, f"{file}:{line_of(key)}") for key, value in table.items()]


def _set(settings: Settings, key: str, value: Any, where: str) -> Settings:
    kinds: dict[str, type] = {
        field.name: type(getattr(settings, field.name)) for field in fields(Settings)
    }
    if key not in kinds:
        raise ConfigError(f"{where}: there is no setting {key!r}; known are {', '.join(kinds)}.")
    kind = kinds[key]
    if isinstance(value, bool) or (kind is str and not isinstance(value, str)):
        raise ConfigError(f"{where}: {key} must be {_KIND_NAMES[kind]}, not {value!r}.")
    try:
        converted = kind(value)
        if kind is int and isinstance(value, float) and converted != value:
            raise ValueError("not whole")
    except (TypeError, ValueError, OverflowError) as fault:
        raise ConfigError(f"{where}: {key} must be {_KIND_NAMES[kind]}, not {value!r}.") from fault
    if key in _RANGES:
        low, high = _RANGES[key]
        if not low <= converted <= high:
            raise ConfigError(f"{where}: {key} must be from {low:g} to {high:g}, not {value!r}.")
    return replace(settings, **{key: converted})


_KIND_NAMES: Mapping[type, str] = {str: "a text", int: "a whole number", float: "a number"}
