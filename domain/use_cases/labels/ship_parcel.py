"""Ships the order of a bought label."""

from dataclasses import dataclass

from novex_shopify.domain.errors import NothingToShip
from novex_shopify.domain.model.fulfillment import Shipment, ShipmentLine, Tracking
from novex_shopify.domain.model.label import Postage
from novex_shopify.domain.model.label_purchase import LabelPurchase, PurchaseState
from novex_shopify.domain.model.packed_shipment import PackedShipment
from novex_shopify.domain.policies.carriers import is_known_carrier
from novex_shopify.domain.policies.order_stock import is_order_cancelled
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.fulfillment.push_fulfillment import PushFulfillment
from novex_shopify.domain.use_cases.fulfillment.ship_order import ShipOrder
from novex_shopify.domain.use_cases.holds.lock import lock_against_holds
from novex_shopify.domain.use_cases.labels.records import get_order

_COMMITTED = (
    PurchaseState.BUYING,
    PurchaseState.UNCLEAR,
    PurchaseState.CARRIER_UNCLEAR,
    PurchaseState.BOUGHT,
)


@dataclass(frozen=True, slots=True)
class ShipParcel:
    """Records a parcel as a shipment of its order, with its tracking, in the caller's transaction.

    The parcel's id is the shipment's, so a parcel ships once however often this is called. A return label ships
    nothing. Raises as `ShipOrder` does.
    """

    ship_order: ShipOrder
    push_fulfillment: PushFulfillment

    def __call__(self, tx: Transaction, purchase: LabelPurchase) -> None:
        if purchase.reverse or purchase.postage is None:
            return
        parcel, tracking = purchase.parcel, build_tracking(purchase.postage)
        if tx.erp.stock is None:
            lines = tuple(ShipmentLine(each.line_item_id, each.quantity) for each in parcel.lines)
            self.push_fulfillment.push_in_transaction(tx, Shipment(parcel.id, parcel.order_id, lines, tracking))
            return
        self.ship_order.ship_in_transaction(tx, PackedShipment(parcel.id, parcel.order_id, parcel.lines, tracking))

    def check(self, tx: Transaction, purchase: LabelPurchase) -> None:
        """Raise what would prevent the parcel from being shipped now, before its label costs money.

        What other parcels of the order hold, whose labels are being bought, is not there for this one.
        """
        if purchase.reverse:
            return
        order = get_order(tx, purchase.parcel.order_id)
        if is_order_cancelled(order):
            raise NothingToShip(order.name, "it is cancelled")
        lock_against_holds(tx, order)
        if tx.erp.stock is None:
            return
        others = tx.label_purchases.list_for_orders([purchase.parcel.order_id])
        ahead = [each for each in others if each.id != purchase.id and _is_about_to_ship(each)]
        shipments = [
            PackedShipment(each.parcel.id, each.parcel.order_id, each.parcel.lines) for each in (*ahead, purchase)
        ]
        self.ship_order.check_in_transaction(tx, shipments)


def _is_about_to_ship(purchase: LabelPurchase) -> bool:
    if purchase.reverse or not purchase.is_open or purchase.ship_error:
        return False
    return purchase.state in _COMMITTED


def build_tracking(postage: Postage) -> Tracking:
    """The tracking for Shopify, which links the numbers of the carriers that it knows."""
    carrier = postage.rate.carrier
    return Tracking(postage.tracking_number, carrier, None if is_known_carrier(carrier) else postage.tracking_url)
