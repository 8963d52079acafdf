"""Lists orders by how far they are in the ERP."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from novex_shopify.domain.model.problem import Problem
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.statistics import StuckEvents
from novex_shopify.domain.model.webhook_event import EventStatus
from novex_shopify.domain.policies.stuck_work import count_orders
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.resource_keys import parse_order_key
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
    """One order; `document` is the ERP's, or what it would show. `at` is when it was ordered or received."""

    shop: ShopDomain
    order_id: int
    name: str | None
    state: BookingState
    at: datetime
    document: SalesOrder | None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class OrderList:
    """The newest orders, and how many are blocked and failed in all."""

    orders: Sequence[ListedOrder]
    counts: Mapping[BookingState, int]


_STUCK_STATES = {EventStatus.PARKED: BookingState.BLOCKED, EventStatus.DEAD: BookingState.FAILED}


@dataclass(frozen=True, slots=True)
class ListOrders:
    """Reads the ERP's newest orders, and those whose events are stuck, which the ERP may not have."""

    unit_of_work: UnitOfWork
    payloads: PayloadReader

    def __call__(self, state: BookingState | None = None, limit: int = 25) -> OrderList:
        """List the newest orders: all, or those in a state."""
        with self.unit_of_work.read() as tx:
            stuck = tx.statistics.list_stuck_events()
            counts = {
                state: count_orders(each for each in stuck if each.status is status)
                for status, state in _STUCK_STATES.items()
            }
            wanted = [each for each in stuck if state in (None, BookingState.BOOKED, _STUCK_STATES[each.status])]
            listed = {(each.shop, each.order_id): each for each in self._list_stuck(tx, wanted, limit)}
            if state in (None, BookingState.BOOKED):
                for order in _list_booked(tx, limit):
                    listed.setdefault((order.shop, order.order_id), order)
        found = (each for each in listed.values() if state in (None, each.state))
        return OrderList(sorted(found, key=lambda each: each.at, reverse=True)[:limit], counts)

    def _list_stuck(self, tx: Transaction, stuck: Sequence[StuckEvents], limit: int) -> Iterator[ListedOrder]:
        newest: dict[OrderKey, datetime] = {}
        for each in sorted(stuck, key=lambda each: each.oldest, reverse=True):
            if (order_id := parse_order_key(each.resource_key)) is not None and len(newest) < limit:
                newest.setdefault((each.shop, order_id), each.oldest)
        for (shop, order_id), since in newest.items():
            history = load_order_history(tx, self.payloads, shop, order_id)
            status = history.open_event.status if history.open_event else None
            state = _STUCK_STATES.get(status, BookingState.QUEUED) if status else BookingState.BOOKED
            at = history.document.ordered_at if history.document else since
            yield ListedOrder(shop, order_id, history.name, state, at, history.document, history.problem)


def _list_booked(tx: Transaction, limit: int) -> Iterator[ListedOrder]:
    for document in tx.erp.orders.list_latest(limit):
        shop, order_id = ShopDomain(document.shop_domain), document.shopify_order_id
        yield ListedOrder(shop, order_id, document.name, BookingState.BOOKED, document.ordered_at, document)
