"""Names of facts in the ledger: the effect of each on a lot is posted once."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, count

from novex_shopify.domain.model.assignment import build_shopify_shipment_id
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.stock import LedgerEntry

_TAKES_BACK = frozenset({"cancel", "no_restock"})
_MADE_IN_SHOPIFY = build_shopify_shipment_id(0).removesuffix("0")


@dataclass(frozen=True, slots=True)
class Cause:
    """A fact, as the ledger names it, and in words."""

    name: str
    reason: str


def find_release_cause(order: SalesOrder, line_item_id: int) -> Cause:
    """Why units of a line are not wanted any more, as far as Shopify says."""
    number = order.shopify_order_id
    if order.deleted_at is not None:
        return Cause(f"deleted:{number}", "The order was deleted in Shopify.")
    if order.cancelled_at is not None:
        return Cause(f"cancelled:{number}", "The order was cancelled in Shopify.")
    refunds = [
        refund.id
        for refund in sorted(order.refunds, key=lambda each: (each.refunded_at, each.id))
        for line in refund.lines
        if line.line_item_id == line_item_id and line.restock_type in _TAKES_BACK
    ]
    if refunds:
        return Cause(f"refund:{refunds[-1]}:cancel", "The units were refunded before they left.")
    return Cause(f"edited:{number}", "The order has fewer units now.")


def find_cancellation_cause(shipment_id: str) -> Cause:
    """A shipment of the ERP, or a fulfillment that was made in Shopify, was cancelled."""
    cause = build_departure_cause(shipment_id)
    if shipment_id.startswith(_MADE_IN_SHOPIFY):
        return Cause(f"{cause}:cancelled", "The fulfillment was cancelled in Shopify.")
    return Cause(f"{cause}:cancelled", "The shipment was cancelled.")


def build_departure_cause(shipment_id: str) -> str:
    """Units left with a shipment of the ERP, or with a fulfillment that was made in Shopify."""
    if shipment_id.startswith(_MADE_IN_SHOPIFY):
        return f"fulfillment:{shipment_id.removeprefix(_MADE_IN_SHOPIFY)}"
    return f"shipment:{shipment_id}"


def number_cause(name: str, entries: Iterable[LedgerEntry]) -> str:
    """The name, with a number if it has caused something for this order before, such as a first part."""
    used = {entry.movement.cause.rpartition(":")[0] for entry in entries if entry.movement.cause}
    numbered = (f"{name}#{number}" for number in count(2))
    return next(each for each in chain([name], numbered) if each not in used)
