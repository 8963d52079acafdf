"""How far the label and the shipment of a packed parcel are."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.fulfillment import FulfillmentPush
from novex_shopify.domain.model.label_purchase import LabelPurchase, PurchaseState
from novex_shopify.domain.model.packing import PackableLine, Packing, PackingStage
from novex_shopify.domain.policies.packing import is_closed
from novex_shopify.domain.ports.unit_of_work import Transaction

_STAGES = {
    PurchaseState.RATING: PackingStage.ASKING_RATES,
    PurchaseState.RATED: PackingStage.RATES,
    PurchaseState.BUYING: PackingStage.BUYING,
    PurchaseState.UNCLEAR: PackingStage.BUYING,
    PurchaseState.CARRIER_UNCLEAR: PackingStage.DECISION,
}


@dataclass(frozen=True, slots=True)
class ParcelProgress:
    """The newest label purchase of a parcel, and its shipment; None if there is none."""

    purchase: LabelPurchase | None = None
    shipment: FulfillmentPush | None = None

    @property
    def is_shipped(self) -> bool:
        return self.shipment is not None and not self.shipment.shipment.cancelled

    @property
    def may_be_left(self) -> bool:
        """Whether the person may go on: it is done, or it takes long or a decision to know what was bought."""
        if self.open_purchase and self.open_purchase.state is PurchaseState.UNCLEAR:
            return True
        return self.stage in (PackingStage.DONE, PackingStage.DECISION)

    @property
    def open_purchase(self) -> LabelPurchase | None:
        return self.purchase if self.purchase and self.purchase.is_open else None

    @property
    def stage(self) -> PackingStage | None:
        """None while the parcel is still being packed: also after its label was refused, given up or voided."""
        purchase = self.open_purchase
        if purchase and purchase.state is PurchaseState.BOUGHT:
            if purchase.ship_error:
                return PackingStage.DECISION
            return PackingStage.DONE if self.is_shipped else PackingStage.BUYING
        if self.is_shipped:
            return PackingStage.DONE
        return _STAGES[purchase.state] if purchase else None


def read_progress(tx: Transaction, packing: Packing) -> ParcelProgress:
    if packing.parcel_id is None:
        return ParcelProgress()
    purchases = tx.label_purchases.list_for_orders([packing.order_id])
    its_own = [each for each in purchases if each.parcel.id == packing.parcel_id and not each.reverse]
    return ParcelProgress(its_own[-1] if its_own else None, tx.pushes.get(packing.parcel_id))


def find_stage(packing: Packing, lines: Sequence[PackableLine], progress: ParcelProgress) -> PackingStage:
    if progress.stage:
        return progress.stage
    if packing.question:
        return PackingStage.LOT
    return PackingStage.BOX if is_closed(packing, lines) else PackingStage.SCANNING
