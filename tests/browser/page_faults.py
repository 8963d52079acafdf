"""Looks at one page in both themes and at every width, without loading it again."""

import os
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

_FIND_FAULTS = Path(__file__).with_suffix(".js").read_text("utf-8")
Rules = Mapping[str, Any]
"""The options of axe that choose its rules; without any, axe is not run."""

_ALL_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_ALL_RULES = {"runOnly": _ALL_TAGS}
_CONTRAST = {"runOnly": ["color-contrast"]}
_LAYOUT = {"runOnly": ["target-size", "scrollable-region-focusable"]}
_STRUCTURE = {"runOnly": _ALL_TAGS, "rules": {"color-contrast": {"enabled": False}, "target-size": {"enabled": False}}}
"""What axe finds without a look at where each element is, which takes two thirds of its time."""


@dataclass(frozen=True, slots=True)
class View:
    """A width in a theme, and the rules of axe that are checked in it, beside what is cut off in any.

    `rules_if_alike` are enough where each element was as it is, seen or hidden, in an earlier view in this theme: axe's
    other rules are about the elements, whatever their layout.
    """

    width: int
    scheme: Literal["light", "dark"] = "light"
    rules: Rules = field(default_factory=dict)
    rules_if_alike: Rules | None = None

    def __str__(self) -> str:
        return f"{self.width} {self.scheme}"


_ALL_VIEWS = (
    *(view for width in (1280, 390) for view in (View(width, "light", _ALL_RULES), View(width, "dark", _CONTRAST))),
    View(1024, "light", _ALL_RULES, _LAYOUT),
    View(820, "light", _ALL_RULES, _LAYOUT),
    View(640),  # 1280 at a zoom of 200 %
    View(320),  # the narrowest that WCAG knows, or 1280 at 400 %
)
_MOST_TELLING_VIEWS = (View(1280, "light", _STRUCTURE), View(320))
VIEWS_OF_A_PAGE = _ALL_VIEWS if os.environ.get("ALL_VIEWS") else _MOST_TELLING_VIEWS
"""`make pages` looks at all. Colours and sizes come from the components, which every test run looks at."""

VIEWS_OF_A_STATE = (View(1280), View(390, "light", _ALL_RULES), View(1280, "dark"), View(390, "dark", _CONTRAST))
"""Enough for a page that is looked at in the views of a page as well, such as after a search in it."""


def find_faults(
    page: Page, views: Sequence[View] = VIEWS_OF_A_PAGE, on_view: Callable[[View], object] = lambda view: None
) -> dict[str, list[str]]:
    """The faults of the page that is open, each with the views in which it is seen."""
    page.wait_for_load_state()  # a script completes tables
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: dict[str, list[str]] = defaultdict(list)
    for view in views:
        page.emulate_media(color_scheme=view.scheme)
        if page.viewport_size != {"width": view.width, "height": 900}:
            page.set_viewport_size({"width": view.width, "height": 900})
        on_view(view)
        rules = [view.rules, view.rules if view.rules_if_alike is None else view.rules_if_alike]
        for fault in page.evaluate(_FIND_FAULTS, [view.scheme, *rules]):
            found[fault].append(str(view))
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})
    return found


def find_faults_of_double_text(page: Page) -> list[str]:
    """The faults with letters of twice the size, as a person can set it in the browser."""
    browser = page.context.new_cdp_session(page)
    browser.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    faults: list[str] = page.evaluate(_FIND_FAULTS, ["light", {}, {}])
    browser.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 13}})
    browser.detach()
    return faults


def open_all_details(page: Page) -> None:
    """Show what is folded in."""
    page.evaluate("document.querySelectorAll('main details').forEach((details) => { details.open = true; })")
