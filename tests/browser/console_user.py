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

    def check_page(self, name: str) -> None:
        """Take screenshots at both widths, light and dark; axe finds nothing serious, and nothing overflows."""
        for scheme, rules in AXE_RULES.items():
            self.page.emulate_media(color_scheme=scheme)
            for width, (pixels_wide, pixels_high) in VIEWPORTS.items():
                self.page.set_viewport_size({"width": pixels_wide, "height": pixels_high})
                self.page.screenshot(path=self._screenshot_folder / f"{name}-{width}-{scheme}.png", full_page=True)
                assert self.page.evaluate("document.documentElement.scrollWidth") <= pixels_wide, f"{name} is too wide"
            assert self._find_accessibility_violations(rules) == [], f"{name}, {scheme}"
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size({"width": 1280, "height": 900})

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
