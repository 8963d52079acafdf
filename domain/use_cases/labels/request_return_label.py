"""Asks carriers what they want to bring a shipment back."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from novex_shopify.domain.errors import InvalidShipment, NotFound
from novex_shopify.domain.model.label_purchase import LabelPurchase
from novex_shopify.domain.model.packed_shipment import PackedLine
from novex_shopify.domain.model.parcel import Parcel
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.warehouse_return import WarehouseReturnState
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.labels.pack_parcel import NewParcel, PackParcel
from novex_shopify.domain.use_cases.labels.records import get_order
from novex_shopify.domain.use_cases.labels.request_rates import RequestRates

_SUFFIX = "-R"


@dataclass(frozen=True, slots=True)
class RequestReturnLabel:
    """Packs what comes back of a shipment: what its order's returns expect, or else all that left with it.

    The box and, if the contents weigh nothing that is known, the weight are those of the way out. A return label ships
    nothing: neither the order nor its lots change until the return is received. A shipment has one at a time.
    """

    unit_of_work: UnitOfWork
    pack_parcel: PackParcel
    request_rates: RequestRates

    def __call__(self, shipment_id: str) -> LabelPurchase:
        """Record it; a worker asks for the rates.

        Raises `NotFound`, `InvalidShipment` for a shipment that was cancelled, or whose box or weight is not known, and
        `LabelIsOpen` if it has a return label.
        """
        with self.unit_of_work.read() as tx:
            push = tx.pushes.get(shipment_id)
            if push is None:
                raise NotFound(f"There is no shipment {shipment_id}.")
            if push.shipment.cancelled:
                raise InvalidShipment(shipment_id, "was cancelled, so nothing of it comes back")
            order = get_order(tx, push.shipment.order_id)
            shipped = Counter[int]()
            for each in push.shipment.lines:  # those of each lot by themselves
                shipped[each.line_item_id] += each.quantity
            expected = _read_expected(tx, order)
            outgoing = _find_outgoing(tx, push.shipment.order_id, shipment_id)
        quantities = {line: min(count, expected[line]) for line, count in shipped.items() if expected.get(line)}
        lines = tuple(PackedLine(line, count) for line, count in (quantities or shipped).items())
        returned_id = f"{shipment_id}{_SUFFIX}"
        if outgoing is None:
            return self.pack_parcel(NewParcel(returned_id, push.shipment.order_id, lines), reverse=True)
        proposal = self.pack_parcel.propose_parcel(push.shipment.order_id, lines)
        contents_g = proposal.contents_g
        weight_g = contents_g + outgoing.box.tare_g if contents_g else outgoing.weight_g
        parcel = replace(outgoing, id=returned_id, lines=lines, weight_g=weight_g)
        return self.request_rates(parcel, reverse=True)


def _read_expected(tx: Transaction, order: SalesOrder) -> Mapping[int, int]:
    """How many sold units of each line are expected back. A part of a unit counts as one."""
    if tx.erp.stock is None:
        return {}
    units = Counter[int]()
    for each in tx.erp.stock.warehouse_returns.list_by_orders([order.id or ""]):
        if each.state is WarehouseReturnState.EXPECTED:
            units[each.line_item_id] += each.quantity
    pieces = {line.line_item_id: line.pieces for line in order.lines}
    return {line: -(-count // pieces.get(line, 1)) for line, count in units.items()}


def _find_outgoing(tx: Transaction, order_id: str, shipment_id: str) -> Parcel | None:
    """The parcel that the shipment left in; None if its label was not bought here."""
    purchases = tx.label_purchases.list_for_orders([order_id])
    sent = [each.parcel for each in purchases if each.parcel.id == shipment_id and not each.reverse]
    return sent[-1] if sent else None
