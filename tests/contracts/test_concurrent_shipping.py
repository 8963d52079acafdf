"""Shipping while others change the same lots: a lot that was stopped never leaves, and no unit leaves twice."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from sqlalchemy import text

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.work_notifier import RecordingWorkNotifier
from novex_shopify.adapters.persistence.unit_of_work import SqlUnitOfWork
from novex_shopify.domain.errors import (
    LotQuarantined,
    LotRecalled,
    MoreThanAssigned,
    NothingToShip,
    StockRefused,
    UnitsWithoutLot,
)
from novex_shopify.domain.model.assignment import AssignmentState
from novex_shopify.domain.model.fulfillment import ShipmentLine
from novex_shopify.domain.model.lot import LotStatus
from novex_shopify.domain.model.packed_shipment import PackedShipment
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.assignment.unassign_lots import UnassignLots
from novex_shopify.domain.use_cases.fulfillment import PushFulfillment, ShipOrder
from novex_shopify.domain.use_cases.stock.quarantine_lot import QuarantineLot
from novex_shopify.domain.use_cases.stock.receive_lot import Receipt, ReceiveLot
from novex_shopify.domain.use_cases.stock.records import get_lot, get_stock
from novex_shopify.domain.use_cases.stock.verify_stock import VerifyStock
from tests.builders import LINE_ID, a_shipment
from tests.contracts.test_concurrent_stock import run_together
from tests.domain.use_cases.assignment.assignment_steps import an_order_line, book, keep_stock
from tests.domain.use_cases.fulfillment.shipping_steps import assign_proposed, find_push, list_units
from tests.domain.use_cases.stock.stock_steps import KIMCHI, RACK, open_warehouse
from tests.polling import wait_until

CLOCK = ManualClock()
UNITS = 3


def open_orders(unit_of_work: UnitOfWork, count: int) -> Sequence[str]:
    """Orders of a store that keeps stock, each with 3 units of one lot."""
    open_warehouse(unit_of_work)
    keep_stock(unit_of_work)
    ReceiveLot(unit_of_work, CLOCK)(Receipt(KIMCHI.item_id, KIMCHI.code, RACK, count * UNITS))
    order_ids = [book(unit_of_work, an_order_line(UNITS), number=1001 + number) for number in range(count)]
    for order_id in order_ids:
        assign_proposed(unit_of_work, CLOCK, order_id)
    return order_ids


def ship(unit_of_work: UnitOfWork, order_id: str, shipment_id: str) -> StockRefused | None:
    """Ship everything that is assigned; returns the refusal."""
    try:
        ShipOrder(unit_of_work, RecordingWorkNotifier(), CLOCK)(PackedShipment(shipment_id, order_id))
    except StockRefused as error:
        return error
    return None


def ship_together(unit_of_work: UnitOfWork, *shipments: tuple[str, str]) -> Sequence[StockRefused | None]:
    """Ship orders under these ids at once; returns the refusals."""
    refusals: list[StockRefused | None] = []

    def ship_one(order_id: str, shipment_id: str) -> None:
        refusals.append(ship(unit_of_work, order_id, shipment_id))

    run_together(*[partial(ship_one, *each) for each in shipments])
    return refusals


def push(unit_of_work: UnitOfWork) -> PushFulfillment:
    return PushFulfillment(unit_of_work, RecordingWorkNotifier(), CLOCK)


def list_shipped(unit_of_work: UnitOfWork, order_id: str) -> Sequence[tuple[int, str | None]]:
    return [(quantity, shipment_id) for _, quantity, shipment_id in list_units(unit_of_work, order_id)]


def stop_lot(tx: Transaction, status: LotStatus) -> None:
    """As a quarantine and a recall do."""
    stock = get_stock(tx)
    lot_id = get_lot(stock, KIMCHI).id
    stock.ledger.lock([lot_id])
    stock.lots.set_status(lot_id, status, "smells odd")


def wait_for_a_waiting_transaction(unit_of_work: UnitOfWork) -> None:
    """On PostgreSQL. Elsewhere a transaction does not even begin while another one writes."""
    if not isinstance(unit_of_work, SqlUnitOfWork) or unit_of_work.engine.dialect.name != "postgresql":
        return
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with unit_of_work.engine.connect() as connection:
        wait_until(lambda: connection.execute(waiting).scalar_one(), 10, "a transaction that waits for the lot")


@pytest.mark.parametrize(
    ("status", "refusal"), [(LotStatus.QUARANTINED, LotQuarantined), (LotStatus.RECALLED, LotRecalled)]
)
def test_a_lot_that_is_stopped_while_the_parcel_is_packed_does_not_leave(
    unit_of_work: UnitOfWork, status: LotStatus, refusal: type[StockRefused]
) -> None:
    (order_id,) = open_orders(unit_of_work, 1)
    with ThreadPoolExecutor(1) as thread:
        with unit_of_work() as tx:
            stop_lot(tx, status)
            shipping = thread.submit(ship, unit_of_work, order_id, "S-1")
            wait_for_a_waiting_transaction(unit_of_work)
            tx.commit()
        assert isinstance(shipping.result(timeout=10), refusal)
    assert (find_push(unit_of_work), list_shipped(unit_of_work, order_id)) == (None, [])


def test_parcels_and_a_quarantine_at_once_wait_for_each_other_and_end(unit_of_work: UnitOfWork) -> None:
    order_ids = open_orders(unit_of_work, 6)
    run_together(
        *[partial(ship, unit_of_work, each, f"S-{each}") for each in order_ids],
        lambda: QuarantineLot(unit_of_work)(KIMCHI, "smells odd"),
    )
    for order_id in order_ids:
        has_left = find_push(unit_of_work, f"S-{order_id}") is not None
        assert list_shipped(unit_of_work, order_id) == ([(UNITS, f"S-{order_id}")] if has_left else [])
    assert VerifyStock(unit_of_work)() == []


def test_two_who_ship_the_same_order_ship_it_once(unit_of_work: UnitOfWork) -> None:
    (order_id,) = open_orders(unit_of_work, 1)
    refusals = ship_together(unit_of_work, (order_id, "S-1"), (order_id, "S-2"))
    assert [type(each) for each in refusals if each] == [NothingToShip]
    assert [quantity for quantity, _ in list_shipped(unit_of_work, order_id)] == [UNITS]


def test_the_same_shipment_that_is_recorded_several_times_at_once_is_one(unit_of_work: UnitOfWork) -> None:
    (order_id,) = open_orders(unit_of_work, 1)
    shipment = a_shipment("S-1", order_id, lines=(ShipmentLine(LINE_ID, 2),))
    recorded: list[object] = []
    run_together(*[lambda: recorded.append(push(unit_of_work)(shipment).id)] * 4)
    assert len(set(recorded)) == 1
    assert list_shipped(unit_of_work, order_id) == [(2, "S-1")]


def test_one_id_for_shipments_of_two_orders_takes_the_lots_of_one(unit_of_work: UnitOfWork) -> None:
    order_ids = open_orders(unit_of_work, 2)
    refusals = ship_together(unit_of_work, *((each, "S-1") for each in order_ids))
    assert refusals.count(None) == 1
    shipped = [each for order_id in order_ids for each in list_shipped(unit_of_work, order_id)]
    assert shipped == [(UNITS, "S-1")]


def test_shipping_against_unassigning_leaves_each_unit_in_one_place(unit_of_work: UnitOfWork) -> None:
    order_ids = open_orders(unit_of_work, 6)

    def unassign(order_id: str) -> None:
        try:
            UnassignLots(unit_of_work, CLOCK)(order_id, "a test")
        except MoreThanAssigned:
            return

    ships = [partial(ship, unit_of_work, each, f"S-{each}") for each in order_ids]
    run_together(*ships, *[partial(unassign, each) for each in order_ids])
    left = sum(quantity for order_id in order_ids for quantity, _ in list_shipped(unit_of_work, order_id))
    with unit_of_work.read() as tx:
        stock = get_stock(tx)
        free = sum(balance.free for balance in stock.ledger.list_balances([get_lot(stock, KIMCHI).id]))
    assert free + left == len(order_ids) * UNITS
    assert VerifyStock(unit_of_work)() == []


def test_cancelling_a_shipment_from_both_sides_gives_its_lots_back_once(unit_of_work: UnitOfWork) -> None:
    (order_id,) = open_orders(unit_of_work, 1)
    ship(unit_of_work, order_id, "S-1")
    run_together(*[lambda: push(unit_of_work).cancel("S-1")] * 4)
    assert list_units(unit_of_work, order_id, AssignmentState.ASSIGNED) == [(KIMCHI.code, UNITS, None)]
    assert VerifyStock(unit_of_work)() == []


def test_a_shipment_that_is_cancelled_and_shipped_again_at_once_leaves_at_most_once(unit_of_work: UnitOfWork) -> None:
    (order_id,) = open_orders(unit_of_work, 1)
    ship(unit_of_work, order_id, "S-1")
    refusals: list[StockRefused | None] = []
    run_together(
        lambda: push(unit_of_work).cancel("S-1"),
        lambda: refusals.append(ship(unit_of_work, order_id, "S-2")),
    )
    [refusal] = refusals
    assert refusal is None or isinstance(refusal, (NothingToShip, UnitsWithoutLot))
    assert list_shipped(unit_of_work, order_id) == ([] if refusal else [(UNITS, "S-2")])
