"""Photographs a report in Chromium, for the documentation.

VOICEPREP_HOME=/some/new/folder voiceprep demo --fast --count 3
VOICEPREP_HOME=/some/new/folder voiceprep review report --output report.html
python tools/page_picture.py report.html docs/report.png
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

WIDTH, HEIGHT = 1080, 940
WORD = 25
"""The word that is being spoken in the picture."""


def photograph(page_file: Path, picture: Path) -> None:
    """The top of a page, with a word marked as being spoken."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        page.goto(page_file.resolve().as_uri())
        page.locator("audio").first.evaluate("audio => { audio.playbackRate = 1 / 16 }")
        page.locator(".w").nth(WORD).click()
        page.wait_for_timeout(500)
        page.evaluate("scrollTo(0, 330)")
        page.wait_for_timeout(700)
        page.screenshot(path=picture)
        browser.close()


if __name__ == "__main__":
    photograph(Path(sys.argv[1]), Path(sys.argv[2]))
