"""Lists orders by how far they are in the ERP."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from novex_shopify.domain.model.order_position import OrderPosition
from novex_shopify.domain.model.problem import Problem
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.warehouse_state import WarehouseState
from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.resource_keys import parse_order_key
from novex_shopify.domain.use_cases.computed_orders import compute_orders
from novex_shopify.domain.use_cases.orders.order_history import load_order_history

OrderKey = tuple[ShopDomain, int]


class BookingState(StrEnum):
    """How far an order is in the ERP."""

    BOOKED = "booked"
    QUEUED = "queued"
    BLOCKED = "blocked"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ListedOrder:
    """One order; `document` is the ERP's, or what it would show. `at` is when it was ordered or received.

    `warehouse` is how far the warehouse is with it; None while nothing of the order could be read.
    """

    shop: ShopDomain
    order_id: int
    name: str | None
    state: BookingState
    at: datetime
    document: SalesOrder | None
    position: OrderPosition
    problem: Problem | None = None
    warehouse: WarehouseState | None = None


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Orders in a state and of a shop; None means all."""

    state: BookingState | None = None
    shop: ShopDomain | None = None


ALL_ORDERS = OrderFilter()

_STUCK_STATES = {EventStatus.PARKED: BookingState.BLOCKED, EventStatus.DEAD: BookingState.FAILED}


@dataclass(frozen=True, slots=True)
class ListOrders:
    """Reads the ERP's orders, and those whose events are stuck, which the ERP may not have."""

    unit_of_work: UnitOfWork
    clock: Clock
    payloads: PayloadReader

    def __call__(
        self,
        which: OrderFilter = ALL_ORDERS,
        limit: int = 25,
        after: OrderPosition | None = None,
        *,
        oldest_first: bool = False,
    ) -> Sequence[ListedOrder]:
        """List orders by time, newest first or oldest first; after a position, if given.

        A stuck order is where its oldest stuck event is.
        """
        with self.unit_of_work.read() as tx:
            stuck = _find_stuck(tx, which.shop)
            positions = [
                (OrderPosition(since, key[1]), key)
                for key, (since, states) in stuck.items()
                if which.state is None or which.state in states
            ]
            shown = sorted(
                (each for each in positions if _is_after(each[0], after, oldest_first=oldest_first)),
                reverse=not oldest_first,
            )
            found = [self._load_stuck(tx, key, position) for position, key in shown[:limit]]
            if which.state in (None, BookingState.BOOKED):
                found += _list_booked(tx, which.shop, limit, after, stuck, oldest_first=oldest_first)
            listed = sorted(found, key=lambda each: each.position, reverse=not oldest_first)[:limit]
            return self._add_warehouse_states(tx, listed)

    def _add_warehouse_states(self, tx: Transaction, listed: Sequence[ListedOrder]) -> Sequence[ListedOrder]:
        documents = [each.document for each in listed if each.document]
        computed = compute_orders(tx, documents, self.clock.now())
        return [
            replace(each, warehouse=computed[each.shop, each.order_id].state) if each.document else each
            for each in listed
        ]

    def count(self, which: OrderFilter, limit: int) -> int:
        """Count orders, up to `limit`."""
        with self.unit_of_work.read() as tx:
            stuck = _find_stuck(tx, which.shop)
            if which.state not in (None, BookingState.BOOKED):
                return min(limit, sum(which.state in states for _, states in stuck.values()))
            booked = tx.erp.orders.count(limit, which.shop)
            if booked == limit:
                return limit
            both = _count_booked(tx, stuck)
            return min(limit, booked - both if which.state is BookingState.BOOKED else booked + len(stuck) - both)

    def count_stuck(self, shop: ShopDomain | None = None) -> Mapping[BookingState, int]:
        """Count the blocked and the failed orders, of one shop or of all."""
        with self.unit_of_work.read() as tx:
            stuck = _find_stuck(tx, shop)
        return {state: sum(state in states for _, states in stuck.values()) for state in _STUCK_STATES.values()}

    def _load_stuck(self, tx: Transaction, key: OrderKey, position: OrderPosition) -> ListedOrder:
        history = load_order_history(tx, self.payloads, *key)
        status = history.open_event.status if history.open_event else None
        state = _STUCK_STATES.get(status, BookingState.QUEUED) if status else BookingState.BOOKED
        at = history.document.ordered_at if history.document else position.at
        return ListedOrder(*key, history.name, state, at, history.document, position, history.problem)


def _find_stuck(tx: Transaction, shop: ShopDomain | None) -> Mapping[OrderKey, tuple[datetime, Set[BookingState]]]:
    """By order: since when its oldest event is stuck, and the states of its events."""
    found: dict[OrderKey, tuple[datetime, Set[BookingState]]] = {}
    for each in tx.statistics.list_stuck_events():
        order_id = parse_order_key(each.resource_key)
        if order_id is None or shop not in (None, each.shop):
            continue
        since, states = found.get((each.shop, order_id), (each.oldest, frozenset()))
        found[each.shop, order_id] = min(since, each.oldest), states | {_STUCK_STATES[each.status]}
    return found


def _count_booked(tx: Transaction, orders: Iterable[OrderKey]) -> int:
    by_shop: dict[ShopDomain, list[int]] = defaultdict(list)
    for shop, order_id in orders:
        by_shop[shop].append(order_id)
    links = (tx.order_links.get_many(shop, order_ids) for shop, order_ids in by_shop.items())
    return sum(link.erp_id is not None for found in links for link in found.values())


def _is_after(position: OrderPosition, after: OrderPosition | None, *, oldest_first: bool) -> bool:
    return after is None or (position > after if oldest_first else position < after)


def _list_booked(
    tx: Transaction,
    shop: ShopDomain | None,
    limit: int,
    after: OrderPosition | None,
    left_out: Container[OrderKey],
    *,
    oldest_first: bool,
) -> Sequence[ListedOrder]:
    found: list[ListedOrder] = []
    while len(found) < limit:
        documents = tx.erp.orders.list_page(limit, shop, after, oldest_first=oldest_first)
        listed = map(_build_booked, documents)
        found += [order for order in listed if (order.shop, order.order_id) not in left_out]
        if len(documents) < limit:
            break
        after = OrderPosition(documents[-1].ordered_at, documents[-1].shopify_order_id)
    return found[:limit]


def _build_booked(document: SalesOrder) -> ListedOrder:
    shop, order_id, at = ShopDomain(document.shop_domain), document.shopify_order_id, document.ordered_at
    position = OrderPosition(at, order_id)
    return ListedOrder(shop, order_id, document.name, BookingState.BOOKED, at, document, position)
