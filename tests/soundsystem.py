"""A sound system without a sound card: a private PulseAudio with a speaker and a microphone.

The microphone hears what is played into the sink ``mic_in``; what the speaker plays can be
recorded. Nothing of the machine's own sound system is touched.
"""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
import wave
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

TIMEOUT_S = 20.0

_ALSA = """\
</usr/share/alsa/alsa.conf>
pcm.!default { type pulse }
ctl.!default { type pulse }
pcm.desk_mic { type pulse device mic hint { show on description "Desk microphone" } }
pcm.desk_lamp { type pulse device mic hint { show on description "Desk lamp" } }
"""


def until(condition: Callable[[], object], what: str, timeout_s: float = TIMEOUT_S) -> None:
    """Waits until the condition holds; fails saying what was waited for."""
    deadline_s = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > deadline_s:
            raise TimeoutError(f"waited {timeout_s:g} s in vain for {what}")
        time.sleep(0.01)


class VirtualSound:
    """PulseAudio in a private folder, with null sinks; a context manager.

    ``env`` is what a process needs in its environment to use it.
    """

    def __init__(self, mic_rate_hz: int = 48_000, speaker_rate_hz: int = 48_000) -> None:
        self.mic_rate_hz = mic_rate_hz
        self.speaker_rate_hz = speaker_rate_hz
        for tool in ("pulseaudio", "pactl", "paplay", "parec"):
            if shutil.which(tool) is None:
                raise RuntimeError(
                    f"These tests need {tool}; on Debian or Ubuntu: "
                    "apt install pulseaudio pulseaudio-utils libasound2-plugins."
                )
        self.folder = Path(tempfile.mkdtemp(prefix="sound-"))
        self._server: subprocess.Popen[bytes] | None = None
        self._mic_module = ""
        alsa = self.folder / "asound.conf"
        alsa.write_text(_ALSA)
        self.env: Mapping[str, str] = {
            "PULSE_SERVER": f"unix:{self.folder}/native",
            "PULSE_RUNTIME_PATH": str(self.folder),
            "PULSE_STATE_PATH": str(self.folder),
            "PULSE_COOKIE": str(self.folder / "cookie"),
            "XDG_RUNTIME_DIR": str(self.folder),
            "ALSA_CONFIG_PATH": str(alsa),
        }

    def __enter__(self) -> "VirtualSound":
        try:
            self.start_server()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill_server()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start_server(self) -> None:
        """Starts PulseAudio and waits until it answers; the microphone is plugged in."""
        native = self.folder / "native"
        native.unlink(missing_ok=True)
        script = self.folder / "start.pa"
        sink = "load-module module-null-sink channels=1 format=s16le norewinds=1"
        script.write_text(
            f"load-module module-native-protocol-unix auth-anonymous=1 socket={native}\n"
            f"{sink} sink_name=speaker rate={self.speaker_rate_hz}\n"
            f"{sink} sink_name=mic_in rate={self.mic_rate_hz}\n"
            "set-default-sink speaker\n"
        )
        command = "pulseaudio -n --daemonize=no --use-pid-file=no --exit-idle-time=-1 "
        command += "--disable-shm=yes --realtime=no --high-priority=no --log-target=stderr"
        with (self.folder / "log").open("ab") as log:
            self._server = subprocess.Popen(
                [*command.split(), "-F", str(script)],
                env={**os.environ, **self.env, "HOME": str(self.folder)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        until(lambda: "mic_in" in self.pactl("list", "short", "sinks", check=False), "PulseAudio")
        self.plug()

    def kill_server(self) -> None:
        """Kills PulseAudio, as a crash would."""
        if self._server is not None:
            self._server.kill()
            self._server.wait()
            self._server = None

    def restart_server(self) -> None:
        """Kills PulseAudio and starts it again."""
        self.kill_server()
        self.start_server()

    def freeze(self) -> None:
        """Stops the server with SIGSTOP, so that calls to it hang."""
        assert self._server is not None
        self._server.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Lets a frozen server go on."""
        assert self._server is not None
        self._server.send_signal(signal.SIGCONT)

    def plug(self) -> None:
        """Plugs the microphone in and makes it the default."""
        self._mic_module = self.pactl(
            "load-module",
            "module-remap-source",
            "source_name=mic",
            "master=mic_in.monitor",
            "remix=no",
            "source_properties=device.description=Virtual-microphone",
        ).strip()
        self.pactl("set-default-source", "mic")

    def unplug(self) -> None:
        """Takes the microphone away."""
        self.pactl("unload-module", self._mic_module)

    def suspend(self) -> None:
        """Suspends the microphone: its streams stall without a word."""
        self.pactl("suspend-source", "mic", "1")

    def resume(self) -> None:
        """Ends suspend()."""
        self.pactl("suspend-source", "mic", "0")

    def loopback(self, latency_ms: int = 100) -> None:
        """From now on the microphone hears the speaker, as without headphones."""
        self.pactl(
            "load-module",
            "module-loopback",
            "source=speaker.monitor",
            "sink=mic_in",
            f"latency_msec={latency_ms}",
        )

    def pactl(self, *arguments: str, check: bool = True) -> str:
        """Runs pactl; gives back what it prints."""
        done = subprocess.run(
            ["pactl", *arguments],
            env={**os.environ, **self.env},
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
        )
        if check and done.returncode:
            raise RuntimeError(f"pactl {' '.join(arguments)}: {done.stderr.strip()}")
        return done.stdout

    def listeners(self) -> dict[int, int]:
        """Who listens to a source: process id and number of the stream."""
        streams = json.loads(self.pactl("--format=json", "list", "source-outputs"))
        pids = {s["index"]: s["properties"].get("application.process.id") for s in streams}
        return {int(pid): index for index, pid in pids.items() if pid}

    def move_listeners(self, source: str) -> None:
        """Moves all streams of programs that listen to another source."""
        for stream in self.listeners().values():
            self.pactl("move-source-output", str(stream), source)

    def speak_into_mic(self, wav: Path, wait: bool = True) -> "subprocess.Popen[bytes]":
        """Plays a sound file into the microphone; returns when it ends, or at once."""
        player = subprocess.Popen(
            ["paplay", "--device=mic_in", "--latency-msec=1000", str(wav)],
            env={**os.environ, **self.env},
            stdin=subprocess.DEVNULL,
        )
        if wait:
            try:
                code = player.wait(TIMEOUT_S + 60)
            finally:
                player.kill()
                player.wait()
            if code:
                raise RuntimeError(f"paplay {wav} failed ({code})")
        return player

    @contextmanager
    def record_speaker(self, wav: Path) -> Iterator[Path]:
        """Records what the speaker plays meanwhile; the file is complete after the block."""
        raw = wav.with_suffix(".raw")
        with raw.open("wb") as out:
            recorder = subprocess.Popen(
                [
                    "parec",
                    "--device=speaker.monitor",
                    f"--rate={self.speaker_rate_hz}",
                    "--channels=1",
                    "--format=s16le",
                    "--raw",
                    "--latency-msec=20",
                ],
                env={**os.environ, **self.env},
                stdin=subprocess.DEVNULL,
                stdout=out,
            )
            try:
                until(lambda: raw.stat().st_size > 0, "the speaker's monitor")
                yield wav
                time.sleep(0.1)
            finally:
                recorder.terminate()
                recorder.wait(TIMEOUT_S)
        with wave.open(str(wav), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(self.speaker_rate_hz)
            pcm = raw.read_bytes()
            file.writeframes(pcm[: len(pcm) // 2 * 2])
        raw.unlink()
