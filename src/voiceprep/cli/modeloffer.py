"""The offer, made once, to fetch a model that hears people better than the starter model."""

import socket
import sys
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from voiceprep.cli.keyboard import Keyboard
from voiceprep.config import Folders, private_folder
from voiceprep.errors import VoiceprepError
from voiceprep.report.terminal import plain
from voiceprep.speech.catalogue import Offer, machine_memory_mb, recommended
from voiceprep.speech.models import ModelInfo

ANSWERED = "model-offer"
"""In the user's folder: that the offer was made, and what the answer was."""


def offer_model(
    model: ModelInfo | None, language: str, where: Folders, console: Console, keys: Keyboard
) -> bool:
    """Offers the recommended model once, and installs it if that is wanted; whether it was.

    Only where the starter model would listen or none is found (None), somebody sits at the keyboard
    and there is a way to the network. A fault on the way is told, and the interview goes on.
    """
    answered = private_folder(where.data) / f"{ANSWERED}-{language}"
    best = recommended(language, machine_memory_mb())
    if best is None or (model and not model.starter) or not keys.interactive or answered.exists():
        return False
    if not has_route():
        return False
    console.print(plain(question(best, there=model is not None)))
    console.print("y fetch it now · n not now", style="bold")
    wanted = _answer(keys)
    if wanted is None:
        return False
    later = f"voiceprep models install {best.name}"
    if not wanted:
        _remember(answered, f"{best.name} declined")
        console.print(f"All right; {later} fetches it later.")
        return False
    from voiceprep.cli.models.install import install_model

    try:
        with keys.at_once():
            place = install_model(best.name, where, console)
    except KeyboardInterrupt:
        console.print(f"Stopped. What has come is kept; {later} goes on from there.")
        return False
    except (VoiceprepError, OSError) as fault:
        console.print(plain(str(fault)), style="yellow")
        console.print(f"It is offered again next time; {later} tries it now.")
        return False
    _remember(answered, f"{best.name} accepted")
    console.print(f"{plain(place.name)} is installed and hears you from now on.")
    return True


def _remember(file: Path, answer: str) -> None:
    file.write_text(f"{answer} {datetime.now(UTC).isoformat(timespec='seconds')}\n")


def question(best: Offer, *, there: bool) -> str:
    """The offer in one sentence, with the size and the gain."""
    gain = f" ({best.wer_text}, as published)" if best.wer else ""
    size = f"fetch it once from the network, {best.size_bytes / 1e6:.0f} MB?"
    if not there:
        return f"There is no model for the bank's language yet; {best.name} hears it{gain}: {size}"
    return (
        f"The starter model mishears about half the words of real people; {best.name} hears far "
        f"better{gain}: {size}"
    )


def _answer(keys: Keyboard) -> bool | None:
    """Yes, no, or None to ask again another time."""
    while True:
        match keys.wait():
            case "y":
                return True
            case "n" | "enter":
                return False
            case "q" | "quit":
                return None


def has_route() -> bool:
    """Whether the machine has a way to the network. Nothing is sent to find out."""
    try:
        table = Path("/proc/net/route").read_text(encoding="ascii")
        return any(line.split()[1:2] == ["00000000"] for line in table.splitlines())
    except OSError:
        pass
    if sys.platform != "darwin":
        return False
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a datagram socket sends nothing by it
        except OSError:
            return False
    return True
