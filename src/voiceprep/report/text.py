"""Phrases from outside and times, as they can be shown."""

from voiceprep.bank.prose import printable

_BLANKS = str.maketrans("\n\r\t", "   ", "\u200e\u200f")  # and marks of direction


def plain(text: str) -> str:
    """Text from outside as one line that steers no terminal."""
    return printable(text.translate(_BLANKS))


def clock(seconds: float) -> str:
    """m:ss, as on a watch; h:mm:ss from an hour on."""
    minutes, rest = divmod(max(0, int(seconds + 0.5)), 60)
    if minutes < 60:
        return f"{minutes}:{rest:02d}"
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"
