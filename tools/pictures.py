"""Take the README's pictures from a built example: python tools/pictures.py PLAN_FOLDER (needs chromium)."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


def main(plan: Path) -> None:
    """A page with an explanation open, a map, and the matrix of problems."""
    page_address = (plan.resolve() / "document" / "html" / "index.html").as_uri()
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        page.goto(page_address)
        page.add_style_tag(content="html { scroll-behavior: auto !important; }")
        number = page.locator("#problems_top a.fact").nth(3)
        number.scroll_into_view_if_needed()
        number.click()
        page.wait_for_timeout(400)
        page.screenshot(path=FOLDER / "page.png")
        page.keyboard.press("Escape")
        for anchor, name in (("all_sites_map", "map.png"), ("problems_matrix", "problems.png")):
            page.locator(f"#{anchor} svg").first.screenshot(path=FOLDER / name)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
