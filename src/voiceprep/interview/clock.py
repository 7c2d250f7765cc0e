"""The time of an interview: what counts, and what doesn't."""

import time
from collections.abc import Callable

ASLEEP_S = 2.0
"""From when on a difference between two clocks is no jitter but sleep."""
STOPPED_S = 5.0
"""From when on a loop that looks many times a second was stopped from outside."""


def since_boot_s() -> float:
    """A clock that goes on while the machine sleeps; time.monotonic() stands still then."""
    running = getattr(time, "CLOCK_BOOTTIME", None)  # Linux
    if running is None:
        running = time.CLOCK_MONOTONIC  # macOS, where time.monotonic() uses another
    return time.clock_gettime(running)


class SleepWatch:
    """Notices that the machine slept, or that the program was stopped.

    To be looked at many times a second. The clocks are `clock`, which stands still in sleep or
    not, and `boot_clock`, which never does.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        boot_clock: Callable[[], float] = since_boot_s,
    ) -> None:
        self._clock, self._boot_clock = clock, boot_clock
        self.start()

    def start(self) -> None:
        """Begins to watch; what was before doesn't count."""
        self._seen_s, self._boot_s = self._clock(), self._boot_clock()

    @property
    def now_s(self) -> float:
        """Time that goes on in sleep, too."""
        return self._boot_clock()

    def look(self) -> tuple[float, float]:
        """Since the last look: how long it slept or stood still, and how much of that is time on
        `clock`; both 0 where nothing happened."""
        now_s, boot_s = self._clock(), self._boot_clock()
        passed_s, real_s = now_s - self._seen_s, boot_s - self._boot_s
        self._seen_s, self._boot_s = now_s, boot_s
        if passed_s >= STOPPED_S:
            return max(passed_s, real_s), passed_s
        if real_s - passed_s >= ASLEEP_S:
            return real_s, 0.0
        return 0.0, 0.0


class SessionClock:
    """How much of an interview's time is spent: pauses and sleep are left out."""

    def __init__(
        self, budget_s: float, spent_s: float = 0.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.budget_s = budget_s
        self._clock = clock
        self._spent_s = spent_s
        self._running_since_s: float | None = clock()

    @property
    def spent_s(self) -> float:
        """Seconds of the interview so far."""
        if self._running_since_s is None:
            return self._spent_s
        return self._spent_s + self._clock() - self._running_since_s

    @property
    def left_s(self) -> float:
        """Seconds that are left; below 0 when it is over."""
        return self.budget_s - self.spent_s

    def pause(self) -> None:
        """Stands still until go_on()."""
        self._spent_s, self._running_since_s = self.spent_s, None

    def go_on(self) -> None:
        """Ends pause()."""
        if self._running_since_s is None:
            self._running_since_s = self._clock()

    def leave_out(self, seconds: float) -> None:
        """Says that so much of what passed doesn't count."""
        self._spent_s -= seconds
