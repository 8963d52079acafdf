"""A store may not have told us all that happened there: it is asked."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from novex_shopify.domain.errors import NovexError, describe
from novex_shopify.domain.model.gap import Gap
from novex_shopify.domain.model.import_run import ImportKind, ImportRun, ImportStatus
from novex_shopify.domain.model.reconciliation import OrderRange
from novex_shopify.domain.model.shop import Shop, ShopDomain
from novex_shopify.domain.model.work import Work, WorkerId
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.ports.wakeups import Wakeups
from novex_shopify.domain.use_cases.note_connection import note_failure
from novex_shopify.domain.use_cases.reconcile_customers import ReconcileCustomers
from novex_shopify.domain.use_cases.reconcile_orders import ReconcileOrders

_log = logging.getLogger(__name__)

OVERLAP = timedelta(minutes=10)
"""Shopify's search lags behind its records, so the end of the last look is looked at again."""

A_LONG_TIME = timedelta(days=7)
"""What changed in so long a time is listed by a bulk operation, which costs nothing of the store's allowance."""

EVERY = timedelta(hours=1)
A_GAP_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class CatchUp:
    """Has what changed in the stores be looked at: every hour, and at once where a gap was noticed."""

    unit_of_work: UnitOfWork
    orders: ReconcileOrders
    customers: ReconcileCustomers
    wakeups: Wakeups
    clock: Clock
    worker: WorkerId

    def __call__(self) -> None:
        """Look at each store that can be reached and is due. However many workers do so, each is looked at once."""
        with self.unit_of_work() as tx:
            shops = [shop for shop in tx.shops.all() if shop.reachable]
            gaps = {gap.shop: gap for gap in tx.gaps.open()}
        for shop in shops:
            gap = gaps.get(shop.domain)
            if self._begin(shop.domain, A_GAP_EVERY if gap else EVERY):
                try:
                    self._look(shop, gap)
                except NovexError as error:  # the next round goes on from the watermark
                    _log.warning("reconcile.failed", extra={"shop": shop.domain, "error": describe(error)})
                    self._note_failure(shop.domain, error)

    def _begin(self, shop: ShopDomain, period: timedelta) -> bool:
        with self.unit_of_work() as tx:
            mine = tx.rounds.begin(f"reconcile {shop}", self.worker, self.clock.now(), period)
            tx.commit()
        return mine

    def _look(self, shop: Shop, gap: Gap | None) -> None:
        """The watermark moves with the orders, so they come last."""
        began = self.clock.now()
        with self.unit_of_work() as tx:
            since = tx.reconciliations.watermark(shop.domain) or shop.installed_at
            last_import = tx.imports.last(shop.domain, ImportKind.ORDERS)
        earliest = min(since, gap.since) if gap else since
        is_long = began - earliest > A_LONG_TIME
        if is_long and last_import and _is_to_be_waited_for(last_import, began):
            return
        self.customers(shop.domain, earliest - OVERLAP, began)
        if is_long:
            self._plan_import(shop.domain, OrderRange(earliest - OVERLAP, began))
            return
        if earliest < since:
            self.orders.look(shop.domain, OrderRange(earliest - OVERLAP, since))
        self.orders.look(shop.domain, OrderRange(since - OVERLAP, began), keep_watermark=True)
        self._note_end(shop, gap, began)

    def _plan_import(self, shop: ShopDomain, orders: OrderRange) -> None:
        """Its end moves the watermark; if it fails, the next round plans another."""
        with self.unit_of_work() as tx:
            tx.imports.start(shop, ImportKind.ORDERS, orders.until, orders)
            tx.commit()
        self.wakeups.wake(Work.IMPORTS)

    def _note_end(self, shop: Shop, gap: Gap | None, began: datetime) -> None:
        with self.unit_of_work() as tx:
            tx.reconciliations.move_watermark(shop.domain, began)
            tx.pushes.release(shop.domain, began)
            if gap:
                tx.gaps.close(gap)
            tx.commit()
        self.wakeups.wake(Work.FULFILLMENTS)

    def _note_failure(self, shop: ShopDomain, error: NovexError) -> None:
        with self.unit_of_work() as tx:
            note_failure(tx, shop, error, self.clock.now())
            tx.commit()


def _is_to_be_waited_for(run: ImportRun, now: datetime) -> bool:
    """Whether an import is under way, or has failed lately and would do so again."""
    if run.finished_at is None:
        return True
    return run.status is not ImportStatus.DONE and now - run.finished_at < EVERY
