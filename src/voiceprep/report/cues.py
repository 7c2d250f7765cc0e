"""Transcripts as subtitles: cues of at most two short lines, broken where the speaker paused."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from io import StringIO
from typing import Literal

from voiceprep.report.terminal import plain
from voiceprep.speech.transcript import Transcript, Word

_LINE = 42
"""Characters of a line, and two lines of a cue: a subtitling convention (Netflix's style guide)."""
_LINES = 2
_LONGEST_S = 7.0
"""How long a cue stands at most: the same convention."""
_PAUSE_S = 0.6
"""A silence that ends a cue: longer than those inside a phrase (our convention)."""


@dataclass(frozen=True)
class Cue:
    """What is read at a time."""

    start_s: float
    end_s: float
    lines: tuple[str, ...]


def cues(transcript: Transcript) -> tuple[Cue, ...]:
    """The cues of a transcript whose words have times, in their order, none over the other."""
    made: list[Cue] = []
    group: list[Word] = []
    for word in transcript.words:
        if group and not _fits(group, word):
            made.append(_cue(group))
            group = []
        group.append(word)
    if group:
        made.append(_cue(group))
    return tuple(
        Cue(cue.start_s, max(cue.start_s, min(cue.end_s, after.start_s)), cue.lines)
        for cue, after in zip(made, [*made[1:], Cue(float("inf"), float("inf"), ())], strict=True)
    )


def subtitles(transcript: Transcript, format: Literal["srt", "vtt"], note: str = "") -> str:
    """A file of subtitles. WebVTT has the note above them; SRT knows none."""
    from webvtt import Caption, WebVTT

    file = WebVTT()
    for cue in cues(transcript):
        lines = [line.replace("-->", "→") for line in cue.lines]
        if format == "vtt":  # WebVTT has tags and entities, SRT has none
            lines = [escape(line, quote=False) for line in lines]
        file.captions.append(Caption(_time(cue.start_s), _time(cue.end_s), lines))
    target = StringIO()
    file.write(target, format=format)
    text = target.getvalue().rstrip("\n") + "\n"
    if format == "vtt" and note:
        head, _, rest = text.partition("\n")
        text = f"{head}\n\nNOTE {escape(plain(note).replace('-->', '→'), quote=False)}\n{rest}"
    return text


def _fits(group: Sequence[Word], word: Word) -> bool:
    if word.start_s - group[-1].end_s >= _PAUSE_S or word.end_s - group[0].start_s > _LONGEST_S:
        return False
    lines = _wrapped([*group, word])
    return len(lines) <= _LINES


def _cue(group: Sequence[Word]) -> Cue:
    lines = tuple(_wrapped(group)) or ("…",)
    return Cue(group[0].start_s, max(group[-1].end_s, group[0].start_s), lines)


def _wrapped(words: Sequence[Word]) -> list[str]:
    lines: list[str] = []
    for text in (part for word in words for part in plain(word.text).split()):
        if lines and len(lines[-1]) + 1 + len(text) <= _LINE:
            lines[-1] += f" {text}"
        else:
            lines.append(text)
    return lines


def _time(seconds: float) -> str:
    ms = round(1000 * max(0.0, seconds))
    return f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d}.{ms % 1000:03d}"
