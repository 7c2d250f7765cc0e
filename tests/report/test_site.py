"""The site: all sessions in a folder, opened from disk in a real browser."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from kept_answers import NOW, answer, every_sort, hostile, keep
from voiceprep.errors import VoiceprepError
from voiceprep.journal.journal import Journal
from voiceprep.report.phrases import phrases
from voiceprep.report.site import MARKER, write_site

Speech = Callable[..., Path]
MADE = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, speech: Speech) -> Path:
    """A home with four sessions over four weeks, one of them hostile."""
    home = tmp_path_factory.mktemp("kept")
    sound = speech("a short answer about missing values and the median")
    for week, attempts in enumerate(([answer()], every_sort(), [answer()], hostile())):
        keep(home, attempts, sound, NOW + timedelta(weeks=week))
    return home


def write(home: Path, folder: Path) -> int:
    with Journal(home / "journal.sqlite") as journal:
        return write_site(folder, journal, home / "recordings", phrases("en"), MADE)


@pytest.fixture(scope="module")
def site(kept: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "all"
    assert write(kept, folder) == 4
    return folder


def files_of(folder: Path) -> set[str]:
    found = (each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file())
    return set(found) - {MARKER}


def test_search_finds_answers_and_leads_to_where_they_play(browser: Browser, site: Path) -> None:
    page = browser.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda fault: wrong.append(str(fault)))
    page.on("console", lambda message: wrong.append(message.text))
    outside: list[str] = []
    page.on("request", lambda request: outside.append(request.url))
    page.goto((site / "index.html").as_uri())
    page.get_by_role("searchbox").fill("median impute")
    expect(page.get_by_role("status")).to_contain_text("answers found")
    expect(page.locator(".search li mark").first).to_have_text("impute")
    page.get_by_role("searchbox").fill("leaks")
    expect(page.get_by_role("status")).to_have_text("1 answer found.")
    page.locator(".search li a").click()
    page.wait_for_url("**/session-2.html#attempt-*")
    page.get_by_role("button", name="Play answer 7").click()
    heard = page.locator("audio").last
    deadline_s = time.monotonic() + 10
    while not heard.evaluate("audio => audio.currentTime > 0.3"):
        assert time.monotonic() < deadline_s
    page.get_by_role("link", name="All sessions").click()
    page.wait_for_url("**/index.html")
    assert wrong == []
    assert all(url.startswith(site.as_uri()) for url in outside)
    page.close()


def test_search_that_finds_nothing_says_so(browser: Browser, site: Path) -> None:
    page = browser.new_page()
    page.goto((site / "index.html").as_uri())
    page.get_by_role("searchbox").fill("zebra")
    expect(page.get_by_role("status")).to_contain_text("Nothing found.")
    page.close()


def test_progress_is_drawn_and_can_be_read_as_a_table(browser: Browser, site: Path) -> None:
    page = browser.new_page()
    page.goto((site / "index.html").as_uri())
    assert page.locator(".card .stroke").count() >= 1
    page.get_by_text("The same as a table").click()
    rows = page.locator("section:has(#progress) tbody tr")
    assert rows.count() == 4
    expect(rows.first).to_contain_text("40 %")
    page.close()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_index_is_accessible_and_fits(
    browser: Browser, site: Path, width: int, scheme: str
) -> None:
    page = browser.new_page(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page.goto((site / "index.html").as_uri())
    page.get_by_role("searchbox").fill("script")
    expect(page.get_by_role("status")).to_contain_text("found")
    page.locator("details").first.evaluate("d => { d.open = true }")
    found = Axe().run(page)
    assert found.response["violations"] == [], found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("window.evil") is None
    page.close()


def test_a_rerun_replaces_only_what_was_written(kept: Path, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    write(kept, folder)
    before = files_of(folder)
    assert before >= {"index.html", "session-1.html", "sound/1.opus"}
    (folder / "notes.txt").write_text("mine")
    listed = json.loads((folder / MARKER).read_text())
    old = ["session-99.html", "sound/99.opus"]
    for name in old:
        (folder / name).write_text("of a session that was deleted")
    (tmp_path / "outside.html").write_text("elsewhere")
    evil = ["../outside.html", "notes.txt", "/etc/hostname", 7, "sound/../notes.txt"]
    (folder / MARKER).write_text(json.dumps([*listed, *old, *evil]))
    write(kept, folder)
    assert files_of(folder) == before | {"notes.txt"}
    assert (tmp_path / "outside.html").read_text() == "elsewhere"


def test_a_folder_with_other_files_is_refused(kept: Path, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("mine")
    with pytest.raises(VoiceprepError, match="no site of voiceprep"):
        write(kept, tmp_path)
    assert files_of(tmp_path) == {"index.html"}


def test_a_file_of_someone_else_within_a_site_is_not_replaced(kept: Path, tmp_path: Path) -> None:
    (tmp_path / MARKER).write_text("[]")
    (tmp_path / "session-1.html").write_text("mine")
    with pytest.raises(VoiceprepError, match="move it away"):
        write(kept, tmp_path)
    assert (tmp_path / "session-1.html").read_text() == "mine"


def test_links_lead_nowhere_out_of_the_folder(kept: Path, tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "site"
    outside.mkdir()
    folder.mkdir()
    (folder / MARKER).write_text('["session-1.html"]')
    (folder / "sound").symlink_to(outside)
    with pytest.raises(VoiceprepError, match="link"):
        write(kept, folder)
    (folder / "sound").unlink()
    target = outside / "precious.html"
    target.write_text("mine")
    (folder / "session-1.html").symlink_to(target)
    write(kept, folder)
    assert target.read_text() == "mine"
    assert not (folder / "session-1.html").is_symlink()


def test_what_is_written_is_for_the_owner_alone(site: Path) -> None:
    for path in site.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0
