"""What is played is heard, from where it was wanted, and stops at once."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from similarity import match, sound_of

from soundsystem import VirtualSound, until
from voiceprep.audio.player import Speaker
from voiceprep.errors import AudioError


@pytest.fixture
def speaker(sound: VirtualSound) -> Iterator[Speaker]:
    speaker = Speaker()
    try:
        speaker.probe(20)
        yield speaker
    finally:
        speaker.close()


@pytest.fixture
def tone(tmp_path: Path) -> Path:
    """Ten seconds of a 440 Hz tone."""
    path = tmp_path / "tone.wav"
    soundfile.write(path, 0.3 * np.sin(np.arange(160_000) * 440 * 2 * np.pi / 16_000), 16_000)
    return path


def heard_s(recording: Path) -> float:
    """From the first to the last sound, in seconds."""
    samples, rate_hz = soundfile.read(recording)
    loud = np.flatnonzero(np.abs(samples) > 0.01)
    return float(loud[-1] - loud[0] + 1) / rate_hz if len(loud) else 0.0


@pytest.mark.alone
@pytest.mark.parametrize(
    ("rate_hz", "channels", "ending"), [(16_000, 1, "flac"), (22_050, 1, "wav"), (48_000, 2, "wav")]
)
def test_a_sound_file_of_any_format_is_heard_whole(
    sound: VirtualSound,
    speaker: Speaker,
    people: Path,
    tmp_path: Path,
    rate_hz: int,
    channels: int,
    ending: str,
) -> None:
    clip = tmp_path / f"clip.{ending}"
    samples = sound_of(people / "005670113.flac", rate_hz)
    soundfile.write(clip, np.repeat(samples[:, None], channels, axis=1), rate_hz)
    with sound.record_speaker(tmp_path / "heard.wav") as heard:
        playback = speaker.play(clip)
        assert playback.wait(20)
        now_s = time.monotonic()
        assert playback.done
    assert playback.error == ""
    assert playback.started_s is not None
    assert playback.ended_s is not None
    duration_s = soundfile.info(clip).duration
    assert playback.ended_s - playback.started_s == pytest.approx(duration_s, abs=0.01)
    assert now_s >= playback.ended_s - 0.005
    _, alike = match(sound_of(heard), sound_of(clip))
    assert alike > 0.98


@pytest.mark.alone
def test_neither_beginning_nor_end_is_cut_off(
    sound: VirtualSound, speaker: Speaker, tone: Path, tmp_path: Path
) -> None:
    with sound.record_speaker(tmp_path / "heard.wav") as heard:
        assert speaker.play(tone, start_s=9.0).wait(20)
    assert heard_s(heard) == pytest.approx(1.0, abs=0.01)


@pytest.mark.alone
def test_playing_starts_from_a_position(
    sound: VirtualSound, speaker: Speaker, people: Path, tmp_path: Path
) -> None:
    clip = people / "005670113.flac"
    with sound.record_speaker(tmp_path / "heard.wav") as heard:
        assert speaker.play(clip, start_s=1.5).wait(20)
    rest = sound_of(clip)[24_000:]
    _, alike = match(sound_of(heard), rest)
    assert alike > 0.98
    assert heard_s(heard) < len(rest) / 16_000 + 0.1


@pytest.mark.alone
def test_stop_silences_at_once(
    sound: VirtualSound, speaker: Speaker, tone: Path, tmp_path: Path
) -> None:
    with sound.record_speaker(tmp_path / "heard.wav") as heard:
        playback = speaker.play(tone)
        until(lambda: playback.started_s, "the start")
        time.sleep(0.5)
        playback.stop()
        assert playback.done
        time.sleep(0.5)
    assert playback.error == ""
    assert playback.started_s is not None
    assert playback.ended_s is not None
    assert heard_s(heard) == pytest.approx(playback.ended_s - playback.started_s, abs=0.15)
    assert heard_s(heard) < 2.0
    playback.stop()


def test_a_new_file_stops_the_one_being_played(speaker: Speaker, tone: Path, people: Path) -> None:
    first = speaker.play(tone)
    second = speaker.play(people / "005670113.flac")
    assert second.wait(20)
    assert first.done
    assert (first.error, second.error) == ("", "")


def test_a_missing_speaker_and_a_broken_file_are_sentences(
    speaker: Speaker, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.wav"
    broken.write_text("no sound")
    for path, sentence in ((tmp_path / "none.wav", "There is no"), (broken, "can't be played")):
        playback = speaker.play(path)
        assert playback.wait(20)
        assert sentence in playback.error
        assert playback.started_s is None


def test_when_the_sound_server_dies_it_says_so_and_plays_again_later(
    sound: VirtualSound, speaker: Speaker, tone: Path, people: Path
) -> None:
    playback = speaker.play(tone)
    until(lambda: playback.started_s, "the start")
    sound.kill_server()
    assert playback.wait(20)
    assert "went away" in playback.error
    without = speaker.play(tone)
    assert without.wait(20)
    assert without.error.startswith("No speaker was found.")
    sound.start_server()
    again = speaker.play(people / "005670113.flac")
    assert again.wait(20)
    assert again.error == ""


def test_a_sound_server_that_hangs_ends_the_playing_with_an_error(
    sound: VirtualSound, speaker: Speaker, tone: Path
) -> None:
    playback = speaker.play(tone)
    until(lambda: playback.started_s, "the start")
    sound.freeze()
    try:
        assert playback.wait(20)
        assert "takes no sound" in playback.error
    finally:
        sound.thaw()


def test_stop_returns_even_if_the_sound_server_hangs(
    sound: VirtualSound, speaker: Speaker, tone: Path, people: Path
) -> None:
    playback = speaker.play(tone)
    until(lambda: playback.started_s, "the start")
    sound.freeze()
    try:
        begun_s = time.monotonic()
        playback.stop()
        assert time.monotonic() - begun_s < 3.0
        assert playback.done
        assert speaker.child_pid is None
    finally:
        sound.thaw()
    again = speaker.play(people / "005670113.flac")
    assert again.wait(20)
    assert again.error == ""


def test_a_speaker_is_chosen_by_name(sound: VirtualSound, people: Path, tmp_path: Path) -> None:
    sound.pactl("set-default-sink", "mic_in")
    speaker = Speaker("SPEAKER")
    try:
        with sound.record_speaker(tmp_path / "heard.wav") as heard:
            assert speaker.play(people / "005670113.flac").wait(20)
    finally:
        speaker.close()
    assert heard_s(heard) > 1.0


@pytest.mark.usefixtures("no_sound")
def test_without_any_speaker_the_probe_says_so(tone: Path) -> None:
    speaker = Speaker()
    try:
        with pytest.raises(AudioError, match=r"^No speaker was found\. Connect one"):
            speaker.probe(20)
        playback = speaker.play(tone)
        assert playback.wait(20)
        assert playback.error.startswith("No speaker was found.")
    finally:
        speaker.close()


@pytest.mark.usefixtures("sound")
def test_the_playing_process_dies_with_its_parent(tone: Path) -> None:
    script = (
        "import pathlib, sys, time\n"
        "from voiceprep.audio.player import Speaker\n"
        "speaker = Speaker()\n"
        "speaker.play(pathlib.Path(sys.argv[1]))\n"
        "print(speaker.child_pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    command = [sys.executable, "-c", script, str(tone)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = Path("/proc") / parent.stdout.readline().decode().strip()
        assert child.exists()
        parent.kill()
    until(lambda: not child.exists(), "the end of the orphan")


@pytest.mark.alone
@pytest.mark.parametrize("speed", [0.5, 0.75, 1.5])
def test_another_speed_leaves_the_pitch_as_it_is(
    sound: VirtualSound, speaker: Speaker, tone: Path, tmp_path: Path, speed: float
) -> None:
    with sound.record_speaker(tmp_path / "heard.wav") as heard:
        playback = speaker.play(tone, start_s=7.0, speed=speed)
        assert playback.wait(20)
    assert playback.error == ""
    assert playback.position_s == pytest.approx(10.0, abs=0.05)
    assert heard_s(heard) == pytest.approx(3.0 / speed, abs=0.05)
    samples, rate_hz = soundfile.read(heard)
    spectrum = np.abs(np.fft.rfft(samples[:, 0] if samples.ndim > 1 else samples))
    assert np.argmax(spectrum) * rate_hz / len(samples) == pytest.approx(440, abs=2)
