"""Handles the stored events of EasyPost."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from novex_shopify.domain.model.carrier_event import LabelRefund
from novex_shopify.domain.model.label import RefundState
from novex_shopify.domain.model.label_purchase import LabelPurchase
from novex_shopify.domain.model.shop import NO_SHOP, ShopDomain
from novex_shopify.domain.model.tracker import Tracker
from novex_shopify.domain.model.webhook_event import EventStatus, WebhookEvent
from novex_shopify.domain.policies.purchase_outcomes import revive_after_sale
from novex_shopify.domain.ports.carrier_event_reader import CarrierEventReader
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.event_outcomes import EventOutcomes
from novex_shopify.domain.use_cases.tracking.apply_tracker import ApplyTracker, find_shipment

UNKNOWN_PARCEL = "No parcel that was sent here has this tracker. Its label was bought elsewhere."
UNKNOWN_LABEL = "No label that was bought here has this shipment."


@dataclass(frozen=True, slots=True)
class HandleTracker:
    """Applies trackers. One of a parcel that is not known here is ignored, and says so."""

    reader: CarrierEventReader
    apply: ApplyTracker

    def __call__(self, tx: Transaction, shop: ShopDomain, events: Sequence[WebhookEvent]) -> EventOutcomes:
        """Apply events of different trackers."""
        outcomes = EventOutcomes()
        for event, tracker in outcomes.parse(events, self.reader.parse_tracker):
            shipment_id = find_shipment(tx, tracker)
            if shipment_id is None or not _belongs_to(tx, shipment_id, shop):
                outcomes.settle(event, EventStatus.IGNORED, UNKNOWN_PARCEL)
                continue
            is_new = self.apply(tx, shipment_id, tracker)
            self._revive_purchase(tx, tracker)
            outcomes.settle(event, EventStatus.DONE if is_new else EventStatus.SUPERSEDED)
            if (known := tx.trackers.get(tracker.id)) and known.is_erased:
                tx.events.overwrite(replace(event, body=b""))  # it says who signed, and where
        return outcomes

    def _revive_purchase(self, tx: Transaction, tracker: Tracker) -> None:
        """A shipment that has a tracker has a label, whatever is known of its purchase."""
        now = self.apply.clock.now()
        found = tx.label_purchases.find_by_shipment(tracker.shipment_id) if tracker.shipment_id else None
        if found is None or revive_after_sale(found, now) is None:
            return
        locked = tx.label_purchases.get_locked(found.id)
        revived = revive_after_sale(locked, now) if locked else None
        if revived:
            tx.label_purchases.save(revived)


@dataclass(frozen=True, slots=True)
class HandleLabelRefund:
    """Records that the money for a label came back; the refund itself was requested by a person."""

    reader: CarrierEventReader

    def __call__(self, tx: Transaction, shop: ShopDomain, events: Sequence[WebhookEvent]) -> EventOutcomes:
        """Apply events of different labels."""
        outcomes = EventOutcomes()
        for event, refund in outcomes.parse(events, self.reader.parse_refund):
            purchase = _lock_purchase(tx, refund, shop)
            if purchase is None:
                outcomes.settle(event, EventStatus.IGNORED, UNKNOWN_LABEL)
            elif purchase.refund in (refund.state, RefundState.REFUNDED):
                outcomes.settle(event, EventStatus.SUPERSEDED)
            else:
                tx.label_purchases.save(_apply(purchase, refund))
                outcomes.settle(event, EventStatus.DONE)
        return outcomes


def _lock_purchase(tx: Transaction, refund: LabelRefund, shop: ShopDomain) -> LabelPurchase | None:
    found = tx.label_purchases.find_by_shipment(refund.shipment_id)
    if found is None or shop not in (found.shop_domain, NO_SHOP):
        return None
    return tx.label_purchases.get_locked(found.id)


def _apply(purchase: LabelPurchase, refund: LabelRefund) -> LabelPurchase:
    """A refund that has ended is not asked for any more. One that no person asked for here ends nothing else."""
    is_over = purchase.voided_at and refund.state is not RefundState.SUBMITTED
    return replace(purchase, refund=refund.state, next_attempt_at=None if is_over else purchase.next_attempt_at)


def _belongs_to(tx: Transaction, shipment_id: str, shop: ShopDomain) -> bool:
    """An account of one store says nothing about the parcels of another."""
    push = tx.pushes.get(shipment_id)
    return push is None or push.shop_domain is None or shop in (push.shop_domain, NO_SHOP)
