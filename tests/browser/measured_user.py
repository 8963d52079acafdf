"""A user whose clicks and keystrokes are counted."""

from playwright.sync_api import Locator, Page

MAX_TABS = 60


class MeasuredUser:
    """Uses the mouse, or the keyboard alone. A text that is typed counts as one step."""

    def __init__(self, page: Page) -> None:
        self.page, self.steps = page, 0

    def click(self, *targets: Locator) -> None:
        for target in targets:
            target.wait_for()
            self._wait_for_scripts()
            target.click()
            self.steps += 1

    def choose(self, select: Locator, value: str) -> None:
        """Choose from a menu: one click opens it, one chooses."""
        select.select_option(value)
        self.steps += 2

    def type_text(self, text: str) -> None:
        """Type where the focus is. Not counted: with a mouse, the clicks are the effort."""
        self.page.keyboard.type(text)

    def press(self, *keys: str) -> None:
        for key in keys:
            self._wait_for_scripts()
            self.page.keyboard.press(key)
            self.steps += 1

    def enter(self, text: str) -> None:
        """Type a text and press Enter."""
        self.page.keyboard.type(text)
        self.steps += 1
        self.press("Enter")

    def skip_to(self, target: Locator) -> None:
        """Skip to the main content, then press Tab until the target has the focus."""
        self.press("Tab", "Enter")
        self.tab_to(target)

    def tab_to(self, target: Locator) -> None:
        target.wait_for()
        for _ in range(MAX_TABS):
            if target.evaluate("(element) => element === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError(f"{MAX_TABS} Tabs do not reach {target}")

    def _wait_for_scripts(self) -> None:
        """Wait as long as a person does, who is slower than the scripts of a page."""
        self.page.wait_for_load_state()
        self.page.locator("html.scripted, html:not(:has([data-shortcut]))").wait_for(state="attached")
