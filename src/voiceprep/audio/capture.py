"""The child process that listens to a microphone: ``python -m voiceprep.audio.capture``.

Calls into PortAudio can hang for ever, and a stream can die or wander without a word; so they
are made here, where a watchdog may end the process at any moment, and the parent starts another.
Frames go to standard output (see wire), and the process ends when standard input does.
"""

import argparse
import os
import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from voiceprep.audio.devices import Device, choose, is_monitor, query_devices
from voiceprep.audio.frames import FRAME_BYTES, FRAME_SAMPLES, RATE_HZ
from voiceprep.audio.wire import SOUND, Message, Sender, end_with_parent
from voiceprep.errors import AudioError

FIRST_BLOCK_S = 3.0
"""Patience for the first sound; opening a device may take its time."""
NEXT_BLOCK_S = 1.0
"""Patience for more sound."""
_GUARD_S = 1.0
"""How long the first sound is held back until the sound server has said where it comes from."""
_QUEUE_BLOCKS = 500
"""Blocks of 20 ms that wait for a slow reader; then sound is lost, and marked so."""


@dataclass
class _Ear:
    """What the callback, the watchdog and the writer share."""

    blocks: "queue.Queue[tuple[bytes, float, bool] | None]" = field(
        default_factory=lambda: queue.Queue(_QUEUE_BLOCKS)
    )
    deadline_s: float = field(default_factory=lambda: time.monotonic() + FIRST_BLOCK_S)
    dropped: bool = False
    name: str = ""
    rate_hz: int = RATE_HZ
    channels: int = 1

    def hear(self, pcm: Any, samples: int, times: Any, status: Any) -> None:
        """PortAudio's callback: only enqueues."""
        now_s = time.monotonic()
        self.deadline_s = now_s + NEXT_BLOCK_S
        ago_s = times.currentTime - times.inputBufferAdcTime
        if not 0 < ago_s < 0.5:  # some drivers leave these times empty
            ago_s = samples / self.rate_hz
        try:
            lost = bool(status.input_overflow) or self.dropped
            self.blocks.put_nowait((bytes(pcm), now_s - ago_s, lost))
            self.dropped = False
        except queue.Full:
            self.dropped = True

    def end(self) -> None:
        """PortAudio's finished_callback: the device is gone."""
        try:
            self.blocks.put_nowait(None)
        except queue.Full:
            self.deadline_s = 0.0


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--device", default="")
    options.add_argument("--rate", type=int, default=RATE_HZ, help="rate to ask for first")
    options.add_argument("--channels", type=int, default=1, help="channels to ask for first")
    chosen = options.parse_args()
    sender, ear = Sender(), _Ear()
    threading.Thread(target=end_with_parent, daemon=True).start()
    threading.Thread(target=_watch, args=(ear, sender), daemon=True).start()
    try:
        device = choose(chosen.device, query_devices(), "input")
        stream = _open(device, ear, chosen.rate, chosen.channels)
    except AudioError as fault:
        sender.fail(str(fault), lasting=True)
        return
    ear.name = device.shown
    settled = threading.Event()
    guarding = (ear, sender, settled, device.monitor)
    threading.Thread(target=_guard, args=guarding, daemon=True).start()
    settled.wait(_GUARD_S)
    sender.note(device=ear.name, rate_hz=ear.rate_hz, channels=ear.channels)
    for pcm, time_s, lost in _frames(ear):
        sender.send(Message(SOUND, pcm, time_s, lost))
    del stream
    sender.fail(f"The microphone “{ear.name}” is gone; plug it in again.")


def _watch(ear: _Ear, sender: Sender) -> None:
    while time.monotonic() < ear.deadline_s:
        time.sleep(0.05)
    sender.fail("The microphone gives no sound; check the cable and the sound server.")


def _open(device: Device, ear: _Ear, rate_hz: int, channels: int) -> Any:
    """A running stream: the wanted format where the device takes it, else its own."""
    import sounddevice

    if device.server_name:
        os.environ["PULSE_SOURCE"] = device.server_name
    own = min(device.channels, 32)
    formats = [(rate_hz, channels), (rate_hz, own), (device.rate_hz, 1), (device.rate_hz, own)]
    fault: Exception | None = None
    for ear.rate_hz, ear.channels in dict.fromkeys(formats):
        try:
            stream = sounddevice.RawInputStream(
                samplerate=ear.rate_hz,
                channels=ear.channels,
                blocksize=ear.rate_hz * FRAME_SAMPLES // RATE_HZ,
                device=device.index,
                dtype="int16",
                latency=0.1,  # a low one loses sound when the machine is busy
                callback=ear.hear,
                finished_callback=ear.end,
            )
            stream.start()
            return stream
        except sounddevice.PortAudioError as refused:
            fault = refused
    raise AudioError(
        f"The microphone “{device.shown}” can't be opened ({_reason(fault)}); "
        "close other programs that use it, or choose another one."
    )


def _reason(fault: Exception | None) -> str:
    return str(fault.args[0] if fault and fault.args else fault).removeprefix("Error opening ")


def _frames(ear: _Ear) -> Iterator[tuple[bytes, float, bool]]:
    """Frames of the common format, with their times; ends when the device is gone."""
    if (ear.rate_hz, ear.channels) == (RATE_HZ, 1):
        convert: Callable[[bytes], bytes] | None = None
    else:
        import numpy
        import soxr

        resampler = soxr.ResampleStream(ear.rate_hz, RATE_HZ, 1, dtype="float32")

        def to_common(pcm: bytes) -> bytes:
            samples = numpy.frombuffer(pcm, "<i2").reshape(-1, ear.channels)
            mono = samples.mean(axis=1, dtype=numpy.float32)
            slow = resampler.resample_chunk(mono)
            whole: bytes = numpy.clip(numpy.rint(slow), -32768, 32767).astype("<i2").tobytes()
            return whole

        convert = to_common

    waiting = bytearray()
    taken, given, lost_before = 0, 0, False  # input samples, output frames
    while (block := ear.blocks.get()) is not None:
        pcm, time_s, lost = block
        start_s = time_s - taken / ear.rate_hz
        taken += len(pcm) // (2 * ear.channels)
        lost_before |= lost
        waiting += convert(pcm) if convert else pcm
        while len(waiting) >= FRAME_BYTES:
            frame_s = start_s + given * FRAME_SAMPLES / RATE_HZ
            yield bytes(waiting[:FRAME_BYTES]), frame_s, lost_before
            del waiting[:FRAME_BYTES]
            given, lost_before = given + 1, False


def _guard(ear: _Ear, sender: Sender, settled: threading.Event, monitor_wanted: bool) -> None:
    """Ends the process when the sound server gives us another source than the one begun with.

    An unplugged microphone's stream is moved silently, also to what the speaker plays. Where
    there is no such server, or it can't be asked, there is nothing to guard.
    """
    try:
        import pulsectl

        with pulsectl.Pulse("voiceprep-guard", connect=False) as pulse:
            pulse.connect(autospawn=False)
            pulse.event_mask_set("source_output")
            pulse.event_callback_set(lambda _: pulse.event_listen_stop())
            begun = -1
            while True:
                for source in _our_sources(pulse):
                    moved = begun not in (-1, source.index)
                    if is_monitor(source) and not monitor_wanted:
                        sender.fail(
                            f"The microphone “{ear.name}” is gone; plug it in again."
                            if moved
                            else "The sound server has no microphone, only what the speaker "
                            "plays; plug a microphone in."
                        )
                    if moved:
                        sender.fail(
                            f"The microphone “{ear.name}” is gone, and the sound server put "
                            f"“{source.description}” in its place."
                        )
                    begun, ear.name = source.index, source.description or ear.name
                    settled.set()
                pulse.event_listen(timeout=0.25)
    except Exception:
        settled.set()


def _our_sources(pulse: Any) -> list[Any]:
    """The sources that streams of this process hear."""
    return [
        pulse.source_info(output.source)
        for output in pulse.source_output_list()
        if output.proplist.get("application.process.id") == str(os.getpid())
    ]


if __name__ == "__main__":
    main()
