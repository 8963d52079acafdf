"""Kills a process at the points of settling an order, one point after the other.

`test_crash_points.py` runs it in a process of its own, because it forks. The points are before and after every call
about balances and returns, and every commit. At each one a child dies by SIGKILL. The
order is then as it was before or as it is when it is settled, nothing between, and another worker finishes it. It ends
when a child is not killed.
"""

from collections import Counter
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

from dependency_injector import providers
from sqlalchemy import Engine

from novex_shopify.domain.model.order import OrderFulfillment
from novex_shopify.domain.model.refund import Refund, RefundLine
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop_settings import AutoAssign
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.stock.receive_lot import Receipt
from novex_shopify.domain.use_cases.stock.records import get_stock
from novex_shopify.domain.use_cases.stock.verify_stock import VerifyStock
from novex_shopify.entrypoints.embedded.connector import Connector
from tests.builders import NOON, a_link, a_sales_order, an_item, euros
from tests.chaos.crash_points import (
    STEP,
    CrashingPort,
    CrashingTransaction,
    CrashInjector,
    build_worker,
    choose_start,
    run_and_crash,
)
from tests.domain.use_cases.assignment.assignment_steps import an_order_line, change_order, keep_stock

PORTS = ("ledger", "warehouse_returns")
EARLY, LATE = 4, 20
"""Units of the two lots of each order's item."""


class CrashingStockUnitOfWork:
    """Opens transactions that may crash at their commit, and at each call about balances and returns."""

    def __init__(self, unit_of_work: UnitOfWork, injector: CrashInjector) -> None:
        self._unit_of_work, self._injector = unit_of_work, injector
        self.read = unit_of_work.read

    @contextmanager
    def __call__(self) -> Generator[CrashingTransaction]:
        with self._unit_of_work() as opened:
            tx: Any = opened
            for name in PORTS:
                setattr(tx.erp.stock, name, CrashingPort(getattr(tx.erp.stock, name), self._injector))
            yield CrashingTransaction(tx, self._injector)


def settle(container: Any) -> None:
    while container.settle_order().run_next():
        pass


def run_child(engine: Engine, injector: CrashInjector) -> None:
    container = build_worker(engine)
    container.unit_of_work.override(providers.Object(CrashingStockUnitOfWork(container.unit_of_work(), injector)))
    settle(container)


def prepare(connector: Connector, number: int) -> SalesOrder:
    """An order of which eight units are assigned and two have left, and then everything about it changes."""
    container, item, lines = connector.container, f"ART-{number}", [number * 10 + each for each in (1, 2, 3)]
    connector.put_items([an_item(item)])
    for lot, units in (("A", EARLY), ("B", LATE)):
        container.receive_lot()(Receipt(item, lot, "Rack", units))
    first = OrderFulfillment(number * 10 + 1, NOON, "success", lines=((lines[0], 2),), created_at=NOON)
    order = a_sales_order(
        shopify_order_id=number,
        name=f"#{number}",
        created_at=NOON,
        lines=(an_order_line(10, item, lines[0]),),
        fulfillments=(first,),
    )
    with connector.transaction() as tx:
        (order_id,) = tx.erp.orders.apply([order])
        tx.order_links.save([a_link(number, order_id)])
    container.settle_again()([order_id])
    settle(container)
    second = OrderFulfillment(number * 10 + 2, NOON, "success", lines=((lines[0], 3), (lines[1], 2)), created_at=NOON)
    changed = replace(
        order,
        id=order_id,
        lines=(
            an_order_line(5, item, lines[0]),
            an_order_line(2, item, lines[1]),
            an_order_line(30, item, lines[2]),
        ),
        fulfillments=(replace(first, status="cancelled"), second),
        refunds=(Refund(number, number, NOON, (RefundLine(lines[0], 1, euros("0"), euros("0"), "return"),)),),
    )
    change_order(container.unit_of_work(), changed)
    container.settle_again()([order_id])
    return changed


def summarize(unit_of_work: UnitOfWork, order_id: str) -> Sequence[object]:
    """Units by line and state, movements by kind, open exceptions and returns; lines are numbered from 1."""
    assert VerifyStock(unit_of_work)() == []
    with unit_of_work.read() as tx:
        stock = get_stock(tx)
        units: Counter[tuple[int, str]] = Counter()
        for each in stock.assignments.list_by_orders([order_id]):
            units[each.line_item_id % 10, each.state] += each.quantity
        movements = Counter(entry.movement.kind for entry in stock.ledger.list_entries_of_order(order_id))
        exceptions = {
            (each.line_item_id % 10, each.kind): each.quantity
            for each in stock.order_exceptions.list_by_orders([order_id])
            if each.closed_at is None
        }
        returns = [(each.state, each.quantity) for each in stock.warehouse_returns.list_by_orders([order_id])]
    return dict(sorted(units.items())), movements, exceptions, returns


def find_last_crash_point() -> int:
    """Go through every point; returns the last one."""
    connector = Connector.from_env()
    keep_stock(connector.container.unit_of_work(), auto_assign=AutoAssign.ON_ORDER)
    connector.container.save_location()(StorageLocation(0, "Rack"))
    model = prepare(connector, 1_000).id or ""
    before = summarize(connector.container.unit_of_work(), model)
    settle(connector.container)
    settled = summarize(connector.container.unit_of_work(), model)
    assert settled != before
    point, killed = choose_start(), True
    while killed:
        point += STEP
        order_id = prepare(connector, point + STEP).id or ""
        engine = connector.container.engine()
        engine.dispose()
        killed = run_and_crash(partial(run_child, engine), point)
        assert summarize(connector.container.unit_of_work(), order_id) in (before, settled), point
        settle(connector.container)
        assert summarize(connector.container.unit_of_work(), order_id) == settled, point
    connector.close()
    return point - STEP
