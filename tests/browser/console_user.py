"""A user of the console in a browser: signs in, checks pages, and takes screenshots."""

from pathlib import Path
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.running_product import PASSWORD

AXE_RULES: dict[Literal["light", "dark"], list[str]] = {
    "light": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "dark": ["color-contrast"],
}
VIEWPORTS = {"wide": (1280, 900), "narrow": (390, 844)}
WIDTHS = (320, 390, 640, 820, 1024, 1280)
"""640 is 1280 at a zoom of 200 %."""

FIND_CUT_ELEMENTS = """async () => {
  const nextFrame = () => new Promise(requestAnimationFrame);
  await nextFrame();  // the chart is redrawn in the frame after a change of the width
  await nextFrame();
  const isCut = (element) => {
    const cuts = getComputedStyle(element).overflowX !== "visible" && !element.matches("pre, select, textarea, input");
    const card = element.parentElement?.closest(".card");
    const edge = card ? card.getBoundingClientRect().right : innerWidth;
    const isOutside = element.getBoundingClientRect().right > edge + 1;
    return isOutside || (cuts && element.scrollWidth > element.clientWidth + 1);
  };
  const left = ".visually-hidden, .skip-link, svg, nav span, .top-bar span";
  return [...document.querySelectorAll("body, body *:not(option)")]
    .filter((element) => !element.closest(left) && isCut(element))
    .map((element) => element.outerHTML.slice(0, 160));
}"""


class ConsoleUser:
    """One tab, and the errors in its console."""

    def __init__(self, page: Page, screenshot_folder: Path) -> None:
        self.page, self._screenshot_folder = page, screenshot_folder
        self.console_errors: list[str] = []
        page.on("pageerror", lambda error: self.console_errors.append(str(error)))
        page.on("console", lambda message: self._record_console_error(message.type, message.text))

    def sign_in(self, password: str = PASSWORD) -> None:
        """Sign in with a password."""
        self.page.goto("/console/sign-in")
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()

    def open_account_menu(self) -> None:
        self.page.locator(".user-menu summary").click()

    def check_page(self, name: str) -> None:
        """Take screenshots at both widths, light and dark; axe finds nothing serious, and nothing is cut off."""
        for scheme, rules in AXE_RULES.items():
            self.page.emulate_media(color_scheme=scheme)
            for width, (pixels_wide, pixels_high) in VIEWPORTS.items():
                self.page.set_viewport_size({"width": pixels_wide, "height": pixels_high})
                self.page.screenshot(path=self._screenshot_folder / f"{name}-{width}-{scheme}.png", full_page=True)
                assert self.page.evaluate(FIND_CUT_ELEMENTS) == [], f"{name}, {width}"
            assert self._find_accessibility_violations(rules) == [], f"{name}, {scheme}"
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size({"width": 1280, "height": 900})

    def find_cut_elements(self, path: str) -> dict[str, list[str]]:
        """Open a page at every width; returns the elements that are cut off or need scrolling sideways."""
        self.page.goto(path)
        self.page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")
        found = {}
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            if cut := self.page.evaluate(FIND_CUT_ELEMENTS):
                found[f"{path} at {width}"] = cut[:3]
        return found

    def _find_accessibility_violations(self, rules: list[str]) -> list[str]:
        violations = Axe().run(self.page, options={"runOnly": rules}).response["violations"]
        return [
            f"{each['id']}: {node['html']} {node['failureSummary']}"
            for each in violations
            if each["impact"] in ("serious", "critical")
            for node in each["nodes"]
        ]

    def _record_console_error(self, kind: str, text: str) -> None:
        """Ignore refused requests, which the browser logs as errors too; tests check those themselves."""
        if kind == "error" and "the server responded with a status of" not in text:
            self.console_errors.append(text)
