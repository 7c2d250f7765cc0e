"""Microphones and speakers by name."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from voiceprep.errors import AudioError

Kind = Literal["input", "output"]

_WORDS: dict[Kind, tuple[str, str]] = {
    "input": ("microphone", "Plug one in, or check that the sound server runs."),
    "output": ("speaker", "Connect one, or check that the sound server runs."),
}
_NO_PORTAUDIO = (
    "The PortAudio library is missing, so there is no sound in or out; "
    "on Debian or Ubuntu: sudo apt install libportaudio2."
)


@dataclass(frozen=True)
class Device:
    """A microphone (input) or speaker (output)."""

    name: str
    kind: Kind
    default: bool
    """Whether it is used when none is named."""
    rate_hz: int
    """The rate that it runs at by itself."""
    channels: int
    label: str = ""
    """How the sound server describes it, if it does."""
    index: int = -1
    """PortAudio's number for it, valid in the process that asked."""
    server_name: str = ""
    """For a device of the sound server: its name there. It is reached through index."""
    monitor: bool = False
    """Whether this hears what a speaker plays, and no voice."""

    @property
    def shown(self) -> str:
        """The name for the user's eyes."""
        return self.label or self.name


def list_devices(timeout_s: float = 10.0) -> list[Device]:
    """All microphones and speakers, asked for in a short-lived process.

    Raises AudioError if PortAudio is missing or gives no answer in time.
    """
    command = [sys.executable, "-P", "-m", "voiceprep.audio.devices"]
    env = {**os.environ, "JACK_NO_START_SERVER": "1"}
    try:
        asked = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=timeout_s,
            env=env,
            start_new_session=True,
        )
        answer = json.loads(asked.stdout)
    except subprocess.TimeoutExpired as fault:
        raise AudioError(
            f"The sound system gave no answer within {timeout_s:g} s; restart the sound server."
        ) from fault
    except ValueError as fault:
        raise AudioError(
            f"The sound system can't be asked for its devices (exit status {asked.returncode}); "
            "check the sound server and its configuration."
        ) from fault
    if "error" in answer:
        raise AudioError(answer["error"])
    return [Device(**entry) for entry in answer["devices"]]


def choose(name: str | None, devices: Iterable[Device], kind: Kind) -> Device:
    """The device of this name, or of which it is a part; without a name, the default.

    Case does not matter; an exact match wins over a part. A speaker's monitor is only chosen by
    its exact name. Raises AudioError, listing the choice, if none or several match.
    """
    fitting = [device for device in devices if device.kind == kind]
    what, advice = _WORDS[kind]
    heard = [device for device in fitting if not device.monitor]
    if not name:
        if not heard:
            raise AudioError(f"No {what} was found. {advice}")
        return next((device for device in heard if device.default), heard[0])
    wanted = name.casefold()
    for device in fitting:
        if wanted in (device.name.casefold(), device.label.casefold()):
            return device
    partial = [d for d in heard if wanted in f"{d.name}\n{d.label}".casefold()]
    if len(partial) == 1:
        return partial[0]
    if partial:
        raise AudioError(
            f"Several {what}s have {name!r} in their name: {_listed(partial)}; name one of them."
        )
    choice = f"there are {_listed(heard)}" if heard else "there is none at all"
    raise AudioError(f"No {what} has {name!r} in its name; {choice}.")


def _listed(devices: Sequence[Device]) -> str:
    labels = [device.shown for device in devices]
    shown = [device.name if labels.count(device.shown) > 1 else device.shown for device in devices]
    more = f" and {len(shown) - 12} more" if len(shown) > 12 else ""
    return ", ".join(f"“{name}”" for name in shown[:12]) + more


def query_devices() -> list[Device]:
    """All devices, PortAudio's first. Only for a child process: this can hang or abort.

    Raises AudioError if PortAudio is missing.
    """
    try:
        import sounddevice
    except OSError as fault:
        raise AudioError(_NO_PORTAUDIO) from fault
    devices: list[Device] = []
    kinds: tuple[Kind, Kind] = ("input", "output")
    for index, entry in enumerate(sounddevice.query_devices()):
        for kind, default in zip(kinds, sounddevice.default.device, strict=True):
            channels = int(entry[f"max_{kind}_channels"])
            if channels:
                name, rate_hz = _clean(entry["name"]), int(entry["default_samplerate"])
                devices.append(Device(name, kind, index == default, rate_hz, channels, index=index))
    return devices + [extra for kind in kinds for extra in _served(kind, devices)]


def _served(kind: Kind, devices: Sequence[Device]) -> list[Device]:
    """Devices of a PulseAudio or PipeWire server, reached through its ALSA plug-in."""
    doors = {device.name: device for device in devices if device.kind == kind}
    door = doors.get("pulse", doors.get("default"))
    if door is None or not sys.platform.startswith("linux"):
        return []
    try:
        import pulsectl

        with pulsectl.Pulse("voiceprep", connect=False) as pulse:
            pulse.connect(autospawn=False)
            entries: list[Any] = pulse.source_list() if kind == "input" else pulse.sink_list()
    except Exception:  # no server, no library: then there is nothing to add
        return []
    return [
        Device(
            name=_clean(entry.name),
            kind=kind,
            default=False,  # the server's default is what PortAudio's default leads to
            rate_hz=door.rate_hz,
            channels=int(entry.channel_count),
            label=_clean(entry.description),
            index=door.index,
            server_name=entry.name,
            monitor=kind == "input" and is_monitor(entry),
        )
        for entry in entries
    ]


def is_monitor(source: Any) -> bool:
    """Whether a sound server's source hears a speaker."""
    return source.monitor_of_sink_name is not None


def _clean(text: str) -> str:
    return "".join(c for c in text if c.isprintable()).strip()


def main() -> None:
    try:
        answer: dict[str, object] = {"devices": [asdict(device) for device in query_devices()]}
    except AudioError as fault:
        answer = {"error": str(fault)}
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
