"""Has stories spoken by speech engines and writes down what the starter model hears: aloud.tsv.

    python benchmarks/structure/read_aloud.py

Needs flite and espeak-ng; takes some minutes.
"""

import re
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from labelled import HERE, LABELS, Story, _blocks, written_stories
from rapidfuzz.distance import Levenshtein

from voiceprep.audio.filesource import read_samples
from voiceprep.speech.models import find_model
from voiceprep.speech.recognizer import load_model, transcribe

COMMANDS: Sequence[tuple[str, ...]] = (
    ("flite", "-voice", "slt", "-o", "{wav}", "-t", "{text}"),
    ("espeak-ng", "-v", "en-us", "-s", "165", "-w", "{wav}", "{text}"),
    ("flite", "-voice", "rms", "-o", "{wav}", "-t", "{text}"),
    ("espeak-ng", "-v", "en-gb", "-s", "150", "-w", "{wav}", "{text}"),
)
EVERY = 2
"""Which of the stories are spoken: one in two that aren't typed."""
TAIL = bytes(16_000)


def main() -> None:
    """Writes the file."""
    rows = []
    with tempfile.TemporaryDirectory() as name:
        model = load_model(find_model("voiceprep-starter-en", Path(name)))
        for part in ("dev", "test"):
            texts = dict(_texts(part))
            spoken = [one for one in written_stories(part) if one.manner == "spoken"]
            for n, story in enumerate(spoken[::EVERY]):
                command = COMMANDS[n % len(COMMANDS)]
                wav = Path(name) / "story.wav"
                filled = [word.format(wav=wav, text=texts[story.id]) for word in command]
                subprocess.run(filled, check=True, capture_output=True)
                pcm = read_samples(wav).astype("<i2").tobytes() + TAIL
                heard = transcribe([pcm[at : at + 8000] for at in range(0, len(pcm), 8000)], model)
                labels = carried_over(story, [word.text for word in heard.words])
                words = " ".join(
                    f"{word.text}/{word.start_s:.2f}/{word.end_s:.2f}/{word.conf:.2f}/{label}"
                    for word, label in zip(heard.words, labels, strict=True)
                )
                rows.append(f"{story.id}\t{command[0]} {command[2]}\t{words}")
                print(f"{story.id}: {len(story.labels)} words said, {len(labels)} heard")
    (HERE / "aloud.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def _texts(part: str) -> list[tuple[str, str]]:
    """What is spoken: the lines with a comma between them, for a breath."""
    return [
        (head[0], ", ".join(re.sub(r"^[STAR-]: ", "", line) for line in lines))
        for head, lines in _blocks(HERE / f"stories_{part}.txt")
    ]


def carried_over(story: Story, heard: Sequence[str]) -> list[str]:
    """The marks of the words heard: of those said at the same place."""
    said = [word.text for word in story.transcript.words]
    marks = {name: mark for mark, name in LABELS.items()}
    labels = [""] * len(heard)
    for block in Levenshtein.opcodes(said, heard):
        for at in range(block.dest_start, block.dest_end):
            from_said = min(block.src_start + at - block.dest_start, max(block.src_end - 1, 0))
            labels[at] = marks[story.labels[min(from_said, len(said) - 1)]]
    return labels


if __name__ == "__main__":
    main()
