"""Asks for the money of a label that is not used."""

from dataclasses import dataclass, replace

from novex_shopify.domain.errors import LabelRefused
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.label import RefundState
from novex_shopify.domain.model.label_purchase import LabelPurchase, PurchaseState
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.use_cases.fulfillment.push_fulfillment import PushFulfillment
from novex_shopify.domain.use_cases.labels.records import lock_purchase


@dataclass(frozen=True, slots=True)
class VoidLabel:
    """Voids a label and brings its shipment back. The worker asks for the refund and follows it to its end."""

    unit_of_work: UnitOfWork
    push_fulfillment: PushFulfillment
    notifier: WorkNotifier
    clock: Clock

    def __call__(self, purchase_id: int, reason: str) -> LabelPurchase:
        """Void it; a rejected refund is asked for again.

        What was in the parcel can be packed at once as another parcel.
        A shipment that was recorded with the label is cancelled, its lots are assigned again. Raises `NotFound`, and
        `LabelRefused` for a purchase without a label, or one that is void.
        """
        with self.unit_of_work() as tx:
            known = tx.label_purchases.get(purchase_id)
            is_shipped = known is not None and _has_shipped(tx, known)
            if known and is_shipped:  # locks the order, which comes before the purchase
                self.push_fulfillment.cancel_in_transaction(tx, known.parcel.id)
            purchase = lock_purchase(tx, purchase_id)
            if _has_shipped(tx, purchase) and not is_shipped:
                raise LabelRefused(purchase_id, "has just shipped its order. Look again")
            if purchase.state is not PurchaseState.BOUGHT:
                raise LabelRefused(purchase_id, "has no label that could be voided")
            if not _may_be_void(purchase):
                raise LabelRefused(purchase_id, "is void, and its refund is on its way")
            void = replace(purchase, voided_at=self.clock.now(), refund=None, next_attempt_at=self.clock.now())
            tx.label_purchases.save(void)
            subject = AuditSubject(AuditedKind.LABEL, str(purchase_id), purchase.shop_domain)
            tx.audit_log.record(AuditAction.LABEL_VOIDED, subject, after={"reason": reason})
            tx.commit()
        if is_shipped:
            self.notifier.notify(Work.FULFILLMENTS)
        self.notifier.notify(Work.LABELS)
        return void


def _may_be_void(purchase: LabelPurchase) -> bool:
    return purchase.voided_at is None or purchase.refund in (RefundState.REJECTED, RefundState.FORGONE)


def _has_shipped(tx: Transaction, purchase: LabelPurchase) -> bool:
    """Once it is void, another purchase may have shipped a parcel with the same id."""
    if not purchase.has_valid_label or purchase.reverse:
        return False
    return tx.pushes.get(purchase.parcel.id) is not None
