"""Shipments are listed with their orders, and found by what people know of them."""

import pytest

from novex_shopify.domain.model.fulfillment import PushStatus
from novex_shopify.domain.model.push_filter import PushFilter
from novex_shopify.domain.use_cases.fulfillment import FindShipments
from tests.builders import LINE_ID, NOON, ORDER_ID, SHOP, a_sales_order, a_shipment
from tests.domain.use_cases.fulfillment.push_fakes import PushFakes


@pytest.fixture
def find_shipments(fakes: PushFakes) -> FindShipments:
    """Two shipments of an order that the ERP has, and one of an order that it does not have."""
    with fakes.unit_of_work() as tx:
        tx.erp.orders.apply([a_sales_order(email="ada@example.com")])
        tx.pushes.add(a_shipment("SHIP-1"), SHOP, ORDER_ID, PushStatus.PUSHED, NOON)
        tx.pushes.add(a_shipment("SHIP-2"), SHOP, ORDER_ID, PushStatus.PARKED, NOON)
        tx.pushes.add(a_shipment("SHIP-3", "777"), None, None, PushStatus.NOT_SHOPIFY, NOON)
        tx.commit()
    return FindShipments(fakes.unit_of_work)


def test_shipments_are_listed_with_their_orders_and_contents(find_shipments: FindShipments) -> None:
    third, second, first = find_shipments(9)
    assert (third.order, third.contents) == (None, [(LINE_ID, f"Line {LINE_ID}", 2)])
    assert second.order
    assert (second.order.name, second.contents, second.quantity) == ("#1001", [(LINE_ID, "Earl Grey", 2)], 2)
    assert [each.push.shipment.id for each in find_shipments(1, position=third.push.id)] == ["SHIP-2"]
    oldest_first = find_shipments(9, position=first.push.id, oldest_first=True)
    assert [each.push.shipment.id for each in oldest_first] == ["SHIP-2", "SHIP-3"]
    assert [each.push.shipment.id for each in find_shipments(9, PushFilter([PushStatus.PUSHED], SHOP))] == ["SHIP-1"]
    assert first.problem is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SHIP-1", ["SHIP-1"]),
        ("JD01", ["SHIP-3", "SHIP-2", "SHIP-1"]),
        ("#1001", ["SHIP-2", "SHIP-1"]),
        ("Ada@Example.com", ["SHIP-2", "SHIP-1"]),
        ("#1002", []),
    ],
)
def test_shipments_are_found_by_their_own_numbers_and_by_their_order(
    find_shipments: FindShipments, text: str, found: list[str]
) -> None:
    assert [each.push.shipment.id for each in find_shipments(9, text=text)] == found
    assert find_shipments.count(9, text=text) == len(found)
    oldest_first = find_shipments(9, text=text, oldest_first=True)
    assert [each.push.shipment.id for each in oldest_first] == found[::-1]
    parked = [each.push.shipment.id for each in find_shipments(9, PushFilter([PushStatus.PARKED]), text=text)]
    assert parked == [each for each in found if each == "SHIP-2"]
