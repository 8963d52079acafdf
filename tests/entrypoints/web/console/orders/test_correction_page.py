"""A line of an order is booked to another item in the console."""

import pytest
from starlette.testclient import TestClient

from novex_shopify.config.container import Container
from tests.builders import LINE_ID, ORDER_ID, SHOP, a_link, a_sales_order, an_item
from tests.entrypoints.web.console.local_console import send_form

PAGE = f"/console/orders/{SHOP}/{ORDER_ID}/corrections"
FILLED_IN = {"line": str(LINE_ID), "item": "CUP-1", "pieces": "6", "reason": "the customer called"}


@pytest.fixture(autouse=True)
def order(container: Container) -> None:
    """An order in the ERP, and an item that one of its lines could be."""
    with container.transaction() as tx:
        (order_id,) = tx.erp.orders.apply([a_sales_order()])
        tx.order_links.save([a_link(ORDER_ID, order_id)])
        tx.erp.catalog.put([an_item("CUP", name="Cup", sku="CUP-1")])
        tx.commit()


def test_a_line_is_booked_to_another_item_with_who_and_why(console: TestClient, container: Container) -> None:
    assert send_form(console, PAGE, FILLED_IN)[0] == 303
    with container.read_transaction() as tx:
        (booked,) = tx.erp.orders.get_many(SHOP, [ORDER_ID])
        (rebooking,) = tx.rebookings.list_for_order(SHOP, ORDER_ID)
    line = next(line for line in booked.lines if line.line_item_id == LINE_ID)
    assert (line.item_id, line.pieces) == ("CUP", 6)
    assert (rebooking.item_id, rebooking.reason, rebooking.rebooked_by) == (
        "CUP",
        "the customer called",
        "local user",
    )
    assert "booked to <a" in console.get(PAGE).text


@pytest.mark.parametrize(("field", "value"), [("item", "UNKNOWN"), ("pieces", "some"), ("pieces", "0"), ("reason", "")])
def test_a_refusal_keeps_what_was_filled_in(console: TestClient, field: str, value: str) -> None:
    status, page = send_form(console, PAGE, {**FILLED_IN, field: value})
    assert (status, f'id="item-{LINE_ID}-error"' in page) == (422, True)
    assert f'name="{field}" type="text" value="{value}"' in page
