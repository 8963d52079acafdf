"""Lists orders: the ERP's, and those that it does not have yet."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.order_list import ALL_ORDERS, BookingState, ListedOrder, OrderFilter, OrderView
from novex_shopify.domain.model.order_overview import OrderKey, OrderOverview, OrderOverviewFilter, group_by_shop
from novex_shopify.domain.model.order_position import OrderPosition
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import STUCK_EVENT_STATUSES, WebhookEvent
from novex_shopify.domain.policies.order_document import preview_sales_order
from novex_shopify.domain.policies.problems import describe_event_problem
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.resource_keys import order_key, parse_order_key
from novex_shopify.domain.use_cases.indexing.describe_orders import describe_preview
from novex_shopify.domain.use_cases.orders.newest_state import find_newest_state
from novex_shopify.domain.use_cases.orders.order_selection import (
    OpenWork,
    OrderSelection,
    read_open_work,
    select_orders,
)


@dataclass(frozen=True, slots=True)
class ListOrders:
    """Reads overviews, and of the orders of a page what they do not say: people, problems, holds.

    `work` is what `read_open_work` returned, so that one page reads it once.
    """

    unit_of_work: UnitOfWork
    clock: Clock
    payloads: PayloadReader

    def read_open_work(self) -> OpenWork:
        with self.unit_of_work.read() as tx:
            return read_open_work(tx)

    def __call__(
        self,
        which: OrderFilter = ALL_ORDERS,
        limit: int = 25,
        after: OrderPosition | None = None,
        *,
        oldest_first: bool = False,
        with_documents: bool = True,
        work: OpenWork | None = None,
    ) -> Sequence[ListedOrder]:
        """List orders by the time they were placed, newest first or oldest first; after a position, if given.

        An order whose payload no worker has read yet is where it was received.
        """
        with self.unit_of_work.read() as tx:
            work = work or read_open_work(tx)
            selected = select_orders(tx, which, work)
            found = _list_selected(tx, selected, work, limit, after, oldest_first=oldest_first)
            return self._complete(tx, found, with_documents=with_documents)

    def count(self, which: OrderFilter, limit: int, work: OpenWork | None = None) -> int:
        """Count orders, up to `limit`."""
        with self.unit_of_work.read() as tx:
            selected = select_orders(tx, which, work or read_open_work(tx))
            return min(limit, len(selected.unlisted) + tx.order_overviews.count(selected.facts, limit))

    def get_overviews(self, keys: Collection[OrderKey]) -> Mapping[OrderKey, OrderOverview]:
        """Get the overviews of these orders, newest first; orders without one are left out."""
        with self.unit_of_work.read() as tx:
            found = tx.order_overviews.list_page(OrderOverviewFilter(among=keys), max(1, len(keys)))
        return {each.key: each for each in found}

    def count_views(
        self, limit: int, shop: ShopDomain | None = None, work: OpenWork | None = None
    ) -> Mapping[OrderView, int]:
        """Count the orders of each view, of one shop or of all, up to `limit`."""
        work, of_shop = work or self.read_open_work(), OrderOverviewFilter(shop=shop)
        return {view: self.count(OrderFilter(view, facts=of_shop), limit, work) for view in OrderView}

    def _complete(
        self, tx: Transaction, orders: Sequence[ListedOrder], *, with_documents: bool
    ) -> Sequence[ListedOrder]:
        events = _read_open_events(tx, [each for each in orders if each.erp_id is None or each.is_stuck])
        held = _find_held(tx, orders)
        erp_ids = [each.erp_id for each in orders if each.erp_id]
        documents = tx.erp.orders.get_by_ids(erp_ids) if with_documents and erp_ids else {}
        return [
            self._complete_one(tx, each, events[each.key], documents.get(each.erp_id or ""), on_hold=each.key in held)
            for each in orders
        ]

    def _complete_one(
        self,
        tx: Transaction,
        listed: ListedOrder,
        events: Sequence[WebhookEvent],
        document: SalesOrder | None,
        *,
        on_hold: bool,
    ) -> ListedOrder:
        stuck = (each for each in events if each.status in STUCK_EVENT_STATUSES)
        problem = next(filter(None, map(describe_event_problem, stuck)), None)
        overview, booking = listed.overview, listed.state
        if booking is BookingState.DISMISSED and any(each.status not in STUCK_EVENT_STATUSES for each in events):
            booking = BookingState.QUEUED  # more orders are in the queue than `OpenWork` has
        if listed.erp_id is None and (state := find_newest_state(self.payloads, events)):
            document = preview_sales_order(listed.shop, state, {})
            if overview is None:
                overview = describe_preview(document, tx.shops.get_with_settings(listed.shop), self.clock.now())
        return ListedOrder(
            listed.shop, listed.order_id, booking, listed.at, overview, document, problem, on_hold=on_hold
        )


def _list_selected(
    tx: Transaction,
    selected: OrderSelection,
    work: OpenWork,
    limit: int,
    after: OrderPosition | None,
    *,
    oldest_first: bool,
) -> Sequence[ListedOrder]:
    overviews = tx.order_overviews.list_page(selected.facts, limit, after, oldest_first=oldest_first)
    found = [
        ListedOrder(*each.key, work.find_state(each.key, is_booked=each.erp_id is not None), each.placed_at, each)
        for each in overviews
    ]
    unlisted = (ListedOrder(*key, work.find_state(key, is_booked=False), at) for key, at in selected.unlisted.items())
    found += [each for each in unlisted if _is_after(each.position, after, oldest_first=oldest_first)]
    return sorted(found, key=lambda each: each.position, reverse=not oldest_first)[:limit]


def _is_after(position: OrderPosition, after: OrderPosition | None, *, oldest_first: bool) -> bool:
    return after is None or (position > after if oldest_first else position < after)


def _read_open_events(tx: Transaction, orders: Iterable[ListedOrder]) -> Mapping[OrderKey, Sequence[WebhookEvent]]:
    """By order, newest first."""
    events: dict[OrderKey, list[WebhookEvent]] = defaultdict(list)
    for shop, order_ids in group_by_shop(each.key for each in orders).items():
        for event in tx.events.list_open_for_resources(shop, [order_key(each) for each in order_ids]):
            events[shop, parse_order_key(event.resource_key) or 0].append(event)
    return events


def _find_held(tx: Transaction, orders: Iterable[ListedOrder]) -> Collection[OrderKey]:
    return {
        (shop, hold.order_id)
        for shop, order_ids in group_by_shop(each.key for each in orders).items()
        for hold in tx.order_holds.list_by_orders(shop, order_ids, only_open=True)
    }
