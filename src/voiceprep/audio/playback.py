"""The child process that plays sound files: ``python -m voiceprep.audio.playback``.

Orders come as JSON lines on standard input: {"play": number, "path": …, "start_s": …, "speed": …}
or {"stop": number}. Notes go to standard output (see wire). It ends when standard input does.
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
_FADE_S = 0.3
"""How long silence is played after the end, until a stream is closed."""
_MAX_S = 2 * 3600.0
_NO_ANSWER = "The sound system gives no answer; restart the sound server."


class _Tune:
    """One sound file being played."""

    def __init__(self, number: int, pcm: bytes, rate_hz: int, channels: int, events: Any) -> None:
        self.number, self.rate_hz, self.channels = number, rate_hz, channels
        self.started_s = 0.0
        self.told = False  # whether the parent knows that it has ended
        self.deadline_s = time.monotonic() + PATIENCE_S
        self.stream: Any = None
        self._pcm, self._given, self._announced = memoryview(pcm), 0, False
        self._events = events

    def fill(self, out: Any, _samples: int, times: Any, _status: Any) -> None:
        """PortAudio's callback. It goes on with silence: ending a stream can cut off its last
        buffer, so that is done when all was heard."""
        now_s = time.monotonic()
        self.deadline_s = now_s + PATIENCE_S
        if not self.started_s:
            ahead_s = times.outputBufferDacTime - times.currentTime
            self.started_s = now_s + (ahead_s if 0 < ahead_s < PATIENCE_S else 0.0)
            self._events.put(("started", self))
        chunk = self._pcm[self._given : self._given + len(out)]
        out[: len(chunk)] = chunk
        out[len(chunk) :] = bytes(len(out) - len(chunk))
        self._given += len(chunk)
        if self.complete and not self._announced:
            self._announced = True
            self._events.put(("given", self))

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
        self._stretched: tuple[object, Any, int] = (None, None, 0)  # which file, samples, rate
        self._busy_until_s = 0.0  # while a call into PortAudio runs: when it must be over
        threading.Thread(target=self._watch, daemon=True).start()

    def run(self) -> None:
        while True:
            event, about = self._events.get()
            tune = self._tune
            if event == "play":
                self._close()
                self._play(about)
            elif event == "stop":
                if tune and tune.number == about["stop"]:
                    self._close()
            elif tune is None or about is not tune:
                pass  # about one that is closed
            elif event == "started":
                self._sender.note(started=tune.number, time_s=tune.started_s)
            elif event == "given":
                self._later(tune.ended_s - time.monotonic(), "heard", tune)
            elif event == "heard":
                self._tell_end(tune, tune.ended_s)
                self._later(_FADE_S, "faded", tune)
            elif event == "finished" and not tune.complete:
                gone = f"The speaker “{self._device.shown}” went away; connect it again."
                self._tell_end(tune, time.monotonic(), gone)
                self._close()
            else:
                self._close()

    def _later(self, wait_s: float, event: str, tune: _Tune) -> None:
        timer = threading.Timer(max(0.0, wait_s), self._events.put, [(event, tune)])
        timer.daemon = True
        timer.start()

    def _watch(self) -> None:
        while True:
            time.sleep(0.1)
            tune, now_s = self._tune, time.monotonic()
            stuck = tune is not None and now_s > tune.deadline_s
            if stuck or 0 < self._busy_until_s < now_s:
                self._sender.fail(
                    f"The speaker “{self._device.shown}” takes no sound; "
                    "check the cable and the sound server."
                )

    def _play(self, order: dict[str, Any]) -> None:
        try:
            samples, rate_hz = self._load(
                Path(order["path"]), float(order["start_s"]), float(order["speed"])
            )
            self._busy_until_s = time.monotonic() + 2 * PATIENCE_S
            self._tune = self._open(order["play"], samples, rate_hz)
        except AudioError as fault:
            self._sender.note(ended=order["play"], time_s=time.monotonic(), error=str(fault))
        finally:
            self._busy_until_s = 0.0

    def _load(self, path: Path, start_s: float, speed: float) -> tuple[Any, int]:
        """Samples from a position on at a speed; what was stretched last is kept for the next."""
        if speed == 1.0:
            return _load(path, start_s)
        key = (path, path.stat().st_mtime_ns if path.is_file() else 0, speed)
        if self._stretched[0] != key:
            samples, rate_hz = _load(path, 0.0)
            self._stretched = (key, _stretch(samples, rate_hz, speed), rate_hz)
        _, samples, rate_hz = self._stretched
        return samples[max(0, round(start_s / speed * rate_hz)) :], rate_hz

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
                        latency=0.25,  # with less, a busy machine tears holes into it
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

    def _close(self) -> None:
        """Silences what is being played, if anything."""
        tune = self._tune
        if tune is None:
            return
        self._busy_until_s = time.monotonic() + PATIENCE_S
        tune.stream.abort()
        self._tell_end(tune, min(tune.ended_s, time.monotonic()))
        self._tune = None
        tune.stream.close()
        self._busy_until_s = 0.0

    def _tell_end(self, tune: _Tune, time_s: float, error: str = "") -> None:
        if not tune.told:
            tune.told = True
            self._sender.note(ended=tune.number, time_s=time_s, error=error)


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


def _stretch(samples: Any, rate_hz: int, speed: float) -> Any:
    """Samples (mono int16 array) at another speed and the same pitch, by audiotsm's WSOLA."""
    import numpy
    from audiotsm import wsola
    from audiotsm.io.array import ArrayReader, ArrayWriter

    frame = rate_hz * 64 // 1000  # a few periods of the lowest voice, as audiotsm has it at 16 kHz
    # It leaves out the last frames of what it is given.
    sound = numpy.pad(samples, (0, 4 * frame)).astype("f4")[None, :] / 32768
    writer = ArrayWriter(1)
    wsola(1, speed=speed, frame_length=frame, tolerance=frame // 8).run(ArrayReader(sound), writer)
    wanted = round(len(samples) / speed)
    stretched = numpy.clip(writer.data[0][:wanted] * 32768, -32768, 32767).astype("int16")
    return numpy.pad(stretched, (0, max(0, wanted - len(stretched))))


if __name__ == "__main__":
    main()
