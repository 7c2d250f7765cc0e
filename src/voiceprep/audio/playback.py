"""The child process that plays sound files: ``python -m voiceprep.audio.playback``.

Orders come as JSON lines on standard input: {"play": number, "path": …, "start_s": …} or
{"stop": number}. Notes go to standard output (see wire). It ends when standard input does.
"""

import argparse
import json
import os
import queue
import sys
import threading
import time
from pathlib import Path
from typing import Any

from voiceprep.audio.devices import Device, choose, query_devices
from voiceprep.audio.wire import Sender
from voiceprep.errors import AudioError

PATIENCE_S = 2.0
"""How long a stream may take no sound before it counts as dead."""
_MAX_S = 2 * 3600.0
_NO_ANSWER = "The sound system gives no answer; restart the sound server."


class _Tune:
    """One sound file being played."""

    def __init__(self, number: int, pcm: bytes, rate_hz: int, channels: int, events: Any) -> None:
        self.number, self.rate_hz, self.channels = number, rate_hz, channels
        self.started_s = 0.0
        self.stopped = False
        self.deadline_s = time.monotonic() + PATIENCE_S
        self.stream: Any = None
        self._pcm, self._given, self._events = memoryview(pcm), 0, events

    def fill(self, out: Any, _samples: int, times: Any, _status: Any) -> None:
        """PortAudio's callback."""
        import sounddevice

        now_s = time.monotonic()
        self.deadline_s = now_s + PATIENCE_S
        if not self.started_s:
            ahead_s = times.outputBufferDacTime - times.currentTime
            self.started_s = now_s + (ahead_s if 0 < ahead_s < PATIENCE_S else 0.0)
            self._events.put(("started", self))
        chunk = self._pcm[self._given : self._given + len(out)]
        self._given += len(chunk)
        out[: len(chunk)] = chunk
        if len(chunk) < len(out):
            out[len(chunk) :] = bytes(len(out) - len(chunk))
            raise sounddevice.CallbackStop

    @property
    def complete(self) -> bool:
        """Whether all of it was handed to the device."""
        return self._given == len(self._pcm)

    @property
    def ended_s(self) -> float:
        """When its end is heard."""
        return self.started_s + self._given / (2 * self.channels * self.rate_hz)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--device", default="")
    wanted = options.parse_args().device
    sender = Sender()
    events: queue.Queue[tuple[str, Any]] = queue.Queue()
    threading.Thread(target=_take_orders, args=(events,), daemon=True).start()
    opening = threading.Timer(2 * PATIENCE_S, sender.fail, [_NO_ANSWER])
    opening.daemon = True
    opening.start()
    try:
        device = choose(wanted, query_devices(), "output")
        import soundfile  # noqa: F401  loaded early, so that playing starts at once
        import soxr  # noqa: F401
    except AudioError as fault:
        sender.fail(str(fault))
        return
    opening.cancel()
    sender.note(device=device.shown)
    _Player(wanted, device, sender, events).run()


def _take_orders(events: "queue.Queue[tuple[str, Any]]") -> None:
    for line in sys.stdin:
        order = json.loads(line)
        events.put(("play" if "play" in order else "stop", order))
    os._exit(0)


class _Player:
    """Carries out orders, one after another; a watchdog sees to it that none hangs."""

    def __init__(self, wanted: str, device: Device, sender: Sender, events: Any) -> None:
        self._wanted, self._device = wanted, device
        self._sender, self._events = sender, events
        self._tune: _Tune | None = None
        self._busy_until_s = 0.0  # while a call into PortAudio runs: when it must be over
        threading.Thread(target=self._watch, daemon=True).start()

    def run(self) -> None:
        while True:
            event, about = self._events.get()
            if event == "play":
                self._stop()
                self._play(about)
            elif event == "stop":
                if self._tune and self._tune.number == about["stop"]:
                    self._stop()
            elif event == "started":
                self._sender.note(started=about.number, time_s=about.started_s)
            elif self._tune is not None and about is self._tune:
                # Everything is handed over, but its end is still to be heard.
                wait_s = about.ended_s - time.monotonic() if event == "finished" else 0.0
                if about.complete and wait_s > 0:
                    threading.Timer(wait_s, self._events.put, [("heard", about)]).start()
                else:
                    self._end(self._tune)

    def _watch(self) -> None:
        while True:
            time.sleep(0.1)
            tune, now_s = self._tune, time.monotonic()
            stuck = tune is not None and not tune.complete and now_s > tune.deadline_s
            late = tune is not None and tune.complete and now_s > tune.ended_s + PATIENCE_S
            if stuck or late or 0 < self._busy_until_s < now_s:
                self._sender.fail(
                    f"The speaker “{self._device.shown}” takes no sound; "
                    "check the cable and the sound server."
                )

    def _play(self, order: dict[str, Any]) -> None:
        try:
            samples, rate_hz = _load(Path(order["path"]), float(order["start_s"]))
            self._busy_until_s = time.monotonic() + 2 * PATIENCE_S
            self._tune = self._open(order["play"], samples, rate_hz)
        except AudioError as fault:
            self._sender.note(ended=order["play"], time_s=time.monotonic(), error=str(fault))
        finally:
            self._busy_until_s = 0.0

    def _open(self, number: int, samples: Any, rate_hz: int) -> _Tune:
        try:
            return self._open_on(self._device, number, samples, rate_hz)
        except AudioError:  # the list of devices may be stale: read it again
            import sounddevice

            sounddevice._terminate()
            sounddevice._initialize()
            self._device = choose(self._wanted, query_devices(), "output")
            return self._open_on(self._device, number, samples, rate_hz)

    def _open_on(self, device: Device, number: int, samples: Any, file_rate_hz: int) -> _Tune:
        """Starts playing: at the file's rate where the device takes it, else at its own."""
        import numpy
        import sounddevice
        import soxr

        if device.server_name:
            os.environ["PULSE_SINK"] = device.server_name
        fault: Exception | None = None
        for rate_hz in dict.fromkeys((file_rate_hz, device.rate_hz)):
            if rate_hz != file_rate_hz:
                samples = soxr.resample(samples, file_rate_hz, rate_hz)
            for channels in (1, 2):
                pcm = numpy.repeat(samples, channels).astype("<i2").tobytes()
                tune = _Tune(number, pcm, rate_hz, channels, self._events)
                try:
                    tune.stream = sounddevice.RawOutputStream(
                        samplerate=rate_hz,
                        channels=channels,
                        blocksize=rate_hz // 50,
                        device=device.index,
                        dtype="int16",
                        latency=0.06,
                        callback=tune.fill,
                        finished_callback=lambda tune=tune: self._events.put(("finished", tune)),
                    )
                    tune.stream.start()
                    return tune
                except sounddevice.PortAudioError as refused:
                    fault = refused
        raise AudioError(
            f"The speaker “{device.shown}” can't be opened ({fault and fault.args[0]}); "
            "close other programs that use it, or choose another one."
        )

    def _stop(self) -> None:
        tune = self._tune
        if tune is None:
            return
        self._busy_until_s = time.monotonic() + PATIENCE_S
        tune.stream.abort()
        self._busy_until_s = 0.0
        tune.stopped = True
        self._end(tune)

    def _end(self, tune: _Tune) -> None:
        error, time_s = "", tune.ended_s
        if tune.stopped:
            time_s = min(time_s, time.monotonic())
        elif not tune.complete:
            error = f"The speaker “{self._device.shown}” went away; connect it again."
            time_s = min(time_s, time.monotonic())
        self._tune = None
        self._sender.note(ended=tune.number, time_s=time_s, error=error)
        self._busy_until_s = time.monotonic() + PATIENCE_S
        tune.stream.close()
        self._busy_until_s = 0.0


def _load(path: Path, start_s: float) -> tuple[Any, int]:
    """Samples (mono int16 array) from a position on, and their rate in Hz."""
    import soundfile

    if not path.is_file():
        raise AudioError(f"There is no sound file {path}.")
    try:
        with soundfile.SoundFile(path) as file:
            rate_hz = int(file.samplerate)
            if file.frames > _MAX_S * rate_hz:
                raise AudioError(f"{path} is longer than two hours; cut it.")
            file.seek(min(max(0, round(start_s * rate_hz)), file.frames))
            samples = file.read(dtype="int16", always_2d=True)
    except (soundfile.LibsndfileError, OSError, TypeError, ValueError) as fault:
        raise AudioError(f"{path} can't be played: {fault}") from fault
    return samples[:, 0] if samples.shape[1] == 1 else samples.mean(axis=1).astype("int16"), rate_hz


if __name__ == "__main__":
    main()
