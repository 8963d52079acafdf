"""Which orders a filter means: what only other records say of an order becomes a set of orders."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.domain.model.order_list import BookingState, OrderFilter, OrderView
from novex_shopify.domain.model.order_overview import OrderKey, OrderOverviewFilter
from novex_shopify.domain.model.search import MatchRank, RecordKind, SearchScope
from novex_shopify.domain.model.warehouse_state import FulfillmentStatus
from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.policies.search_terms import parse_search
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.resource_keys import parse_order_key
from novex_shopify.domain.use_cases.orders.find_order import find_order_keys

MAX_FOUND = 2000
"""As many orders are listed of what a text, a lot, an open exception or a hold leads to."""

_STUCK = {EventStatus.PARKED: BookingState.BLOCKED, EventStatus.DEAD: BookingState.FAILED}


@dataclass(frozen=True, slots=True)
class OpenWork:
    """The orders of which something is not finished, read at one moment.

    - `blocked`: those with blocked events, with what these wait for; `failed`, `unfinished`: those with failed events,
      and with events in the queue.
    - `unlisted`: those of all that have no overview yet, and when the first of their events was received.
    """

    blocked: Mapping[OrderKey, frozenset[str]]
    failed: Set[OrderKey]
    unfinished: Set[OrderKey]
    unlisted: Mapping[OrderKey, datetime]

    @property
    def stuck(self) -> Set[OrderKey]:
        return self.blocked.keys() | self.failed

    def find_state(self, key: OrderKey, *, is_booked: bool) -> BookingState:
        if key in self.failed:
            return BookingState.FAILED
        if key in self.blocked:
            return BookingState.BLOCKED
        if is_booked:
            return BookingState.BOOKED
        return BookingState.QUEUED if key in self.unfinished else BookingState.DISMISSED


def read_open_work(tx: Transaction) -> OpenWork:
    blocked: dict[OrderKey, frozenset[str]] = defaultdict(frozenset)
    failed: set[OrderKey] = set()
    received: dict[OrderKey, datetime] = {}
    for each in tx.statistics.list_stuck_events():
        if (order_id := parse_order_key(each.resource_key)) is None:
            continue
        key = (each.shop, order_id)
        received[key] = min(received.get(key, each.oldest), each.oldest)
        if _STUCK[each.status] is BookingState.BLOCKED:
            blocked[key] |= each.waiting_for
        else:
            failed.add(key)
    unfinished: set[OrderKey] = set()
    for shop, resource, at in tx.events.list_unfinished_orders(MAX_FOUND):
        key = (shop, parse_order_key(resource) or 0)
        unfinished.add(key)
        received[key] = min(received.get(key, at), at)
    unlisted = tx.order_overviews.find_unknown(received)
    return OpenWork(blocked, failed, unfinished, {key: received[key] for key in unlisted})


@dataclass(frozen=True, slots=True)
class OrderSelection:
    """What is read: overviews, and of the orders without one these, with the time of their receipt."""

    facts: OrderOverviewFilter
    unlisted: Mapping[OrderKey, datetime]


def select_orders(tx: Transaction, which: OrderFilter, work: OpenWork) -> OrderSelection:
    sets = list(map(frozenset, _list_sets(tx, which, work)))
    among = frozenset.intersection(*sets) if sets else None
    facts = replace(_add_view(which.facts, which.view), among=among)
    if which.state is BookingState.BOOKED:
        facts = replace(facts, booked=True, besides=work.stuck)
    if which.state is BookingState.DISMISSED:
        facts = replace(facts, booked=False, besides=work.stuck | work.unfinished)
    # Nothing is known of those without an overview but when they came, so no other filter finds them.
    is_known = replace(which.facts, shop=None, placed_from=None, placed_before=None) == OrderOverviewFilter()
    is_shown = is_known and which.view in (OrderView.ALL, OrderView.ATTENTION) and which.state not in _OF_OVERVIEWS
    unlisted = {
        key: at
        for key, at in work.unlisted.items()
        if is_shown and (among is None or key in among) and _is_in_range(key, at, which.facts)
    }
    return OrderSelection(facts, unlisted)


_OF_OVERVIEWS = (BookingState.BOOKED, BookingState.DISMISSED)


def _list_sets(tx: Transaction, which: OrderFilter, work: OpenWork) -> Iterator[Set[OrderKey]]:
    """The sets that an order must be in all of."""
    if which.view is OrderView.ATTENTION:
        yield _find_attention(tx, work)
    if which.view is OrderView.ON_HOLD:
        yield {(each.shop, each.order_id) for each in tx.order_holds.list_page(MAX_FOUND, which.facts.shop)}
    if which.state is BookingState.BLOCKED:
        yield work.blocked.keys()
    if which.state is BookingState.FAILED:
        yield work.failed
    if which.state is BookingState.QUEUED:
        yield _keep_unbooked(tx, work.unfinished - work.stuck)
    if which.waiting_for:
        yield {key for key, keys in work.blocked.items() if any(each.startswith(which.waiting_for) for each in keys)}
    if which.text:
        yield _find_by_text(tx, which)
    if which.lot:
        yield _find_by_lot(tx, which.lot)


def _find_attention(tx: Transaction, work: OpenWork) -> Set[OrderKey]:
    found = set(work.stuck)
    found |= {(push.shop, push.order_id) for push in tx.statistics.list_stuck_pushes() if push.order_id}
    if stock := tx.erp.stock:
        erp_ids = {each.order_id for each in stock.order_exceptions.list_open(MAX_FOUND)}
        erp_ids |= {each.order_id for each in stock.warehouse_states.list_failed(MAX_FOUND)}
        found.update(tx.order_overviews.find_keys(erp_ids).values() if erp_ids else ())
    return found


def _keep_unbooked(tx: Transaction, keys: Set[OrderKey]) -> Set[OrderKey]:
    unknown = tx.order_overviews.find_unknown(keys)
    unbooked = OrderOverviewFilter(booked=False, among=keys)
    return unknown | {each.key for each in tx.order_overviews.list_page(unbooked, MAX_FOUND)}


def _find_by_text(tx: Transaction, which: OrderFilter) -> Set[OrderKey]:
    scope = SearchScope([RecordKind.ORDER], which.facts.shop, personal=which.personal)
    found = tx.search.find(parse_search(which.text), scope, MAX_FOUND)
    keys = {(match.key.shop, int(match.key.id)) for match in found if match.key.shop}
    return keys.union(find_order_keys(tx, which.text, MAX_FOUND, personal=which.personal))


def _find_by_lot(tx: Transaction, code: str) -> Set[OrderKey]:
    if tx.erp.stock is None:
        return set()
    found = tx.search.find(parse_search(code), SearchScope([RecordKind.LOT]), MAX_FOUND)
    lots = [int(match.key.id) for match in found if match.rank is MatchRank.EXACT_CODE]
    erp_ids = {each.order_id for each in tx.erp.stock.assignments.list_by_lots(lots)} if lots else set()
    return set(tx.order_overviews.find_keys(erp_ids).values()) if erp_ids else set()


def _add_view(facts: OrderOverviewFilter, view: OrderView) -> OrderOverviewFilter:
    match view:
        case OrderView.READY:
            return replace(facts, ready=True, on_hold=False)
        case OrderView.UNPAID:
            return replace(facts, unpaid=True)
        case OrderView.ON_HOLD:
            return replace(facts, on_hold=True)
        case OrderView.SHIPPED:
            return replace(facts, fulfillment=FulfillmentStatus.FULFILLED)
        case OrderView.REFUNDED:
            return replace(facts, refunded=True)
        case OrderView.ALL | OrderView.ATTENTION:
            return facts


def _is_in_range(key: OrderKey, at: datetime, facts: OrderOverviewFilter) -> bool:
    is_before = facts.placed_before is None or at < facts.placed_before
    return facts.shop in (None, key[0]) and is_before and (facts.placed_from is None or at >= facts.placed_from)
