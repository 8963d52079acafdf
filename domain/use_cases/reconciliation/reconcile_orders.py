"""What webhooks did not bring is found, and brought."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.domain.errors import NotFound, PermanentError, describe
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
from novex_shopify.domain.use_cases.shops.refresh_access_token import RefreshAccessToken

_log = logging.getLogger(__name__)

_STILL_QUEUED = frozenset({EventStatus.PENDING, EventStatus.PROCESSING, EventStatus.PARKED})
_MAX_EVENTS = 20

Watch = Callable[[datetime, int], object]
"""Told how far a look has come: the last order's time, and how many orders were read."""


def _ignore_progress(_at: datetime, _read: int) -> None:
    pass


@dataclass(frozen=True, slots=True)
class ReconcileOrders:
    """Reads which orders changed, compares them with the ERP's documents, and has what differs applied anew.

    An order that differs is read whole and put into the inbox, as if a webhook had brought it: so it waits its turn
    behind the order's other events, is parked and retried as they are, and never overwrites a newer state. That makes
    it safe at any time, by any number of workers.
    """

    unit_of_work: UnitOfWork
    admin: ShopifyAdmin
    access: RefreshAccessToken
    payloads: PayloadReader
    notifier: WorkNotifier
    clock: Clock

    def __call__(
        self, shop: ShopDomain, since: datetime, until: datetime, watch: Watch = _ignore_progress
    ) -> Sequence[Difference]:
        """Look at the orders that were placed, and then at those that changed, in this time.

        Returns what differed, with the reason. What is already here and only waits is left alone. Raises what calls to
        Shopify raise, and `OrdersNotAccessible`; an order that cannot be read is among what differs.
        """
        with self.unit_of_work() as tx:
            if known := tx.shops.get(shop):
                check_order_access(known, since, self.clock.now())
        placed = self.reconcile(shop, OrderRange(since, until, by_creation=True), watch)
        changed = self.reconcile(shop, OrderRange(since, until), watch)
        told = {each.order_id for each in placed}
        return [*placed, *(each for each in changed if each.order_id not in told)]

    def explain_differences(
        self, tx: Transaction, shop: ShopDomain, differences: Sequence[Difference]
    ) -> list[Difference]:
        """The differences, each with the reason."""
        return [replace(each, reason=_explain_difference(tx, shop, each.order_id)) for each in differences]

    def compare(
        self, tx: Transaction, shop: ShopDomain, page: Sequence[OrderSummary]
    ) -> tuple[Sequence[Difference], Sequence[OrderSummary]]:
        """What of these orders differs, and which of them must be read: those that are not here already and wait."""
        documents = tx.erp.orders.get_many(shop, [order.id for order in page])
        booked = {each.shopify_order_id: summarize(each) for each in documents}
        differences = self.explain_differences(tx, shop, compare_orders(page, booked))
        differing = {each.order_id for each in differences}
        return differences, [order for order in page if order.id in differing and not _is_queued(tx, shop, order)]

    def fetch_as_event(self, access: ShopAccess, order_id: int) -> NewEvent:
        """Read an order, as an event for the inbox; one that Shopify has no more, as its deletion."""
        now = self.clock.now()
        try:
            topic, body = ORDER_READ_TOPIC.name, self.payloads.serialize_order(self.admin.fetch_order(access, order_id))
        except NotFound:
            topic, body = "orders/delete", b'{"id":%d}' % order_id
        webhook_id = f"{topic}:{order_id}:{now.isoformat()}"
        delivery = Delivery(access.shop, topic, webhook_id, signature="", body=body, triggered_at=now)
        return NewEvent(delivery, f"order:{order_id}", now)

    def queue_order(self, access: ShopAccess, order_id: int) -> None:
        """Read an order and put it into the inbox."""
        event = self.fetch_as_event(access, order_id)
        with self.unit_of_work() as tx:
            tx.events.add([event])
            tx.commit()
        self.notifier.notify(Work.EVENTS)

    def reconcile(
        self, shop: ShopDomain, which: OrderRange, watch: Watch = _ignore_progress, *, keep_watermark: bool = False
    ) -> Sequence[Difference]:
        """Look at one range; with `keep_watermark`, a look that is stopped can be taken up after its last page."""
        found: list[Difference] = []
        read = 0
        for page in self.fetch_pages(shop, which):
            with self.unit_of_work() as tx:
                differences, lost = self.compare(tx, shop, page)
            unreadable = self._queue_orders(shop, lost)
            found += [replace(each, reason=unreadable.get(each.order_id, each.reason)) for each in differences]
            if keep_watermark:
                self._move_watermark(shop, page[-1].updated_at)
            read += len(page)
            watch(which.timestamp_of(page[-1]), read)
        if found:
            _log.warning(
                "reconciliation.differences_found", extra={"shop": shop, "read": read, "differences": len(found)}
            )
        return found

    def _queue_orders(self, shop: ShopDomain, orders: Sequence[OrderSummary]) -> Mapping[int, str]:
        """Bring orders; returns why some could not be read. One of them must not hold up those that come after it."""
        access = self.access(shop)
        unreadable = {}
        for order in orders:
            try:
                self.queue_order(access, order.id)
            except PermanentError as error:
                unreadable[order.id] = f"could not be read: {describe(error)}"
                _log.warning(
                    "reconciliation.order_unreadable", extra={"shop": shop, "order": order.id, "error": describe(error)}
                )
        return unreadable

    def fetch_pages(self, shop: ShopDomain, which: OrderRange) -> Iterator[tuple[OrderSummary, ...]]:
        """What Shopify states of these orders."""
        cursor = None
        while True:
            page = self.admin.fetch_order_summaries(self.access(shop), which, cursor)
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
    """Whether this state of the order, or a later one, is here and will be applied, now or once it can be."""
    return any(
        event.status in _STILL_QUEUED and (event.triggered_at or event.received_at) >= order.updated_at
        for event in _list_events(tx, shop, order.id)
    )


def _explain_difference(tx: Transaction, shop: ShopDomain, order_id: int) -> str:
    events = _list_events(tx, shop, order_id)
    for status, words in _REASONS.items():
        for event in events:
            if event.status is status:
                return f"{words}: {event.last_error}" if event.last_error else words
    return "a later webhook never came" if events else "no webhook of it ever came"


def _list_events(tx: Transaction, shop: ShopDomain, order_id: int) -> Sequence[WebhookEvent]:
    return tx.events.list_latest(_MAX_EVENTS, EventFilter(shop=shop, resource_key=f"order:{order_id}"))


_REASONS = {
    EventStatus.PROCESSING: "is being applied",
    EventStatus.PENDING: "waits to be applied",
    EventStatus.PARKED: "parked",
    EventStatus.DEAD: "given up",
}
