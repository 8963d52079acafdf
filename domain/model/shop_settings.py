"""A merchant's settings for one store."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from novex_shopify.domain.errors import InvalidShopSetting
from novex_shopify.domain.model.issued_invoice import IssuePolicy, NumberStyle
from novex_shopify.domain.model.seller import is_series_prefix

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
    - `invoices`: whether orders get invoices by hand, when they are fulfilled, or never.
    - `invoices_since`: the day, such as 2026-11-26, since which orders are invoiced when they are fulfilled. Older
      ones, as an import brings them, were invoiced elsewhere.
    - `invoice_seller`: the name of the seller, if the ERP has several.
    - `invoice_prefix`: what the numbers begin with, for a store with a series of its own; empty for the seller's.
    - `invoice_numbers`: how invoices are numbered.
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
    invoices: IssuePolicy = IssuePolicy.BY_HAND
    invoices_since: str = ""
    invoice_seller: str = ""
    invoice_prefix: str = ""
    invoice_numbers: NumberStyle = NumberStyle.SEQUENTIAL

    def __post_init__(self) -> None:
        if not MIN_KEEP_EVENTS_DAYS <= self.keep_events_days <= MAX_KEEP_EVENTS_DAYS:
            message = f"Events must be kept for {MIN_KEEP_EVENTS_DAYS} to {MAX_KEEP_EVENTS_DAYS} days."
            raise InvalidShopSetting(message, "keep_events_days")
        if self.invoice_prefix and not is_series_prefix(self.invoice_prefix):
            raise InvalidShopSetting("A prefix has 1 to 12 of A-Z, 0-9 and -, such as DE.", "invoice_prefix")
        if self.invoices_since and not _is_day(self.invoices_since):
            raise InvalidShopSetting("The day must be like 2026-11-26.", "invoices_since")
        if self.invoices is IssuePolicy.WHEN_FULFILLED and not self.invoices_since:
            message = "State since which day orders are invoiced when they are fulfilled, such as 2026-11-26."
            raise InvalidShopSetting(message, "invoices_since")

    @property
    def keep_events_for(self) -> timedelta:
        return timedelta(days=self.keep_events_days)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
