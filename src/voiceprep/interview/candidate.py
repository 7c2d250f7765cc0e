"""The synthetic candidate: a speech engine that answers in place of a person."""

from pathlib import Path

from voiceprep.audio.filesource import FileSource
from voiceprep.audio.frames import Source, SourceKind
from voiceprep.audio.player import Playback
from voiceprep.bank.model import Question
from voiceprep.errors import AudioError, VoiceError
from voiceprep.interview.interviewer import Interviewer
from voiceprep.speech.voice import Voice

VARIANT = "+m3"
CANDIDATE_VOICE = f"en-us{VARIANT}"
"""Another than the interviewer's, heard as well as any by the starter model: word error rate 8.7 %
on five sample answers, from 8.3 to 12.1 % by voice (benchmarks/hearing.py)."""


def candidate_voice(language: str) -> str:
    """The candidate's voice for a language (ISO 639-1 code)."""
    return CANDIDATE_VOICE if language == "en" else f"{language}{VARIANT}"


class Speech(FileSource):
    """A spoken text; at the pace of speech, it is also heard from the speaker."""

    kind: SourceKind = "candidate"

    def __init__(self, sound: Path, interviewer: Interviewer, *, paced: bool) -> None:
        super().__init__(sound, paced=paced)
        self._interviewer = interviewer
        self._aloud = paced
        self._playback: Playback | None = None

    def start(self) -> None:
        super().start()
        if self._aloud:
            self._playback = self._interviewer.play(self.path)

    def close(self) -> None:
        super().close()
        if self._playback is not None:
            self._playback.stop()


class Candidate:
    """Speaks the sample answers of a bank, in a voice other than the interviewer's."""

    def __init__(self, voice: Voice, interviewer: Interviewer, *, paced: bool) -> None:
        self._voice = voice
        self._interviewer = interviewer
        self._paced = paced

    def answer(self, question: Question) -> Source:
        """The source of an answer. Raises AudioError if no speech engine can make it."""
        try:
            sound = self._voice.wav(question.sample)
        except VoiceError as fault:
            raise AudioError(str(fault)) from fault
        return Speech(sound, self._interviewer, paced=self._paced)
