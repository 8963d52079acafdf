"""A user of the console in a browser: signs in, checks pages, and takes screenshots."""

import json
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.page_faults import VIEWS_OF_A_STATE, View, find_faults
from tests.browser.running_product import PASSWORD, RunningProduct

TIMEOUT_MILLISECONDS = 20_000
"""A page that takes longer is stuck. On a busy machine, a step takes 5 s."""


class ConsoleUser:
    """One tab, and the errors in its console."""

    def __init__(self, page: Page, product_url: str, screenshot_folder: Path | None) -> None:
        self.page, self._product_url, self._screenshot_folder = page, product_url, screenshot_folder
        self.console_errors: list[str] = []
        page.on("pageerror", lambda error: self.console_errors.append(str(error)))
        page.on("console", lambda message: self._record_console_error(message.type, message.text))

    def use_session(self, key: str) -> None:
        """Be signed in by the cookie of a session."""
        self.page.context.add_cookies([{"name": "novex", "value": key, "url": self._product_url}])

    def sign_in(self, password: str = PASSWORD) -> None:
        """Sign in with a password."""
        self.page.goto("/console/sign-in")
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()

    def open_account_menu(self) -> None:
        self.page.locator(".user-menu summary").click()

    def check_page(self, name: str) -> None:
        """Find no fault at both widths, light and dark; take screenshots there if a folder for them is named."""

        def take_screenshot(view: View) -> None:
            if self._screenshot_folder:
                width = "narrow" if view.width < 800 else "wide"
                self.page.screenshot(path=self._screenshot_folder / f"{name}-{width}-{view.scheme}.png", full_page=True)

        faults = find_faults(self.page, VIEWS_OF_A_STATE, take_screenshot)
        assert faults == {}, f"{name}: {json.dumps(faults, indent=2)}"

    def _record_console_error(self, kind: str, text: str) -> None:
        """Ignore refused requests, which the browser logs as errors too; tests check those themselves."""
        if kind == "error" and "the server responded with a status of" not in text:
            self.console_errors.append(text)


@contextmanager
def open_tab(chromium: Browser, product: RunningProduct) -> Generator[ConsoleUser]:
    """Open a tab that shares nothing with others."""
    size: ViewportSize = {"width": 1280, "height": 900}
    with chromium.new_context(base_url=product.url, viewport=size, reduced_motion="reduce") as context:
        context.set_default_timeout(TIMEOUT_MILLISECONDS)
        folder = os.environ.get("SCREENSHOTS")
        yield ConsoleUser(context.new_page(), product.url, Path(folder) if folder else None)
