"""Geometry of the report's charts: numbers for the templates, which draw them as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 1000.0
"""Width of every chart, in its own units; the page stretches it."""
HEIGHT = 100.0
"""Height of every chart, in its own units."""


@dataclass(frozen=True)
class Bar:
    """A stretch of a bar."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True)
class Line:
    """A line through points; None for those that have no value."""

    points: tuple[tuple[float, float] | None, ...]
    low: float
    """Value at the bottom."""
    high: float
    """Value at the top."""
    band: tuple[float, float] | None = None
    """Top and height of a band to compare with."""

    @property
    def paths(self) -> tuple[str, ...]:
        """SVG path data of its unbroken parts; a single point is a dot."""
        parts: list[list[str]] = [[]]
        for point in self.points:
            if point is None:
                parts.append([])
            else:
                parts[-1].append(f"{point[0]:.1f} {point[1]:.1f}")
        return tuple("M" + "L".join(part) for part in parts if len(part) > 1)

    @property
    def dots(self) -> str:
        """SVG path data of a dot for each value: lines without length, for round caps."""
        return "".join(f"M{x:.1f} {y:.1f}h0" for x, y in filter(None, self.points))


def shape(levels: Sequence[float]) -> str:
    """SVG path data of a waveform: an upright stroke for each level (0 to 1)."""
    step = WIDTH / max(1, len(levels))
    return "".join(
        f"M{step * (n + 0.5):.1f} {HEIGHT / 2 - half:.1f}v{2 * half:.1f}"
        for n, level in enumerate(levels)
        for half in (max(1.0, 48.0 * level),)
    )


def stretches(
    spans: Sequence[tuple[str, float, float]], total_s: float, *, least: float = 0.0
) -> tuple[Bar, ...]:
    """Spans (kind, start_s, end_s) on a bar of this many seconds, none narrower than `least`."""
    scale = WIDTH / total_s if total_s > 0 else 0.0
    bars = []
    for kind, start_s, end_s in spans:
        x = min(WIDTH, max(0.0, start_s * scale))
        end = min(WIDTH, max(x, end_s * scale))
        width = max(least, end - x)
        bars.append(Bar(kind, min(x, WIDTH - width), width))
    return tuple(bars)


def time_bar(
    think_s: float,
    answer_s: float,
    target_s: float,
    pauses: Sequence[tuple[float, float]],
) -> tuple[tuple[Bar, ...], float]:
    """Bars of an answer's time (thinking, speaking, over, pause), and where its target length is.

    Pauses are in seconds from the first speech.
    """
    total_s = think_s + max(answer_s, target_s)
    within_s = min(answer_s, target_s)
    spans = [
        ("thinking", 0.0, think_s),
        ("speaking", think_s, think_s + within_s),
        ("over", think_s + within_s, think_s + answer_s),
        *(("pause", think_s + start_s, think_s + end_s) for start_s, end_s in pauses),
    ]
    bars = stretches([span for span in spans if span[2] > span[1]], total_s)
    target = WIDTH * (think_s + target_s) / total_s if total_s > 0 else WIDTH
    return bars, target


def line(
    values: Sequence[float | None],
    *,
    low: float = 0.0,
    high: float | None = None,
    band: tuple[float, float] | None = None,
) -> Line:
    """A line through values at even distances; `high` is rounded up from the values if not set."""
    known = [value for value in values if value is not None]
    top = high if high is not None else _round_up(max([*known, *(band or ()), low]))
    span = top - low or 1.0

    def y_of(value: float) -> float:
        return round(HEIGHT * (1 - (min(top, max(low, value)) - low) / span), 2)

    step = WIDTH / max(1, len(values) - 1)
    first = WIDTH / 2 if len(values) == 1 else 0.0
    points = tuple(
        None if value is None else (round(first + step * n, 2), y_of(value))
        for n, value in enumerate(values)
    )
    drawn = (y_of(band[1]), round(y_of(band[0]) - y_of(band[1]), 2)) if band else None
    return Line(points, low, top, drawn)


def _round_up(value: float) -> float:
    for step in (1, 2, 5, 10, 20, 50, 60, 100, 120, 150, 200, 250, 300, 500, 1000):
        if value <= step:
            return float(step)
    return value
