"""Compares the orders of a given time in Shopify and in the ERP, and repairs those that differ."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.domain.errors import NotFound, PermanentError, describe, to_log_fields
from novex_shopify.domain.model.reconciliation import Difference, OrderRange, OrderSummary
from novex_shopify.domain.model.shop import ShopAccess, ShopDomain
from novex_shopify.domain.model.webhook_event import Delivery, EventFilter, EventStatus, NewEvent, WebhookEvent
from novex_shopify.domain.model.webhook_topic import ORDER_READ_TOPIC
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.order_access_window import check_order_access
from novex_shopify.domain.policies.reconciliation import compare_orders, summarize
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.shopify_admin import ShopifyAdmin
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.resource_keys import order_key
from novex_shopify.domain.use_cases.shops.refresh_access_token import RefreshAccessToken

_log = logging.getLogger(__name__)

_STILL_QUEUED = frozenset({EventStatus.PENDING, EventStatus.PROCESSING, EventStatus.PARKED})
_MAX_EVENTS = 20

ProgressCallback = Callable[[datetime, int], object]
"""Called after each page with the last order's time and the number of orders read so far."""


def _ignore_progress(_at: datetime, _read: int) -> None:
    pass


@dataclass(frozen=True, slots=True)
class ReconcileOrders:
    """Compares a range of Shopify's orders with the ERP's documents, and queues those that differ as events.

    A queued order is applied like a webhook: after the order's other events, parked or retried if need be, and never
    over a newer state. So any number of workers can run it at any time.
    """

    unit_of_work: UnitOfWork
    admin: ShopifyAdmin
    access: RefreshAccessToken
    payloads: PayloadReader
    notifier: WorkNotifier
    clock: Clock

    def __call__(
        self, shop: ShopDomain, since: datetime, until: datetime, on_progress: ProgressCallback = _ignore_progress
    ) -> Sequence[Difference]:
        """Reconcile the orders placed in this time, then those changed in it; returns the differences with reasons.

        Orders whose newest state is already queued or parked are reported and not fetched. An order that cannot be
        fetched is among the differences. Raises `OrdersNotAccessible` and errors of `ShopifyAdmin`.
        """
        with self.unit_of_work() as tx:
            if known := tx.shops.get(shop):
                check_order_access(known, since, self.clock.now())
        placed = self.reconcile(shop, OrderRange(since, until, by_creation=True), on_progress)
        changed = self.reconcile(shop, OrderRange(since, until), on_progress)
        placed_ids = {each.order_id for each in placed}
        return [*placed, *(each for each in changed if each.order_id not in placed_ids)]

    def explain_differences(
        self, tx: Transaction, shop: ShopDomain, differences: Sequence[Difference]
    ) -> list[Difference]:
        """Return the differences, each with its reason."""
        return [replace(each, reason=_explain_difference(tx, shop, each.order_id)) for each in differences]

    def compare(
        self, tx: Transaction, shop: ShopDomain, page: Sequence[OrderSummary]
    ) -> tuple[Sequence[Difference], Sequence[OrderSummary]]:
        """Return the differences of these orders, and those that must be fetched because they are not queued yet."""
        documents = tx.erp.orders.get_many(shop, [order.id for order in page])
        booked = {each.shopify_order_id: summarize(each) for each in documents}
        differences = self.explain_differences(tx, shop, compare_orders(page, booked))
        differing = {each.order_id for each in differences}
        return differences, [order for order in page if order.id in differing and not _is_queued(tx, shop, order)]

    def fetch_as_event(self, access: ShopAccess, order_id: int) -> NewEvent:
        """Fetch an order as an event for the inbox: a deletion if Shopify does not have the order."""
        now = self.clock.now()
        try:
            topic, body = ORDER_READ_TOPIC.name, self.payloads.serialize_order(self.admin.fetch_order(access, order_id))
        except NotFound:
            topic, body = "orders/delete", b'{"id":%d}' % order_id
        webhook_id = f"{topic}:{order_id}:{now.isoformat()}"
        delivery = Delivery(access.shop, topic, webhook_id, signature="", body=body, triggered_at=now)
        return NewEvent(delivery, order_key(order_id), now)

    def queue_order(self, access: ShopAccess, order_id: int) -> None:
        """Fetch an order and put it into the inbox."""
        event = self.fetch_as_event(access, order_id)
        with self.unit_of_work() as tx:
            tx.events.add([event])
            tx.commit()
        self.notifier.notify(Work.EVENTS)

    def reconcile(
        self,
        shop: ShopDomain,
        order_range: OrderRange,
        on_progress: ProgressCallback = _ignore_progress,
        *,
        keep_watermark: bool = False,
    ) -> Sequence[Difference]:
        """Reconcile one range. With `keep_watermark`, the watermark moves with each page, so that it can be resumed."""
        found: list[Difference] = []
        read = 0
        for page in self.fetch_pages(shop, order_range):
            with self.unit_of_work() as tx:
                differences, to_queue = self.compare(tx, shop, page)
            unreadable = self._queue_orders(shop, to_queue)
            found += [replace(each, reason=unreadable.get(each.order_id, each.reason)) for each in differences]
            if keep_watermark:
                self._move_watermark(shop, page[-1].updated_at)
            read += len(page)
            on_progress(order_range.timestamp_of(page[-1]), read)
        if found:
            _log.warning(
                "reconciliation.differences_found", extra={"shop": shop, "read": read, "differences": len(found)}
            )
        return found

    def _queue_orders(self, shop: ShopDomain, orders: Sequence[OrderSummary]) -> Mapping[int, str]:
        """Queue orders; returns by id why some could not be fetched. These do not delay the others."""
        access = self.access(shop)
        unreadable = {}
        for order in orders:
            try:
                self.queue_order(access, order.id)
            except PermanentError as error:
                unreadable[order.id] = f"could not be read: {describe(error)}"
                _log.warning(
                    "reconciliation.order_unreadable", extra={"shop": shop, "order": order.id, **to_log_fields(error)}
                )
        return unreadable

    def fetch_pages(self, shop: ShopDomain, order_range: OrderRange) -> Iterator[tuple[OrderSummary, ...]]:
        """Fetch the summaries of these orders page by page, without empty pages."""
        cursor = None
        while True:
            page = self.admin.fetch_order_summaries(self.access(shop), order_range, cursor)
            if page.records:
                yield page.records
            cursor = page.next_cursor
            if cursor is None:
                return

    def _move_watermark(self, shop: ShopDomain, at: datetime) -> None:
        with self.unit_of_work() as tx:
            tx.reconciliations.move_watermark(shop, at)
            tx.commit()


def _is_queued(tx: Transaction, shop: ShopDomain, order: OrderSummary) -> bool:
    """Return whether this state of the order, or a newer one, is queued or parked."""
    return any(
        event.status in _STILL_QUEUED and (event.triggered_at or event.received_at) >= order.updated_at
        for event in _list_events(tx, shop, order.id)
    )


def _explain_difference(tx: Transaction, shop: ShopDomain, order_id: int) -> str:
    events = _list_events(tx, shop, order_id)
    for status, reason in _REASONS.items():
        for event in events:
            if event.status is status:
                return f"{reason}: {event.last_error}" if event.last_error else reason
    return "a later webhook was not received" if events else "no webhook received"


def _list_events(tx: Transaction, shop: ShopDomain, order_id: int) -> Sequence[WebhookEvent]:
    return tx.events.list_latest(_MAX_EVENTS, EventFilter(shop=shop, resource_key=order_key(order_id)))


_REASONS = {
    EventStatus.PROCESSING: "processing",
    EventStatus.PENDING: "queued",
    EventStatus.PARKED: "parked",
    EventStatus.DEAD: "failed",
}
