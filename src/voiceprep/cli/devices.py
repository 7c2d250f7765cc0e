"""voiceprep devices."""

from dataclasses import asdict

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from voiceprep.cli.output import json_option, print_json
from voiceprep.config import folders
from voiceprep.errors import AudioError, VoiceError
from voiceprep.report.terminal import plain


@click.command()
@click.option("--language", default="en", help="Voices of this language [en]; 'all' for all.")
@json_option
def devices(language: str, as_json: bool) -> None:
    """List microphones, speakers, models and voices, by the names that options take.

    \b
    Examples:
      voiceprep devices
      voiceprep devices --json
      voiceprep rehearse --mic "USB" --voice en-gb-scotland     parts of names will do
    """
    from voiceprep.audio.devices import list_devices
    from voiceprep.speech.models import list_models
    from voiceprep.speech.voice import list_voices

    models = list_models(folders().models)
    faults = []
    try:
        sound = [device for device in list_devices() if not device.monitor]
    except AudioError as fault:
        sound = []
        faults.append(str(fault))
    try:
        voices = [
            voice
            for voice in list_voices()
            if language == "all" or voice.language.split("-")[0] == language
        ]
    except VoiceError as fault:
        voices = []
        faults.append(str(fault))
    if as_json:
        print_json(
            {
                "microphones": [asdict(device) for device in sound if device.kind == "input"],
                "speakers": [asdict(device) for device in sound if device.kind == "output"],
                "models": [
                    {"name": model.name, "path": str(model.path), "source": model.source}
                    for model in models
                ],
                "voices": [asdict(voice) for voice in voices],
                "faults": faults,
            }
        )
        return
    console = Console(highlight=False)
    for title, kind in (("Microphones (--mic)", "input"), ("Speakers (--speaker)", "output")):
        rows = [
            (device.shown, "the default" if device.default else "", f"{device.rate_hz} Hz")
            for device in sound
            if device.kind == kind
        ]
        _print(console, title, rows)
    _print(console, "Models (--model)", [(model.name, model.source, "") for model in models])
    rows = [(voice.id, voice.name, voice.language) for voice in voices]
    _print(console, "Voices (--voice)", rows)
    for sentence in faults:
        console.print(Text(f"! {plain(sentence)}", style="yellow"))


def _print(console: Console, title: str, rows: list[tuple[str, str, str]]) -> None:
    table = Table(title=title, title_justify="left", box=None, show_header=False, padding=(0, 2))
    for row in rows or [("none was found", "", "")]:
        table.add_row(*(Text(plain(cell)) for cell in row))
    console.print(table)
