"""Installs the app as a merchant does in the browser: by the consent page's form."""

from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx


class _FormParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.fields: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form" and not self.action:
            self.action = attributes.get("action", "")
        is_checked = attributes.get("type") != "checkbox" or "checked" in attributes
        # A form sends only the button that was pressed; the first one installs.
        is_first_button = tag == "button" and all(name != attributes.get("name") for name, _ in self.fields)
        if attributes.get("name") and ((tag == "input" and is_checked) or is_first_button):
            self.fields.append((attributes["name"], attributes.get("value", "")))


def install_app(browser: httpx.Client, install_url: str) -> httpx.Response:
    """Open the install link, grant consent, and follow the redirect back to the app."""
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
