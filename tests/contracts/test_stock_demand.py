"""The contract of what `ErpStock` tells stores: news, the demand of orders, and units."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from novex_shopify.domain.model.actor import Actor, ActorKind
from novex_shopify.domain.model.assignment import Assignment, AssignmentState
from novex_shopify.domain.model.lot import Lot, LotSource, LotStatus
from novex_shopify.domain.model.order_demand import FreeUnits, LineDemand, LineUnits
from novex_shopify.domain.model.stock import Movement, MovementKind, StockChange
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.domain.ports.erp_stock import ErpStock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from tests.builders import LINE_ID, NOON, SHOP, VARIANT_ID, a_sales_order, a_shipment

TODAY = date(2026, 11, 27)
ANNA = Actor(ActorKind.USER, "anna@example.com")


def open_stock(tx: Transaction) -> ErpStock:
    assert tx.erp.stock
    return tx.erp.stock


def add_lot(
    stock: ErpStock, code: str, item_id: str = "ART-1", *, place: int = 1, free: int = 10, **changes: object
) -> Lot:
    lot = stock.lots.add(replace(Lot(0, item_id, code, LotSource.PURCHASE, NOON), **changes))  # type: ignore[arg-type]
    stock.ledger.post([Movement(MovementKind.RECEIVE, lot.id, place, StockChange(free=free))], NOON)
    return lot


def book_order(tx: Transaction) -> str:
    return tx.erp.orders.apply([a_sales_order()])[0]


def demand_of(order_id: str, committed: int = 4, **changes: object) -> LineDemand:
    demand = LineDemand(order_id, LINE_ID, "ART-1", committed, SHOP, VARIANT_ID)
    return replace(demand, **changes)  # type: ignore[arg-type]


def assign(stock: ErpStock, order_id: str, lot: Lot, quantity: int, **changes: object) -> Assignment:
    assignment = Assignment(0, order_id, LINE_ID, lot.item_id, lot.id, 1, quantity, ANNA, NOON)
    return stock.assignments.save([replace(assignment, **changes)])[0]  # type: ignore[arg-type]


def add_places(stock: ErpStock) -> Sequence[int]:
    places = (
        StorageLocation(0, "Shelf"),
        StorageLocation(0, "Backroom", sells=False),
        StorageLocation(0, "Samples", counted=False),
    )
    return [stock.locations.save(place).id for place in places]


def test_each_kind_of_movement_is_news_of_its_item(unit_of_work: UnitOfWork) -> None:
    for kind in MovementKind:
        with unit_of_work() as tx:
            stock = open_stock(tx)
            lot, other = add_lot(stock, "L1"), add_lot(stock, "L2", "ART-2")
            stock.news.take(99)
            stock.ledger.post(
                [
                    Movement(kind, lot.id, 1, StockChange(free=1)),
                    Movement(kind, other.id, 1, StockChange(held=1)),
                    Movement(kind, lot.id, 1, StockChange(assigned=1)),
                ],
                NOON,
            )
            assert stock.news.take(99) == {"ART-1", "ART-2"}, kind


def test_the_status_of_a_lot_is_news_of_its_item(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        stock = open_stock(tx)
        lot = add_lot(stock, "L1")
        stock.news.take(99)
        stock.lots.set_status(lot.id, LotStatus.QUARANTINED, "smell")
        assert stock.news.take(99) == {"ART-1"}


def test_news_is_taken_once_and_the_oldest_first(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        news = open_stock(tx).news
        news.add({"ART-1"})
        news.add({"ART-1"})
        news.add({"ART-2"})
        assert news.has_any()
        assert news.find_waiting({"ART-2", "ART-9"}) == {"ART-2"}
        assert news.take(2) == {"ART-1"}
        assert news.take(2) == {"ART-2"}
        assert news.take(2) == frozenset()
        assert not news.has_any()


def test_the_demand_of_an_order_replaces_what_was_known_and_is_news(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        stock = open_stock(tx)
        first, done = demand_of("7"), demand_of("7", 0, line_item_id=LINE_ID + 1, item_id="ART-3")
        elsewhere = demand_of("8", shop=None, variant_id=None)
        stock.demand.save("7", [first, done])
        stock.demand.save("8", [elsewhere])
        assert stock.demand.list_by_items({"ART-1", "ART-3"}) == [first, elsewhere]
        stock.news.take(99)
        stock.demand.save("7", [first])
        assert stock.news.take(99) == frozenset()
        moved = replace(first, item_id="ART-2")
        stock.demand.save("7", [moved])
        assert stock.news.take(99) == {"ART-1", "ART-2"}
        stock.demand.save("7", [])
        assert stock.news.take(99) == {"ART-2"}
        assert stock.demand.list_by_items({"ART-1", "ART-2"}) == [elsewhere]


def test_free_units_are_those_of_places_that_sell_and_are_counted(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        stock = open_stock(tx)
        shelf, backroom, samples = add_places(stock)
        add_lot(stock, "undated", place=shelf, free=7)
        add_lot(stock, "long", place=shelf, free=5, expires_on=TODAY + timedelta(days=30))
        add_lot(stock, "short", place=shelf, free=3, expires_on=TODAY + timedelta(days=29))
        held_back = add_lot(stock, "quarantined", place=shelf, free=2)
        stock.lots.set_status(held_back.id, LotStatus.QUARANTINED, None)
        add_lot(stock, "hidden", place=backroom)
        add_lot(stock, "sample", place=samples)
        add_lot(stock, "other", "ART-2", place=shelf, free=1)
        assert stock.units.list_free({"ART-1", "ART-2"}, TODAY + timedelta(days=30)) == [
            FreeUnits("ART-1", shelf, 12, 5),
            FreeUnits("ART-2", shelf, 1),
        ]
        assert stock.units.list_free({"ART-9"}, TODAY) == []


def test_units_of_a_line_are_set_aside_or_on_their_way(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        stock, order_id = open_stock(tx), book_order(tx)
        lot = add_lot(stock, "L1")
        for shipment in ("SHIP-1", "SHIP-2"):
            tx.erp.shipments.record(a_shipment(shipment))
        tx.erp.shipments.confirm("SHIP-2", ["gid://shopify/Fulfillment/1"], NOON)
        assign(stock, order_id, lot, 1)
        for quantity, shipment in ((2, "SHIP-1"), (3, "SHIP-2"), (4, "shopify:9")):
            assign(stock, order_id, lot, quantity, state=AssignmentState.SHIPPED, shipment_id=shipment)
        assign(stock, order_id, lot, 5, state=AssignmentState.RELEASED)
        assert stock.units.list_of_lines({"ART-1"}) == []
        stock.demand.save(order_id, [demand_of(order_id)])
        assert stock.units.list_of_lines({"ART-1"}) == [
            LineUnits(order_id, LINE_ID, "ART-1", 1, 1),
            LineUnits(order_id, LINE_ID, "ART-1", 1, 2, in_transit=True),
        ]


def test_items_whose_lots_are_good_until_a_day_are_found(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        stock = open_stock(tx)
        add_lot(stock, "L1", expires_on=TODAY)
        add_lot(stock, "L2", "ART-2", expires_on=TODAY + timedelta(days=2))
        add_lot(stock, "L3", "ART-3", expires_on=TODAY, free=0)
        assert stock.units.list_items_crossing(TODAY - timedelta(days=1), TODAY) == {"ART-1"}
        assert stock.units.list_items_crossing(TODAY, TODAY + timedelta(days=2)) == {"ART-1", "ART-2"}
