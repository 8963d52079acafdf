"""A viewer of PDF files for a browser without one, such as `chromium-headless-shell`: a page in place of each file."""

import re

from playwright.sync_api import Page, Route

_PDF_FILES = re.compile(r"/pdf(\?|$)")
_HAS_VIEWER = "Object.defineProperty(Navigator.prototype, 'pdfViewerEnabled', { value: true, configurable: true });"


def provide_pdf_viewer(page: Page) -> None:
    """Have the tab's next pages show PDF files, as a browser with a window does."""
    if not page.evaluate("navigator.pdfViewerEnabled"):
        page.add_init_script(_HAS_VIEWER)
        page.route(_PDF_FILES, _show)


def _show(route: Route) -> None:
    if route.request.method == "HEAD":
        route.continue_()
        return
    response = route.fetch()
    assert response.headers["content-type"] == "application/pdf", response.text()
    route.fulfill(content_type="text/html", body="<!doctype html><title>A PDF file</title>")
