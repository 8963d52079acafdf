"""What the merchant does in the browser."""

from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx


class _FormParser(HTMLParser):
    """Gathers the fields of a page's form, and the button that gives consent."""

    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.fields: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note forms, inputs, and the first submit button, which is the one that installs."""
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form" and not self.action:
            self.action = attributes.get("action", "")
        ticked = attributes.get("type") != "checkbox" or "checked" in attributes
        first_button = tag == "button" and all(name != attributes.get("name") for name, _ in self.fields)
        if attributes.get("name") and ((tag == "input" and ticked) or first_button):
            self.fields.append((attributes["name"], attributes.get("value", "")))


def install_app(browser: httpx.Client, install_url: str) -> httpx.Response:
    """Open the install link, give consent on the store's page, and follow back to the product's answer."""
    page = browser.get(install_url, follow_redirects=True)
    page.raise_for_status()
    form = _FormParser()
    form.feed(page.text)
    body = "&".join(str(httpx.QueryParams({name: value})) for name, value in form.fields)
    return browser.post(
        urljoin(str(page.url), form.action),
        content=body,
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        follow_redirects=True,
    )
