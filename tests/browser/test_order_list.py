"""The list of orders is worked through with the keyboard alone."""

import re

from playwright.sync_api import Page, expect

from novex_shopify.domain.model.shop import ShopDomain
from tests.browser.running_product import RunningProduct
from tests.warehouse_world import OLDER, assign, book, open_warehouse

SHOP = ShopDomain("kimchi-and-more.myshopify.com")


def test_given_more_than_a_page_when_all_that_match_are_chosen_by_keys_then_all_are_held(
    product: RunningProduct, page: Page
) -> None:
    open_warehouse(product.container, SHOP)
    assign(product.container, book(product.container, "#1000", 2, SHOP), OLDER, 2)
    for number in range(1001, 1052):
        book(product.container, f"#{number}", 1, SHOP, financial_status="pending", tags="VIP, wholesale")
    page.goto("/console/orders?view=unpaid")
    expect(page.locator("tr[data-row]")).to_have_count(50)
    page.keyboard.press("Control+a")
    expect(page.locator("[data-chosen-count]")).to_have_text("51 chosen")
    page.keyboard.press("h")
    page.keyboard.type("a count")
    page.get_by_role("button", name="Hold", exact=True).press("Enter")
    expect(page.locator("#toasts")).to_contain_text("51 orders put on hold")
    page.goto("/console/orders?view=ready")
    expect(page.locator("tr[data-row]")).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press("p")
    expect(page.get_by_role("button", name="Pick list")).to_be_focused()
    page.locator("body").press("s")
    expect(page).to_have_url(re.compile(r"/1000/ship$"))
