"""The page in a real browser, from disk: numbers open their explanation, and nothing is fetched from anywhere."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from dosi.workbench.building import Built, build

TINY = Path(__file__).resolve().parent / "tiny_city"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The tiny city's plan on disk."""
    return build(TINY, out=tmp_path_factory.mktemp("browser"), formats=["html"])


@pytest.fixture(scope="module")
def page(built: Built) -> Iterator[Page]:
    """The plan opened from disk; any request that leaves it is kept in page.asked."""
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        opened = browser.new_page()
        opened.asked = []  # type: ignore[attr-defined]
        opened.on("request", lambda request: opened.asked.append(request.url))  # type: ignore[attr-defined]
        opened.goto((built.folder / "document" / "html" / "index.html").resolve().as_uri())
        yield opened
        browser.close()


def test_a_click_on_a_number_says_where_it_comes_from_and_escape_closes_it(page: Page) -> None:
    number = page.locator("#chosen_services a.fact").first
    number.click()
    panel = page.locator("[role=dialog], dialog, aside").filter(has_text="출처").first
    panel.wait_for(state="visible")
    assert number.get_attribute("data-fact") in panel.inner_text()
    page.keyboard.press("Escape")
    panel.wait_for(state="hidden")


def test_a_number_is_reached_and_opened_by_keyboard(page: Page) -> None:
    page.locator("#problems_top a.fact").first.focus()
    page.keyboard.press("Enter")
    panel = page.locator("[role=dialog], dialog, aside").filter(has_text="출처").first
    panel.wait_for(state="visible")
    page.keyboard.press("Escape")


def test_the_page_fetches_nothing_but_its_own_files(page: Page) -> None:
    assert page.asked and all(address.startswith(("file://", "data:")) for address in page.asked)  # type: ignore[attr-defined]


def test_every_number_has_an_explanation(page: Page) -> None:
    without = page.evaluate("[...document.querySelectorAll('a.fact')].filter(a => !(a.dataset.fact in window.dosiFacts)).map(a => a.dataset.fact)")
    assert without == []


def test_the_status_stands_on_the_page(page: Page) -> None:
    assert "예시, 공식 계획 아님" in page.inner_text("body")


def test_a_problem_opens_its_page_and_that_opens_an_indicators_page_whose_numbers_explain_themselves(page: Page, built: Built) -> None:
    link = page.locator("main a[data-ref=page]").first
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/problems/*.html")
    assert page.locator("h1").inner_text() and page.locator("svg[role]").first.get_attribute("aria-label")
    page.locator("#problem_indicators a[data-ref=page]").first.click()
    page.wait_for_url("**/indicators/*.html")
    without = page.evaluate("[...document.querySelectorAll('a.fact')].filter(a => !(a.dataset.fact in window.dosiFacts)).map(a => a.dataset.fact)")
    assert without == []
    page.locator("#indicator_formula a.fact").first.click()
    panel = page.locator("#explanation")
    panel.wait_for(state="visible")
    assert "읽은 표" in panel.inner_text()
    page.keyboard.press("Escape")
    page.locator("a.beside").first.click()
    page.wait_for_url("**/index.html")
    assert all(address.startswith(("file://", "data:")) for address in page.asked)  # type: ignore[attr-defined]
