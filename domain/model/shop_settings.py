"""What a merchant may decide for one store."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from novex_shopify.domain.errors import InvalidShopSetting

MIN_KEEP_EVENTS_DAYS = 7
"""Shopify repeats a delivery for up to 48 hours; while its row is there, the repeat is recognised."""


class UnmappedProducts(StrEnum):
    """What becomes of an order with products that no ERP item is mapped to."""

    PARK = "park"
    PLACEHOLDER = "placeholder"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class ShopSettings:
    """`keep_events_days` is how long finished events stay. Raises `InvalidShopSetting`.

    `unmapped_products`: the order waits for the mapping, is booked with lines that name no item, or is refused.
    `ship_test_orders` is whether shipments of test orders are told to Shopify. `move_to_shipping_location` is whether
    goods that Shopify expects from elsewhere are assigned to where the ERP shipped them from. `carriers` are Shopify's
    names by the ERP's, where the usual ones do not fit. `create_missing_items` is whether the ERP gets an item for each
    variant whose SKU and barcode it does not know.
    """

    keep_events_days: int = 90
    unmapped_products: UnmappedProducts = UnmappedProducts.PARK
    ship_test_orders: bool = False
    move_to_shipping_location: bool = False
    carriers: Mapping[str, str] = field(default_factory=dict)
    create_missing_items: bool = False

    def __post_init__(self) -> None:
        if self.keep_events_days < MIN_KEEP_EVENTS_DAYS:
            raise InvalidShopSetting(f"Events must be kept for at least {MIN_KEEP_EVENTS_DAYS} days.")

    @property
    def keep_events_for(self) -> timedelta:
        """The same as a duration."""
        return timedelta(days=self.keep_events_days)
