"""How large the report of a 45-minute session is, and what writing it costs.

    python benchmarks/report.py [--minutes 45]

The session is made of the bank's sample answers, spoken by the synthetic candidate's voice and
recognised once by the starter model. Reading its recordings is the baseline: any report must do
at least that, or keep something in their place.
"""

import argparse
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path

import numpy
import soundfile
from loop import frames_of

from voiceprep.audio.frames import RATE_HZ
from voiceprep.audio.opus import copy_of
from voiceprep.bank.bankfile import open_bank
from voiceprep.feedback.assess import assess
from voiceprep.interview.candidate import CANDIDATE_VOICE
from voiceprep.journal.attempt import ModelRef
from voiceprep.journal.journal import Journal
from voiceprep.language import tables
from voiceprep.report.html import report_html
from voiceprep.report.output import write_page
from voiceprep.report.page import session_page
from voiceprep.report.phrases import phrases
from voiceprep.report.sounds import session_sounds
from voiceprep.report.summary import summarize
from voiceprep.speech.models import find_model
from voiceprep.speech.recognizer import load_model, transcribe
from voiceprep.speech.voice import Voice

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DIFFERENT = 3
"""How many answers are spoken and recognised; the session repeats them."""


def main() -> None:
    """Prints size and times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=45)
    minutes = parser.parse_args().minutes
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        session = kept(home, minutes)
        began_s = time.perf_counter()
        with Journal(home / "journal.sqlite") as journal:
            attempts = journal.session(session).attempts
        for attempt in attempts:
            soundfile.read(home / "recordings" / attempt.recording, dtype="int16")
        reading_s = time.perf_counter() - began_s
        began_s = time.perf_counter()
        for attempt in attempts:
            copy_of(home / "recordings" / attempt.recording)
        copying_s = time.perf_counter() - began_s
        file = home / "report.html"
        times = sorted(written(home, session, file) for _ in range(5))
        sound_s = sum(
            soundfile.info(home / "recordings" / attempt.recording).duration for attempt in attempts
        )
        print(f"{len(attempts)} answers, {sound_s / 60:.1f} min of sound")
        print(f"size of the report         {file.stat().st_size / 1e6:8.1f} MB")
        print(f"baseline: reading it all   {reading_s:8.2f} s")
        for what, spent_s in (
            ("writing the report", times[2]),
            ("making the copies", copying_s),
        ):
            print(f"{what:<27}{spent_s:8.2f} s {spent_s / reading_s:7.2f}x")
        print(f"making the copies takes    {copying_s / sound_s:8.4f} of the sound's length")


def kept(home: Path, minutes: float) -> int:
    """A session of this length in a journal."""
    bank = open_bank("machine-learning-engineer", home)
    voice = Voice(CANDIDATE_VOICE, 165, home)
    model = load_model(find_model("voiceprep-starter-en", home))
    questions = [question for question in bank.questions if question.sample][:DIFFERENT]
    spoken = []
    for question in questions:
        frames = frames_of(voice.wav(question.sample))
        samples = numpy.frombuffer(b"".join(frame.pcm for frame in frames), dtype="<i2")
        transcript = transcribe(frames, model)
        feedback = assess(question, transcript, None, language=tables("en"))
        spoken.append((question, samples, transcript, feedback))
    with Journal(home / "journal.sqlite") as journal:
        session = journal.begin_session("rehearse", bank.title, NOW)
        folder = home / "recordings" / str(session)
        folder.mkdir(parents=True)
        left_s = 60 * minutes
        for n, (question, samples, transcript, feedback) in enumerate(cycle(spoken)):
            if left_s <= 0:
                break
            left_s -= len(samples) / RATE_HZ
            sound = folder / f"{n:02d}.flac"
            soundfile.write(sound, samples, RATE_HZ)
            attempt = journal.open_attempt(session, question, "en", "microphone", NOW)
            journal.keep_attempt(
                replace(
                    attempt,
                    model=ModelRef("voiceprep-starter-en"),
                    transcript=transcript,
                    answer_s=len(samples) / RATE_HZ,
                    feedback=feedback,
                    recording=f"{session}/{sound.name}",
                )
            )
        journal.end_session(session, NOW)
    return session


def written(home: Path, session: int, file: Path) -> float:
    """Writes the report as the command does; gives the seconds it took."""
    began_s = time.perf_counter()
    with Journal(home / "journal.sqlite") as journal:
        shown = journal.session(session)
    sounds = session_sounds(shown.attempts, home / "recordings")
    page = session_page(shown, sounds, phrases("en"), summarize(shown, ()))
    write_page(file, report_html(page, phrases("en"), NOW))
    return time.perf_counter() - began_s


if __name__ == "__main__":
    main()
