"""Holding against shipping and assigning in the same moment: one waits for the other, and sees it."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

from novex_shopify.adapters.memory.work_notifier import RecordingWorkNotifier
from novex_shopify.domain.errors import OrderOnHold, StockRefused
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.holds import ReleaseOrder
from novex_shopify.domain.use_cases.orders import HoldOrder
from novex_shopify.domain.use_cases.stock.verify_stock import VerifyStock
from tests.builders import SHOP
from tests.contracts.test_concurrent_shipping import (
    CLOCK,
    UNITS,
    list_shipped,
    open_orders,
    ship,
    wait_for_a_waiting_transaction,
)
from tests.contracts.test_concurrent_stock import run_together
from tests.domain.use_cases.fulfillment.shipping_steps import find_push
from tests.domain.use_cases.inbox_steps import PAYLOADS

COUNT = 6


def test_a_shipment_waits_for_a_hold_that_is_being_placed_and_is_refused(unit_of_work: UnitOfWork) -> None:
    (order_id,) = open_orders(unit_of_work, 1)
    hold = HoldOrder(unit_of_work, RecordingWorkNotifier(), CLOCK, PAYLOADS)
    with ThreadPoolExecutor(1) as thread:
        with unit_of_work() as tx:
            hold.hold_in_transaction(tx, SHOP, 1001, "a test")
            shipping = thread.submit(ship, unit_of_work, order_id, "S-1")
            wait_for_a_waiting_transaction(unit_of_work)
            tx.commit()
        assert isinstance(shipping.result(timeout=10), OrderOnHold)
    assert (find_push(unit_of_work), list_shipped(unit_of_work, order_id)) == (None, [])


def test_an_order_that_is_held_and_shipped_at_once_leaves_before_the_hold_or_not_at_all(
    unit_of_work: UnitOfWork,
) -> None:
    order_ids = open_orders(unit_of_work, COUNT)
    hold = HoldOrder(unit_of_work, RecordingWorkNotifier(), CLOCK, PAYLOADS)
    refusals: dict[str, StockRefused | None] = {}
    seen: dict[str, bool] = {}

    def hold_and_look(number: int, order_id: str) -> None:
        hold(SHOP, number, "a test")
        with unit_of_work.read() as tx:  # once the hold is committed, no shipment may appear any more
            seen[order_id] = tx.pushes.get(f"S-{order_id}") is not None

    def ship_one(order_id: str) -> None:
        refusals[order_id] = ship(unit_of_work, order_id, f"S-{order_id}")

    orders = list(enumerate(order_ids, 1001))
    run_together(*[partial(hold_and_look, *each) for each in orders], *[partial(ship_one, each) for each in order_ids])
    for order_id in order_ids:
        assert (refusals[order_id] is None) == seen[order_id] == (find_push(unit_of_work, f"S-{order_id}") is not None)
        assert refusals[order_id] is None or isinstance(refusals[order_id], OrderOnHold)
        assert [units for units, _ in list_shipped(unit_of_work, order_id)] == ([UNITS] if seen[order_id] else [])
    assert VerifyStock(unit_of_work)() == []


def test_several_who_hold_and_release_an_order_at_once_leave_one_hold_at_most(unit_of_work: UnitOfWork) -> None:
    open_orders(unit_of_work, 1)
    hold = HoldOrder(unit_of_work, RecordingWorkNotifier(), CLOCK, PAYLOADS)
    run_together(*[lambda: hold(SHOP, 1001, "a test")] * 3)
    with unit_of_work.read() as tx:
        assert len(tx.order_holds.list_by_orders(SHOP, [1001])) == 1
    ReleaseOrder(unit_of_work, RecordingWorkNotifier(), CLOCK)(SHOP, 1001, "a test")
    assert ship(unit_of_work, "1", "S-1") is None
