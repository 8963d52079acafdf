"""How long the list of orders takes to read among 100,000 orders, by view and by filter."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from statistics import quantiles
from time import perf_counter

from novex_shopify.config.container import Container
from novex_shopify.domain.model.actor import Actor, ActorKind
from novex_shopify.domain.model.order_hold import OrderHold
from novex_shopify.domain.model.order_list import BookingState, OrderFilter, OrderView
from novex_shopify.domain.model.order_overview import OrderOverview, OrderOverviewFilter
from novex_shopify.domain.model.order_position import OrderPosition
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.warehouse_state import FulfillmentStatus
from tests.bench.environment import BenchEnvironment, open_environment
from tests.bench.lots import batch
from tests.bench.orders import SHOP
from tests.bench.report import Report
from tests.builders import NOON, a_sales_order, euros

ORDERS, BOOKED, HELD, BLOCKED, ROUNDS = 100_000, 2_000, 300, 1_000, 15
"""The newest orders have documents too, which a page reads."""

PAYMENTS = ("paid",) * 7 + ("pending", "partially_refunded", "authorized")
FIRST_ID = 5 * 10**12
FACTS = OrderOverviewFilter()
MIDDLE = OrderPosition(NOON + timedelta(minutes=ORDERS // 2), 0)

LISTS = {
    **{f"view {view}": OrderFilter(view) for view in OrderView},
    **{f"state {state}": OrderFilter(state=state) for state in BookingState},
    "a tag that few have": OrderFilter(facts=replace(FACTS, tag="few")),
    "a SKU that no order has": OrderFilter(facts=replace(FACTS, sku="none")),
    "a country and a risk": OrderFilter(facts=replace(FACTS, country="LI", risk="high")),
    "a value that none reaches": OrderFilter(facts=replace(FACTS, min_total=Decimal(10**6))),
    "one store, unpaid": OrderFilter(OrderView.UNPAID, facts=replace(FACTS, shop=ShopDomain(SHOP))),
}


def measure(env: BenchEnvironment, report: Report) -> None:
    """On PostgreSQL and on SQLite."""
    _measure_database("PostgreSQL", env.container, report, lambda: env.execute("VACUUM ANALYZE"))
    with open_environment(embedded=True) as embedded:
        _measure_database("SQLite", embedded.container, report, lambda: None)


def _measure_database(name: str, container: Container, report: Report, analyze: Callable[[], object]) -> None:
    begun = perf_counter()
    fill(container)
    report.add_figure(f"{name}: 100,000 overviews written, in seconds", f"{perf_counter() - begun:.0f}")
    analyze()
    list_orders = container.list_orders()
    for kind, which in LISTS.items():
        p50, p95 = _time(lambda which=which: (list_orders(which, 51), list_orders.count(which, 10_001)))  # type: ignore[misc]
        report.add_ratio(f"{name}: {kind}, a page and its count, p95 in ms (p50 {p50:.1f})", p95, at_most=100)
    p50, p95 = _time(lambda: list_orders(after=MIDDLE, limit=51))
    report.add_ratio(f"{name}: page 1,000, p95 in ms (p50 {p50:.1f})", p95, at_most=100)
    p50, p95 = _time(lambda: list_orders.count_views(1_001))
    report.add_ratio(f"{name}: the counts of all views, p95 in ms (p50 {p50:.1f})", p95, at_most=100)


def fill(container: Container) -> None:
    """The same records in every run."""
    for numbers in batch(range(ORDERS)):
        with container.transaction() as tx:
            orders = [_build_order(number) for number in numbers if number >= ORDERS - BOOKED]
            erp_ids = dict(zip((order.shopify_order_id for order in orders), tx.erp.orders.apply(orders), strict=True))
            tx.order_overviews.put([_build_overview(number, erp_ids.get(FIRST_ID + number)) for number in numbers])
            tx.commit()
    with container.transaction() as tx:
        for number in range(0, ORDERS, ORDERS // HELD):
            hold = OrderHold(0, ShopDomain(SHOP), FIRST_ID + number, "#", "Risk", "high", NOON, ANN)
            tx.order_holds.add(hold)
        tx.commit()


ANN = Actor(ActorKind.USER, "Ann", "7")


def _build_order(number: int) -> SalesOrder:
    placed = NOON + timedelta(minutes=number)
    return a_sales_order(shop_domain=SHOP, shopify_order_id=FIRST_ID + number, name=f"#{number}", ordered_at=placed)


def _build_overview(number: int, erp_id: str | None) -> OrderOverview:
    is_blocked = number % (ORDERS // BLOCKED) == 0
    return OrderOverview(
        ShopDomain(SHOP),
        FIRST_ID + number,
        None if is_blocked else erp_id or str(10**9 + number),
        f"#{number}",
        NOON + timedelta(minutes=number),
        euros(f"{number % 500}.50"),
        number % 7 + 1,
        PAYMENTS[number % 10],
        fulfillment=FulfillmentStatus.FULFILLED if number < ORDERS - 3_000 else FulfillmentStatus.UNFULFILLED,
        ready=number >= ORDERS - 2_500,
        ship_by=(NOON + timedelta(minutes=number)).date(),
        country="LI" if number % 9_000 == 0 else "DE",
        tags=("few",) if number % 9_000 == 0 else ("wholesale", "vip"),
        skus=(f"TEA-{number % 500}", f"CUP-{number % 300}"),
        risk="high" if number % 11_000 == 0 else "low",
    )


def _time(call: Callable[[], object]) -> tuple[float, float]:
    """The median and the 95th percentile, in milliseconds."""
    times = []
    for _ in range(ROUNDS):
        begun = perf_counter()
        call()
        times.append((perf_counter() - begun) * 1000)
    return quantiles(times, n=20)[9], quantiles(times, n=20)[18]
