"""A person finds everyone who has a lot, recalls it, and writes down who was notified."""

import pytest
from playwright.sync_api import expect

from novex_shopify.domain.model.assignment import Assignment
from novex_shopify.domain.model.customer import Address
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.use_cases.assignment.transfers import SHIP, AssignedPart, TransferDetails, transfer_units
from novex_shopify.domain.use_cases.stock.records import get_stock
from tests.browser.console_user import ConsoleUser
from tests.browser.running_product import RunningProduct
from tests.builders import NOON
from tests.polling import wait_until
from tests.warehouse_world import OLDER, assign, book, list_assignments, open_warehouse

SHOP = ShopDomain("kimchi-and-more.myshopify.com")


@pytest.fixture(scope="module")
def shipped(product: RunningProduct) -> Assignment:
    """A lot of which Ada has four units, and another order waits for six."""
    container = product.container
    open_warehouse(container, SHOP)
    address = Address(name="Ada Lovelace", address1="St James's Square 12", city="London", country_code="GB")
    assigned = assign(container, book(container, "#2001", 4, SHOP, shipping_address=address), OLDER, 4)
    with container.transaction() as tx:
        transfer_units(get_stock(tx), [AssignedPart(assigned, 4)], SHIP, TransferDetails(NOON, shipment_id="SHIP-1"))
        tx.commit()
    return assigned


def test_a_lot_is_traced_and_recalled_and_its_customer_notified(
    product: RunningProduct, shipped: Assignment, visitor: ConsoleUser
) -> None:
    waiting = book(product.container, "#2002", 6, SHOP)
    assign(product.container, waiting, OLDER, 6)
    page = visitor.page
    page.goto(f"/console/lots/{shipped.lot_id}")
    page.get_by_role("link", name="Trace").click()
    expect(page.get_by_role("row", name="#2001")).to_contain_text("4 shipped")
    page.get_by_role("link", name="Recall", exact=True).click()
    expect(page.get_by_role("region", name="Impact")).to_contain_text("Customers to notify")
    page.get_by_label("Reason").fill("glass found")
    page.get_by_role("button", name="Open recall").click()
    expect(page.get_by_role("status")).to_contain_text("is open: its lots are stopped")
    assert (OLDER, "assigned", 6) not in list_assignments(product.container, [waiting])
    page.get_by_text("Record notice").click()
    page.get_by_label("Answer").fill("sends two back")
    page.get_by_label("Units that come back").fill("2")
    page.get_by_role("button", name="Save notice").click()
    expect(page.get_by_role("row", name="#2001")).to_contain_text("Answered, 2 units back")
    expect(page.get_by_role("region", name="Recall", exact=True)).to_contain_text("1 of 1 customers")
    with page.expect_download() as download:
        page.get_by_role("link", name="customers as Excel").click()
    assert download.value.suggested_filename.endswith("-customers.xlsx")
    page.get_by_text("Close recall").first.click()
    page.get_by_label(f"Lot {OLDER}").select_option("Scrapped")
    page.get_by_label("Conclusion").fill("all is back")
    page.get_by_role("button", name="Close recall").click()
    expect(page.get_by_role("region", name="Lots")).to_contain_text("Outcome: Scrapped")
    wait_until(lambda: _count_free(product, shipped.lot_id) == 0, 5, "the lot to be scrapped")


def _count_free(product: RunningProduct, lot_id: int) -> int:
    with product.container.read_transaction() as tx:
        return sum(balance.free for balance in get_stock(tx).ledger.list_balances([lot_id]))
