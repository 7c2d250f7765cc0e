"""The files of aliases."""

from pathlib import Path

import pytest

from voiceprep.errors import ConfigError
from voiceprep.speech.aliases import add_aliases, alias_file, read_aliases


def test_no_file_is_no_alias(tmp_path: Path) -> None:
    assert read_aliases(tmp_path / "none.toml") == {}


def test_aliases_are_read_back(tmp_path: Path) -> None:
    file = alias_file(tmp_path / "aliases", "a model/of mine")
    add_aliases(file, {"kubernetes": ["cooper net ease"], "node.js": ["no jess"]})
    add_aliases(file, {"kubernetes": ["cooper net ease", "cube or net is"]})
    assert read_aliases(file) == {
        "kubernetes": ("cooper net ease", "cube or net is"),
        "node.js": ("no jess",),
    }


def test_what_a_person_wrote_stays(tmp_path: Path) -> None:
    file = tmp_path / "model.toml"
    file.write_text('# mine\nbias = ["buyers"]  # always\n')
    add_aliases(file, {"fraud": ["frog"]})
    text = file.read_text()
    assert text.startswith('# mine\nbias = ["buyers"]  # always\n')
    assert read_aliases(file)["fraud"] == ("frog",)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('bias = ["buyers"]\nfraud = [\n"frog"', 3),
        ('bias = ["buyers"]\nfraud = "frog"\n', 2),
        ("bias = [1]\n", 1),
        ('bias = ["\\u001b[31m"]\n', 1),
        ("bias\n", 1),
    ],
)
def test_a_damaged_file_is_told_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    file = tmp_path / "model.toml"
    file.write_text(text)
    with pytest.raises(ConfigError) as told:
        read_aliases(file)
    assert str(told.value).startswith(f"{file}:{line}: ")
    assert "\n" not in str(told.value)
