"""The system's browser, for tests of pages."""

import os
import shutil

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--autoplay-policy=no-user-gesture-required",
]


def chromium() -> str:
    """Chromium or Chrome; CHROMIUM names another."""
    names = ("chromium", "chromium-browser", "google-chrome")
    mac = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, (*names, mac))), None)
    assert found, "these tests need Chromium: tools/system-packages test"
    return found
