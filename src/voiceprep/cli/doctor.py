"""voiceprep doctor."""

import array
import math
import shutil
import tempfile
import time
import wave
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Literal

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from voiceprep.audio.frames import FRAME_S
from voiceprep.bank.bankfile import language_of_bank, open_bank
from voiceprep.cli.output import json_option, print_json
from voiceprep.config import Folders, Settings, folders, load_settings, private_folder
from voiceprep.errors import VoiceprepError
from voiceprep.journal.journal import Journal
from voiceprep.report.terminal import plain

State = Literal["ok", "warning", "failed"]
_MARKS: dict[State, tuple[str, str]] = {
    "ok": ("✔ ok", "green"),
    "warning": ("! note", "yellow"),
    "failed": ("✘ failed", "red"),
}
LISTEN_S = 2.5
"""How long the microphone is listened to."""
LITTLE_BYTES = 500_000_000
"""Free disk below which doctor warns: four hours of sound."""
LEAST_BYTES = 50_000_000
"""Free disk below which no sitting should begin: half an hour of sound."""


@dataclass(frozen=True)
class Finding:
    """What was found of one thing that a sitting needs."""

    name: str
    state: State
    found: str
    todo: str = ""


@click.command()
@click.option("--mic", metavar="NAME", help="Microphone to check, by name or part of it.")
@click.option("--speaker", metavar="NAME", help="Speaker to check, by name or part of it.")
@click.option("--model", metavar="MODEL", help="Recogniser model to check: a name or a folder.")
@json_option
@click.pass_context
def doctor(
    context: click.Context, mic: str | None, speaker: str | None, model: str | None, as_json: bool
) -> None:
    """Check speech engine, speaker, microphone, model, folders and disk.

    Plays a short tone and listens for a moment. Exit code 1 if no sitting could be held.

    \b
    Examples:
      voiceprep doctor
      voiceprep doctor --mic "USB"
      voiceprep doctor --json
    """
    where = folders()
    settings = load_settings(where.config_file, mic=mic, speaker=speaker)
    checks: dict[str, _Check] = {**_CHECKS, "model": partial(_model, wish=model or "")}
    console = Console(stderr=as_json, highlight=False)
    findings = []
    for name, check in checks.items():
        with console.status(f"Checking the {name} …"):
            findings.append(_checked(name, check, settings, where))
    if as_json:
        print_json({"ok": _able(findings), "checks": [asdict(finding) for finding in findings]})
    else:
        console.print(_table(findings))
        console.print(
            "A sitting can be held."
            if _able(findings)
            else "No sitting can be held until what failed is mended; "
            "--type and --from-wav need no microphone, 'voiceprep demo' no sound at all."
        )
    context.exit(0 if _able(findings) else 1)


def _able(findings: list[Finding]) -> bool:
    return all(finding.state != "failed" for finding in findings)


def _table(findings: list[Finding]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    for finding in findings:
        mark, style = _MARKS[finding.state]
        text = Text(plain(finding.found))
        if finding.todo:
            text.append(f"\n→ {plain(finding.todo)}", style="bold")
        table.add_row(Text(mark, style=style), Text(finding.name), text)
    return table


def _checked(name: str, check: "_Check", settings: Settings, where: Folders) -> Finding:
    try:
        return Finding(name, *check(settings, where))
    except VoiceprepError as fault:
        # Without voice or speaker the questions are shown as text.
        optional = name in ("speech engine", "speaker")
        return Finding(name, "warning" if optional else "failed", str(fault))


def _speech_engine(settings: Settings, where: Folders) -> tuple[State, str, str]:
    from voiceprep.speech.voice import Voice

    with tempfile.TemporaryDirectory(dir=private_folder(where.cache)) as folder:
        Voice(settings.voice or None, settings.rate, Path(folder)).wav("Hello.")
    voice = settings.voice or "the engine's own voice"
    return "ok", f"speaks with {voice} at {settings.rate} words a minute", ""


def _speaker(settings: Settings, where: Folders) -> tuple[State, str, str]:
    from voiceprep.audio.player import Speaker

    with tempfile.TemporaryDirectory(dir=private_folder(where.cache)) as folder:
        tone = Path(folder) / "tone.wav"
        _write_tone(tone)
        speaker = Speaker(settings.speaker or None)
        try:
            name = speaker.probe()
            playback = speaker.play(tone)
            playback.wait(5)
        finally:
            speaker.close()
    if playback.error:
        return "warning", playback.error, "Questions are shown as text until it works."
    return "ok", f"{name} played a short tone; if you heard none, choose another by --speaker", ""


def _write_tone(path: Path, pitch_hz: float = 440.0, length_s: float = 0.4) -> None:
    rate_hz = 48_000
    samples = round(rate_hz * length_s)
    fade = samples // 8
    tone = array.array(
        "h",
        (
            round(
                8000
                * math.sin(2 * math.pi * pitch_hz * n / rate_hz)
                * min(1.0, n / fade, (samples - n) / fade)
            )
            for n in range(samples)
        ),
    )
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(tone.tobytes())


def _microphone(settings: Settings, _where: Folders) -> tuple[State, str, str]:
    from voiceprep.audio.level import Activity, Meter, level_warning
    from voiceprep.audio.microphone import Microphone

    microphone = Microphone(settings.mic or None)
    meter, activity = Meter(), Activity()
    microphone.start()
    try:
        microphone.wait_open()
        frames = 0
        while frames < LISTEN_S / FRAME_S and not microphone.trouble:
            frame = microphone.read(0.5)
            if frame is not None:
                meter.update(frame, activity.update(frame))
                frames += 1
    finally:
        microphone.close()
    warning = level_warning(meter)
    if warning:
        return "warning", f"{microphone.name}: {warning}", ""
    return "ok", f"{microphone.name}, with a background of {meter.background_dbfs:.0f} dBFS", ""


def _model(settings: Settings, where: Folders, *, wish: str = "") -> tuple[State, str, str]:
    from voiceprep.speech.catalogue import machine_memory_mb, recommended
    from voiceprep.speech.models import find_model
    from voiceprep.speech.recognizer import load_model

    language = language_of_bank(settings.bank, where.banks)
    info = find_model(wish, private_folder(where.models), language, chosen=settings.model)
    began_s = time.monotonic()
    load_model(info, private_folder(where.cache))
    found = f"{info.name} ({info.source}), loaded in {time.monotonic() - began_s:.1f} s"
    found = ". ".join([found, *info.skipped])
    if not info.starter:
        return ("warning" if info.skipped else "ok"), found, ""
    best = recommended(language, machine_memory_mb())
    todo = "This starter model mishears about half the words of real people. " + (
        f"voiceprep models install {best.name} fetches a better one." if best else ""
    )
    return "warning", found, todo


def _folders(_settings: Settings, where: Folders) -> tuple[State, str, str]:
    private_folder(where.data)
    private_folder(where.recordings)
    private_folder(where.cache)
    with Journal(where.journal) as journal:
        attempts = journal.count()
    return "ok", f"{where.data}, with {attempts} attempts", ""


def _disk(_settings: Settings, where: Folders) -> tuple[State, str, str]:
    free = shutil.disk_usage(private_folder(where.data)).free
    found = f"{free / 1e9:.1f} GB free; an hour of answers takes 0.1 GB"
    if free < LEAST_BYTES:
        return "failed", found, "Make room on the disk."
    return ("ok", found, "") if free >= LITTLE_BYTES else ("warning", found, "Make room soon.")


def _bank(settings: Settings, where: Folders) -> tuple[State, str, str]:
    bank = open_bank(settings.bank, where.banks)
    return "ok", f"{bank.title}, {len(bank.questions)} questions", ""


_Check = Callable[[Settings, Folders], tuple[State, str, str]]
_CHECKS: dict[str, _Check] = {
    "speech engine": _speech_engine,
    "speaker": _speaker,
    "microphone": _microphone,
    "model": _model,
    "bank": _bank,
    "folders": _folders,
    "disk": _disk,
}
