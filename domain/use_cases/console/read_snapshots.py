"""Reads what the console judges stores by."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from novex_shopify.domain.model.carrier_webhook import CarrierWebhookProblem
from novex_shopify.domain.model.import_run import ImportRun
from novex_shopify.domain.model.issued_invoice import WaitingOrders
from novex_shopify.domain.model.missed_window import MissedWindow
from novex_shopify.domain.model.order_exception import OpenExceptions
from novex_shopify.domain.model.order_hold import OpenHolds
from novex_shopify.domain.model.product import MappingStatus, ProductMapping
from novex_shopify.domain.model.refused_deliveries import RefusedDeliveries
from novex_shopify.domain.model.shop import Scopes, Shop, ShopDomain
from novex_shopify.domain.model.shop_snapshot import ShopSnapshot
from novex_shopify.domain.model.statistics import StuckEvents, StuckPush
from novex_shopify.domain.model.stock_health import StockHealth
from novex_shopify.domain.model.webhook_topic import select_granted
from novex_shopify.domain.policies.reconciliation import to_day
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.resource_keys import parse_variant_key, shop_key
from novex_shopify.domain.timing import AUDITED_DAYS, DAY
from novex_shopify.domain.use_cases.console.read_stock_health import read_stock_health
from novex_shopify.domain.use_cases.get_installation_status import list_refused_deliveries


class _OfShop(Protocol):
    @property
    def shop(self) -> ShopDomain: ...


T = TypeVar("T", bound=_OfShop)


@dataclass(frozen=True, slots=True)
class _Connections:
    """What is the same for the connections of all shops, or read for all of them by one query."""

    now: datetime
    topics: Collection[str]
    scopes: Scopes
    windows: Mapping[ShopDomain, MissedWindow]
    refused_deliveries: Mapping[ShopDomain, RefusedDeliveries]
    imports: Mapping[ShopDomain, Sequence[ImportRun]]
    stuck_events: Mapping[ShopDomain, Sequence[StuckEvents]]


@dataclass(frozen=True, slots=True)
class _Work:
    """The stuck work of all shops, each kind read by one query."""

    stuck_pushes: Mapping[ShopDomain, Sequence[StuckPush]]
    exceptions: Mapping[ShopDomain, Sequence[OpenExceptions]]
    waiting_for_invoices: Mapping[ShopDomain, WaitingOrders]
    carrier_webhooks: Mapping[ShopDomain | None, CarrierWebhookProblem]
    own_carrier_accounts: Collection[ShopDomain | None]
    undecided_labels: Mapping[ShopDomain, int]
    holds: Mapping[ShopDomain, OpenHolds]
    stock: Mapping[ShopDomain, StockHealth]


def read_connections(
    tx: Transaction, shops: Sequence[Shop], topics: Collection[str], scopes: Scopes, now: datetime
) -> Sequence[ShopSnapshot]:
    """Read what `find_connection` needs of these shops, which is less than half of the work of `read_snapshots`."""
    unreachable = (shop_key(shop.domain) for shop in shops if not shop.reachable)
    stuck = [each for key in unreachable for each in tx.statistics.list_stuck_events(waiting_for=key)]
    return _read_connections(tx, shops, topics, scopes, now, stuck=stuck)


def read_snapshots(
    tx: Transaction, shops: Sequence[Shop], topics: Collection[str], scopes: Scopes, now: datetime
) -> Sequence[ShopSnapshot]:
    """Read these shops. Each should be subscribed to `topics` and grant `scopes`."""
    connections = _read_connections(tx, shops, topics, scopes, now, stuck=tx.statistics.list_stuck_events())
    work = _Work(
        _group_by_shop(tx.statistics.list_stuck_pushes()),
        _group_by_shop(tx.erp.stock.order_exceptions.count_open() if tx.erp.stock else ()),
        {each.shop: each for each in (tx.erp.invoices.count_waiting() if tx.erp.invoices else ())},
        tx.carrier_webhooks.list_problems(),
        set(tx.carrier_accounts.list_ids().values()),
        tx.label_purchases.count_undecided(),
        {each.shop: each for each in tx.order_holds.count_open()},
        read_stock_health(tx, shops) if tx.erp.stock else {},
    )
    return [_add_work(tx, each, work) for each in connections]


def _read_connections(
    tx: Transaction,
    shops: Sequence[Shop],
    topics: Collection[str],
    scopes: Scopes,
    now: datetime,
    *,
    stuck: Iterable[StuckEvents],
) -> Sequence[ShopSnapshot]:
    imports: dict[ShopDomain, list[ImportRun]] = defaultdict(list)
    for run in tx.imports.list_last():
        imports[run.shop_domain].append(run)
    shared = _Connections(
        now,
        topics,
        scopes,
        {window.shop: window for window in tx.missed_windows.list_open()},
        {each.shop: each for each in list_refused_deliveries(tx, shops)},
        imports,
        _group_by_shop(stuck),
    )
    return [_read_connection(tx, shop, shared) for shop in shops]


def _read_connection(tx: Transaction, shop: Shop, shared: _Connections) -> ShopSnapshot:
    domain, now, scopes = shop.domain, shared.now, shared.scopes
    subscribed = {subscription.topic for subscription in tx.subscriptions.list_for_shop(domain)}
    first_day = to_day(now, shop.profile.zone) - AUDITED_DAYS * DAY
    return ShopSnapshot(
        shop,
        now,
        missing_scopes=scopes.required.missing_in(shop.scopes),
        missing_optional_scopes=scopes.optional.missing_in(shop.scopes),
        missing_topics=frozenset(select_granted(shared.topics, shop.scopes)) - subscribed,
        subscriptions_checked=bool(tx.subscriptions.get_last_seen(domain)),
        subscription_error=tx.subscriptions.get_error(domain),
        outage=tx.deliveries.get_outage(domain),
        refused_deliveries=shared.refused_deliveries.get(domain),
        missed_window=shared.windows.get(domain),
        resync_problems=tx.reconciliations.list_problems(domain),
        stuck_events=shared.stuck_events.get(domain, ()),
        imports=shared.imports.get(domain, ()),
        audits=[audit for audit in tx.reconciliations.list_audits(domain, AUDITED_DAYS + 1) if audit.day >= first_day],
    )


def _add_work(tx: Transaction, snapshot: ShopSnapshot, work: _Work) -> ShopSnapshot:
    domain = snapshot.shop.domain
    waiting_for = {key for each in snapshot.stuck_events for key in each.waiting_for}
    awaited = {variant for variant in map(parse_variant_key, waiting_for) if variant}
    return replace(
        snapshot,
        stuck_pushes=work.stuck_pushes.get(domain, ()),
        awaited_mappings=_get_mappings(tx, domain, awaited),
        open_exceptions=work.exceptions.get(domain, ()),
        waiting_for_invoices=work.waiting_for_invoices.get(domain),
        carrier_webhook_problem=work.carrier_webhooks.get(domain if domain in work.own_carrier_accounts else None),
        undecided_labels=work.undecided_labels.get(domain, 0),
        long_held=_find_long_held(tx, work.holds.get(domain), snapshot.read_at),
        stock=work.stock.get(domain),
        has_mapped_products=not awaited or bool(tx.mappings.list_for_shop(domain, MappingStatus.MAPPED, limit=1)),
    )


def _find_long_held(tx: Transaction, holds: OpenHolds | None, now: datetime) -> OpenHolds | None:
    if holds is None:
        return None
    longest = timedelta(hours=tx.shops.get_settings(holds.shop).hold_hours)
    return holds if now - holds.since > longest else None


def _get_mappings(tx: Transaction, shop: ShopDomain, variants: Collection[int]) -> Mapping[int, ProductMapping]:
    return {mapping.variant.variant_id: mapping for mapping in tx.mappings.get_many(shop, variants)}


def _group_by_shop(things: Iterable[T]) -> Mapping[ShopDomain, Sequence[T]]:
    grouped: dict[ShopDomain, list[T]] = defaultdict(list)
    for thing in things:
        grouped[thing.shop].append(thing)
    return grouped
