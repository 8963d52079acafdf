"""Home, empty and with a store."""

import re

from playwright.sync_api import Page, expect

from tests.browser.console_user import ConsoleUser
from tests.browser.running_product import RunningProduct
from tests.polling import wait_until

SHOP = "tea-and-paper.myshopify.com"
COUNT_LINKS = "a.metric:not([href*=done]), [aria-label=Stores] td.amount a:not([href*=done])"


def test_every_count_links_to_the_rows_that_it_counts(product: RunningProduct, visitor: ConsoleUser) -> None:
    shop = product.connect_shop(SHOP)
    for _ in range(3):
        shop.place_custom_order({})
    wait_until(lambda: product.container.get_overview()()[0].orders_today == 3, 10, "three orders")
    page = visitor.page
    page.goto("/console")
    expect(page.get_by_role("region", name="Stores")).to_contain_text("Connected")
    expect(page.get_by_role("link", name="New orders")).to_contain_text("3")
    expect(page.get_by_role("link", name="Blocked orders")).to_contain_text("3")  # the page refreshes itself
    page.locator(".chart .u-over").hover()
    expect(page.locator(".chart-tip")).to_contain_text(re.compile(r"\d+ received, 0 failed"))
    visitor.check_page("home")
    counts = {link.get_attribute("href") or "": link.inner_text() for link in page.locator(COUNT_LINKS).all()}
    assert len(counts) == 11
    for address, shown in counts.items():
        page.goto(address)
        counted = page.locator("tr[data-row]").count()
        assert re.findall(r"\d+", shown)[0] == str(counted), address
    take_products_over(visitor)
    wait_until(lambda: len(product.list_erp_orders()) == 3, 10, "the orders to continue")


def take_products_over(visitor: ConsoleUser) -> None:
    """Follow the issue of an installation whose ERP has no items yet, and take the products over with one click."""
    page = visitor.page
    page.goto("/console")
    page.get_by_role("link", name="Map: No product is mapped to an ERP item").click()
    visitor.check_page("products-take-over")
    page.get_by_role("button", name="Take over as items").click()
    expect(page.get_by_role("status")).to_contain_text(re.compile(r"\d+ items created\. \d+ waiting orders continue\."))
    visitor.check_page("products-taken-over")


def test_the_keyboard_shortcuts_are_shown(page: Page) -> None:
    page.goto("/console")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("next and previous row")
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_an_empty_list_of_shipments_says_what_will_be_there(visitor: ConsoleUser) -> None:
    visitor.page.goto("/console")
    visitor.page.get_by_role("link", name="Shipments", exact=True).click()
    expect(visitor.page.get_by_text("When your ERP ships an order")).to_be_visible()
    visitor.check_page("shipments-none")


def test_a_move_is_confirmed_from_the_alert(product: RunningProduct, visitor: ConsoleUser) -> None:
    with product.container.unit_of_work()() as tx:
        tx.installation.replace_app_url("https://before.example.com", product.container.clock().now())
        tx.commit()
    page = visitor.page
    page.goto("/console")
    page.get_by_role("link", name="Confirm move: Address changed").click()
    visitor.check_page("moved")
    page.get_by_role("button", name="Confirm move").click()
    expect(page.get_by_role("status")).to_contain_text("Moved to")
    page.goto("/console/moved")
    expect(page.get_by_text("Nothing to confirm")).to_be_visible()
