"""The state of every store: what waits, what failed, and what is wrong with its connection."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from novex_shopify.domain.model.connection import CONNECTION_EFFECTS
from novex_shopify.domain.model.fulfillment import WAITING_PUSH_STATUSES, PushStatus
from novex_shopify.domain.model.optional_scopes import describe_missing
from novex_shopify.domain.model.reconciliation import DailyAudit
from novex_shopify.domain.model.resync import ALL_RECORDS, ResyncProblem, ResyncSubject
from novex_shopify.domain.model.shop import Scopes, Shop, ShopDomain
from novex_shopify.domain.model.statistics import OpenEvents, ProcessingTime
from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.model.webhook_topic import select_granted
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.timing import AUDITED_DAYS

ORDERS_WINDOW = timedelta(hours=24)
PROCESSING_TIME_WINDOW = timedelta(hours=1)
CHART_WINDOW = timedelta(minutes=60)
_MINUTE = timedelta(minutes=1)
_SAMPLE_SIZE = 500
_MAX_LISTED = 5
_BACKLOG = (EventStatus.PENDING,)


@dataclass(frozen=True, slots=True)
class ShopMetrics:
    """Metrics of one store, or of all.

    - `backlog`: events that wait for a worker, the oldest of them since `backlog_since`.
    - `median_processing_time`, `p95_processing_time`: from receipt to the ERP, of the events of the last hour.
    - `orders_today`: orders of the last 24 hours.
    - `pushes_stuck`: pushes that are parked or refused.
    - `unmapped_products`: variants on sale without an item.
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
    """A problem of a connection: its name in a few words, and what is wrong."""

    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class ShopOverview:
    """One store with the problems of its connection, the worst first, its metrics and its latest audits."""

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
    """Reads the metrics of every store. Each should be subscribed to `topics` and grant `scopes`."""

    unit_of_work: UnitOfWork
    clock: Clock
    topics: Collection[str]
    scopes: Scopes

    def __call__(self) -> tuple[ShopMetrics, Sequence[ShopOverview]]:
        """Return the metrics of all stores together, and each store."""
        now = self.clock.now()
        with self.unit_of_work.read() as tx:
            statistics = _Statistics(
                tx.statistics.count_open_events(),
                tx.statistics.list_delays(now - PROCESSING_TIME_WINDOW, _SAMPLE_SIZE),
                tx.statistics.count_orders(now - ORDERS_WINDOW),
                tx.statistics.count_open_pushes(),
                tx.statistics.count_unmapped(),
            )
            overviews = [
                ShopOverview(
                    shop,
                    tuple(self._find_issues(tx, shop)),
                    _compute_metrics(statistics, {shop.domain}),
                    tuple(tx.reconciliations.list_audits(shop.domain, AUDITED_DAYS)),
                )
                for shop in tx.shops.list_all()
            ]
        return _compute_metrics(statistics, None), overviews

    def count_arrivals(self, shop: ShopDomain | None = None) -> Sequence[tuple[datetime, int]]:
        """Count the events of each minute of the last hour; the current minute comes last."""
        until = self.clock.now().replace(second=0, microsecond=0)
        since = until - CHART_WINDOW + _MINUTE
        with self.unit_of_work.read() as tx:
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
        if not_allowed := self.scopes.required.missing_in(shop.scopes):
            message = f"Not granted: {', '.join(sorted(not_allowed))}. Reconnect the store to grant them."
            yield ShopIssue(f"{len(not_allowed)} scopes missing", message)
        if (error := tx.subscriptions.get_error(shop.domain)) and shop.reachable:
            yield ShopIssue("subscription check failed", f"The webhook subscriptions could not be checked: {error}")
        missing = set(select_granted(self.topics, shop.scopes)) - {
            subscription.topic for subscription in tx.subscriptions.list_for_shop(shop.domain)
        }
        if missing:
            yield ShopIssue(f"{len(missing)} subscriptions missing", f"Not subscribed: {', '.join(sorted(missing))}.")
        if left_out := self.scopes.optional.missing_in(shop.scopes):
            yield ShopIssue("optional scopes missing", describe_missing(left_out))
        if outage := tx.deliveries.get_outage(shop.domain):
            since = f"{outage.last_delivery_at:%Y-%m-%d %H:%M} UTC"
            yield ShopIssue("no webhooks", f"No webhooks since {since}, which is unusual for this store.")
        yield from _describe_problems(tx.reconciliations.list_problems(shop.domain))
        for window in tx.missed_windows.list_open():
            if window.shop == shop.domain:
                message = f"Orders since {window.since:%Y-%m-%d %H:%M} UTC are read again: {window.reason}."
                yield ShopIssue("catching up", message)


def _describe_problems(problems: Sequence[ResyncProblem]) -> Iterator[ShopIssue]:
    for subject in ResyncSubject:
        ours = [problem for problem in problems if problem.subject is subject]
        for problem in ours:
            if problem.record == ALL_RECORDS:
                message = f"Changes of {subject} since {problem.since:%Y-%m-%d %H:%M} UTC could not be read, and are"
                yield ShopIssue(f"{subject} not read", f"{message} requested again every hour. {problem.reason}")
        records = [f"{problem.record}: {problem.reason}" for problem in ours if problem.record != ALL_RECORDS]
        if records:
            more = f" And {len(records) - _MAX_LISTED} more." if len(records) > _MAX_LISTED else ""
            yield ShopIssue(
                f"{len(records)} {subject} unreadable",
                f"These {subject} could not be read from Shopify. {' '.join(records[:_MAX_LISTED])}{more}",
            )


def _describe_connection(shop: Shop) -> str:
    effect = CONNECTION_EFFECTS[shop.connection_state]
    since = f"Since {shop.unavailable_since:%Y-%m-%d %H:%M} UTC. " if shop.unavailable_since else ""
    cause = f"{shop.connection_problem.cause} " if shop.connection_problem else ""
    return f"{since}{cause}{effect.impact} {effect.resolution}"


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
