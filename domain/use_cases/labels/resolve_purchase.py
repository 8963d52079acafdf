"""What a person does with a purchase that waits for a decision."""

from dataclasses import dataclass, replace

from novex_shopify.domain.errors import LabelRefused
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.label import LabelPurchase, PurchaseState
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.use_cases.labels.records import lock_purchase

_CHECKABLE = (PurchaseState.UNCLEAR, PurchaseState.CARRIER_UNCLEAR)
_ENDABLE = (PurchaseState.RATING, PurchaseState.RATED, PurchaseState.CARRIER_UNCLEAR)


@dataclass(frozen=True, slots=True)
class ResolvePurchase:
    """Each raises `NotFound`, and `LabelRefused` in a state in which it is not possible."""

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock

    def check_again(self, purchase_id: int) -> LabelPurchase:
        """Read the provider's record again. If it shows no label after two minutes, the same shipment is bought again.

        Of a carrier that did not respond, a person has asked first whether it made a label.
        """
        with self.unit_of_work() as tx:
            purchase = _lock_in_state(tx, purchase_id, _CHECKABLE, "can be checked")
            due = replace(purchase, state=PurchaseState.UNCLEAR, failures=0, next_attempt_at=self.clock.now())
            _save(tx, due, AuditAction.LABEL_CHECKED)
            tx.commit()
        self.notifier.notify(Work.LABELS)
        return due

    def ship_again(self, purchase_id: int) -> LabelPurchase:
        """Try again to ship the order of a bought label, after what prevented it was corrected."""
        with self.unit_of_work() as tx:
            purchase = _lock_in_state(tx, purchase_id, (PurchaseState.BOUGHT,), "ships its order")
            if purchase.ship_error is None:
                raise LabelRefused(purchase_id, "has shipped its order, or is about to")
            due = replace(purchase, failures=0, next_attempt_at=self.clock.now())
            _save(tx, due, AuditAction.LABEL_CHECKED)
            tx.commit()
        self.notifier.notify(Work.LABELS)
        return due

    def give_up(self, purchase_id: int, reason: str) -> LabelPurchase:
        """End a purchase of which nothing was sold, so that the parcel can get another one."""
        with self.unit_of_work() as tx:
            purchase = _lock_in_state(tx, purchase_id, _ENDABLE, "can be given up")
            ended = replace(purchase, state=PurchaseState.GIVEN_UP, last_error=reason, next_attempt_at=None)
            _save(tx, ended, AuditAction.LABEL_GIVEN_UP)
            tx.commit()
        return ended


def _lock_in_state(tx: Transaction, purchase_id: int, states: tuple[PurchaseState, ...], what: str) -> LabelPurchase:
    purchase = lock_purchase(tx, purchase_id)
    if purchase.state not in states:
        names = " or ".join(states)
        raise LabelRefused(purchase_id, f"is {purchase.state}; one that is {names} {what}")
    return purchase


def _save(tx: Transaction, purchase: LabelPurchase, action: AuditAction) -> None:
    tx.label_purchases.save(purchase)
    subject = AuditSubject(AuditedKind.LABEL, str(purchase.id), purchase.shop_domain)
    tx.audit_log.record(action, subject, after={"state": purchase.state.value})
