"""A merchant's settings for one store."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from novex_shopify.domain.errors import InvalidShopSetting

MIN_KEEP_EVENTS_DAYS = 7
"""Shopify repeats failed deliveries for 4 hours; a repeat is recognized only while its event is stored."""

MAX_KEEP_EVENTS_DAYS = 3650
"""Ten years. Events are the copy; the ERP's documents are kept by the ERP."""


class UnmappedProducts(StrEnum):
    """What happens to an order with products that have no ERP item."""

    PARK = "park"
    PLACEHOLDER = "placeholder"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class ShopSettings:
    """The settings. Raises `InvalidShopSetting` for a value out of range.

    - `keep_events_days`: how long finished events are kept.
    - `unmapped_products`: the order waits for the mapping, is booked without items, or is refused.
    - `ship_test_orders`: whether shipments of test orders are sent to Shopify.
    - `move_to_shipping_location`: whether items that Shopify expects from another location are moved to the one the
      ERP shipped from.
    - `carriers`: Shopify's carrier names by the ERP's.
    - `create_missing_items`: whether variants without an ERP item get one.
    - `customer_group`: stores with the same group have the same customers. Without one, a customer is never matched
      with one of another store.
    - `read_orders`: whether each new order is also read by GraphQL, for what webhooks do not state: selling plans,
      delivery categories and tax numbers.
    """

    keep_events_days: int = 90
    unmapped_products: UnmappedProducts = UnmappedProducts.PARK
    ship_test_orders: bool = False
    move_to_shipping_location: bool = False
    carriers: Mapping[str, str] = field(default_factory=dict)
    create_missing_items: bool = False
    customer_group: str = ""
    read_orders: bool = False

    def __post_init__(self) -> None:
        if not MIN_KEEP_EVENTS_DAYS <= self.keep_events_days <= MAX_KEEP_EVENTS_DAYS:
            message = f"Events must be kept for {MIN_KEEP_EVENTS_DAYS} to {MAX_KEEP_EVENTS_DAYS} days."
            raise InvalidShopSetting(message, "keep_events_days")

    @property
    def keep_events_for(self) -> timedelta:
        return timedelta(days=self.keep_events_days)
