"""The lines of an order on its page: what was ordered, and how far each is."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.packing import Packing
from novex_shopify.domain.model.sales_order import LineKind, SalesOrderLine
from novex_shopify.domain.policies.order_figures import count_packed_units, count_refunded
from novex_shopify.domain.use_cases.assignment.show_order_warehouse import OrderWarehouse, WarehouseLine
from novex_shopify.domain.use_cases.orders.order_history import OrderHistory


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line; `warehouse` is None for what the warehouse does not ship, such as shipping or a tip.

    `refunded` counts sold units, `packed` base units of the item.
    """

    line: SalesOrderLine
    warehouse: WarehouseLine | None = None
    packed: int = 0
    refunded: int = 0

    @property
    def is_amount_only(self) -> bool:
        return self.line.kind not in (LineKind.ITEM, LineKind.GIFT_CARD)


def list_line_rows(history: OrderHistory, warehouse: OrderWarehouse, packing: Packing | None) -> Sequence[LineRow]:
    document = history.document
    assert document
    shipped = {push.shipment.id for push in history.pushes}
    packed = count_packed_units(document, packing, history.labels, shipped)
    refunded = count_refunded(document)
    of_warehouse = {each.stock.line_item_id: each for each in warehouse.lines}
    return [
        LineRow(
            line,
            of_warehouse.get(line.line_item_id),
            packed.get(line.line_item_id, 0) if line.line_item_id else 0,
            refunded.get(line.line_item_id, 0) if line.line_item_id else 0,
        )
        for line in document.lines
    ]
