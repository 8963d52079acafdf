"""Looks at one page in both themes and at every width, without loading it again."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

WIDTHS = (1280, 1024, 820, 390)
ZOOMED_WIDTH = 640
"""1280 at a zoom of 200 %."""

_FIND_FAULTS = Path(__file__).with_suffix(".js").read_text("utf-8")
_ALL_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_AXE_RULES: dict[Literal["light", "dark"], list[str]] = {"light": _ALL_RULES, "dark": ["color-contrast"]}


def find_faults(page: Page) -> dict[str, list[str]]:
    """The faults of the page that is open, each with the themes and widths where it is seen."""
    page.evaluate(AXE_SCRIPT)
    page.evaluate("document.querySelectorAll('main details').forEach((details) => { details.open = true; })")
    found: dict[str, list[str]] = defaultdict(list)
    for view, faults in _look_at_all_views(page):
        for fault in faults:
            found[fault].append(view)
    return found


def _look_at_all_views(page: Page) -> Iterator[tuple[str, list[str]]]:
    for scheme, rules in _AXE_RULES.items():
        page.emulate_media(color_scheme=scheme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            yield f"{width} {scheme}", page.evaluate(_FIND_FAULTS, rules)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": ZOOMED_WIDTH, "height": 900})
    yield "zoom of 200 %", page.evaluate(_FIND_FAULTS, [])
    page.set_viewport_size({"width": 1280, "height": 900})
    yield "text of 200 %", _with_double_text(page)


def _with_double_text(page: Page) -> list[str]:
    """The faults with letters of twice the size, as a person can set it in the browser."""
    browser = page.context.new_cdp_session(page)
    browser.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    faults: list[str] = page.evaluate(_FIND_FAULTS, [])
    browser.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 13}})
    browser.detach()
    return faults
