"""How much of each order line was ordered, is packed, and was refunded."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from novex_shopify.domain.model.label_purchase import ENDED_WITHOUT_LABEL, LabelPurchase
from novex_shopify.domain.model.packing import Packing
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.policies.packing import count_by_line


def count_packed_units(
    order: SalesOrder, packing: Packing | None, labels: Iterable[LabelPurchase], shipped: Collection[str]
) -> Mapping[int, int]:
    """Count the base units that are in parcels and have not left, by line.

    Those are in a parcel that is being packed, or that gets a label. `shipped` are the ERP's shipments, which a parcel
    becomes.
    """
    pieces = {line.line_item_id: line.pieces for line in order.lines}
    units = count_by_line(packing) if packing else Counter[int]()
    being_packed = packing.parcel_id if packing else None
    waiting = {
        purchase.parcel.id: purchase.parcel
        for purchase in labels
        if not purchase.reverse and not purchase.voided_at and purchase.state not in ENDED_WITHOUT_LABEL
    }
    for parcel in waiting.values():
        if parcel.id not in shipped and parcel.id != being_packed:
            for line in parcel.lines:
                is_sold_unit = line.lot_code is None
                units[line.line_item_id] += line.quantity * (pieces.get(line.line_item_id, 1) if is_sold_unit else 1)
    return units


def count_refunded(order: SalesOrder) -> Mapping[int, int]:
    """Count the sold units that were refunded, by line. Those that an edit removed are among them."""
    units = Counter[int]()
    for refund in order.refunds:
        for line in refund.lines:
            units[line.line_item_id] += line.quantity
    return units
