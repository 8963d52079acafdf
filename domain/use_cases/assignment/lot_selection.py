"""Lots that a person chooses for the lines of an order."""

from dataclasses import dataclass

from novex_shopify.domain.errors import LineNeedsNoLots, LocationDoesNotSell, WrongItem
from novex_shopify.domain.model.line_stock import LineStock
from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.domain.ports.erp_stock import ErpStock
from novex_shopify.domain.use_cases.assignment.locked_order import LockedOrder
from novex_shopify.domain.use_cases.stock.records import LotKey, get_location, get_lot, require_quantity


@dataclass(frozen=True, slots=True)
class LotSelection:
    """Units of a lot that a person chooses for a line.

    - `lot_code`: the code of a lot of the line's item.
    - `location`: where they are taken from; None takes them from any location that sells.
    - `reason`: why this lot, against a rule that a person may override.
    - `item_id`: the item as its label names it; it is refused if the line is booked to another one.
    """

    line_item_id: int
    lot_code: str
    quantity: int
    location: str | None = None
    reason: str | None = None
    item_id: str | None = None


@dataclass(frozen=True, slots=True)
class FoundSelection:
    """A selection with the line, the lot and the location that it names."""

    line: LineStock
    lot: Lot
    location: StorageLocation | None
    quantity: int
    reason: str | None


def find_selection(stock: ErpStock, locked: LockedOrder, selection: LotSelection) -> FoundSelection:
    """Find what a selection names. The lot may change until it is locked.

    Raises `NotFound`, `InvalidQuantity`, `LineNeedsNoLots`, `WrongItem` or `LocationDoesNotSell`.
    """
    require_quantity(selection.quantity)
    line = locked.get_line(selection.line_item_id)
    if line.item_id is None or not line.needs_lots:
        raise LineNeedsNoLots(line.title, line.item_id)
    if selection.item_id not in (None, line.item_id):
        raise WrongItem(line.title, line.item_id, selection.lot_code, selection.item_id or "")
    lot = get_lot(stock, LotKey(line.item_id, selection.lot_code))
    location = get_location(stock, selection.location) if selection.location else None
    if location and not location.sells:
        raise LocationDoesNotSell(location.name)
    reason = (selection.reason or "").strip() or None
    return FoundSelection(line, lot, location, selection.quantity, reason)
