"""People assign and release lots while webhooks arrive and workers settle: no one waits for ever, and all adds up."""

import json
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from random import Random
from threading import Event

from novex_shopify.domain.errors import StockRefused
from novex_shopify.domain.model.assignment import AssignmentState
from novex_shopify.domain.model.order_exception import OrderExceptionKind
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.assignment.assign_lots import AssignLots
from novex_shopify.domain.use_cases.assignment.unassign_lots import UnassignLots
from novex_shopify.domain.use_cases.stock.records import get_stock
from novex_shopify.domain.use_cases.stock.verify_stock import VerifyStock
from tests.builders import LINE_ID, ORDER_ID
from tests.contracts.test_concurrent_stock import run_together
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.inbox_steps import process_events, receive_webhook
from tests.domain.use_cases.settling.settling_steps import EARLY, IN_EACH, ShopifyOrder, Store

ORDERS, ROUNDS, WEBHOOK_WORKERS, SETTLERS, PEOPLE = 10, 4, 2, 2, 2


def build_body(order: ShopifyOrder, number: int) -> bytes:
    """The state of one of several orders."""
    body = order.build_body()
    for known in (ORDER_ID, LINE_ID):
        body = body.replace(str(known).encode(), str(known + number).encode())
    state = json.loads(body)
    for fulfillment in state["fulfillments"]:
        fulfillment["id"] += 1000 * number
    return json.dumps({**state, "name": f"#{1001 + number}"}).encode()


def receive_changes(store: Store, orders: Sequence[ShopifyOrder]) -> None:
    """Store the webhooks of one round: each order changes in another way."""
    for number, order in enumerate(orders):
        match (store.sent + number) % 4:
            case 0:
                order.edit(quantity=order.quantity + 2)
            case 1:
                order.edit(removed=min(order.removed + 1, order.unfulfilled))
            case 2 if order.unfulfilled:
                order.fulfill(1, 77 + store.sent)
            case 3 if order.fulfillments:
                order.cancel_fulfillment(max(order.fulfillments))
        store.sent += 1
        receive_webhook(store.fakes, "orders/updated", build_body(order, number), f"webhook-{store.sent}")


def settle_until(store: Store, is_over: Event) -> None:
    settle_order = store.build_settle_order()
    while settle_order.run_next() or not is_over.is_set():
        pass


def assign_and_unassign(store: Store, order_ids: Sequence[str], random: Random) -> None:
    assign, unassign = (
        AssignLots(store.unit_of_work, store.fakes.clock),
        UnassignLots(store.unit_of_work, store.fakes.clock),
    )
    for _ in range(15):
        with suppress(StockRefused):
            if random.random() < 0.6:
                assign(random.choice(order_ids))
            else:
                unassign(random.choice(order_ids), "a test")


def test_people_webhooks_and_workers_change_the_same_orders(unit_of_work: UnitOfWork) -> None:
    store, orders = Store(Fakes(unit_of_work=unit_of_work)), [ShopifyOrder(3) for _ in range(ORDERS)]
    store.set_up()
    receive_changes(store, orders)
    process_events(store.fakes)
    with unit_of_work.read() as tx:
        order_ids = [order.id or "" for order in tx.erp.orders.list_latest(ORDERS)]
    for _ in range(ROUNDS):
        receive_changes(store, orders)

    webhooks_done = Event()

    def process() -> None:
        process_events(store.fakes)
        webhooks_done.set()

    run_together(
        *[process] * WEBHOOK_WORKERS,
        *[lambda: settle_until(store, webhooks_done)] * SETTLERS,
        *[partial(assign_and_unassign, store, order_ids, Random(number)) for number in range(PEOPLE)],
    )
    settle_order = store.build_settle_order()
    while settle_order.run_next():
        pass
    require_that_all_adds_up(unit_of_work, order_ids)


def require_that_all_adds_up(unit_of_work: UnitOfWork, order_ids: Sequence[str]) -> None:
    assert VerifyStock(unit_of_work)() == []
    total = 0
    with unit_of_work.read() as tx:
        stock = get_stock(tx)
        for order_id in order_ids:
            state = stock.warehouse_states.get_many([order_id])[order_id]
            rows = stock.assignments.list_by_orders([order_id])
            order = tx.erp.orders.get(order_id)
            assert order
            exceptions = stock.order_exceptions.list_by_orders([order_id])
            assigned = sum(row.quantity for row in rows if row.state is AssignmentState.ASSIGNED)
            shipped = sum(row.quantity for row in rows if row.state is AssignmentState.SHIPPED)
            untraced = sum(
                each.quantity
                for each in exceptions
                if each.kind is OrderExceptionKind.UNTRACED and each.closed_at is None
            )
            fulfilled = sum(each.lines[0][1] for each in order.fulfillments if each.status == "success")
            assert (state.error, shipped + untraced) == (None, fulfilled)
            assert assigned == state.assigned <= state.to_ship
            total += assigned + shipped
        lots = stock.lots.list_with_free_stock([EARLY.item_id])
        free = sum(balance.free for balance in stock.ledger.list_balances({lot.id for lot in lots}))
    assert total + free == 2 * IN_EACH
