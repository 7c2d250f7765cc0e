"""What is said of an answer."""

from dataclasses import dataclass
from typing import Literal

from voiceprep.feedback.advice import Advice
from voiceprep.feedback.delivery import Delivery
from voiceprep.feedback.structure import Structure

Verdict = Literal["covered", "check", "missed", "unhearable"]
By = Literal["spelling", "sound", "meaning", "alias"]


@dataclass(frozen=True)
class Found:
    """A term of a key point that was found in the transcript."""

    term: str
    by: By
    word: str
    """The words of the transcript that it was found in."""


@dataclass(frozen=True)
class PointResult:
    """One key point against one answer."""

    say: str
    verdict: Verdict
    score: float
    """0 to 1."""
    quote: str = ""
    """The words of the transcript that carry the verdict; empty when missed."""
    start_s: float | None = None
    """When the quote begins, in seconds from the start of the recording."""
    end_s: float | None = None
    found: tuple[Found, ...] = ()
    derived: bool = False
    """Whether the point itself was derived from prose."""
    claimed: bool = False
    """Whether it counts as covered because the user says so."""


@dataclass(frozen=True)
class Loudness:
    """How an answer's sound was, measured from its samples."""

    speech_dbfs: float
    """RMS level of the frames with speech, in dB below full scale."""
    noise_dbfs: float
    """Median level of the frames without speech, in dB below full scale."""
    clipped: float
    """Share of the frames with speech that touch full scale, 0 to 1."""


@dataclass(frozen=True)
class Feedback:
    """All that is said of one answer."""

    points: tuple[PointResult, ...]
    judge: str
    """Which judge made it: "lexical", or "lexical and meaning"."""
    unscorable: str = ""
    """Why the answer can't be judged, in one sentence; empty when it can."""
    notes: tuple[str, ...] = ()
    """What else the user should know of how far to trust it, a sentence each."""
    delivery: Delivery | None = None
    structure: Structure | None = None
    advice: tuple[Advice, ...] = ()

    @property
    def coverage(self) -> float | None:
        """Share of the key points that are covered, 0 to 1; None where nothing was judged.

        This is what is shown as points covered, wherever that is.
        """
        if self.unscorable or not self.points:
            return None
        return sum(point.verdict == "covered" for point in self.points) / len(self.points)
