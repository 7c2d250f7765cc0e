"""What is written of an attempt is what docs/attempt.schema.json says."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from kept import Answered, complete
from voiceprep.report.export import attempt_json

SCHEMA: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "docs" / "attempt.schema.json").read_text()
)


def test_attempts_full_and_bare_are_what_the_schema_says(answered: Answered) -> None:
    bare = answered("a word")
    typed = replace(bare, source="typed")
    for attempt in (bare, complete(bare), typed, replace(bare, source="file")):
        jsonschema.validate(attempt_json(attempt), SCHEMA)


def test_the_schema_knows_every_field(answered: Answered) -> None:
    written = attempt_json(complete(answered("a word")))
    assert set(written) <= set(SCHEMA["properties"])
    assert set(SCHEMA["required"]) <= set(written)


def test_what_is_no_attempt_is_refused(answered: Answered) -> None:
    broken = {**attempt_json(answered("a word")), "words": "none"}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, SCHEMA)
