"""What is in a parcel, by what its items and the order say of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.packed_shipment import PackedLine
from novex_shopify.domain.model.product import Item
from novex_shopify.domain.model.sales_order import SalesOrder, SalesOrderLine

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class ParcelItem:
    """The units of one order line in a parcel, in base units; `item` is None for a line without one."""

    line: SalesOrderLine
    item: Item | None
    units: int

    @property
    def name(self) -> str:
        """What a person recognizes it by."""
        return f"{self.item.name} ({self.item.sku or self.item.id})" if self.item else self.line.title

    @property
    def quantity(self) -> int:
        """Sold units, as the customer counts; base units if they make no whole number of them."""
        sold, rest = divmod(self.units, self.line.pieces)
        return self.units if rest else sold

    @property
    def grams(self) -> Decimal | None:
        """The weight of all units: the item's, otherwise Shopify's of the order line; None if neither is known."""
        if self.item and self.item.grams:
            return Decimal(self.item.grams) * self.units
        return Decimal(self.line.grams) * self.units / self.line.pieces if self.line.grams else None

    @property
    def value(self) -> Money:
        """What the customer paid for the units, without tax; of a free item, its price."""
        line = self.line
        total = line.total - line.tax
        sold = max(1, line.quantity)
        per_line = total.amount if total.amount > 0 else line.unit_price.amount * sold
        amount = per_line * self.units / (sold * line.pieces)
        return Money(amount.quantize(_CENT, ROUND_HALF_UP), total.currency)


def list_parcel_items(
    order: SalesOrder, lines: Sequence[PackedLine], items: Mapping[str, Item]
) -> tuple[ParcelItem, ...]:
    """The units of each order line that is packed, whatever their lots, in the order of the document.

    Lines that the order does not have are left out: the parcel cannot be shipped with them.
    """
    pieces = {line.line_item_id: line.pieces for line in order.lines}
    units = dict.fromkeys(pieces, 0)
    for each in lines:
        if each.line_item_id in units:
            units[each.line_item_id] += each.quantity * (1 if each.lot_code else pieces[each.line_item_id])
    return tuple(
        ParcelItem(line, items.get(line.item_id or ""), units[line.line_item_id])
        for line in order.lines
        if line.line_item_id and units[line.line_item_id]
    )
