"""What a person does with a purchase that waits for a decision."""

from dataclasses import dataclass, replace

from novex_shopify.domain.errors import LabelRefused
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.label import RefundState
from novex_shopify.domain.model.label_purchase import LabelPurchase, PurchaseState
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.timing import POSTAGE_UNCLEAR_FOR
from novex_shopify.domain.use_cases.labels.records import lock_purchase


@dataclass(frozen=True, slots=True)
class ResolvePurchase:
    """Each raises `NotFound`, and `LabelRefused` in a state in which it is not possible."""

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock

    def check_again(self, purchase_id: int) -> LabelPurchase:
        """Make the next step of an unclear purchase, or of one whose steps fail, at once.

        That reads the provider's record again; if it shows no label after two minutes, the same shipment is bought
        again. Of a carrier that did not respond, a person has asked first whether it made a label.
        """
        with self.unit_of_work() as tx:
            purchase = lock_purchase(tx, purchase_id)
            if not purchase.can_be_checked:
                raise LabelRefused(purchase_id, f"is {purchase.state}, and does not wait to be checked")
            is_silent = purchase.state is PurchaseState.CARRIER_UNCLEAR
            state = PurchaseState.UNCLEAR if is_silent else purchase.state
            asked = replace(purchase, state=state, carrier_was_silent=purchase.carrier_was_silent and not is_silent)
            due = replace(asked, failures=0, next_attempt_at=self.clock.now())
            _save(tx, due, AuditAction.LABEL_CHECKED)
            tx.commit()
        self.notifier.notify(Work.LABELS)
        return due

    def ship_again(self, purchase_id: int) -> LabelPurchase:
        """Try again to ship the order of a bought label, after what prevented it was corrected."""
        with self.unit_of_work() as tx:
            purchase = lock_purchase(tx, purchase_id)
            if purchase.state is not PurchaseState.BOUGHT:
                raise LabelRefused(purchase_id, f"is {purchase.state}, and has no label to ship its order with")
            if purchase.ship_error is None:
                raise LabelRefused(purchase_id, "has shipped its order, or is about to")
            due = replace(purchase, failures=0, next_attempt_at=self.clock.now())
            _save(tx, due, AuditAction.LABEL_CHECKED)
            tx.commit()
        self.notifier.notify(Work.LABELS)
        return due

    def give_up(self, purchase_id: int, reason: str) -> LabelPurchase:
        """End a purchase of which nothing was sold, so that the parcel can get another one.

        Of a label that is void, leave it at the refund that was rejected.
        """
        with self.unit_of_work() as tx:
            ended = self._end(lock_purchase(tx, purchase_id), reason)
            _save(tx, ended, AuditAction.LABEL_GIVEN_UP)
            tx.commit()
        return ended

    def _end(self, purchase: LabelPurchase, reason: str) -> LabelPurchase:
        if purchase.voided_at and purchase.refund is RefundState.REJECTED:
            return replace(purchase, refund=RefundState.FORGONE)
        if not purchase.can_be_given_up:
            raise LabelRefused(purchase.id, f"is {purchase.state}, and cannot be given up")
        if purchase.sent_at and self.clock.now() < purchase.sent_at + POSTAGE_UNCLEAR_FOR:
            raise LabelRefused(purchase.id, "was sent less than two minutes ago. Wait, look again, and then give it up")
        return replace(purchase, state=PurchaseState.GIVEN_UP, last_error=reason, next_attempt_at=None)


def _save(tx: Transaction, purchase: LabelPurchase, action: AuditAction) -> None:
    tx.label_purchases.save(purchase)
    subject = AuditSubject(AuditedKind.LABEL, str(purchase.id), purchase.shop_domain)
    tx.audit_log.record(action, subject, after={"state": purchase.state.value})
