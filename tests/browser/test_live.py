"""Pages that refresh themselves: they hold still under a pointer, can be paused, and say that the server is gone."""

import re

import pytest
from playwright.sync_api import Page, expect

from novex_shopify.entrypoints.sandbox.client import ShopClient
from tests.browser.console_user import ConsoleUser
from tests.browser.running_product import RunningProduct

SHOP = "tea-and-paper.myshopify.com"
IS_REFRESHED = """!document.querySelector("#events").dispatchEvent(
  new CustomEvent("htmx:beforeRequest", { bubbles: true, cancelable: true }))"""


@pytest.fixture(scope="module")
def shop_client(product: RunningProduct) -> ShopClient:
    """A connected store with an order."""
    shop = product.connect_shop(SHOP)
    shop.place_custom_order({})
    return shop


def test_a_list_does_not_move_under_the_pointer_and_can_be_paused(shop_client: ShopClient, page: Page) -> None:
    page.goto("/console/events?topic=orders/create")
    row = page.locator("tr[data-row]").first
    expect(row).to_contain_text("Blocked")
    row.hover()
    position = row.bounding_box()
    placed = shop_client.place_custom_order({})
    expect(page.get_by_role("button", name="1 new: show")).to_be_visible()
    assert row.bounding_box() == position
    page.get_by_role("button", name="1 new: show").click()
    expect(page.get_by_text(placed["name"])).to_be_visible()
    expect(page.get_by_text(re.compile(r"Live · updated \d s ago"))).to_be_visible()
    page.get_by_role("button", name="Pause updates").click()
    expect(page.get_by_text(re.compile("Paused · updated"))).to_be_visible()
    assert page.evaluate(IS_REFRESHED)
    page.get_by_role("button", name="Resume updates").click()
    assert not page.evaluate(IS_REFRESHED)


@pytest.mark.usefixtures("shop_client")
def test_a_lost_connection_is_said_within_five_seconds(visitor: ConsoleUser) -> None:
    page = visitor.page
    page.goto("/console")
    page.context.set_offline(True)
    expect(page.get_by_role("alert")).to_contain_text(re.compile("Connection lost.*Retrying"), timeout=5_000)
    expect(page.locator("#home .metric-grid")).to_be_visible()
    assert page.locator("#home").evaluate("(part) => getComputedStyle(part).opacity") == "0.5"
    page.context.set_offline(False)
    expect(page.get_by_role("alert")).to_have_count(0)
    visitor.console_errors.clear()  # those of the requests without a connection


def test_a_filter_applies_in_place_and_no_key_sends_a_form(shop_client: ShopClient, page: Page) -> None:
    page.goto("/console/events")
    page.get_by_label("Status").focus()
    page.keyboard.press("ArrowDown")
    expect(page).to_have_url(re.compile("status=pending"))
    expect(page.get_by_label("Status")).to_be_focused()
    page.goto("/console/events?topic=orders/create")
    page.keyboard.press("?")
    page.keyboard.press("r")
    page.get_by_role("button", name="Close").click()
    page.locator(".user-menu summary").click()
    keys = page.get_by_role("group", name="Single-key shortcuts")
    keys.get_by_role("button", name="Off").click()
    page.keyboard.press("Escape")
    expect(page.locator(".user-menu summary")).to_be_focused()
    page.reload()
    page.keyboard.press("r")
    expect(page).to_have_url(re.compile("topic=orders/create"))
    page.locator(".user-menu summary").click()
    keys.get_by_role("button", name="On").click()
    page.locator("tr[data-row] a").first.click()
    expect(page.get_by_role("button", name="Retry")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("r")
    expect(page.get_by_role("button", name="Retry")).to_be_focused()
