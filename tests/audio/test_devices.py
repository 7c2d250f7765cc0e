"""Microphones and speakers are found by name."""

import pytest

from soundsystem import VirtualSound
from voiceprep.audio.devices import Device, choose, list_devices
from voiceprep.errors import AudioError


def microphone(name: str, **more: object) -> Device:
    return Device(name, "input", **{"default": False, "rate_hz": 48000, "channels": 1, **more})  # type: ignore[arg-type]


DEVICES = (
    microphone("HDA Intel PCH: ALC257 Analog (hw:0,0)"),
    microphone("default", default=True),
    microphone("alsa_input.usb-Blue_Yeti", label="Yeti Stereo Microphone"),
    microphone("alsa_input.usb-Blue_Yeti_2", label="Yeti"),
    microphone("alsa_output.pci.monitor", label="Monitor of Speakers", monitor=True),
    Device("Headset", "output", True, 44100, 2),
)


@pytest.mark.parametrize(
    ("name", "chosen"),
    [
        (None, "default"),
        ("", "default"),
        ("alc257", "HDA Intel PCH: ALC257 Analog (hw:0,0)"),
        ("yeti STEREO", "alsa_input.usb-Blue_Yeti"),
        ("Yeti", "alsa_input.usb-Blue_Yeti_2"),
        ("monitor of speakers", "alsa_output.pci.monitor"),
    ],
)
def test_exact_names_win_over_parts_and_case_does_not_matter(name: str | None, chosen: str) -> None:
    assert choose(name, DEVICES, "input").name == chosen


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("blue", "Several microphones have 'blue' in their name: “Yeti Stereo Microphone”, “Yeti”"),
        ("speakers", "No microphone has 'speakers' in its name; there are “HDA Intel"),
        ("headset", "No microphone has 'headset' in its name"),
    ],
)
def test_other_names_are_refused_with_the_choice(name: str, sentence: str) -> None:
    with pytest.raises(AudioError) as refusal:
        choose(name, DEVICES, "input")
    assert str(refusal.value).startswith(sentence)


def test_devices_with_the_same_label_are_told_apart() -> None:
    twins = [microphone(f"usb-{number}", label="USB Audio") for number in (1, 2)]
    with pytest.raises(AudioError, match="“usb-1”, “usb-2”"):
        choose("audio", twins, "input")


@pytest.mark.usefixtures("sound")
def test_devices_of_portaudio_and_of_the_sound_server_are_listed() -> None:
    devices = list_devices()
    assert choose("desk_lamp", devices, "input").rate_hz == 44_100
    assert choose("Virtual-microphone", devices, "input").server_name == "mic"
    assert choose("speaker.monitor", devices, "input").monitor
    assert choose("mic_in", devices, "output").kind == "output"
    assert choose(None, devices, "output").default


@pytest.mark.usefixtures("no_sound")
def test_a_machine_without_sound_has_no_devices() -> None:
    assert list_devices() == []


def test_a_sound_server_that_hangs_is_an_error_in_time(sound: VirtualSound) -> None:
    sound.freeze()
    try:
        with pytest.raises(AudioError, match="no answer within 1 s"):
            list_devices(timeout_s=1.0)
    finally:
        sound.thaw()
