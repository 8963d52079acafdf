"""Whether the ERP has what Shopify has, order by order and day by day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum

from novex_shopify.domain.errors import InvalidDateRange
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.shop import ShopDomain

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OrderSummary:
    """An order as Shopify sums it up.

    `total` is what the customer was charged, `current_total` the same after refunds and edits. `refunds` are the ids of
    refunds, `refunded` is the money that went back; `parcels` are the ids of fulfillments that stand. None of them are
    told where there are more than fit into the answer.
    """

    id: int
    name: str
    created_at: datetime
    updated_at: datetime
    total: Money
    current_total: Money
    refund_ids: frozenset[int] | None = frozenset()
    refunded: Decimal = Decimal(0)
    fulfillments: frozenset[int] | None = frozenset()


@dataclass(frozen=True, slots=True)
class OrderRange:
    """Orders that were created, or else that changed last, from `since` on and before `until`."""

    since: datetime
    until: datetime
    by_creation: bool = False

    @classmethod
    def placed_on(cls, first: date, last: date) -> "OrderRange":
        """The orders of some days (UTC), the last one included. Raises `InvalidDateRange`."""
        if last < first:
            raise InvalidDateRange(first, last)
        return cls(datetime.combine(first, time(), UTC), datetime.combine(last + _DAY, time(), UTC), by_creation=True)

    def __str__(self) -> str:
        verb, last = "placed" if self.by_creation else "changed", self.until - timedelta(microseconds=1)
        return f"{verb} from {self.since.date()} to {last.date()}"

    def timestamp_of(self, order: OrderSummary) -> datetime:
        """The time of an order that this is about."""
        return order.created_at if self.by_creation else order.updated_at


@dataclass(frozen=True, slots=True)
class BookedOrder:
    """The ERP's document for an order, summed up in the same way. `deleted` says that Shopify told us it is gone."""

    shopify_order_id: int
    name: str
    ordered_at: datetime
    total: Money
    refund_ids: frozenset[int] = frozenset()
    refunded: Decimal = Decimal(0)
    fulfillments: frozenset[int] = frozenset()
    deleted: bool = False


class DifferenceKind(StrEnum):
    """What is not the same on both sides."""

    MISSING = "missing"
    GONE = "gone"
    TOTAL = "total"
    REFUNDS = "refunds"
    FULFILLMENTS = "fulfillments"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing about one order that is not the same. `reason` says why, as far as is known here."""

    order_id: int
    name: str
    day: date
    kind: DifferenceKind
    shopify: str
    erp: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OrderCounts:
    """One side of a day: how many orders, refunds and fulfillments, and the money."""

    orders: int = 0
    total: Decimal = Decimal(0)
    refunds: int = 0
    refunded: Decimal = Decimal(0)
    fulfillments: int = 0


@dataclass(frozen=True, slots=True)
class DailyAudit:
    """Both sides of the orders that were placed on one day (UTC), in the shop's currency, and every difference."""

    shop: ShopDomain
    day: date
    audited_at: datetime
    currency: str
    shopify_counts: OrderCounts
    erp_counts: OrderCounts
    differences: tuple[Difference, ...] = ()

    @property
    def matches(self) -> bool:
        """Whether nothing differs."""
        return not self.differences
