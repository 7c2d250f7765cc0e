"""What to do better, in few sentences."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Advice:
    """One sentence of advice or praise."""

    rule: str
    """Which rule chose it: a stable name."""
    text: str
    """What was measured, with its evidence, and what to do."""
    praise: bool = False
