"""Buys the label of a parcel."""

from dataclasses import dataclass, replace

from novex_shopify.domain.errors import LabelRefused
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.label_purchase import LabelPurchase, PurchaseState
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.use_cases.labels.records import lock_purchase
from novex_shopify.domain.use_cases.labels.ship_parcel import ShipParcel


@dataclass(frozen=True, slots=True)
class BuyLabel:
    """Records the choice of a rate. The worker buys it once and ships the order; nothing here waits for it.

    However often a button is pressed, the purchase is the same one.
    """

    unit_of_work: UnitOfWork
    ship_parcel: ShipParcel
    notifier: WorkNotifier
    clock: Clock

    def __call__(self, purchase_id: int, rate_id: str, why: str | None = None) -> LabelPurchase:
        """Buy this rate; the same choice again returns the same purchase.

        Raises `NotFound`, `LabelRefused` for a purchase in another state or a rate that it does not have, and as
        `ShipOrder` does if the parcel could not be shipped now: then nothing is bought.
        """
        with self.unit_of_work() as tx:
            purchase = self._choose(tx, purchase_id, rate_id, why)
            tx.commit()
        self.notifier.notify(Work.LABELS)
        return purchase

    def _choose(self, tx: Transaction, purchase_id: int, rate_id: str, why: str | None) -> LabelPurchase:
        known = tx.label_purchases.get(purchase_id)
        is_decided = known and known.is_open and known.state is not PurchaseState.RATED
        if known and is_decided and known.chosen and known.chosen.id == rate_id:
            return known
        if known and known.state is PurchaseState.RATED:
            self.ship_parcel.check(tx, known)  # locks the order, which comes before everything else of it
        purchase = lock_purchase(tx, purchase_id)
        if purchase.state is not PurchaseState.RATED:
            raise LabelRefused(purchase_id, f"is {purchase.state}, so no rate can be chosen")
        chosen = next((each for each in purchase.rates if each.id == rate_id), None)
        if chosen is None:
            raise LabelRefused(purchase_id, f"has no rate {rate_id}")
        buying = replace(
            purchase,
            state=PurchaseState.BUYING,
            chosen=chosen,
            why_chosen=why,
            failures=0,
            last_error=None,
            next_attempt_at=self.clock.now(),
        )
        tx.label_purchases.save(buying)
        values = {"carrier": chosen.carrier, "service": chosen.service, "price": str(chosen.price)}
        subject = AuditSubject(AuditedKind.LABEL, str(purchase_id), purchase.shop_domain)
        tx.audit_log.record(AuditAction.LABEL_BOUGHT, subject, after=values)
        return buying
