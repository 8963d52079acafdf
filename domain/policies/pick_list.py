"""What to take from where, for several orders at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from novex_shopify.domain.model.assignment import Assignment, AssignmentState
from novex_shopify.domain.model.barcode import Barcode
from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.model.lot_choice import Obstacle
from novex_shopify.domain.model.product import Item
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.seller import Seller
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.domain.model.warehouse_state import WarehouseState
from novex_shopify.domain.policies.lot_choice import find_obstacle


@dataclass(frozen=True, slots=True)
class PickedOrder:
    """How many base units of a row are for an order."""

    order: SalesOrder
    quantity: int


@dataclass(frozen=True, slots=True)
class PickRow:
    """Base units of a lot to take at a location. An `obstacle` says that the lot may not leave any more."""

    location: str
    lot: Lot
    orders: Sequence[PickedOrder]
    obstacle: Obstacle | None = None

    @property
    def quantity(self) -> int:
        return sum(each.quantity for each in self.orders)


@dataclass(frozen=True, slots=True)
class PickList:
    """What to take for these orders. `items` are by id; `short` are the orders that still need lots.

    `hints` say, by the ERP's order, what Shopify has changed about where and when it is to be shipped. `on_hold` were
    asked for too, and are left out.
    """

    orders: Sequence[SalesOrder]
    rows: Sequence[PickRow]
    items: Mapping[str, Item]
    short: Sequence[tuple[SalesOrder, WarehouseState]]
    hints: Mapping[str, Sequence[str]]
    on_hold: Sequence[SalesOrder] = ()


@dataclass(frozen=True, slots=True)
class PickSheet:
    """A pick list to print, in the language and on the paper of the seller that its orders have in common.

    `barcodes` are those of its orders, which the packing station reads, each with the order's name.
    """

    picked: PickList
    printed_on: date
    seller: Seller | None = None
    barcodes: Sequence[tuple[str, Barcode]] = ()

    @property
    def language(self) -> str:
        return self.seller.language if self.seller else "en"


def build_pick_rows(
    assignments: Sequence[Assignment],
    orders: Mapping[str, SalesOrder],
    lots: Mapping[int, Lot],
    locations: Mapping[int, StorageLocation],
    today: date,
) -> Sequence[PickRow]:
    """One row for each location and lot, in the order of a walk: by location, item, expiry date and lot code."""
    picked: dict[tuple[int, int], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for each in assignments:
        if each.state is AssignmentState.ASSIGNED:
            picked[each.location_id, each.lot_id][each.order_id] += each.quantity
    rows = [
        PickRow(
            locations[location_id].name,
            lots[lot_id],
            [PickedOrder(orders[order_id], quantity) for order_id, quantity in quantities.items()],
            find_obstacle(lots[lot_id], today),
        )
        for (location_id, lot_id), quantities in picked.items()
    ]
    return sorted(rows, key=_rank)


def _rank(row: PickRow) -> tuple[str, str, date, str]:
    return (row.location.casefold(), row.lot.item_id, row.lot.expires_on or date.max, row.lot.code)
