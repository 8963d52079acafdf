"""What open orders need of an item, and the units that are on their way to them."""

from dataclasses import dataclass

from novex_shopify.domain.model.shop import ShopDomain


@dataclass(frozen=True, slots=True)
class LineDemand:
    """What one order line still needs, by the order as it was settled last.

    `shop` and `variant_id` are None for an order that is not from Shopify. `committed`: base units that the sales
    channel still counts as ordered and not fulfilled.
    """

    order_id: str
    line_item_id: int
    item_id: str
    committed: int
    shop: ShopDomain | None = None
    variant_id: int | None = None


@dataclass(frozen=True, slots=True)
class LineUnits:
    """Base units of an item, of one storage location, that belong to an order line.

    `in_transit`: they have left with a shipment that Shopify has not confirmed; otherwise they are set aside.
    """

    order_id: str
    line_item_id: int
    item_id: str
    storage_location_id: int
    quantity: int
    in_transit: bool = False


@dataclass(frozen=True, slots=True)
class FreeUnits:
    """Base units of an item at a storage location that sells and is counted.

    `usable`: of released lots that are good until the day asked for. `unusable`: free units of other lots.
    """

    item_id: str
    storage_location_id: int
    usable: int
    unusable: int = 0
