"""Whether the ERP has what Shopify has, order by order and day by day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum

from novex_shopify.domain.errors import InvalidDays
from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.shop import ShopDomain

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class StatedOrder:
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
    refunds: frozenset[int] | None = frozenset()
    refunded: Decimal = Decimal(0)
    parcels: frozenset[int] | None = frozenset()


@dataclass(frozen=True, slots=True)
class OrderRange:
    """Orders that were created, or else that changed last, from `since` on and before `until`."""

    since: datetime
    until: datetime
    created: bool = False

    @classmethod
    def placed_on(cls, first: date, last: date) -> "OrderRange":
        """The orders of some days (UTC), the last one included. Raises `InvalidDays`."""
        if last < first:
            raise InvalidDays(first, last)
        return cls(datetime.combine(first, time(), UTC), datetime.combine(last + _DAY, time(), UTC), created=True)

    def __str__(self) -> str:
        verb, last = "placed" if self.created else "changed", self.until - timedelta(microseconds=1)
        return f"{verb} from {self.since.date()} to {last.date()}"

    def time_of(self, order: StatedOrder) -> datetime:
        """The time of an order that this is about."""
        return order.created_at if self.created else order.updated_at


@dataclass(frozen=True, slots=True)
class BookedOrder:
    """The ERP's document for an order, summed up in the same way. `deleted` says that Shopify told us it is gone."""

    shopify_order_id: int
    name: str
    ordered_at: datetime
    total: Money
    refunds: frozenset[int] = frozenset()
    refunded: Decimal = Decimal(0)
    parcels: frozenset[int] = frozenset()
    deleted: bool = False


class Drift(StrEnum):
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
    drift: Drift
    shopify: str
    erp: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """One side of a day: how many orders, refunds and fulfillments, and the money."""

    orders: int = 0
    total: Decimal = Decimal(0)
    refunds: int = 0
    refunded: Decimal = Decimal(0)
    fulfillments: int = 0


@dataclass(frozen=True, slots=True)
class DayProof:
    """Both sides of the orders that were placed on one day (UTC), in the shop's currency, and every difference."""

    shop: ShopDomain
    day: date
    proved_at: datetime
    currency: str
    shopify: Tally
    erp: Tally
    differences: tuple[Difference, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether nothing differs."""
        return not self.differences
