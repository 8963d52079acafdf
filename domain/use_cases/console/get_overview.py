"""Is all well, and if not, where?"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from novex_shopify.domain.model.connection import CONNECTION_EFFECTS
from novex_shopify.domain.model.fulfillment import WAITING_PUSH_STATUSES, PushStatus
from novex_shopify.domain.model.reconciliation import DailyAudit
from novex_shopify.domain.model.shop import Scopes, Shop, ShopDomain
from novex_shopify.domain.model.statistics import OpenEvents, ProcessingTime
from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork

ORDERS_WINDOW = timedelta(hours=24)
PROCESSING_TIME_WINDOW = timedelta(hours=1)
CHART_WINDOW = timedelta(minutes=60)
_MINUTE = timedelta(minutes=1)
_SAMPLE_SIZE = 500
_AUDITED_DAYS = 7

_BACKLOG = (EventStatus.PENDING,)


@dataclass(frozen=True, slots=True)
class ShopMetrics:
    """Figures of one store, or of all.

    `backlog` waits for a worker, the oldest of it since `backlog_since`. `median_processing_time` and `p95_processing_time` are how long
    half, and 95 of 100, of the last hour's events took to the ERP. `orders` are of the last 24 hours. `pushes_stuck`
    wait for a person or were refused. `unmapped` are products that are on sale and have no item.
    """

    backlog: int
    backlog_since: datetime | None
    parked: int
    failed: int
    median_processing_time: timedelta | None
    p95_processing_time: timedelta | None
    orders_today: int
    pushes: int
    pushes_stuck: int
    unmapped_products: int


@dataclass(frozen=True, slots=True)
class ShopIssue:
    """Something that is wrong with a connection, in few words and in all."""

    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class ShopOverview:
    """One store, what is wrong with its connection, the worst first, its figures, and the proofs of the last days."""

    shop: Shop
    issues: tuple[ShopIssue, ...]
    metrics: ShopMetrics
    audits: tuple[DailyAudit, ...] = ()


@dataclass(frozen=True, slots=True)
class _Statistics:
    events: Sequence[OpenEvents]
    delays: Sequence[ProcessingTime]
    orders: Mapping[ShopDomain, int]
    pushes: Mapping[tuple[ShopDomain, PushStatus], int]
    unmapped: Mapping[ShopDomain, int]


@dataclass(frozen=True, slots=True)
class GetOverview:
    """Reads the figures of every store.

    `topics` are those that each has to be subscribed to, `scopes` what each has to allow.
    """

    unit_of_work: UnitOfWork
    clock: Clock
    topics: Collection[str]
    scopes: Scopes

    def __call__(self) -> tuple[ShopMetrics, Sequence[ShopOverview]]:
        """All stores together, and each."""
        now = self.clock.now()
        with self.unit_of_work() as tx:
            figures = _Statistics(
                tx.statistics.count_open_events(),
                tx.statistics.list_delays(now - PROCESSING_TIME_WINDOW, _SAMPLE_SIZE),
                tx.statistics.count_orders(now - ORDERS_WINDOW),
                tx.statistics.count_open_pushes(),
                tx.statistics.count_unmapped(),
            )
            each = [
                ShopOverview(
                    shop,
                    tuple(self._find_issues(tx, shop)),
                    _compute_metrics(figures, {shop.domain}),
                    tuple(tx.reconciliations.list_audits(shop.domain, _AUDITED_DAYS)),
                )
                for shop in tx.shops.list_all()
            ]
        return _compute_metrics(figures, None), each

    def count_arrivals(self, shop: ShopDomain | None = None) -> Sequence[tuple[datetime, int]]:
        """Events in each minute of the last hour, of one store or of all; the minute that runs comes last."""
        until = self.clock.now().replace(second=0, microsecond=0)
        since = until - CHART_WINDOW + _MINUTE
        with self.unit_of_work() as tx:
            arrivals = tx.statistics.count_arrivals(since)
        counts = {since + number * _MINUTE: 0 for number in range(CHART_WINDOW // _MINUTE)}
        for arrival in arrivals:
            if shop in (None, arrival.shop) and arrival.minute in counts:
                counts[arrival.minute] += arrival.count
        return list(counts.items())

    def _find_issues(self, tx: Transaction, shop: Shop) -> Iterator[ShopIssue]:
        if not shop.reachable:
            yield ShopIssue(shop.connection_state, _describe_connection(shop))
        if not shop.connected:
            return
        if not_allowed := self.scopes.missing_in(shop.scopes):
            what = f"It does not allow {', '.join(sorted(not_allowed))}. What needs that waits; connect it anew."
            yield ShopIssue(f"{len(not_allowed)} scopes missing", what)
        if (error := tx.subscriptions.get_error(shop.domain)) and shop.reachable:
            yield ShopIssue("subscriptions fail", f"Its subscriptions could not be looked after: {error}")
        missing = set(self.topics) - {
            subscription.topic for subscription in tx.subscriptions.list_for_shop(shop.domain)
        }
        if missing:
            yield ShopIssue(f"{len(missing)} subscriptions missing", f"Not subscribed: {', '.join(sorted(missing))}.")
        if silence := tx.deliveries.get_outage(shop.domain):
            since = f"{silence.last_delivery_at:%Y-%m-%d %H:%M} UTC"
            yield ShopIssue("silent", f"Nothing came since {since}, which is longer than is usual for it.")
        for gap in tx.missed_windows.list_open():
            if gap.shop == shop.domain:
                yield ShopIssue("to be caught up", f"Its orders since {gap.since:%Y-%m-%d %H:%M} UTC: {gap.reason}.")


def _describe_connection(shop: Shop) -> str:
    consequence = CONNECTION_EFFECTS[shop.connection_state]
    since = f"Since {shop.unavailable_since:%Y-%m-%d %H:%M} UTC. " if shop.unavailable_since else ""
    cause = f"{shop.connection_problem.cause} " if shop.connection_problem else ""
    return f"{since}{cause}{consequence.impact} How it ends: {consequence.resolution}"


def _compute_metrics(figures: _Statistics, shops: set[ShopDomain] | None) -> ShopMetrics:
    def ours(shop: ShopDomain) -> bool:
        return shops is None or shop in shops

    events = [each for each in figures.events if ours(each.shop)]
    took = sorted(delay.duration for delay in figures.delays if ours(delay.shop))
    pushes = {key: count for key, count in figures.pushes.items() if ours(key[0])}
    on_their_way = sum(count for (_, status), count in pushes.items() if status in WAITING_PUSH_STATUSES)
    return ShopMetrics(
        backlog=_count_events(events, _BACKLOG),
        backlog_since=min((each.oldest for each in events if each.status in _BACKLOG), default=None),
        parked=_count_events(events, (EventStatus.PARKED,)),
        failed=_count_events(events, (EventStatus.DEAD,)),
        median_processing_time=_percentile(took, 0.5),
        p95_processing_time=_percentile(took, 0.95),
        orders_today=sum(count for shop, count in figures.orders.items() if ours(shop)),
        pushes=on_their_way,
        pushes_stuck=sum(pushes.values()) - on_their_way,
        unmapped_products=sum(count for shop, count in figures.unmapped.items() if ours(shop)),
    )


def _count_events(events: Iterable[OpenEvents], states: Sequence[EventStatus]) -> int:
    return sum(each.count for each in events if each.status in states)


def _percentile(took: Sequence[timedelta], share: float) -> timedelta | None:
    """The time within which this share was done; `took` is sorted."""
    return took[min(int(len(took) * share), len(took) - 1)] if took else None
