"""A merchant's settings for one store."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from novex_shopify.domain.errors import InvalidShopSetting
from novex_shopify.domain.model.issued_invoice import IssuePolicy, NumberStyle
from novex_shopify.domain.model.order_hold import HoldRule
from novex_shopify.domain.model.seller import is_series_prefix

MIN_KEEP_EVENTS_DAYS = 7
"""Shopify repeats failed deliveries for 4 hours; a repeat is recognized only while its event is stored."""

MAX_KEEP_EVENTS_DAYS = 3650
"""Ten years. Events are the copy; the ERP's documents are kept by the ERP."""


MAX_DAYS = 3650
"""Ten years: no food is asked to be good for longer, and no order waits as long."""

MAX_CHILLED_HOURS = 240
"""Ten days: what lasts longer on its way needs no limit."""

MAX_SAFETY_STOCK = 1_000_000
"""More than that is a slip of the finger."""

STOCK_SETTINGS = frozenset(
    {
        "stock_since",
        "auto_assign",
        "min_remaining_days",
        "handling_days",
        "prefer_whole_lots",
        "push_stock",
        "correct_drift",
        "safety_stock",
    }
)
"""The settings that mean something only where the ERP keeps stock by lots."""

INVOICE_SETTINGS = frozenset({"invoices", "invoices_since", "invoice_seller", "invoice_prefix", "invoice_numbers"})
"""The settings that mean something only where the ERP issues invoices here."""

SETTINGS_WITH_A_PAGE = frozenset({"hold_rules"})
"""The settings that have a page and commands of their own."""

_VALID_MOMENT = "Enter a moment with its offset from UTC, such as 2026-11-25T08:00+01:00."


class AutoAssign(StrEnum):
    """When lots are assigned to a new order: at once, when it is paid, or by a person."""

    ON_ORDER = "on_order"
    ON_PAYMENT = "on_payment"
    BY_HAND = "by_hand"


class StockMode(StrEnum):
    """Whether Shopify's stock is left alone, compared with the ERP's, or set to it."""

    OFF = "off"
    REPORT = "report"
    ON = "on"


class RateRule(StrEnum):
    """Which rate is proposed for a parcel: none, the cheapest, or the cheapest that arrives in time."""

    BY_HAND = "by_hand"
    CHEAPEST = "cheapest"
    IN_TIME = "in_time"


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
    - `track_shipments`: whether parcels whose labels were bought elsewhere are followed, which may cost a little.
    - `no_movement_days`: after how many days without a scan a parcel needs attention.
    - `read_orders`: whether each new order is also read by GraphQL, for what webhooks do not state: selling plans,
      delivery categories and tax numbers.
    - `stock_since`: what Shopify says of orders after this moment moves stock; it is set with the opening count. None:
      this store's orders move no stock.
    - `auto_assign`: when lots are assigned to a new order.
    - `min_remaining_days`: how many days a lot must still be good after the day of shipping, for this store.
    - `handling_days`: how many working days after the order it is promised.
    - `prefer_whole_lots`: whether one lot that is enough goes before several that are older.
    - `shipping_phone`: the number for carriers where an order or a sender's address has none that can be called.
    - `customs_signer`: who signs customs declarations.
    - `rate_rule`: which rate is proposed for a parcel.
    - `transit_days`: how many working days after the promised day, on which it should leave, an order should arrive.
    - `chilled_hours`: how long chilled items may be on their way. Their parcels are proposed only rates that arrive
      within it and before a Saturday or Sunday; 0 is no limit.
    - `hold_hours`: after how many hours on hold an order needs attention.
    - `push_stock`: whether Shopify's stock is left alone, compared with the ERP's, or set to it.
    - `correct_drift`: whether a level that was changed at Shopify is set to the ERP's number without a person.
    - `safety_stock`: how many base units of each item are kept back from each location of this store.
    - `hold_rules`: which orders are put on hold (`ChangeHoldRules` changes them).
    """

    keep_events_days: int = 90
    unmapped_products: UnmappedProducts = UnmappedProducts.PARK
    ship_test_orders: bool = False
    move_to_shipping_location: bool = False
    carriers: Mapping[str, str] = field(default_factory=dict)
    create_missing_items: bool = False
    customer_group: str = ""
    read_orders: bool = False
    stock_since: datetime | None = None
    auto_assign: AutoAssign = AutoAssign.BY_HAND
    min_remaining_days: int = 0
    handling_days: int = 2
    prefer_whole_lots: bool = False
    invoices: IssuePolicy = IssuePolicy.BY_HAND
    invoices_since: str = ""
    invoice_seller: str = ""
    invoice_prefix: str = ""
    invoice_numbers: NumberStyle = NumberStyle.SEQUENTIAL
    shipping_phone: str = ""
    customs_signer: str = ""
    rate_rule: RateRule = RateRule.BY_HAND
    transit_days: int = 3
    chilled_hours: int = 48
    no_movement_days: int = 5
    track_shipments: bool = False
    hold_hours: int = 24
    push_stock: StockMode = StockMode.OFF
    correct_drift: bool = False
    safety_stock: int = 0
    hold_rules: tuple[HoldRule, ...] = ()

    def __post_init__(self) -> None:
        if not MIN_KEEP_EVENTS_DAYS <= self.keep_events_days <= MAX_KEEP_EVENTS_DAYS:
            message = f"Events must be kept for {MIN_KEEP_EVENTS_DAYS} to {MAX_KEEP_EVENTS_DAYS} days."
            raise InvalidShopSetting(message, "keep_events_days")
        if self.stock_since is not None and self.stock_since.utcoffset() is None:
            raise InvalidShopSetting(_VALID_MOMENT, "stock_since")
        if self.stock_since is not None:
            # Shopify states whole seconds: an order of the same second would seem to be from before.
            object.__setattr__(self, "stock_since", self.stock_since.replace(microsecond=0))
        for name, what, highest, unit in (
            ("chilled_hours", "The time of chilled items on their way", MAX_CHILLED_HOURS, "hours"),
            ("min_remaining_days", "The minimum remaining life", MAX_DAYS, "days"),
            ("handling_days", "Handling", MAX_DAYS, "days"),
            ("transit_days", "Transit", MAX_DAYS, "days"),
            ("safety_stock", "Safety stock", MAX_SAFETY_STOCK, "base units"),
        ):
            if not 0 <= getattr(self, name) <= highest:
                raise InvalidShopSetting(f"{what} must be 0 to {highest} {unit}.", name)
        if not 1 <= self.no_movement_days <= MAX_DAYS:
            raise InvalidShopSetting(f"Parcels may rest for 1 to {MAX_DAYS} days.", "no_movement_days")
        if not 1 <= self.hold_hours <= MAX_DAYS:
            raise InvalidShopSetting(f"Orders may be on hold for 1 to {MAX_DAYS} hours.", "hold_hours")
        if self.invoice_prefix and not is_series_prefix(self.invoice_prefix):
            raise InvalidShopSetting("A prefix has 1 to 12 of A-Z, 0-9 and -, such as DE.", "invoice_prefix")
        if self.invoices_since and not _is_day(self.invoices_since):
            raise InvalidShopSetting("The day must be like 2026-11-26.", "invoices_since")
        if self.invoices is IssuePolicy.WHEN_FULFILLED and not self.invoices_since:
            message = "State since which day orders are invoiced when they are fulfilled, such as 2026-11-26."
            raise InvalidShopSetting(message, "invoices_since")

        if self.shipping_phone and not self.shipping_phone.startswith("+"):
            message = "A phone number for carriers has its country code, such as +1 415 555 0100."
            raise InvalidShopSetting(message, "shipping_phone")

    def moves_stock(self, at: datetime) -> bool:
        """Whether what happens at a moment moves stock."""
        return self.stock_since is not None and self.stock_since <= at

    @property
    def compares_stock(self) -> bool:
        """Whether Shopify's stock is compared with the ERP's. The ERP's is right only if orders move stock."""
        return self.push_stock is not StockMode.OFF and self.stock_since is not None

    @property
    def keep_events_for(self) -> timedelta:
        return timedelta(days=self.keep_events_days)


def parse_stock_since(text: str) -> datetime | None:
    """Parse the setting `stock_since`, as a person writes it, to UTC; an empty text is None.

    Raises `InvalidShopSetting`, also for a moment without an offset: it could mean another day's orders.
    """
    if not text.strip():
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise InvalidShopSetting(_VALID_MOMENT, "stock_since") from None
    if moment.utcoffset() is None:
        raise InvalidShopSetting(_VALID_MOMENT, "stock_since")
    return moment.astimezone(UTC)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
