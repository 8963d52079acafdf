"""Products are mapped to items, and their orders continue."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from novex_shopify.domain.model.product import Item, MappingFilter, ProductMapping
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventFilter, EventStatus
from novex_shopify.entrypoints.sandbox.client import ShopClient
from tests.browser.console_user import ConsoleUser
from tests.browser.running_product import RunningProduct
from tests.polling import wait_until

SHOP = ShopDomain("tea-and-paper.myshopify.com")
CATALOG = [
    Item("ITEM-1", "Peppermint, 50 g bag", "TEA.MINT.050"),
    Item("ITEM-2", "Sencha, 500 g", "tea senc 500"),
    Item("ITEM-3", "Teapot in sand", "TP-9"),
    Item("ITEM-4", "A gift box", "BOX-1"),
    Item("ITEM-5", "Darjeeling, 100 g", "tea darj 100"),
]

UNDO_WHEN_MAPPED = """new MutationObserver((_, watch) => {
  if (!document.querySelector("tr.selected")?.textContent.includes("Mapped to")) return;
  watch.disconnect();
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "u", bubbles: true }));
}).observe(document.body, { subtree: true, childList: true, attributes: true })"""


@pytest.fixture(scope="module")
def shop_client(product: RunningProduct) -> ShopClient:
    """A connected store; no product is matched automatically, since the ERP's keys are spelled differently."""
    shop = product.connect_shop(SHOP)
    with product.container.unit_of_work()() as tx:
        tx.erp.catalog.put(CATALOG)
        tx.commit()
    return shop


def get_mapping(product: RunningProduct, sku: str) -> ProductMapping:
    """The mapping of the variant with a SKU."""
    with product.container.unit_of_work()() as tx:
        found = tx.mappings.list_page(SHOP, MappingFilter(text=sku, include_archived=True), 9)
    return next(row.mapping for row in found if row.mapping.variant.sku == sku)


def place_parked_order(product: RunningProduct, shop: ShopClient, sku: str) -> str:
    """Place an order that waits for a mapping; returns its name."""
    placed = shop.place_custom_order({"lines": [{"sku": sku, "quantity": 1}]})

    def is_parked() -> bool:
        which = EventFilter(status=EventStatus.PARKED, resource_key=f"order:{placed['id']}", topic="orders/create")
        with product.container.unit_of_work()() as tx:
            return bool(tx.events.list_latest(1, which))

    wait_until(is_parked, 10, f"order {placed['name']} to be parked")
    return str(placed["name"])


def is_in_erp(product: RunningProduct, name: str) -> bool:
    """Whether the ERP has the order."""
    with product.container.unit_of_work()() as tx:
        return tx.erp.orders.find_by_name(SHOP, name) is not None


def test_a_suggestion_is_accepted_by_one_key_and_the_parked_order_continues(
    product: RunningProduct, shop_client: ShopClient, visitor: ConsoleUser
) -> None:
    name = place_parked_order(product, shop_client, "TEA-MINT-050")
    page = visitor.page
    page.goto("/console/products")
    row = page.get_by_role("row").filter(has_text="TEA-MINT-050")
    expect(page.get_by_role("row").nth(1)).to_contain_text("TEA-MINT-050")
    expect(row).to_contain_text("Peppermint, 50 g bag")
    visitor.check_page("products")
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(row).to_contain_text(re.compile(r"Mapped to ITEM-1\. [0-9]+ waiting orders? continues?\."))
    wait_until(lambda: is_in_erp(product, name), 10, f"order {name} in the ERP")
    page.keyboard.press("u")
    expect(row).to_contain_text("Mapping removed")
    accept, undo = row.get_by_role("button", name="Accept"), row.get_by_role("button", name="Undo")
    expect(row.get_by_role("link").first).to_be_focused()
    accept.focus()
    page.keyboard.press("Enter")
    expect(undo).to_be_focused()
    page.keyboard.press("Enter")
    expect(row).to_contain_text("Mapping removed")
    expect(row.get_by_role("link").first).to_be_focused()
    accept.click()
    expect(undo).to_be_focused()
    undo.click()
    expect(row).to_contain_text("Mapping removed")
    page.keyboard.press("i")
    expect(row).to_contain_text("Orders will be booked without an item.")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pfefferminze")


def test_a_key_pressed_as_soon_as_a_row_is_updated_takes_effect_in_place(shop_client: ShopClient, page: Page) -> None:
    page.goto(f"/console/products?shop={SHOP}&text=TEA-DARJ-100")
    row = page.get_by_role("row").nth(1)
    page.keyboard.press("j")
    expect(row.get_by_role("button", name="Accept")).to_be_visible()  # the suggestion is loaded after the row
    page.evaluate(UNDO_WHEN_MAPPED)
    page.keyboard.press("a")
    expect(row).to_contain_text("Mapping removed")
    expect(page).to_have_url(re.compile("text=TEA-DARJ-100$"))


def test_an_item_is_found_in_the_catalog_where_nothing_is_suggested(
    product: RunningProduct, shop_client: ShopClient, visitor: ConsoleUser
) -> None:
    variant = get_mapping(product, "POT-SND").variant
    page = visitor.page
    page.goto(f"/console/products/{SHOP}/{variant.variant_id}")
    page.keyboard.press("/")
    page.keyboard.type("gift")
    expect(page.locator("#search-results")).to_contain_text("A gift box")
    visitor.check_page("product")
    page.locator("#search-results").get_by_role("button", name="Map").click()
    expect(page.get_by_role("status")).to_contain_text("Mapped to ITEM-4.")
    assert get_mapping(product, "POT-SND").item_id == "ITEM-4"


def test_exact_suggestions_are_accepted_together_except_those_unchecked(
    product: RunningProduct, shop_client: ShopClient, visitor: ConsoleUser
) -> None:
    page = visitor.page
    page.goto(f"/console/products?shop={SHOP}")
    page.get_by_role("link", name="Review exact matches").click()
    expect(page.get_by_role("row").filter(has_text="TEA-SENC-500")).to_contain_text("ITEM-2")
    visitor.check_page("products-accept")
    for box in page.get_by_role("checkbox").all():
        if "Sencha" not in (box.get_attribute("aria-label") or ""):
            box.uncheck()
    page.get_by_role("button", name="Map selected").click()
    expect(page.get_by_role("status")).to_contain_text("1 mapped")
    assert get_mapping(product, "TEA-SENC-500").item_id == "ITEM-2"


def test_a_file_is_previewed_before_it_is_imported(
    product: RunningProduct, shop_client: ShopClient, visitor: ConsoleUser, tmp_path: Path
) -> None:
    variant = get_mapping(product, "POT-BLK").variant.variant_id
    file = tmp_path / "mappings.csv"
    file.write_text(f"variant,item,status\n{variant},ITEM-3,\n999,ITEM-3,\n")
    page = visitor.page
    page.goto(f"/console/products/{SHOP}/import")
    page.get_by_label("CSV file").set_input_files(file)
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("the store has no variant 999")).to_be_visible()
    visitor.check_page("products-file")
    assert get_mapping(product, "POT-BLK").item_id is None
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("status")).to_contain_text("1 mapped")
    assert get_mapping(product, "POT-BLK").item_id == "ITEM-3"


def test_an_export_is_a_file_that_can_be_imported(shop_client: ShopClient, page: Page) -> None:
    page.goto(f"/console/products?shop={SHOP}")
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Export CSV").click()
    lines = Path(downloading.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("variant,product,title,sku")
    assert len(lines) == 1 + int(page.locator("h1 .count").inner_text()) > 10
