"""The program in a process of its own, without a terminal."""

import subprocess
import sys


def process(*arguments: str, stdin: str = "") -> "subprocess.CompletedProcess[str]":
    """Runs a command of voiceprep; what came out is in its stdout and stderr."""
    return subprocess.run(
        [sys.executable, "-m", "voiceprep", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
