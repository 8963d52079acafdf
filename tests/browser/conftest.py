"""A real Chromium and a running product for each test module."""

import os
from collections.abc import Generator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from novex_shopify.domain.model.secret import Secret
from novex_shopify.domain.model.user import Visitor
from tests.browser.console_user import TIMEOUT_MILLISECONDS, ConsoleUser, open_tab
from tests.browser.running_product import PASSWORD, RunningProduct, run_product
from tests.chromium import OPTIONS, find_chromium, get_missing_reason
from tests.deselection import report_deselection


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect these tests where no browser can be had. In CI they fail instead."""
    if os.environ.get("CI"):
        return
    browser_tests = [item for item in items if item.path.is_relative_to(Path(__file__).parent)]
    reason = get_missing_reason() if browser_tests else None
    if reason:
        items[:] = [item for item in items if item not in browser_tests]
        config.hook.pytest_deselected(items=browser_tests)
        report_deselection(config, f"{len(browser_tests)} browser tests were deselected: {reason}")


@pytest.fixture(scope="module")
def chromium() -> Generator[Browser]:
    """The browser. Playwright's event loop is the thread's meanwhile, so test modules cannot share it."""
    if reason := get_missing_reason():
        pytest.fail(reason)
    program = find_chromium()
    expect.set_options(timeout=TIMEOUT_MILLISECONDS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=OPTIONS)
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
    token = product.container.sign_in()("", Secret(PASSWORD), Visitor("the tests"))
    assert isinstance(token, Secret)
    return token.value


@pytest.fixture
def anonymous_user(chromium: Browser, product: RunningProduct) -> Generator[ConsoleUser]:
    """A user who is not signed in. An error in the browser's console fails the test."""
    with open_tab(chromium, product) as user:
        yield user
        assert user.console_errors == []


@pytest.fixture
def visitor(anonymous_user: ConsoleUser, key: str) -> ConsoleUser:
    """A signed-in user."""
    anonymous_user.use_session(key)
    return anonymous_user


@pytest.fixture
def page(visitor: ConsoleUser) -> Page:
    """The page of a signed-in user."""
    return visitor.page
