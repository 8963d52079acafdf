"""Compares the orders of a given time in Shopify and in the ERP, and repairs those that differ."""

import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from novex_shopify.domain.errors import NeedsAttention, NotFound, TransientError, describe, to_log_fields, unexpected
from novex_shopify.domain.model.reconciliation import Difference, OrderRange, OrderSummary
from novex_shopify.domain.model.resync import ResyncProblem, ResyncSubject
from novex_shopify.domain.model.shop import ShopAccess, ShopDomain
from novex_shopify.domain.model.webhook_event import Delivery, EventFilter, EventStatus, NewEvent, WebhookEvent
from novex_shopify.domain.model.webhook_topic import ORDER_READ_TOPIC
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.policies.order_access_window import check_order_access
from novex_shopify.domain.policies.reconciliation import build_unreadable, compare_orders, summarize, to_day
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.shopify_admin import Page, ShopifyAdmin
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
        with self.unit_of_work.read() as tx:
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
            found += self._reconcile_page(shop, page, to_day(order_range.since))
            if not page.records:
                continue
            if keep_watermark:
                self._move_watermark(shop, page.records[-1].updated_at)
            read += len(page.records)
            on_progress(order_range.timestamp_of(page.records[-1]), read)
        if found:
            _log.warning(
                "reconciliation.differences_found", extra={"shop": shop, "read": read, "differences": len(found)}
            )
        return found

    def queue_orders(self, shop: ShopDomain, order_ids: Collection[int]) -> Mapping[int, str]:
        """Queue orders; returns by id why some could not be fetched. These do not delay the others."""
        access = self.access(shop)
        unreadable = {}
        for order_id in order_ids:
            try:
                self.queue_order(access, order_id)
            except (TransientError, NeedsAttention):
                raise
            except Exception as error:  # whatever is wrong with one order, the others are read
                unreadable[order_id] = f"could not be read: {describe(error)}"
                fields = {"shop": shop, "order": order_id, **to_log_fields(error)}
                _log.warning("reconciliation.order_unreadable", extra=fields, exc_info=unexpected(error))
        self._save_problems(shop, order_ids, unreadable)
        return unreadable

    def fetch_pages(self, shop: ShopDomain, order_range: OrderRange) -> Iterator[Page[OrderSummary]]:
        """Fetch the summaries of these orders page by page, without empty pages."""
        cursor = None
        while True:
            page = self.admin.fetch_order_summaries(self.access(shop), order_range, cursor)
            if page.records or page.unreadable:
                yield page
            cursor = page.next_cursor
            if cursor is None:
                return

    def _reconcile_page(self, shop: ShopDomain, page: Page[OrderSummary], day: date) -> Sequence[Difference]:
        with self.unit_of_work.read() as tx:
            differences, to_queue = self.compare(tx, shop, page.records)
        # An order whose summary cannot be read cannot be compared, but the order itself may be readable.
        not_comparable = {each.id for each in page.unreadable if each.id}
        unreadable = self.queue_orders(shop, [*(order.id for order in to_queue), *sorted(not_comparable)])
        return [
            *(replace(each, reason=unreadable.get(each.order_id, each.reason)) for each in differences),
            *(
                build_unreadable(each.id, each.reason, day)
                for each in page.unreadable
                if each.id is None or each.id in unreadable
            ),
        ]

    def _save_problems(self, shop: ShopDomain, order_ids: Collection[int], unreadable: Mapping[int, str]) -> None:
        """Store which of these orders could not be read, and that the others were."""
        if not order_ids:
            return
        now = self.clock.now()
        read = [str(order_id) for order_id in order_ids if order_id not in unreadable]
        with self.unit_of_work() as tx:
            tx.reconciliations.clear_problems(shop, ResyncSubject.ORDERS, read)
            for order_id, reason in unreadable.items():
                problem = ResyncProblem(shop, ResyncSubject.ORDERS, str(order_id), reason, now)
                tx.reconciliations.record_problem(problem)
            tx.commit()

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
    EventStatus.PARKED: "blocked",
    EventStatus.DEAD: "failed",
}
