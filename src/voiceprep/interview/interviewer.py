"""The interviewer: says things aloud where that is possible, and says once where it is not."""

from collections.abc import Callable
from pathlib import Path

from voiceprep.audio.player import Playback, Speaker
from voiceprep.errors import AudioError, VoiceError
from voiceprep.speech.voice import Voice, speakable


class Interviewer:
    """Speech engine and speaker. Where one of them fails, everything is text from then on."""

    def __init__(
        self, voice: Voice | None, speaker: Speaker | None, notice: Callable[[str], None]
    ) -> None:
        """Without `voice` or `speaker` nothing is said, and nothing is said of that."""
        self._voice = voice
        self._speaker = speaker
        self._notice = notice
        self._probed = False

    def sound(self, text: str) -> Path | None:
        """The text as a sound file; None where it can't, after the reason was shown (once)."""
        if self._voice is None or self._speaker is None:
            return None
        try:
            speakable(text)
        except VoiceError as fault:  # of this text, not of the engine
            self._notice(str(fault))
            return None
        try:
            return self._voice.wav(text)
        except VoiceError as fault:
            self._voice = None
            self._notice(f"{fault} Questions are shown as text instead.")
            return None

    def play(self, sound: Path, start_s: float = 0.0) -> Playback | None:
        """Begins to play a sound file from a position; None as for sound()."""
        if self._speaker is None:
            return None
        if not self._probed:
            try:
                self._speaker.probe()
            except AudioError as fault:
                self.fell_silent(str(fault))
                return None
            self._probed = True
        return self._speaker.play(sound, start_s)

    def fell_silent(self, why: str) -> None:
        """Shows, once, why nothing is said aloud any more."""
        if self._speaker is not None:
            self._speaker.close()
            self._speaker = None
            self._notice(f"{why} Questions are shown as text instead.")

    def close(self) -> None:
        """Ends all sound."""
        if self._speaker is not None:
            self._speaker.close()
