"""The proof that nothing is missing."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from novex_shopify.domain.errors import NovexError, describe
from novex_shopify.domain.model.reconciliation import DayProof, OrderRange
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import WorkerId
from novex_shopify.domain.policies.reconciliation import booked_tally, compare, day_of, gone, stated_tally, summed_up
from novex_shopify.domain.policies.shown_orders import check_shown
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.reconcile_orders import ReconcileOrders
from novex_shopify.domain.use_cases.refresh_access_token import RefreshAccessToken

_log = logging.getLogger(__name__)

DAY = timedelta(days=1)
PROVED_DAYS = 7
"""Refunds and parcels come days after their order."""


@dataclass(frozen=True, slots=True)
class ProveOrders:
    """Lists all orders that were placed on a day, on both sides, and names every difference with its reason.

    The proof is kept. It reads, and changes nothing in the ERP.
    """

    unit_of_work: UnitOfWork
    access: RefreshAccessToken
    reconcile: ReconcileOrders
    clock: Clock
    worker: WorkerId

    def __call__(self, shop: ShopDomain, first: date, last: date) -> Sequence[DayProof]:
        """Prove the days from `first` to `last`. Raises `OrdersNotShown`, and what calls to Shopify raise."""
        with self.unit_of_work() as tx:
            if known := tx.shops.get(shop):
                check_shown(known, OrderRange.placed_on(first, last).since, self.clock.now())
        return [self._prove(shop, first + number * DAY) for number in range((last - first).days + 1)]

    def run_due(self) -> None:
        """Prove the last days of each connected store, once a day."""
        with self.unit_of_work() as tx:
            shops = [shop.domain for shop in tx.shops.all() if shop.reachable]
        for shop in shops:
            now = self.clock.now()
            if self._begin(shop, now):
                try:
                    self(shop, day_of(now - PROVED_DAYS * DAY), day_of(now - DAY))
                except NovexError as error:
                    _log.warning("proof.failed", extra={"shop": shop, "error": describe(error)})

    def repair(self, proof: DayProof) -> None:
        """Bring every order that differs, by the way of events: so one that is gone is marked as deleted."""
        access = self.access(proof.shop)
        for order_id in sorted({each.order_id for each in proof.differences}):
            self.reconcile.bring(access, order_id)

    def _begin(self, shop: ShopDomain, now: datetime) -> bool:
        with self.unit_of_work() as tx:
            mine = tx.rounds.begin(f"prove {shop}", self.worker, now, DAY)
            tx.commit()
        return mine

    def _prove(self, shop: ShopDomain, day: date) -> DayProof:
        orders = OrderRange.placed_on(day, day)
        pages = self.reconcile.pages(shop, orders)
        stated = [order for page in pages for order in page]
        with self.unit_of_work() as tx:
            of_day = list(map(summed_up, tx.erp.orders.placed(shop, orders.since, orders.until)))
            booked = {each.shopify_order_id: each for each in of_day}
            differences = self.reconcile.reasons(tx, shop, [*compare(stated, booked), *gone(stated, of_day)])
            currency = (stated[0].total if stated else of_day[0].total).currency if stated or of_day else ""
            proof = DayProof(
                shop,
                day,
                self.clock.now(),
                currency,
                stated_tally(stated, booked),
                booked_tally(of_day),
                tuple(differences),
            )
            tx.reconciliations.keep(proof)
            tx.commit()
        if not proof.holds:
            facts = {"shop": shop, "day": day.isoformat(), "differences": len(differences)}
            _log.warning("proof.differences", extra=facts)
        return proof
