"""Is all well, and if not, where?"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from novex_shopify.domain.model.connection import CONSEQUENCES
from novex_shopify.domain.model.figures import Delay, OpenEvents
from novex_shopify.domain.model.fulfillment import ON_THEIR_WAY, PushStatus
from novex_shopify.domain.model.reconciliation import DayProof
from novex_shopify.domain.model.shop import Scopes, Shop, ShopDomain
from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork

DAY = timedelta(hours=24)
LATELY = timedelta(hours=1)
CHART = timedelta(minutes=60)
_MINUTE = timedelta(minutes=1)
_SAMPLE = 500
_PROVED_DAYS = 7

_BACKLOG = (EventStatus.PENDING,)


@dataclass(frozen=True, slots=True)
class Findings:
    """Figures of one store, or of all.

    `backlog` waits for a worker, the oldest of it since `backlog_since`. `half_within` and `most_within` are how long
    half, and 95 of 100, of the last hour's events took to the ERP. `orders` are of the last 24 hours. `pushes_stuck`
    wait for a person or were refused. `unmapped` are products that are on sale and have no item.
    """

    backlog: int
    backlog_since: datetime | None
    parked: int
    dead: int
    half_within: timedelta | None
    most_within: timedelta | None
    orders: int
    pushes: int
    pushes_stuck: int
    unmapped: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that is wrong with a connection, in few words and in all."""

    name: str
    what: str


@dataclass(frozen=True, slots=True)
class ShopFindings:
    """One store, what is wrong with its connection, the worst first, its figures, and the proofs of the last days."""

    shop: Shop
    troubles: tuple[Trouble, ...]
    findings: Findings
    proofs: tuple[DayProof, ...] = ()


@dataclass(frozen=True, slots=True)
class _Figures:
    events: Sequence[OpenEvents]
    delays: Sequence[Delay]
    orders: Mapping[ShopDomain, int]
    pushes: Mapping[tuple[ShopDomain, PushStatus], int]
    unmapped: Mapping[ShopDomain, int]


@dataclass(frozen=True, slots=True)
class Survey:
    """Reads the figures of every store.

    `topics` are those that each has to be subscribed to, `scopes` what each has to allow.
    """

    unit_of_work: UnitOfWork
    clock: Clock
    topics: Collection[str]
    scopes: Scopes

    def __call__(self) -> tuple[Findings, Sequence[ShopFindings]]:
        """All stores together, and each."""
        now = self.clock.now()
        with self.unit_of_work() as tx:
            figures = _Figures(
                tx.figures.open_events(),
                tx.figures.delays(now - LATELY, _SAMPLE),
                tx.figures.orders(now - DAY),
                tx.figures.open_pushes(),
                tx.figures.unmapped(),
            )
            each = [
                ShopFindings(
                    shop,
                    tuple(self._troubles(tx, shop)),
                    _findings(figures, {shop.domain}),
                    tuple(tx.reconciliations.proofs(shop.domain, _PROVED_DAYS)),
                )
                for shop in tx.shops.all()
            ]
        return _findings(figures, None), each

    def arrivals(self, shop: ShopDomain | None = None) -> Sequence[tuple[datetime, int]]:
        """Events in each minute of the last hour, of one store or of all; the minute that runs comes last."""
        until = self.clock.now().replace(second=0, microsecond=0)
        since = until - CHART + _MINUTE
        with self.unit_of_work() as tx:
            arrivals = tx.figures.arrivals(since)
        counts = {since + number * _MINUTE: 0 for number in range(CHART // _MINUTE)}
        for arrival in arrivals:
            if shop in (None, arrival.shop) and arrival.minute in counts:
                counts[arrival.minute] += arrival.count
        return list(counts.items())

    def _troubles(self, tx: Transaction, shop: Shop) -> Iterator[Trouble]:
        if not shop.reachable:
            yield Trouble(shop.connection, _meaning(shop))
        if not shop.connected:
            return
        if not_allowed := self.scopes.missing_from(shop.scopes):
            what = f"It does not allow {', '.join(sorted(not_allowed))}. What needs that waits; connect it anew."
            yield Trouble(f"{len(not_allowed)} scopes missing", what)
        if (error := tx.subscriptions.error(shop.domain)) and shop.reachable:
            yield Trouble("subscriptions fail", f"Its subscriptions could not be looked after: {error}")
        missing = set(self.topics) - {subscription.topic for subscription in tx.subscriptions.of(shop.domain)}
        if missing:
            yield Trouble(f"{len(missing)} subscriptions missing", f"Not subscribed: {', '.join(sorted(missing))}.")
        if silence := tx.deliveries.silence(shop.domain):
            since = f"{silence.since:%Y-%m-%d %H:%M} UTC"
            yield Trouble("silent", f"Nothing came since {since}, which is longer than is usual for it.")
        for gap in tx.gaps.open():
            if gap.shop == shop.domain:
                yield Trouble("to be caught up", f"Its orders since {gap.since:%Y-%m-%d %H:%M} UTC: {gap.reason}.")


def _meaning(shop: Shop) -> str:
    consequence = CONSEQUENCES[shop.connection]
    since = f"Since {shop.away_since:%Y-%m-%d %H:%M} UTC. " if shop.away_since else ""
    cause = f"{shop.hindrance.cause} " if shop.hindrance else ""
    return f"{since}{cause}{consequence.stops} How it ends: {consequence.ends}"


def _findings(figures: _Figures, shops: set[ShopDomain] | None) -> Findings:
    def ours(shop: ShopDomain) -> bool:
        return shops is None or shop in shops

    events = [each for each in figures.events if ours(each.shop)]
    took = sorted(delay.took for delay in figures.delays if ours(delay.shop))
    pushes = {key: count for key, count in figures.pushes.items() if ours(key[0])}
    on_their_way = sum(count for (_, status), count in pushes.items() if status in ON_THEIR_WAY)
    return Findings(
        backlog=_count(events, _BACKLOG),
        backlog_since=min((each.oldest for each in events if each.status in _BACKLOG), default=None),
        parked=_count(events, (EventStatus.PARKED,)),
        dead=_count(events, (EventStatus.DEAD,)),
        half_within=_within(took, 0.5),
        most_within=_within(took, 0.95),
        orders=sum(count for shop, count in figures.orders.items() if ours(shop)),
        pushes=on_their_way,
        pushes_stuck=sum(pushes.values()) - on_their_way,
        unmapped=sum(count for shop, count in figures.unmapped.items() if ours(shop)),
    )


def _count(events: Iterable[OpenEvents], states: Sequence[EventStatus]) -> int:
    return sum(each.count for each in events if each.status in states)


def _within(took: Sequence[timedelta], share: float) -> timedelta | None:
    """The time within which this share was done; `took` is sorted."""
    return took[min(int(len(took) * share), len(took) - 1)] if took else None
