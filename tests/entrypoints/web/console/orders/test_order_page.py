"""The page of an order has what a person on the phone with its customer is asked, and what the order waits for."""

import json
import re
from collections.abc import Generator
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from novex_shopify.domain.model.product import Item, MappedItem
from novex_shopify.domain.model.webhook_event import EventStatus, Settlement
from novex_shopify.domain.model.work import WorkerId
from tests.builders import ORDER_ID, SHOP, a_delivery, a_new_event, a_shop, a_variant, an_order_body
from tests.entrypoints.web.console.local_console import open_local_console, send_form
from tests.large_order import ORDER_ID as LARGE_ID
from tests.large_order import plant_large_order
from tests.warehouse_world import OLDER, assign, book, open_warehouse, stop_clock

BLOCKED, LARGE = f"/console/orders/{SHOP}/{ORDER_ID}", f"/console/orders/{SHOP}/{LARGE_ID}"
VARIANTS = {11: "TEA", 12: "MUG", 13: "mug"}


@pytest.fixture
def console(container: Container) -> Generator[TestClient]:
    with open_local_console(container) as client:
        yield client


def plant_blocked_order(container: Container) -> None:
    """An order for three products that are not mapped; two have the same item as their suggestion."""
    order = json.loads(an_order_body())
    [line] = order["line_items"]
    order["line_items"] = [{**line, "id": each, "variant_id": each, "sku": sku} for each, sku in VARIANTS.items()]
    with container.transaction() as tx:
        tx.shops.save(a_shop())
        tx.mappings.upsert_variants(SHOP, [a_variant(each, sku=sku, title=sku) for each, sku in VARIANTS.items()])
        tx.erp.catalog.put([Item("ART-TEA", "Earl Grey", "TEA"), Item("ART-MUG", "Mug, blue", "MUG")])
        body = json.dumps(order).encode()
        tx.events.add([a_new_event(resource_key=f"order:{ORDER_ID}", delivery=a_delivery(body=body))])
        (event,) = tx.events.claim(WorkerId("a-worker-of-the-test", 1), container.clock().now(), 9)
        waiting = tuple(f"variant:{each}" for each in VARIANTS)
        parked = Settlement(EventStatus.PARKED, "not mapped", waiting_for=waiting)
        tx.events.settle([(event, parked)], container.clock().now())
        tx.commit()


def test_all_chosen_products_are_mapped_at_once(console: TestClient, container: Container) -> None:
    plant_blocked_order(container)
    page = console.get(BLOCKED).text
    boxes = {each: f'value="{each}"' in page for each in ("11:ART-TEA", "12:ART-MUG", "13:ART-MUG")}
    assert boxes == dict.fromkeys(boxes, True)
    assert page.count(" checked>") == 1  # two products as one item is for a person to decide
    send_form(console, f"{BLOCKED}/map", {"accept": ["11:ART-TEA", "12:ART-MUG"]})
    with container.read_transaction() as tx:
        assert tx.mappings.get_items(SHOP, [11, 12, 13]) == {11: MappedItem("ART-TEA"), 12: MappedItem("ART-MUG")}
    assert "2 products mapped. Still missing: " in console.get(BLOCKED).text
    send_form(console, f"{BLOCKED}/map", {})
    assert "Choose products first" in console.get(BLOCKED).text


def test_an_order_is_shown_whole(console: TestClient, container: Container) -> None:
    order = plant_large_order(container, lines=12, shipments=2, events=30)
    page = console.get(LARGE).text
    for text in (
        "Partially refunded",
        "Tea no. 11, first flush, 100 g",
        "<dt>Refunded</dt><dd>1</dd>",
        "Shopify says: the order is on hold",
        "PO-1234",
        "Show what the customer wrote",
        "a•••@example.com",
        "Called about line 4",
        f"/console/fulfill/pick-list?orders={order.id}",
        f"{LARGE}/explain",
        f"/console/orders/packing-slips?orders={order.id}",
        'shown=150#timeline"',
    ):
        assert text in page, text
    [refunded] = re.findall(r'id="refund-1".*?</li>', page, re.DOTALL)
    assert "0.86\N{NO-BREAK SPACE}EUR tax" in refunded  # beside 4.50, so that the parts add up
    assert "Please ring twice." not in page
    assert "Please ring twice." in console.get(f"{LARGE}?personal_data=show").text
    assert "Label made" in console.get(f"{LARGE}?shown=500").text


def test_the_total_is_explained_as_the_command_does(console: TestClient, container: Container) -> None:
    plant_blocked_order(container)
    page = console.get(f"{BLOCKED}/explain").text
    for each in container.explain_order()(str(ORDER_ID)):
        assert each.label in page
        assert str(each.amount) in page


def test_neighbours_by_date_and_the_other_orders_of_the_customer_are_linked(
    console: TestClient, container: Container
) -> None:
    stop_clock(container)
    open_warehouse(container)
    orders = [book(container, name, 2) for name in ("#1001", "#1002", "#1003")]
    assign(container, orders[1], OLDER, 2)
    with container.transaction() as tx:
        for order in orders:
            tx.erp.orders.apply([replace(order, customer_id="7")])
        tx.commit()
    page = console.get(f"/console/orders/{SHOP}/1002").text
    assert ["Newer order #1003" in page, "Older order #1001" in page] == [True, True]
    assert "2 other orders" in page
    assert 'href="/console/customers/7"' in page
