"""Imports the orders of a range of days."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from novex_shopify.domain.errors import NeedsAttention, TransientError, describe, unexpected
from novex_shopify.domain.model.bulk_operation import BulkRecord, RefusedLine
from novex_shopify.domain.model.import_run import ImportRun
from novex_shopify.domain.model.reconciliation import OrderSummary
from novex_shopify.domain.model.shop import ShopAccess, ShopDomain
from novex_shopify.domain.model.webhook_event import NewEvent
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.use_cases.imports.importer import BatchResult, ImportStep, Lines, Listing
from novex_shopify.domain.use_cases.reconciliation.reconcile_orders import ReconcileOrders
from novex_shopify.domain.use_cases.shops.refresh_access_token import RefreshAccessToken

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ImportOrders:
    """Compares each order of the file with the ERP's document, and queues those that differ as events.

    The file holds summaries, because a bulk operation cannot export whole orders: shipping lines are no nodes, and the
    lines of fulfillments and refunds are nested lists (docs/shopify.md, Bulk operations). So each order that differs is
    fetched on its own.
    """

    unit_of_work: UnitOfWork
    reconcile_orders: ReconcileOrders
    access: RefreshAccessToken
    notifier: WorkNotifier
    clock: Clock
    batch_size: ClassVar[int] = 25

    def fetch(self, shop: ShopDomain, records: Sequence[BulkRecord[OrderSummary]]) -> Lines:
        """Fetch the orders that differ. One that cannot be fetched does not delay the others."""
        self.notifier.notify(Work.EVENTS)  # start on the previous batch's events: fetching this one may take minutes
        orders, refused = _read_records(records)
        with self.unit_of_work.read() as tx:
            _, differing = self.reconcile_orders.compare(tx, shop, orders)
        to_fetch = {order.id for order in differing}
        access = self.access(shop)
        return [*refused, *(self._fetch_order(access, record) for record in records if record.id in to_fetch)]

    def store(self, tx: Transaction, shop: ShopDomain, records: Sequence[BulkRecord[NewEvent]]) -> BatchResult:
        tx.events.add([record.read() for record in records])
        return BatchResult(len(records))

    def run_step(self, tx: Transaction, run: ImportRun, listing: Listing, step: ImportStep | None) -> ImportStep | None:
        """Move the watermark and close missed windows after an import of changed orders.

        A file that is cut off changes neither, because orders may be missing from it. One unreadable line does not hold
        them back: it would be as unreadable in the next file.
        """
        shop, orders = run.shop_domain, run.order_range
        if orders and not orders.by_creation and listing.whole:
            tx.reconciliations.move_watermark(shop, orders.until)
            tx.pushes.release(shop, self.clock.now())
            for window in tx.missed_windows.list_open():
                if window.shop == shop and window.since >= orders.since and window.detected_at <= run.created_at:
                    tx.missed_windows.close(window)
        return None

    def _fetch_order(self, access: ShopAccess, record: BulkRecord[OrderSummary]) -> BulkRecord[NewEvent] | RefusedLine:
        try:
            event = self.reconcile_orders.fetch_as_event(access, record.id)
        except (TransientError, NeedsAttention):
            raise
        except Exception as error:  # whatever is wrong with one order, the others are imported
            return _refuse(record, f"Order {record.id} could not be read: ", error)
        return BulkRecord(record.line, record.id, record.digest, lambda: event)


def _read_records(records: Sequence[BulkRecord[OrderSummary]]) -> tuple[list[OrderSummary], list[RefusedLine]]:
    orders, refused = [], []
    for record in records:
        try:
            orders.append(record.read())
        except Exception as error:
            refused.append(_refuse(record, "", error))
    return orders, refused


def _refuse(record: BulkRecord[OrderSummary], problem: str, error: Exception) -> RefusedLine:
    _log.warning("import.line_refused", extra={"line": record.line}, exc_info=unexpected(error))
    return RefusedLine(record.line, problem + describe(error))
