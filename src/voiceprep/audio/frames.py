"""Frames of sound, and what they come from."""

from dataclasses import dataclass
from typing import Literal, Protocol

RATE_HZ = 16_000
"""Sample rate of every frame."""
FRAME_SAMPLES = 320
"""Samples in a frame: 20 ms, a length that webrtcvad takes."""
FRAME_BYTES = 2 * FRAME_SAMPLES
FRAME_S = FRAME_SAMPLES / RATE_HZ

SourceKind = Literal["microphone", "file", "typed", "candidate"]


@dataclass(frozen=True, slots=True)
class Frame:
    """20 ms of sound."""

    pcm: bytes
    """FRAME_SAMPLES samples, signed 16-bit little-endian, mono, RATE_HZ."""
    time_s: float
    """When its first sample was captured, on the source's clock, in seconds."""
    lost: bool = False
    """Whether this is silence that stands in for sound which was lost."""


class Source(Protocol):
    """Where frames come from: a microphone, a sound file, the synthetic candidate.

    A microphone's clock is time.monotonic(); a file's starts at 0. Frames come in order, without
    holes: lost sound is filled up with frames marked lost.
    """

    kind: SourceKind
    name: str
    """The device or file, as shown to the user."""

    def start(self) -> None:
        """Open it. Returns at once; AudioError if it can't be opened at all."""

    def read(self, timeout_s: float) -> Frame | None:
        """The next frame, or None if there was none within the timeout or the source has ended."""

    @property
    def ended(self) -> bool:
        """True once no frame will come any more."""

    @property
    def trouble(self) -> str:
        """While sound is being lost: why, in one sentence. Else empty."""

    def close(self) -> None:
        """Release it; may be called twice."""
