"""The comparison of Shopify's orders and the ERP's documents."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from enum import StrEnum

from novex_shopify.domain.errors import InvalidDateRange
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order_return import ReturnSummary
from novex_shopify.domain.model.shop import UTC_NAME, ShopDomain
from novex_shopify.domain.timing import DAY

_EARLIEST_DAY, _LATEST_DAY = date(1990, 1, 1), date(2999, 12, 31)
"""Orders can be dated back, but days near the ends of the calendar cannot be calculated with."""


@dataclass(frozen=True, slots=True)
class OrderSummary:
    """A summary of an order in Shopify.

    `total` is what the customer was charged, `current_total` the same after refunds and edits. `refunded` is the
    returned money. `refund_ids`, `fulfillment_ids` (without cancelled ones) and `returns` are None if Shopify does not
    list all of them, as without the scope for returns.
    """

    id: int
    name: str
    created_at: datetime
    updated_at: datetime
    total: Money
    current_total: Money
    refund_ids: frozenset[int] | None = frozenset()
    refunded: Decimal = Decimal(0)
    fulfillment_ids: frozenset[int] | None = frozenset()
    returns: frozenset[ReturnSummary] | None = None


@dataclass(frozen=True, slots=True)
class OrderRange:
    """A time range of orders, by creation or by last change, from `since` to before `until`.

    With `return_status`, only the orders with this `Order.returnStatus`, in lower case.
    """

    since: datetime
    until: datetime
    by_creation: bool = False
    return_status: str | None = None

    @classmethod
    def placed_on(cls, first: date, last: date, zone: tzinfo = UTC) -> "OrderRange":
        """Return the range of these days in this zone, both included. Raises `InvalidDateRange`."""
        if not _EARLIEST_DAY <= first <= last <= _LATEST_DAY:
            raise InvalidDateRange(first, last)
        since, until = (datetime.combine(day, time(), zone).astimezone(UTC) for day in (first, last + DAY))
        return cls(since, until, by_creation=True)

    def __str__(self) -> str:
        verb, last = "placed" if self.by_creation else "changed", self.until - timedelta(microseconds=1)
        return f"{verb} from {self.since.date()} to {last.date()}"

    def timestamp_of(self, order: OrderSummary) -> datetime:
        """Return the time that places the order in this kind of range."""
        return order.created_at if self.by_creation else order.updated_at


@dataclass(frozen=True, slots=True)
class BookedOrder:
    """The same summary of the ERP's document. `deleted`: Shopify reported that the order is gone.

    `returned_value` is what refunds credit, which Shopify's current total is without.
    """

    shopify_order_id: int
    name: str
    created_at: datetime
    total: Money
    refund_ids: frozenset[int] = frozenset()
    refunded: Decimal = Decimal(0)
    fulfillment_ids: frozenset[int] = frozenset()
    returns: frozenset[ReturnSummary] = frozenset()
    returned_value: Decimal = Decimal(0)
    deleted: bool = False


class DifferenceKind(StrEnum):
    """What differs between both sides."""

    MISSING = "missing"
    DELETED = "deleted"
    TOTAL = "total"
    REFUNDS = "refunds"
    FULFILLMENTS = "fulfillments"
    RETURNS = "returns"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference of one order. `reason` explains it as far as this installation knows."""

    order_id: int
    name: str
    day: date
    kind: DifferenceKind
    shopify: str
    erp: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OrderCounts:
    """One side of a day: numbers and amounts of orders, refunds, fulfillments and returns."""

    orders: int = 0
    total: Decimal = Decimal(0)
    refunds: int = 0
    refunded: Decimal = Decimal(0)
    fulfillments: int = 0
    returns: int = 0


@dataclass(frozen=True, slots=True)
class DailyAudit:
    """Both sides of the orders placed on one day, in the shop's currency, with every difference.

    `time_zone` is the IANA name of the zone of the day: the shop's, or UTC if that was not known.
    """

    shop: ShopDomain
    day: date
    audited_at: datetime
    currency: str
    shopify_counts: OrderCounts
    erp_counts: OrderCounts
    differences: tuple[Difference, ...] = ()
    time_zone: str = UTC_NAME

    @property
    def matches(self) -> bool:
        return not self.differences

    @property
    def is_empty(self) -> bool:
        """Whether neither side has an order of the day, so that there was nothing to compare."""
        return self.matches and self.shopify_counts == self.erp_counts == OrderCounts()


@dataclass(frozen=True, slots=True)
class AuditRequest:
    """A person's request to audit the days from `first` to `last`, and to repair what differs if `repairs`.

    With `order_id`, only this order is repaired. A worker meets it as soon as it is due. `error` says why it could not
    the last time.
    """

    shop: ShopDomain
    first: date
    last: date
    repairs: bool
    due_at: datetime
    error: str = ""
    order_id: int | None = None

    def join(self, other: "AuditRequest") -> "AuditRequest":
        """Return one request for the days of both, due when this one is. It repairs all that either repairs."""
        order_ids = {each.order_id for each in (self, other) if each.repairs}
        return AuditRequest(
            self.shop,
            min(self.first, other.first),
            max(self.last, other.last),
            self.repairs or other.repairs,
            self.due_at,
            order_id=order_ids.pop() if len(order_ids) == 1 else None,
        )
