"""The state of every store: what waits, what failed, and what is wrong with its connection."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from novex_shopify.domain.model.fulfillment import WAITING_PUSH_STATUSES, PushStatus
from novex_shopify.domain.model.issue import Issue, IssueKind
from novex_shopify.domain.model.reconciliation import DailyAudit
from novex_shopify.domain.model.shop import Scopes, Shop, ShopDomain
from novex_shopify.domain.model.statistics import OpenEvents, ProcessingTime
from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.policies.issues import find_connection, find_work
from novex_shopify.domain.policies.setup_steps import SetupStep, list_setup_steps
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.console.read_snapshots import read_connections, read_snapshots

ORDERS_WINDOW = timedelta(hours=24)
PROCESSING_TIME_WINDOW = timedelta(hours=1)
_SAMPLE_SIZE = 500
_BACKLOG = (EventStatus.PENDING,)


@dataclass(frozen=True, slots=True)
class ShopMetrics:
    """Metrics of one store, or of all.

    - `backlog`: events that wait for a worker, the oldest of them since `backlog_since`.
    - `median_processing_time`, `p95_processing_time`: from receipt to the ERP, of the events of the last hour.
    - `orders_today`: orders of the last 24 hours.
    - `blocked_orders`: orders with parked events, each once.
    - `pushes_stuck`: pushes that are parked or refused.
    - `unmapped_products`: variants on sale without an item.
    """

    backlog: int
    backlog_since: datetime | None
    parked: int
    blocked_orders: int
    failed: int
    median_processing_time: timedelta | None
    p95_processing_time: timedelta | None
    orders_today: int
    pushes: int
    pushes_stuck: int
    unmapped_products: int


@dataclass(frozen=True, slots=True)
class ShopConnection:
    """One store with the issues of its connection, the worst first."""

    shop: Shop
    connection_issues: Sequence[Issue]
    setup_steps: Sequence[SetupStep]

    @property
    def state(self) -> Issue | None:
        """The issue that the store's state is named by; None for a store that is connected without one."""
        named = (each for each in self.connection_issues if each.kind is not IssueKind.OPTIONAL_SCOPES_MISSING)
        return next(named, None)


@dataclass(frozen=True, slots=True)
class ShopOverview(ShopConnection):
    """One store with the issues of its work too, the worst first, its metrics and its last audits."""

    work_issues: Sequence[Issue]
    metrics: ShopMetrics
    audits: Sequence[DailyAudit]


@dataclass(frozen=True, slots=True)
class _Statistics:
    events: Sequence[OpenEvents]
    delays: Sequence[ProcessingTime]
    orders: Mapping[ShopDomain, int]
    pushes: Mapping[tuple[ShopDomain, PushStatus], int]
    unmapped: Mapping[ShopDomain, int]


@dataclass(frozen=True, slots=True)
class GetOverview:
    """Reads the metrics of every store. Each should be subscribed to `topics` and grant `scopes`."""

    unit_of_work: UnitOfWork
    clock: Clock
    topics: Collection[str]
    scopes: Scopes

    def __call__(
        self, only_shop: ShopDomain | None = None, *, with_work: bool = True
    ) -> tuple[ShopMetrics, Sequence[ShopOverview]]:
        """Return the metrics of all stores together, and each store; or of only one.

        Without work, no store has `work_issues`, which takes half the time.
        """
        now = self.clock.now()
        read = read_snapshots if with_work else read_connections
        with self.unit_of_work.read() as tx:
            snapshots = read(tx, _list_shops(tx, only_shop), self.topics, self.scopes, now)
            statistics = _Statistics(
                tx.statistics.count_open_events(),
                tx.statistics.list_delays(now - PROCESSING_TIME_WINDOW, _SAMPLE_SIZE),
                tx.statistics.count_orders(now - ORDERS_WINDOW),
                tx.statistics.count_open_pushes(),
                tx.statistics.count_unmapped(),
            )
        overviews = [
            ShopOverview(
                snapshot.shop,
                find_connection(snapshot),
                list_setup_steps(snapshot),
                find_work(snapshot) if with_work else (),
                _compute_metrics(statistics, {snapshot.shop.domain}),
                snapshot.audits,
            )
            for snapshot in snapshots
        ]
        return _compute_metrics(statistics, {only_shop} if only_shop else None), overviews

    def list_connections(self, only_shop: ShopDomain | None = None) -> Sequence[ShopConnection]:
        """Return how each store is connected, or only one; that is all that most of its pages show."""
        with self.unit_of_work.read() as tx:
            shops = _list_shops(tx, only_shop)
            snapshots = read_connections(tx, shops, self.topics, self.scopes, self.clock.now())
        return [ShopConnection(each.shop, find_connection(each), list_setup_steps(each)) for each in snapshots]


def _list_shops(tx: Transaction, only_shop: ShopDomain | None) -> Sequence[Shop]:
    return [shop for shop in tx.shops.list_all() if only_shop in (None, shop.domain)]


def _compute_metrics(statistics: _Statistics, shops: set[ShopDomain] | None) -> ShopMetrics:
    def is_included(shop: ShopDomain) -> bool:
        return shops is None or shop in shops

    events = [each for each in statistics.events if is_included(each.shop)]
    durations = sorted(delay.duration for delay in statistics.delays if is_included(delay.shop))
    pushes = {key: count for key, count in statistics.pushes.items() if is_included(key[0])}
    waiting = sum(count for (_, status), count in pushes.items() if status in WAITING_PUSH_STATUSES)
    return ShopMetrics(
        backlog=_count_events(events, _BACKLOG),
        backlog_since=min((each.oldest for each in events if each.status in _BACKLOG), default=None),
        parked=_count_events(events, (EventStatus.PARKED,)),
        blocked_orders=sum(each.orders for each in events if each.status is EventStatus.PARKED),
        failed=_count_events(events, (EventStatus.DEAD,)),
        median_processing_time=_percentile(durations, 0.5),
        p95_processing_time=_percentile(durations, 0.95),
        orders_today=sum(count for shop, count in statistics.orders.items() if is_included(shop)),
        pushes=waiting,
        pushes_stuck=sum(pushes.values()) - waiting,
        unmapped_products=sum(count for shop, count in statistics.unmapped.items() if is_included(shop)),
    )


def _count_events(events: Iterable[OpenEvents], statuses: Sequence[EventStatus]) -> int:
    return sum(each.count for each in events if each.status in statuses)


def _percentile(durations: Sequence[timedelta], share: float) -> timedelta | None:
    """The duration that this share does not exceed; `durations` is sorted."""
    return durations[min(int(len(durations) * share), len(durations) - 1)] if durations else None
