"""A real Chromium and a running product for each test module."""

import shutil
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from novex_shopify.domain.model.secret import Secret
from tests.browser.console_user import ConsoleUser
from tests.browser.running_product import PASSWORD, RunningProduct, run_product

TIMEOUT_MILLISECONDS = 10_000
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def chromium() -> Generator[Browser]:
    """The browser. Playwright's event loop is the thread's meanwhile, so test modules cannot share it."""
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("There is no `chromium` on the PATH. On Debian and Ubuntu: apt-get install chromium")
    expect.set_options(timeout=TIMEOUT_MILLISECONDS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Generator[RunningProduct]:
    """A running product with a password, and the sandbox."""
    with run_product(tmp_path_factory.mktemp("product")) as product:
        yield product


@pytest.fixture(scope="module")
def key(product: RunningProduct) -> str:
    """The session cookie of a signed-in user."""
    token: Secret = product.container.sign_in()(Secret(PASSWORD), "the tests")
    return token.value


@pytest.fixture
def anonymous_user(chromium: Browser, product: RunningProduct) -> Generator[ConsoleUser]:
    """A user who is not signed in. An error in the browser's console fails the test."""
    size: ViewportSize = {"width": 1280, "height": 900}
    with chromium.new_context(base_url=product.url, viewport=size, reduced_motion="reduce") as context:
        context.set_default_timeout(TIMEOUT_MILLISECONDS)
        visitor = ConsoleUser(context.new_page(), Path(__file__).parents[2] / "screenshots")
        yield visitor
        assert visitor.console_errors == []


@pytest.fixture
def visitor(anonymous_user: ConsoleUser, product: RunningProduct, key: str) -> ConsoleUser:
    """A signed-in user."""
    anonymous_user.page.context.add_cookies([{"name": "novex", "value": key, "url": product.url}])
    return anonymous_user


@pytest.fixture
def page(visitor: ConsoleUser) -> Page:
    """The page of a signed-in user."""
    return visitor.page
