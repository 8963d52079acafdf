"""The proof that nothing is missing."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from novex_shopify.domain.errors import NovexError, describe
from novex_shopify.domain.model.reconciliation import DailyAudit, OrderRange
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.domain.policies.order_access_window import check_order_access
from novex_shopify.domain.policies.reconciliation import (
    compare_orders,
    count_erp,
    count_shopify,
    find_deleted,
    summarize,
    to_day,
)
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.timing import AUDIT_INTERVAL, AUDITED_DAYS, DAY
from novex_shopify.domain.use_cases.periodic_jobs import try_start_job
from novex_shopify.domain.use_cases.reconciliation.reconcile_orders import ReconcileOrders
from novex_shopify.domain.use_cases.shops.refresh_access_token import RefreshAccessToken

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AuditOrders:
    """Lists all orders that were placed on a day, on both sides, and names every difference with its reason.

    The proof is kept. It reads, and changes nothing in the ERP.
    """

    unit_of_work: UnitOfWork
    access: RefreshAccessToken
    reconcile: ReconcileOrders
    clock: Clock
    worker: WorkerId

    def __call__(self, shop: ShopDomain, first: date, last: date) -> Sequence[DailyAudit]:
        """Prove the days from `first` to `last`. Raises `OrdersNotAccessible`, and what calls to Shopify raise."""
        with self.unit_of_work() as tx:
            if known := tx.shops.get(shop):
                check_order_access(known, OrderRange.placed_on(first, last).since, self.clock.now())
        return [self._audit_day(shop, first + number * DAY) for number in range((last - first).days + 1)]

    def run_due(self) -> None:
        """Prove the last days of each connected store, once a day."""
        with self.unit_of_work() as tx:
            shops = [shop.domain for shop in tx.shops.list_all() if shop.reachable]
        for shop in shops:
            now = self.clock.now()
            if try_start_job(self.unit_of_work, f"audit {shop}", self.worker, now, AUDIT_INTERVAL):
                try:
                    self(shop, to_day(now - AUDITED_DAYS * DAY), to_day(now - DAY))
                except NovexError as error:
                    _log.warning("order_audit.failed", extra={"shop": shop, "error": describe(error)})

    def repair(self, audit: DailyAudit) -> None:
        """Bring every order that differs, by the way of events: so one that is gone is marked as deleted."""
        access = self.access(audit.shop)
        for order_id in sorted({each.order_id for each in audit.differences}):
            self.reconcile.queue_order(access, order_id)

    def _audit_day(self, shop: ShopDomain, day: date) -> DailyAudit:
        orders = OrderRange.placed_on(day, day)
        pages = self.reconcile.fetch_pages(shop, orders)
        stated = [order for page in pages for order in page]
        with self.unit_of_work() as tx:
            of_day = list(map(summarize, tx.erp.orders.list_placed(shop, orders.since, orders.until)))
            booked = {each.shopify_order_id: each for each in of_day}
            differences = self.reconcile.explain_differences(
                tx, shop, [*compare_orders(stated, booked), *find_deleted(stated, of_day)]
            )
            currency = (stated[0].total if stated else of_day[0].total).currency if stated or of_day else ""
            proof = DailyAudit(
                shop,
                day,
                self.clock.now(),
                currency,
                count_shopify(stated, booked),
                count_erp(of_day),
                tuple(differences),
            )
            tx.reconciliations.save_audit(proof)
            tx.commit()
        if not proof.matches:
            facts = {"shop": shop, "day": day.isoformat(), "differences": len(differences)}
            _log.warning("order_audit.differences_found", extra=facts)
        return proof
