"""The package as users install it: a wheel, away from the checkout."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a freshly built wheel is unpacked."""
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder / "dist")],
        cwd=CHECKOUT,
        check=True,
        capture_output=True,
    )
    (wheel,) = (folder / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def run(installed: Path, home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    home.mkdir(exist_ok=True)
    return subprocess.run(
        [sys.executable, "-m", "voiceprep", *arguments],
        cwd=home,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_questions_and_starter_model_travel_with_the_wheel(installed: Path, home: Path) -> None:
    done = run(installed, home, "demo", "--fast", "--json", "missing-data")
    assert done.returncode == 0, done.stderr
    (attempt,) = json.loads(done.stdout)["attempts"]
    assert "covered" in {point["verdict"] for point in attempt["points"]}
    listed = json.loads(run(installed, home, "bank", "list", "--json").stdout)
    assert str(installed) in json.dumps(listed)


def test_the_wheel_has_its_type_marker_and_tables(installed: Path) -> None:
    for name in (
        "py.typed",
        "language/en/words.toml",
        "language/en/commands.toml",
        "language/en/report.toml",
        "report/templates/report.html.j2",
        "report/templates/page.js",
    ):
        assert (installed / "voiceprep" / name).is_file()
