"""The report in a real browser, opened from disk."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from kept_answers import EVIL, NOW, every_sort, hostile, keep
from voiceprep.journal.attempt import ModelRef, Session
from voiceprep.journal.earlier import session_with_comparison
from voiceprep.journal.journal import Journal
from voiceprep.report.html import report_html
from voiceprep.report.page import session_page
from voiceprep.report.phrases import phrases
from voiceprep.report.sounds import session_sounds, without_sound
from voiceprep.report.summary import summarize, summary_of
from voiceprep.report.summing import sections

Speech = Callable[..., Path]
Open = Callable[..., Page]
MADE = datetime(2026, 3, 15, tzinfo=UTC)
LONG = "this is what a person says who has been asked what to do about missing values. " * 4


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, speech: Speech) -> Path:
    """Reports, written once: every.html, silent.html and hostile.html."""
    home = tmp_path_factory.mktemp("home")
    sound = speech(LONG)
    for name, attempts in (("every", every_sort()), ("hostile", hostile())):
        session = keep(home, attempts, sound)
        with Journal(home / "journal.sqlite") as journal:
            kept = session_with_comparison(journal, journal.session(session))
            summary = summary_of(journal, kept)
        sounds = session_sounds(kept.attempts, home / "recordings")
        page = session_page(kept, sounds, phrases("en"), summary)
        (home / f"{name}.html").write_text(report_html(page, phrases("en"), MADE))
        page = session_page(
            kept, without_sound(kept.attempts), phrases("en"), summary, with_sound=False
        )
        (home / f"{name}-silent.html").write_text(report_html(page, phrases("en"), MADE))
    return home


@pytest.fixture
def show(browser: Browser, folder: Path) -> Iterator[Open]:
    """Opens a report; afterwards nothing may have gone wrong in it and nothing have left it."""
    wrong: list[str] = []
    contexts = []

    def opened(name: str = "every.html", width: int = 1100, scheme: str = "light") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 850},
            color_scheme=scheme,  # type: ignore[arg-type]
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda fault: wrong.append(f"fault: {fault}"))
        page.on("console", lambda message: wrong.append(f"{message.type}: {message.text}"))
        page.on(
            "request",
            lambda request: (
                wrong.append(f"request: {request.url[:80]}")
                if not request.url.startswith(("file:", "data:"))
                else None
            ),
        )
        page.goto((folder / name).as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


def time_of(page: Page, answer: int = 0) -> float:
    return float(page.locator("audio").nth(answer).evaluate("audio => audio.currentTime"))


def playing(page: Page) -> list[bool]:
    shown: list[bool] = page.evaluate("[...document.querySelectorAll('audio')].map(a => !a.paused)")
    return shown


def until(condition: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline_s
        time.sleep(0.02)


def slowly(page: Page) -> None:
    """Plays at a sixteenth: however busy the machine is, a word lasts long enough to be seen."""
    page.locator("audio").first.evaluate("audio => { audio.playbackRate = 1 / 16 }")


def test_play_button_plays_and_pauses_and_marks_the_word_being_spoken(show: Open) -> None:
    page = show()
    slowly(page)
    first = page.locator(".answer").first
    page.get_by_role("slider", name="Position in answer 1").fill("0.8")
    first.get_by_role("button", name="Play answer 1").click()
    now = first.locator(".w.now")
    expect(now).to_have_text("um")
    expect(now).to_have_text("first", timeout=20_000)  # it goes on by itself
    assert time_of(page) >= 0.89
    first.get_by_role("button", name="Pause answer 1").click()
    assert playing(page)[0] is False


def test_clicking_a_word_plays_from_its_time(show: Open) -> None:
    page = show()
    slowly(page)
    words = page.locator(".answer").first.locator(".w")
    words.nth(20).click()
    until(lambda: playing(page)[0])
    assert 10.9 <= time_of(page) < 11.3
    expect(words.nth(20)).to_have_class(re.compile("now"))
    # Backwards as well: the sound that is in the page can be sought.
    words.nth(3).click()
    expect(words.nth(3)).to_have_class(re.compile("now"))
    assert 1.7 <= time_of(page) < 2.1


def test_points_lead_to_their_evidence_in_the_sound(show: Open) -> None:
    page = show()
    slowly(page)
    page.locator(".point").nth(1).get_by_role("button", name="Play from").click()
    until(lambda: playing(page)[0])
    assert 9.2 < time_of(page) < 9.8


def test_only_one_answer_plays_at_a_time(show: Open) -> None:
    page = show()
    page.get_by_role("button", name="Play answer 1").click()
    until(lambda: playing(page)[0])
    page.get_by_role("button", name="Play answer 2").click()
    until(lambda: playing(page)[:2] == [False, True])


def test_speed_changes_and_the_slider_seeks(show: Open) -> None:
    page = show()
    page.locator(".speed select").first.select_option("1.5")
    assert page.locator("audio").first.evaluate("a => a.playbackRate") == 1.5
    slider = page.get_by_role("slider", name="Position in answer 1")
    slider.fill("8")
    assert time_of(page) == pytest.approx(8)
    assert slider.get_attribute("aria-valuetext") == "0:08 of 0:15"


def test_keys_play_and_move_by_word_and_by_point(show: Open) -> None:
    page = show()
    words = page.locator(".answer").first.locator(".w")
    words.first.focus()
    page.keyboard.press("ArrowRight")
    expect(words.nth(1)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(words.nth(3)).to_be_focused()  # the first point's evidence
    page.keyboard.press("ArrowDown")
    expect(words.nth(16)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(words.nth(3)).to_be_focused()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    until(lambda: playing(page)[0] and time_of(page) >= 1.7)
    page.keyboard.press(" ")
    until(lambda: not playing(page)[0])
    page.keyboard.press("End")
    expect(words.last).to_be_focused()


def test_every_word_is_reached_by_one_stop_of_the_tab_key(show: Open) -> None:
    page = show()
    stops = page.evaluate("document.querySelectorAll('.w[tabindex=\"0\"]').length")
    assert stops == page.locator(".transcript").count()


def test_filter_shows_only_points_of_a_kind_and_says_how_many(show: Open) -> None:
    page = show()
    page.get_by_role("radio", name="missed").check(force=True)
    shown = page.locator(".point:visible")
    count = shown.count()
    assert 0 < count < page.locator(".point").count()
    assert {"missed"} == {c.split()[1] for c in shown.evaluate_all("p => p.map(e => e.className)")}
    expect(page.get_by_role("status")).to_have_text(f"{count} points are shown.")
    expect(page.locator("mark[data-point='1']").first).to_have_class(re.compile("aside"))
    page.get_by_role("radio", name="All").check(force=True)
    assert page.locator(".point:visible").count() == page.locator(".point").count()


def test_theme_follows_the_system_or_the_switch_and_is_remembered(show: Open) -> None:
    page = show(scheme="dark")
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    dark = page.evaluate(ground)
    page.get_by_role("radio", name="Light").check(force=True)
    light = page.evaluate(ground)
    assert dark != light
    page.reload()
    assert page.evaluate(ground) == light
    expect(page.get_by_role("radio", name="Light")).to_be_checked()


def test_each_sort_of_answer_is_shown_as_what_it_is(show: Open) -> None:
    page = show()
    told = [
        "2 of 5 points covered",
        "This answer has not been judged.",
        "Not judged: The sound is too quiet to judge.",
        "Typed, so there is nothing to hear.",
        "No sound of this answer was kept.",
        "The sound of this answer has been deleted.",
        "Follow-up to answer 1",
    ]
    for answer, text in zip(page.locator(".answer").all(), told, strict=True):
        expect(answer).to_contain_text(text)
    second, third = page.locator(".answer").nth(1), page.locator(".answer").nth(2)
    expect(second).to_contain_text("The sound was lost from 0:03 to 0:05")
    expect(second).to_contain_text("Another try at answer 1")
    assert third.locator(".point").count() == 0
    summary = page.get_by_role("region", name="Summary")
    expect(summary).to_contain_text("2 answers could not be judged")
    expect(summary).to_contain_text("The starter model listened.")
    expect(page.locator(".answer").nth(5)).to_contain_text("Heard by vosk-model-small-en-us-0.15.")
    assert "/home/ann" not in page.content()


def test_transcript_marks_evidence_fillers_pauses_and_unsure_words(show: Open) -> None:
    page = show()
    first = page.locator(".answer").first
    assert first.locator("mark").all_text_contents()[1] == "2drop rows"
    assert first.locator(".transcript .filler").all_text_contents() == ["um", "you", "know"]
    assert first.locator(".transcript .pause").all_text_contents() == ["2.4 s"]
    assert first.locator(".transcript .unsure").all_text_contents() == ["i"]
    expect(first.locator(".point").first).to_contain_text(
        "I look first at how much is missing, and whether it is random."
    )


def test_the_page_tells_what_the_terminal_tells(show: Open, folder: Path) -> None:
    """The summary of the session, why each verdict, what was said often, and oneself before."""
    with Journal(folder / "journal.sqlite") as journal:
        told = sections(summary_of(journal, journal.session(1)), phrases("en"))
    assert told["helps"]
    page = show()
    for lines in told.values():
        for line in lines:
            expect(page.locator(".told")).to_contain_text(line)
    answer = page.locator(".answer").first
    why = answer.locator("li.point").first.locator("details")
    expect(why.locator("dl")).to_be_hidden()
    why.locator("summary").click()
    expect(why.locator("dl")).to_contain_text("at least 0.65 for covered")
    expect(answer.locator(".delivery")).to_contain_text("where there are plenty (3×)")
    expect(answer.locator(".against")).to_have_count(0)  # there was none before
    assert page.locator(".against").last.locator("tbody tr").count() >= 2


def test_figures_name_their_sources(show: Open) -> None:
    page = show()
    table = page.locator(".answer").first.get_by_role("table")
    expect(table).to_contain_text("132 words a minute")
    table.locator("a.ref").first.click()
    assert page.evaluate("location.hash") == "#source-1"
    expect(page.locator("#source-1")).to_contain_text("Microsoft Speaker Coach")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(show: Open, scheme: str) -> None:
    page = show(scheme=scheme)
    for details in page.locator("details").all():
        details.evaluate("d => { d.open = true }")
    page.evaluate("document.querySelector('.w').classList.add('now')")
    found = Axe().run(page)
    assert found.response["violations"] == [], found.generate_report()


@pytest.mark.parametrize("width", [360, 820, 1280])
@pytest.mark.parametrize("name", ["every.html", "hostile.html"])
def test_nothing_is_wider_than_the_window(show: Open, name: str, width: int) -> None:
    page = show(name, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_starter_model_is_known_by_its_name_wherever_it_lies() -> None:
    attempt = replace(every_sort()[0], model=ModelRef("/models/voiceprep-starter-en"))
    session = Session(1, "rehearse", "A bank", NOW, NOW, (attempt,))
    page = session_page(session, {}, phrases("en"), summarize(session, ()))
    assert page.summary.starter


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_heading_or_figure_beside_oneself_is_broken_inside_a_word(
    show: Open, folder: Path, language: str
) -> None:
    with Journal(folder / "journal.sqlite") as journal:
        session = session_with_comparison(journal, journal.session(2))
        texts = phrases(language)
        whole = summary_of(journal, session, texts)
    shown = session_page(session, without_sound(session.attempts), texts, whole, with_sound=False)
    (folder / f"{language}.html").write_text(report_html(shown, texts, MADE))
    page = show(f"{language}.html", width=390)
    broken = page.evaluate(
        """() => [...document.querySelectorAll('.against th, .against td')].flatMap(cell => {
            const node = cell.firstChild, words = [...node.data.matchAll(/\\S+/g)];
            return words.filter(word => {
                const range = document.createRange();
                range.setStart(node, word.index);
                range.setEnd(node, word.index + word[0].length);
                return range.getClientRects().length > 1;
            }).map(word => word[0]);
        })"""
    )
    assert page.locator(".against td").count() > 0
    assert broken == []


def test_prints_all_answers_without_players(show: Open) -> None:
    page = show()
    pdf = page.pdf()
    assert pdf.startswith(b"%PDF-")
    page.emulate_media(media="print")
    assert page.locator(".player:visible, .bar:visible, .contents:visible").count() == 0
    assert page.locator(".transcript:visible").count() == page.locator(".transcript").count()


@pytest.mark.parametrize("name", ["hostile.html", "hostile-silent.html"])
def test_hostile_texts_run_nothing_and_break_out_of_nothing(show: Open, name: str) -> None:
    page = show(name)
    if name == "hostile.html":
        page.locator(".w").nth(len(EVIL)).click()
        until(lambda: playing(page)[0])
    page.get_by_role("radio", name="covered").first.check(force=True)
    assert page.evaluate("window.evil") is None
    assert page.locator("img, svg[onload], textarea, b:empty").count() == 0
    assert page.locator("script").count() == 3
    hrefs = page.locator("a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert all(href.startswith("#") for href in hrefs)
    text = page.locator(".transcript").first.text_content() or ""
    assert "<script>window.evil=1</script>" in text
    assert "{{ 7 * 7 }}" in text
    assert not set(text) & set("\x00\x1b\u202e")


def test_even_a_script_that_got_in_would_not_run(
    browser: Browser, folder: Path, tmp_path: Path
) -> None:
    # The second wall, by itself.
    text = (folder / "every-silent.html").read_text()
    evil = "<script>window.evil=1</script><img src=x onerror=window.evil=1>"
    (tmp_path / "evil.html").write_text(text.replace("<main", f"{evil}<main"))
    page = browser.new_page()
    page.goto((tmp_path / "evil.html").as_uri())
    assert page.evaluate("window.evil") is None
    page.close()


def test_a_report_without_sound_holds_none_and_says_so(show: Open, folder: Path) -> None:
    page = show("every-silent.html")
    assert page.locator("audio, .player, .jump").count() == 0
    expect(page.get_by_role("region", name="Summary")).to_contain_text("written without sound")
    page.locator(".w").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".w").nth(1)).to_be_focused()
    assert "data:audio" not in (folder / "every-silent.html").read_text()


def test_without_scripts_the_page_still_shows_everything(browser: Browser, folder: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / "every.html").as_uri())
    expect(page.locator("audio").first).to_be_visible()
    assert page.locator(".player:visible, .filter:visible").count() == 0
    expect(page.locator(".transcript").first).to_be_visible()
    context.close()
