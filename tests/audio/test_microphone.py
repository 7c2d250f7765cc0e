"""A microphone outlives whatever happens to the device."""

import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from similarity import joined, match, read_for, sound_of

from soundsystem import VirtualSound, until
from voiceprep.audio.frames import FRAME_S, Frame
from voiceprep.audio.microphone import Microphone
from voiceprep.errors import AudioError


@pytest.fixture
def microphone(sound: VirtualSound) -> Iterator[Microphone]:
    microphone = Microphone()
    microphone.start()
    try:
        microphone.wait_open(20)
        yield microphone
    finally:
        microphone.close()


def waiting_frames(microphone: Microphone) -> list[Frame]:
    return list(iter(lambda: microphone.read(0), None))


def recovers(microphone: Microphone) -> list[Frame]:
    """Frames up to and with a second of sound after a trouble."""
    until(lambda: not microphone.trouble, "the end of the trouble")
    frames = waiting_frames(microphone)
    return frames + read_for(microphone, 1.0)


def assert_one_gap(frames: list[Frame], at_least_s: float) -> None:
    lost = [frame.lost for frame in frames]
    assert [key for key, _ in itertools.groupby(lost)] == [False, True, False]
    assert sum(lost) * FRAME_S >= at_least_s
    steps_s = {round(b.time_s - a.time_s, 3) for a, b in itertools.pairwise(frames)}
    assert steps_s == {FRAME_S}
    assert all(not any(frame.pcm) for frame in frames if frame.lost)


def test_after_unplugging_it_goes_on_with_a_marked_gap(
    sound: VirtualSound, microphone: Microphone, people: Path
) -> None:
    sound.unplug()
    until(lambda: microphone.trouble, "the trouble")
    assert microphone.trouble == ("The microphone “Virtual-microphone” is gone; plug it in again.")
    time.sleep(1.0)
    assert "no microphone" in microphone.trouble
    sound.plug()
    frames = recovers(microphone)
    assert_one_gap(frames, 1.0)
    assert time.monotonic() - frames[-1].time_s < 1.0

    clip = people / "005670113.flac"
    sound.speak_into_mic(clip)
    _, alike = match(joined(read_for(microphone, 4.5)), sound_of(clip))
    assert alike > 0.98


def test_after_the_sound_server_was_killed_it_goes_on(
    sound: VirtualSound, microphone: Microphone
) -> None:
    sound.kill_server()
    until(lambda: microphone.trouble, "the trouble")
    sound.start_server()
    assert_one_gap(recovers(microphone), 0.04)


@pytest.mark.parametrize(
    ("stall", "go_on"),
    [
        (VirtualSound.freeze, VirtualSound.thaw),
        (VirtualSound.suspend, VirtualSound.resume),
    ],
    ids=["frozen server", "suspended microphone"],
)
def test_a_silent_stall_is_noticed(
    sound: VirtualSound, microphone: Microphone, stall: object, go_on: object
) -> None:
    assert callable(stall)
    assert callable(go_on)
    stall(sound)
    try:
        until(lambda: microphone.trouble, "the trouble")
        assert "gives no sound" in microphone.trouble
    finally:
        go_on(sound)
    assert_one_gap(recovers(microphone), 0.5)


def test_it_can_be_closed_while_the_sound_server_hangs(
    sound: VirtualSound, microphone: Microphone
) -> None:
    sound.freeze()
    try:
        begun_s = time.monotonic()
        microphone.close()
        assert time.monotonic() - begun_s < 3.0
    finally:
        sound.thaw()


def test_it_never_listens_to_the_speaker_in_place_of_the_microphone(
    sound: VirtualSound, microphone: Microphone
) -> None:
    listener = microphone.child_pid
    sound.move_listeners("speaker.monitor")
    until(lambda: microphone.child_pid != listener, "the end of the process that was moved")


def test_when_moved_to_another_microphone_it_says_so_and_goes_on(
    sound: VirtualSound, microphone: Microphone
) -> None:
    sound.pactl(
        "load-module",
        "module-remap-source",
        "source_name=other",
        "master=mic_in.monitor",
        "source_properties=device.description=Other-microphone",
    )
    sound.unplug()
    until(lambda: "in its place" in microphone.trouble, "the message")
    assert "put “Other-microphone” in its place" in microphone.trouble
    until(lambda: microphone.name == "Other-microphone", "the other microphone")
    recovers(microphone)


def test_a_speakers_monitor_is_refused_unless_it_is_named(sound: VirtualSound) -> None:
    sound.unplug()
    microphone = Microphone()
    microphone.start()
    try:
        until(lambda: microphone.trouble, "the refusal")
        assert "only what the speaker plays" in microphone.trouble
        with pytest.raises(AudioError, match="only what the speaker plays"):
            microphone.wait_open(0.1)
    finally:
        microphone.close()

    microphone = Microphone("speaker.monitor")
    microphone.start()
    try:
        microphone.wait_open(20)
    finally:
        microphone.close()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("desk", "Several microphones have 'desk' in their name: “desk_mic”, “desk_lamp”"),
        ("banana", "No microphone has 'banana' in its name; there are .*“Virtual-microphone”"),
    ],
)
@pytest.mark.usefixtures("sound")
def test_a_name_that_fits_none_or_several_is_refused_with_the_choice(
    name: str, sentence: str
) -> None:
    microphone = Microphone(name)
    microphone.start()
    try:
        with pytest.raises(AudioError, match=sentence):
            microphone.wait_open(20)
    finally:
        microphone.close()


@pytest.mark.usefixtures("no_sound")
def test_without_any_microphone_it_says_so() -> None:
    microphone = Microphone()
    microphone.start()
    try:
        with pytest.raises(AudioError, match=r"^No microphone was found\. Plug one in"):
            microphone.wait_open(20)
    finally:
        microphone.close()
    assert microphone.ended


def test_without_portaudio_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    microphone = Microphone()
    microphone.start()
    try:
        with pytest.raises(AudioError, match="apt install libportaudio2"):
            microphone.wait_open(20)
    finally:
        microphone.close()


def test_a_listening_process_that_breaks_down_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sounddevice.py").write_text("1 / 0\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    microphone = Microphone()
    microphone.start()
    try:
        until(lambda: microphone.trouble, "the trouble")
        assert "broke down (exit status 1: ZeroDivisionError" in microphone.trouble
    finally:
        microphone.close()


def test_a_name_that_no_process_can_be_given_is_a_sentence_too() -> None:
    microphone = Microphone("a\0b")
    microphone.start()
    try:
        with pytest.raises(AudioError, match="No process for sound can be started"):
            microphone.wait_open(20)
    finally:
        microphone.close()


def test_the_listening_process_dies_with_its_parent(sound: VirtualSound) -> None:
    script = (
        "import time\n"
        "from voiceprep.audio.microphone import Microphone\n"
        "microphone = Microphone()\n"
        "microphone.start()\n"
        "microphone.wait_open(20)\n"
        "print(microphone.child_pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert list(sound.listeners()) == [child]
        parent.send_signal(signal.SIGKILL)
    until(lambda: not Path(f"/proc/{child}").exists(), "the end of the orphan")
    until(lambda: not sound.listeners(), "the end of its stream")


@pytest.mark.usefixtures("sound")
def test_nothing_of_the_sound_systems_chatter_reaches_the_terminal() -> None:
    script = (
        "from voiceprep.audio.microphone import Microphone\n"
        "for name in ('', 'banana'):\n"
        "    microphone = Microphone(name)\n"
        "    microphone.start()\n"
        "    microphone.read(2)\n"
        "    microphone.close()\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_after_close_nothing_is_left(microphone: Microphone) -> None:
    child = microphone.child_pid
    assert child is not None
    microphone.close()
    microphone.close()
    waiting_frames(microphone)
    assert microphone.ended
    assert microphone.read(0.1) is None
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
