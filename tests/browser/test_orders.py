"""Orders are found by any number or name that a customer can give."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from novex_shopify.domain.model.fulfillment import PushStatus, Shipment, ShipmentLine, Tracking
from novex_shopify.domain.model.product import Item
from novex_shopify.domain.model.sales_order import LineKind, SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.entrypoints.sandbox.client import ShopClient
from tests.browser.console_user import ConsoleUser
from tests.browser.running_product import RunningProduct
from tests.polling import wait_until

SHOP = ShopDomain("tea-and-paper.myshopify.com")
STOCKED_SKU = "TEA-MINT-050"


@pytest.fixture(scope="module")
def shop_client(product: RunningProduct) -> ShopClient:
    """A connected store; the ERP has an item for one of its products."""
    with product.container.unit_of_work()() as tx:
        tx.erp.catalog.put([Item("ITEM-1", "Peppermint", STOCKED_SKU)])
        tx.commit()
    return product.connect_shop(SHOP)


def wait_for_sales_order(product: RunningProduct, name: str) -> SalesOrder:
    """Wait until the ERP has the order."""

    def find() -> SalesOrder | None:
        with product.container.unit_of_work()() as tx:
            return tx.erp.orders.find_by_name(SHOP, name)

    return wait_until(find, 10, f"the document of {name}")


def search_orders(page: Page, text: str) -> None:
    """Press the search key, even if the field has the focus already, and type."""
    page.goto("/console/orders")
    page.keyboard.press("/")
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def test_an_order_is_found_by_number_by_e_mail_and_by_tracking_number(
    product: RunningProduct, shop_client: ShopClient, visitor: ConsoleUser
) -> None:
    placed = shop_client.place_custom_order(
        {"lines": [{"sku": STOCKED_SKU, "quantity": 2}], "email": "where.is.it@example.com"}
    )
    order = wait_for_sales_order(product, placed["name"])
    lines = tuple(ShipmentLine(line.line_item_id, line.quantity) for line in order.lines if line.requires_shipping)
    product.container.push_fulfillment()(Shipment("SHIP-1", order.id or "", lines, Tracking("JD0146", "DHL Express")))

    def is_pushed() -> bool:
        with product.container.unit_of_work()() as tx:
            push = tx.pushes.get("SHIP-1")
        return push is not None and push.status is PushStatus.PUSHED

    wait_until(is_pushed, 10, "the shipment to be synced")
    for text in (
        placed["name"],
        placed["name"].removeprefix("#"),
        "where.is.it@example.com",
        "JD0146",
        str(placed["id"]),
    ):
        search_orders(visitor.page, text)
        expect(visitor.page.get_by_role("heading", level=1)).to_contain_text(placed["name"])
    expect(visitor.page.get_by_role("region", name="Shipments")).to_contain_text("JD0146")
    expect(visitor.page.get_by_role("region", name="Shipments")).to_contain_text("Synced")
    shipments = visitor.page.get_by_role("region", name="Shipments")
    expect(shipments).to_contain_text("2 \N{MULTIPLICATION SIGN} Pfefferminze - 50 g")
    expect(shipments.get_by_role("link", name="JD0146")).to_have_attribute("href", re.compile("dhl.com.*JD0146"))
    timeline = visitor.page.get_by_role("region", name="Timeline")
    expect(timeline).to_contain_text("Shipment SHIP-1 recorded")
    visitor.page.get_by_label("Comment").fill("Where is it?")
    visitor.page.get_by_role("button", name="Add comment").click()
    expect(timeline.get_by_role("listitem").first).to_contain_text("Where is it?")
    visitor.check_page("order")


def test_an_exchange_with_a_fee_is_booked_and_shown_with_its_return(
    product: RunningProduct, shop_client: ShopClient, visitor: ConsoleUser
) -> None:
    placed = shop_client.place_custom_order({"lines": [{"sku": STOCKED_SKU, "quantity": 2}]})
    order = wait_for_sales_order(product, placed["name"])
    (item,) = [line for line in order.lines if line.kind is LineKind.ITEM]
    lines = (ShipmentLine(item.line_item_id, 2),)
    product.container.push_fulfillment()(Shipment("SHIP-2", order.id or "", lines, Tracking("JD0147", "DHL Express")))

    def is_shipped() -> bool:
        return bool(wait_for_sales_order(product, placed["name"]).fulfillments)

    wait_until(is_shipped, 10, "the shipment to be reported by a webhook")
    body = {
        "lines": [{"line_item_id": item.line_item_id, "quantity": 2, "reason": "unwanted"}],
        "exchange": [{"sku": STOCKED_SKU, "quantity": 1}],
        "shipping_fee": "1.50",
    }
    return_id = shop_client.create_return(placed["id"], body)
    for action in ("process", "close"):
        shop_client.change_return(placed["id"], return_id, action)

    def is_booked() -> bool:
        known = wait_for_sales_order(product, placed["name"])
        fees = [str(line.total.amount) for line in known.lines if line.kind is LineKind.RETURN_FEE]
        return fees == ["1.50"] and [each.status for each in known.returns] == ["closed"]

    wait_until(is_booked, 10, "the return and its fee")
    search_orders(visitor.page, placed["name"])
    returns = visitor.page.get_by_role("region", name="Returns")
    expect(returns).to_contain_text(re.compile(r"Closed, 2 items, exchanged for 1 . Pfefferminze - 50 g"))
    expect(returns).to_contain_text("return shipping fee 1.50")
    visitor.check_page("order-with-return")


def test_an_order_that_lacks_products_gets_them_on_its_page_and_keeps_the_focus_there(
    product: RunningProduct, shop_client: ShopClient, visitor: ConsoleUser
) -> None:
    with product.container.unit_of_work()() as tx:
        tx.erp.catalog.put([Item("ITEM-POT", "Teapot", "POT SND"), Item("ITEM-MUG", "Mug", "MUG ST BLU")])
        tx.commit()
    lines = [{"sku": sku, "quantity": 1} for sku in ("POT-SND", "MUG-ST-BLU")]
    placed = shop_client.place_custom_order({"lines": lines, "email": "lacks.two@example.com"})
    search_orders(visitor.page, placed["name"])
    blocker = visitor.page.get_by_role("region", name="What keeps this order from the ERP")
    expect(blocker.get_by_role("heading")).to_have_text("2 products aren't mapped to an ERP item")
    expect(visitor.page.get_by_role("region", name="Lines")).to_contain_text("Not booked yet")
    expect(visitor.page.get_by_role("region", name="Customer")).to_contain_text("l•••@example.com")
    visitor.check_page("order-blocked")
    expect(blocker.get_by_role("checkbox", checked=True)).to_have_count(2)
    blocker.get_by_role("button", name="Map chosen products").focus()
    visitor.page.keyboard.press("Enter")
    done = "2 products mapped. Nothing is missing now"
    expect(visitor.page.get_by_role("status").filter(has_text=done)).to_be_visible()
    expect(visitor.page.locator("#main :focus")).to_have_count(1)
    expect(visitor.page.get_by_role("heading", level=1)).to_contain_text("In the ERP")
    assert wait_for_sales_order(product, placed["name"]).lines[0].item_id


def test_several_orders_of_one_customer_are_listed(
    product: RunningProduct, shop_client: ShopClient, visitor: ConsoleUser
) -> None:
    for _ in range(2):
        placed = shop_client.place_custom_order(
            {"lines": [{"sku": STOCKED_SKU, "quantity": 1}], "email": "comes.again@example.com"}
        )
        wait_for_sales_order(product, placed["name"])
    search_orders(visitor.page, "comes.again@example.com")
    expect(visitor.page.get_by_role("row")).to_have_count(3)
    visitor.page.goto("/console/orders")
    visitor.check_page("orders")


def test_an_order_that_was_never_received_says_what_to_do(shop_client: ShopClient, visitor: ConsoleUser) -> None:
    search_orders(visitor.page, "#99999")
    expect(visitor.page.get_by_role("heading", name="No order matches “#99999”")).to_be_visible()
    visitor.check_page("orders-nothing")


def test_an_order_without_a_webhook_is_fetched(product: RunningProduct, shop_client: ShopClient, page: Page) -> None:
    placed = shop_client.place_custom_order({"lines": [{"sku": STOCKED_SKU, "quantity": 1}]})
    order = wait_for_sales_order(product, placed["name"])

    def are_events_settled() -> bool:
        with product.container.unit_of_work()() as tx:
            events = tx.events.list_for_resource(SHOP, f"order:{placed['id']}", 9)
        return {"orders/create", "orders/paid"} <= {event.topic for event in events if event.settled_at}

    wait_until(are_events_settled, 10, "all deliveries of the order")
    with product.container.engine().begin() as connection:  # as if there had been neither a webhook nor a document
        connection.exec_driver_sql(f"DELETE FROM shopify_webhook_events WHERE resource_key = 'order:{placed['id']}'")
        connection.exec_driver_sql(f"DELETE FROM shopify_order_links WHERE shopify_id = {placed['id']}")
        connection.exec_driver_sql(f"DELETE FROM shopify_order_overviews WHERE shopify_order_id = {placed['id']}")
        connection.exec_driver_sql(f"DELETE FROM erp_order_lines WHERE order_id = {order.id}")
        connection.exec_driver_sql(f"DELETE FROM erp_order_taxes WHERE order_id = {order.id}")
        connection.exec_driver_sql(f"DELETE FROM erp_orders WHERE id = {order.id}")
    search_orders(page, placed["name"])
    page.get_by_role("button", name="Check Shopify now").click()
    expect(page.get_by_role("status")).to_contain_text(f"Checking {SHOP}…")
    page.get_by_role("searchbox", name="Order number").fill("typed meanwhile")
    now = product.container.clock().now()
    product.container.reconcile_orders()(SHOP, now - timedelta(days=1), now)  # what a worker does within a minute
    expect(page.get_by_role("status").get_by_role("link", name=placed["name"])).to_be_visible()
    expect(page.get_by_role("searchbox", name="Order number")).to_have_value("typed meanwhile")


def test_an_order_unknown_to_shopify_ends_the_wait(
    product: RunningProduct, shop_client: ShopClient, page: Page
) -> None:
    search_orders(page, "#88888")
    page.get_by_role("button", name="Check Shopify now").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    with product.container.unit_of_work()() as tx:  # what a worker does within a minute, once it has checked Shopify
        assert [tx.missed_windows.close(window) for window in tx.missed_windows.list_open()] == [True]
        tx.commit()
    expect(page.get_by_role("status")).to_contain_text(f"No match in {SHOP} either.")
    expect(page.get_by_role("progressbar")).to_be_hidden()
    expect(page.get_by_role("button", name="Check Shopify now")).to_be_visible()
