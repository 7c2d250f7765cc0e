"""The rooms of the program: each knows only those below it."""

import ast
from pathlib import Path

import voiceprep

TOP = Path(voiceprep.__file__).parent
FLOORS = (
    {"cli"},
    {"archive", "interview", "report"},
    {"journal"},
    {"feedback"},
    {"speech"},
    {"audio", "bank"},
)
"""From above; a room may use what lies below it, and those that are no rooms."""


def test_no_room_imports_one_beside_or_above_it() -> None:
    level = {room: n for n, floor in enumerate(FLOORS) for room in floor}
    wrong = [
        f"{path.relative_to(TOP)}: {module}"
        for room in level
        for path in sorted((TOP / room).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and (module := node.module or "").count(".")
        for other in [module.split(".")[1]]
        if other in level and other != room and level[other] <= level[room]
    ]
    assert not wrong
