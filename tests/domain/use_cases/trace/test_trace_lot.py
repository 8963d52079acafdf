"""From a lot to everyone who has units of it."""

from dataclasses import replace

import pytest

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.assignment import build_shopify_shipment_id
from novex_shopify.domain.model.fulfillment import PushStatus, Tracking
from novex_shopify.domain.model.lot import LotSource
from novex_shopify.domain.model.order import Company, OrderFulfillment
from novex_shopify.domain.model.privacy import PrivacyRecord, PrivacyRequestKind
from novex_shopify.domain.model.resource_link import FieldVersion, ResourceLink, StateVersion
from novex_shopify.domain.model.warehouse_return import WarehouseReturnState
from novex_shopify.domain.policies.mass_balance import MassBalance
from novex_shopify.domain.policies.stated_fields import ERASURE
from novex_shopify.domain.use_cases.stock.adjust_stock import AdjustStock
from novex_shopify.domain.use_cases.stock.convert_product import ConvertProduct
from novex_shopify.domain.use_cases.stock.records import LotKey, get_stock
from novex_shopify.domain.use_cases.stock.scrap_stock import ScrapStock
from novex_shopify.domain.use_cases.trace.trace_lot import LotTrace, TraceLot, find_descendants
from novex_shopify.domain.use_cases.trace.traced_orders import TracedOrder
from tests.builders import HOUR, LINE_ID, NOON, SHOP, a_shipment
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.stock.stock_steps import FREEZER, KIMCHI, RACK, receive
from tests.domain.use_cases.trace.trace_steps import assign, order, send_back, ship, ship_untraced


def trace(warehouse: Fakes, key: LotKey = KIMCHI) -> LotTrace:
    return TraceLot(warehouse.unit_of_work)(key)


def list_orders(warehouse: Fakes, key: LotKey = KIMCHI, *, inferred: bool = False) -> list[TracedOrder]:
    return list(TraceLot(warehouse.unit_of_work).list_orders(key, 9, inferred=inferred))


def test_a_lot_says_where_it_came_from_and_where_it_is(warehouse: Fakes) -> None:
    receive(warehouse, 10, source=LotSource.PRODUCTION, source_reference="RUN-17", note="morning shift")
    receive(warehouse, 2, location=FREEZER, source=LotSource.PRODUCTION)
    traced = trace(warehouse)
    assert (traced.lot.source_reference, traced.item and traced.item.name) == ("RUN-17", "Tea, Earl Grey")
    assert [(location.name, balance.free) for location, balance in traced.places] == [("Rack", 10), ("Freezer", 2)]
    assert [(entry.movement.change.free, entry.movement.reason) for entry in traced.receipts] == [
        (10, "morning shift"),
        (2, None),
    ]


def test_all_units_of_a_lot_are_accounted_for(warehouse: Fakes) -> None:
    receive(warehouse, 20)
    AdjustStock(warehouse.unit_of_work, warehouse.clock)(KIMCHI, RACK, -1, "broken")
    ScrapStock(warehouse.unit_of_work, warehouse.clock)(KIMCHI, RACK, 2, "leaking")
    ConvertProduct(warehouse.unit_of_work, warehouse.clock)(KIMCHI, RACK, 3, to_item_id="ART-2", to_quantity=36)
    assign(warehouse, order(warehouse, 1), 1)
    ship(warehouse, order(warehouse, 2), 4)
    send_back(warehouse, ship(warehouse, order(warehouse, 3), 2))
    expected = MassBalance(
        received=20, adjusted=-1, on_hand=10, shipped=6, returned=2, scrapped=2, converted_out=3, converted_in=0
    )
    assert trace(warehouse).mass_balance == expected
    assert expected.percent == 100
    assert trace(warehouse, LotKey("ART-2", "L1")).mass_balance == MassBalance(converted_in=36, on_hand=36)


def test_an_order_shows_its_customer_quantities_and_tracking(warehouse: Fakes) -> None:
    receive(warehouse, 20)
    order_id = order(warehouse, company=Company(77))
    with warehouse.unit_of_work() as tx:
        shipment = a_shipment("SHIP-1", order_id, tracking=Tracking("JD01", "DHL", additional_numbers=("JD02",)))
        tx.pushes.add(shipment, SHOP, 1, PushStatus.PUSHED, NOON)
        tx.commit()
    warehouse.clock.advance(HOUR)
    send_back(warehouse, ship(warehouse, order_id, 3, shipment_id="SHIP-1"), WarehouseReturnState.SCRAPPED)
    ship(warehouse, order_id, 2, shipment_id="SHIP-2")
    assign(warehouse, order_id, 1)
    [found] = list_orders(warehouse)
    assert (found.assigned, found.shipped, found.returned, found.scrapped) == (1, 5, 3, 3)
    assert (found.head.name, found.head.company) == ("#1001", "Company 77")
    assert (found.contact.name, found.contact.email, found.contact.phone) == (
        "Ada Lovelace",
        "ada@example.com",
        "+44 20 7946 0000",
    )
    assert found.contact.place == ("St James's Square 12", "SW1Y 4JH London", "GB")
    assert (list(found.tracking_numbers), list(found.shipment_ids)) == (["JD01", "JD02"], ["SHIP-1", "SHIP-2"])
    assert [each.left_at for each in found.units] == [NOON + HOUR, NOON + HOUR, None]


def test_a_fulfillment_made_in_shopify_has_the_tracking_of_shopify(warehouse: Fakes) -> None:
    receive(warehouse, 20)
    fulfillment = OrderFulfillment(41, NOON, "success", "DHL", ("RR9",), ((LINE_ID, 2),))
    order_id = order(warehouse, fulfillments=(fulfillment,))
    ship(warehouse, order_id, shipment_id=build_shopify_shipment_id(41))
    [found] = list_orders(warehouse)
    assert list(found.tracking_numbers) == ["RR9"]


def test_units_whose_lot_is_assumed_are_listed_apart(warehouse: Fakes) -> None:
    receive(warehouse, 20)
    certain, assumed = order(warehouse, 1), order(warehouse, 2)
    ship(warehouse, certain)
    ship(warehouse, assumed, inferred=True)
    assert [each.head.id for each in list_orders(warehouse)] == [certain]
    assert [each.head.id for each in list_orders(warehouse, inferred=True)] == [assumed]
    counts = [TraceLot(warehouse.unit_of_work).count_orders(KIMCHI, inferred=inferred) for inferred in (False, True)]
    assert counts == [1, 1]


def test_orders_are_listed_in_pages_and_read_whole(warehouse: Fakes) -> None:
    receive(warehouse, 20)
    ids = [order(warehouse, number) for number in (1, 2, 3)]
    for order_id in ids:
        ship(warehouse, order_id)
    traces = TraceLot(warehouse.unit_of_work)
    assert [each.head.id for each in traces.list_orders(KIMCHI, 2, inferred=False)] == ids[:2]
    assert [each.head.id for each in traces.list_orders(KIMCHI, 2, ids[1], inferred=False)] == ids[2:]
    assert [each.head.id for each in traces.iterate_orders(KIMCHI)] == ids


def test_orders_without_a_lot_are_candidates_while_it_could_be_shipped(warehouse: Fakes) -> None:
    early = order(warehouse, 1)
    ship_untraced(warehouse, early)
    warehouse.clock.advance(HOUR)
    receive(warehouse, 2)
    candidate = order(warehouse, 2, ordered_at=warehouse.clock.now())
    warehouse.clock.advance(HOUR)
    ship_untraced(warehouse, candidate)
    ship(warehouse, order(warehouse, 3), 2)
    warehouse.clock.advance(HOUR)
    late = order(warehouse, 4, ordered_at=warehouse.clock.now())
    ship_untraced(warehouse, late)
    found = TraceLot(warehouse.unit_of_work).list_untraced(KIMCHI, 9)
    assert [(each.head.id, each.units.exception.quantity) for each in found] == [(candidate, 2)]
    assert found[0].contact.email == "ada@example.com"
    receive(warehouse, 1)
    again = TraceLot(warehouse.unit_of_work).list_untraced(KIMCHI, 9)
    assert [each.head.id for each in again] == [candidate, late]


def test_an_erased_customer_shows_when_and_the_order_stays(warehouse: Fakes) -> None:
    receive(warehouse, 20)
    order_id = order(warehouse)
    ship(warehouse, order_id)
    with warehouse.unit_of_work() as tx:
        tx.erp.orders.erase(SHOP, [1])
        version = FieldVersion(StateVersion(NOON + HOUR))
        tx.order_links.save([ResourceLink(SHOP, 1, order_id, StateVersion(NOON), field_versions={ERASURE: version})])
        tx.commit()
    [found] = list_orders(warehouse)
    assert (found.erased_at, bool(found.contact), found.head.name, found.shipped) == (NOON + HOUR, False, "#1001", 2)


def test_after_the_erasure_of_a_store_its_older_orders_show_it(warehouse: Fakes) -> None:
    receive(warehouse, 20)
    ship(warehouse, order(warehouse))
    with warehouse.unit_of_work() as tx:
        tx.erp.orders.erase(SHOP, None)
        record = PrivacyRecord(SHOP, PrivacyRequestKind.SHOP_ERASURE, None, NOON, NOON + HOUR)
        tx.privacy.add(record)
        tx.commit()
    [found] = list_orders(warehouse)
    assert found.erased_at == NOON + HOUR


def test_a_conversion_leads_to_the_other_lot_in_both_directions(warehouse: Fakes) -> None:
    convert = ConvertProduct(warehouse.unit_of_work, warehouse.clock)
    case = receive(warehouse, 20)
    can = convert(KIMCHI, RACK, 2, to_item_id="ART-2", to_quantity=24)
    [out] = trace(warehouse).conversions
    [into] = trace(warehouse, LotKey("ART-2", "L1")).conversions
    assert (out.other.id, out.entry.movement.change.free) == (can.id, -2)
    assert (into.other.id, into.entry.movement.change.free) == (case.id, 24)
    with warehouse.unit_of_work.read() as tx:
        assert [lot.id for lot in find_descendants(get_stock(tx), [case])] == [can.id]
        assert list(find_descendants(get_stock(tx), [can, replace(case)])) == []


def test_an_unknown_lot_is_refused(warehouse: Fakes) -> None:
    with pytest.raises(NotFound, match="Item ART-1 has no lot L1"):
        trace(warehouse)
