"""A person in the warehouse with a scanner, which types like a keyboard, and no mouse."""

import pytest
from playwright.sync_api import Page, expect

from novex_shopify.domain.model.product import Item
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.domain.use_cases.stock.receive_lot import Receipt
from tests.browser.console_user import ConsoleUser
from tests.browser.page_faults import VIEWS_OF_A_STATE, find_faults
from tests.browser.running_product import RunningProduct

GTIN = "04006381333931"


@pytest.fixture(scope="module", autouse=True)
def warehouse(product: RunningProduct) -> None:
    """An item with a barcode, and a rack."""
    product.container.put_items()([Item("KIMCHI", "Kimchi, mild", barcode=GTIN[1:])])
    product.container.save_location()(StorageLocation(0, "Rack"))


def scan(page: Page, text: str) -> None:
    """Type a label, with Ctrl+] for the separator, wherever the focus is, and Enter."""
    for part in text.split("\x1d"):
        if part != text.split("\x1d", maxsplit=1)[0]:
            page.keyboard.press("Control+]")
        page.keyboard.type(part)
    page.keyboard.press("Enter")


def test_pallets_are_received_without_a_mouse(visitor: ConsoleUser, product: RunningProduct) -> None:
    page = visitor.page
    page.goto("/console/receiving")
    expect(page.locator("#scan")).to_be_focused()
    for code in ("L1", "L2"):
        scan(page, f"01{GTIN}10{code}\x1d3748")
        expect(page.locator("#lot_code")).to_have_value(code)
        expect(page.locator("#quantity")).to_have_value("48")
        expect(page.get_by_role("button", name="Receive")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#scan")).to_be_focused()
        expect(page.locator("[id^=receipt-]").first).to_contain_text(code)
    with product.container.read_transaction() as tx:
        assert tx.erp.stock
        lots = [tx.erp.stock.lots.find("KIMCHI", code) for code in ("L1", "L2")]
        balances = tx.erp.stock.ledger.list_balances([lot.id for lot in lots if lot])
    assert [balance.free for balance in balances] == [48, 48]


def test_a_scan_reaches_its_field_from_a_button_and_leaves_other_fields_alone(page: Page) -> None:
    page.goto("/console/receiving")
    page.get_by_role("button", name="Receive").focus()
    page.keyboard.type("3748")
    expect(page.locator("#scan")).to_have_value("3748")
    page.locator("#note").focus()
    page.keyboard.type("10 jars (new)")
    expect(page.locator("#note")).to_have_value("10 jars (new)")
    expect(page.locator("#scan")).to_have_value("3748")


def test_a_label_that_is_not_understood_has_no_fault(visitor: ConsoleUser) -> None:
    page = visitor.page
    page.goto("/console/receiving")
    scan(page, "what-is-this-label-that-has-no-spaces-and-never-ends-at-all" * 3)
    expect(page.locator("#scan")).to_be_focused()
    expect(page.get_by_text("It is no GS1 code.")).to_be_visible()
    assert find_faults(page, VIEWS_OF_A_STATE) == {}
    visitor.console_errors.clear()  # the browser names the answer 422


def test_a_form_of_a_lot_is_opened_and_sent_by_keyboard(visitor: ConsoleUser, product: RunningProduct) -> None:
    page = visitor.page
    lot = product.container.receive_lot()(Receipt("KIMCHI", "L-KEYS", "Rack", 10)).lot
    page.goto(f"/console/lots/{lot.id}")
    page.keyboard.press("h")
    expect(page.locator("#hold-location")).to_be_focused()
    page.locator("#hold-quantity").fill("11")
    page.locator("#hold-reason").fill("dented")
    page.keyboard.press("Enter")
    expect(page.locator("#hold-quantity")).to_be_focused()
    expect(page.get_by_text("has 10 free at Rack, and 11 were asked for")).to_be_visible()
    page.locator("#hold-quantity").fill("3")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Holding 3 units at Rack")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Released 3 units at Rack")).to_be_visible()
    visitor.console_errors.clear()  # the browser names the answer 422
