"""Where each frame belongs in time, and where frames are missing."""

from collections import deque

from voiceprep.audio.frames import FRAME_S

_WINDOW = 25
"""Frames (0.5 s) over which lateness is judged: callbacks come late, but not all of them."""
_HOLE_S = 0.06
"""Lateness that no jitter explains, when it lasts for the whole window."""
_SLEW_S = 0.0001
"""How much a frame's time may follow the device's clock: 0.5 %, more than any drift."""


class Timeline:
    """Gives frames evenly spaced times and counts those that are missing between them.

    Times measured when frames arrive jitter, but only ever towards late; so the least lateness
    of half a second is taken for the truth.
    """

    def __init__(self) -> None:
        self._next_s: float | None = None
        self._late_s: deque[float] = deque(maxlen=_WINDOW)

    def place(self, measured_s: float, jumped: bool = False) -> tuple[int, float]:
        """How many frames are missing before this one, and this frame's time in seconds.

        `jumped` says that sound is known to be lost here, so that the measured time is believed
        at once.
        """
        if self._next_s is None:
            self._next_s = measured_s
        late_s = measured_s - self._next_s
        missing = 0
        if jumped:
            missing = max(0, round(late_s / FRAME_S))
        else:
            self._late_s.append(late_s)
            if len(self._late_s) == _WINDOW:
                least_s = min(self._late_s)
                if least_s > _HOLE_S:
                    missing = round(least_s / FRAME_S)
                else:
                    self._next_s += max(-_SLEW_S, min(_SLEW_S, least_s))
        if missing:
            self._late_s.clear()
        time_s = self._next_s + missing * FRAME_S
        self._next_s = time_s + FRAME_S
        return missing, time_s
