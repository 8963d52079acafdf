"""How many orders get lots, and are settled, beside a loop that does each in one hand-written statement.

The loop writes the same rows of the same tables: balances, ledger, assignments and the order's state. It knows none of
the product's rules: no refund, shipment, promised day, remaining life, strategy or reason, and no lot that is split.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count, islice
from statistics import median
from time import perf_counter

import psycopg

from novex_shopify.config.container import Container
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.shop_settings import AutoAssign, ShopSettings
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.domain.use_cases.stock.receive_lot import Receipt
from novex_shopify.domain.use_cases.stock.records import get_stock
from tests.bench.environment import BenchEnvironment
from tests.bench.orders import LINES, SHOP, VARIANTS
from tests.bench.report import Report
from tests.builders import a_sales_order

ROUNDS, ORDERS, WARM_UP = 5, 200, 20
ITEM_IDS = tuple(f"ART-{variant}" for variant in VARIANTS[:60])
LOTS_OF_ITEM, UNITS, CUSTOMERS = 3, 1_000_000, 2_000
PLACE = "Picking"

_numbers = count(10_000_000)

_TAKE_LOTS = """
, wanted AS (
    SELECT one.order_id, line.line_item_id, line.item_id, line.wanted_quantity * line.pieces AS quantity
    FROM one JOIN erp_order_lines AS line USING (order_id)
), chosen AS (
    SELECT wanted.*, free.lot_id, free.location_id FROM wanted CROSS JOIN LATERAL (
        SELECT stock.lot_id, stock.location_id FROM erp_lots AS lot JOIN erp_stock AS stock ON stock.lot_id = lot.id
        WHERE lot.item_id = wanted.item_id AND lot.status = 'released' AND stock.free >= wanted.quantity
        ORDER BY lot.received_at, lot.id LIMIT 1 FOR UPDATE OF stock
    ) AS free
), taken AS (
    UPDATE erp_stock AS stock SET free = free - quantity, assigned = assigned + quantity FROM chosen
    WHERE stock.lot_id = chosen.lot_id AND stock.location_id = chosen.location_id
), moved AS (
    INSERT INTO erp_movements (at, actor_kind, actor_name, actor_id, kind, lot_id, location_id, d_free, d_assigned,
        d_held, order_id, line_item_id)
    SELECT now(), 'worker', 'loop', '', 'assign', lot_id, location_id, -quantity, quantity, 0, order_id, line_item_id
    FROM chosen
), stated AS (
    INSERT INTO erp_order_states (order_id, status, fulfillment, locked, to_ship, assigned, short, promised_on,
        attempts, by_hand, on_hold)
    SELECT order_id, 'open', 'unfulfilled', false, sum(quantity), sum(quantity), 0, current_date, 0, false, false
    FROM chosen GROUP BY order_id
    ON CONFLICT (order_id) DO UPDATE SET to_ship = excluded.to_ship, assigned = excluded.assigned, due_at = NULL
)
INSERT INTO erp_assignments (order_id, line_item_id, item_id, lot_id, location_id, quantity, actor_kind, actor_name,
    actor_id, at, state, inferred, named_later)
SELECT order_id, line_item_id, item_id, lot_id, location_id, quantity, 'worker', 'loop', '', now(), 'assigned', false,
    false
FROM chosen
"""
_ASSIGN = "WITH one AS (SELECT %s::bigint AS order_id)" + _TAKE_LOTS
_SETTLE = (
    "WITH one AS (SELECT order_id FROM erp_order_states WHERE due_at <= now() ORDER BY due_at LIMIT 1"
    " FOR UPDATE SKIP LOCKED)" + _TAKE_LOTS
)


Act = Callable[[str], object]
"""Does something for an order, by its id."""


def measure(env: BenchEnvironment, report: Report) -> None:
    """In turn, on PostgreSQL, each in one thread: the work for an order is measured, not the machine."""
    _open_warehouse(env.container)
    assign, settle = env.container.assign_lots(), env.container.settle_order()
    address = env.variables["BENCH_DATABASE_URL"].replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as connection:
        _compare(env, report, "assigned", lambda order_id: connection.execute(_ASSIGN, [order_id]), assign)
        _compare(env, report, "settled", lambda _: connection.execute(_SETTLE), lambda _: settle.run_next())


def _compare(env: BenchEnvironment, report: Report, done: str, by_statement: Act, by_product: Act) -> None:
    rounds = [[_measure_rate(env, act) for act in (by_statement, by_product)] for _ in range(ROUNDS)]
    loop, ours = (median(rates) for rates in zip(*rounds, strict=True))
    report.add_figure(f"orders of {LINES} lines {done}, one hand-written statement for each", f"{loop:,.0f}/s")
    report.add_figure(f"orders of {LINES} lines {done}, with all checks", f"{ours:,.0f}/s")
    report.add_ratio(f"orders {done} against the hand-written loop", ours / loop, at_least=0.5)


def _measure_rate(env: BenchEnvironment, act: Act) -> float:
    """Orders per second. All are due, and none has a lot before."""
    order_ids = _book(env.container, WARM_UP + ORDERS)
    env.execute("VACUUM ANALYZE")
    for order_id in order_ids[:WARM_UP]:
        act(order_id)
    begun = perf_counter()
    for order_id in order_ids[WARM_UP:]:
        act(order_id)
    seconds = perf_counter() - begun
    with env.container.read_transaction() as tx:
        assigned = get_stock(tx).assignments.list_by_orders(order_ids)
    assert len(assigned) == LINES * len(order_ids), "Every line has got a lot."
    env.execute("UPDATE erp_order_states SET due_at = NULL")
    return ORDERS / seconds


def _open_warehouse(container: Container) -> None:
    shop, yesterday = ShopDomain(SHOP), container.clock().now() - timedelta(days=1)
    with container.transaction() as tx:
        tx.shops.save_settings(shop, ShopSettings(stock_since=yesterday, auto_assign=AutoAssign.ON_ORDER))
        get_stock(tx).locations.save(StorageLocation(0, PLACE))
        tx.commit()
    receive = container.receive_lot()
    for item_id in ITEM_IDS:
        for number in range(LOTS_OF_ITEM):
            receive(Receipt(item_id, f"R{number}", PLACE, UNITS))


def _book(container: Container, amount: int) -> Sequence[str]:
    """Book orders, which are due; returns the ERP's ids."""
    now = container.clock().now()
    with container.transaction() as tx:
        order_ids = tx.erp.orders.apply([_build_order(number, now) for number in islice(_numbers, amount)])
        get_stock(tx).warehouse_states.mark_due(order_ids, now)
        tx.commit()
    return order_ids


def _build_order(number: int, now: datetime) -> SalesOrder:
    order = a_sales_order(shop_domain=SHOP, shopify_order_id=number, name=f"#{number}", ordered_at=now, created_at=now)
    lines = tuple(
        replace(
            order.lines[0],
            line_item_id=number * LINES + position,
            item_id=ITEM_IDS[(number * LINES + position) % len(ITEM_IDS)],
            wanted_quantity=2,
            requires_shipping=True,
        )
        for position in range(LINES)
    )
    return replace(order, lines=lines, customer_id=str(number % CUSTOMERS + 1))
