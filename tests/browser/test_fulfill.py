"""Lots are assigned with the keyboard: on the order's page, and in Fulfill for many orders at once."""

import pytest
from playwright.sync_api import Page, expect

from novex_shopify.domain.model.shop import ShopDomain
from tests.browser.console_user import ConsoleUser
from tests.browser.running_product import RunningProduct
from tests.warehouse_world import book, list_assignments, open_warehouse

SHOP, WHOLESALE = ShopDomain("kimchi-and-more.myshopify.com"), ShopDomain("kimchi-wholesale.myshopify.com")


@pytest.fixture(scope="module", autouse=True)
def _warehouse(product: RunningProduct) -> None:
    """20 units of a lot that goes first, and 50 of another."""
    open_warehouse(product.container, SHOP, WHOLESALE)


def test_a_assigns_the_proposed_lots_of_the_row_and_u_unassigns_them(product: RunningProduct, page: Page) -> None:
    order = book(product.container, "#1001", 3, SHOP)
    page.goto(f"/console/orders/{SHOP}/1001")
    lot = page.get_by_role("region", name="Lines", exact=True).get_by_role("link", name="lot L1")
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.locator("#toasts")).to_contain_text("3 units of lot L1 assigned")
    expect(lot).to_be_focused()
    page.keyboard.press("u")
    expect(page.locator("#toasts")).to_contain_text("3 units unassigned")
    page.keyboard.press("z")
    page.keyboard.press("Enter")
    expect(lot).to_be_visible()
    assert list_assignments(product.container, [order])[-1] == ("L1", "assigned", 3)


def test_a_refusal_is_said_on_the_page_and_what_was_filled_in_stays(
    product: RunningProduct, visitor: ConsoleUser
) -> None:
    page = visitor.page
    book(product.container, "#1002", 3, SHOP)
    page.goto(f"/console/orders/{SHOP}/1002")
    page.locator("summary", has_text="Choose a lot").click()
    newer = page.get_by_label("Lot", exact=True).locator("option", has_text="L2").get_attribute("value")
    page.get_by_label("Lot", exact=True).select_option(newer)
    page.get_by_label("Units").fill("2")
    page.get_by_role("button", name="Assign this lot").click()
    expect(page.locator("#request-error")).to_contain_text("State a reason")
    expect(page.get_by_label("Units")).to_have_value("2")
    visitor.console_errors.clear()  # the browser notes each refusal
    page.get_by_role("textbox", name="Reason", exact=True).first.fill("asked for it")
    page.get_by_role("button", name="Assign this lot").click()
    expect(page.locator("#toasts")).to_contain_text("2 units of lot L2 assigned")


def test_chosen_orders_get_their_lots_and_a_pick_list(product: RunningProduct, page: Page) -> None:
    for name in ("#2001", "#2002", "#2003"):
        book(product.container, name, 4, WHOLESALE)
    page.goto(f"/console/fulfill?shop={WHOLESALE}")
    expect(page.locator("tr[data-row]")).to_have_count(3)
    page.get_by_label("Choose all on this page").check()
    page.get_by_role("button", name="Assign as proposed").click()
    expect(page.get_by_role("status").first).to_contain_text("3 of 3 orders have lots for all units.")
    page.get_by_role("link", name="Pick list").click()
    expect(page.get_by_role("region", name="Rack")).to_contain_text("#2003")
