"""A store's orders of a long time are brought over."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from novex_shopify.domain.errors import PermanentError, describe
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


@dataclass(frozen=True, slots=True)
class ImportOrders:
    """An importer: compares each order with the ERP's document, and has what differs applied as if a webhook had come.

    The file sums orders up, since a bulk operation cannot tell all of one: shipping lines are no nodes, and what a
    parcel or a refund holds is a list within a list (facts.md, 8). So those that differ are read one by one.
    """

    unit_of_work: UnitOfWork
    reconcile: ReconcileOrders
    access: RefreshAccessToken
    notifier: WorkNotifier
    clock: Clock
    batch_size: ClassVar[int] = 25

    def fetch(self, shop: ShopDomain, records: Sequence[BulkRecord[OrderSummary]]) -> Lines:
        """Read the orders that differ. One that cannot be read must not hold up the others."""
        self.notifier.notify(Work.EVENTS)  # for what was stored before: this may take minutes
        orders, refused = _read_records(records)
        with self.unit_of_work() as tx:
            _, lost = self.reconcile.compare(tx, shop, orders)
        missing = {order.id for order in lost}
        access = self.access(shop)
        return [*refused, *(self._fetch_order(access, record) for record in records if record.id in missing)]

    def store(self, tx: Transaction, shop: ShopDomain, records: Sequence[BulkRecord[NewEvent]]) -> BatchResult:
        """Put the orders that were read into the inbox."""
        tx.events.add([record.read() for record in records])
        return BatchResult(len(records))

    def run_step(self, tx: Transaction, run: ImportRun, listing: Listing, step: ImportStep | None) -> ImportStep | None:
        """Note how far the store was looked at, if that is what the run was for: all that changed until then is here.

        A list with a hole proves nothing.
        """
        shop, orders = run.shop_domain, run.order_range
        if orders and not orders.by_creation and listing.complete:
            tx.reconciliations.move_watermark(shop, orders.until)
            tx.pushes.release(shop, self.clock.now())
            for gap in tx.missed_windows.list_open():
                if gap.shop == shop and gap.since >= orders.since and gap.detected_at <= run.created_at:
                    tx.missed_windows.close(gap)
        return None

    def _fetch_order(self, access: ShopAccess, record: BulkRecord[OrderSummary]) -> BulkRecord[NewEvent] | RefusedLine:
        try:
            event = self.reconcile.fetch_as_event(access, record.id)
        except PermanentError as error:
            return RefusedLine(record.line, f"order {record.id} could not be read: {describe(error)}")
        return BulkRecord(record.line, record.id, record.digest, lambda: event)


def _read_records(records: Sequence[BulkRecord[OrderSummary]]) -> tuple[list[OrderSummary], list[RefusedLine]]:
    orders, refused = [], []
    for record in records:
        try:
            orders.append(record.read())
        except PermanentError as error:
            refused.append(RefusedLine(record.line, describe(error)))
    return orders, refused
