"""Reports: which there are, what they are about, and the rows that an ERP computes for them.

Amounts are in the currency of their row, and of different currencies there are different rows: none are added up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum, auto

from novex_shopify.domain.model.sales_order import LineKind
from novex_shopify.domain.model.shop import ShopDomain


class Report(StrEnum):
    """A report. The value stands in addresses and commands."""

    SALES_BY_CUSTOMER = "sales-by-customer"
    SALES_BY_PRODUCT = "sales-by-product"
    FULFILLMENT = "fulfillment"
    ON_TIME = "on-time"
    TIMING = "timing"
    TAXES = "taxes"
    EXPIRY = "expiry"
    SHIPPING_COSTS = "shipping-costs"


@dataclass(frozen=True, slots=True)
class ShopPeriod:
    """What is reported of one store: from `since` to before `until`; its days are those of `time_zone`."""

    shop: ShopDomain
    since: datetime
    until: datetime
    time_zone: str


@dataclass(frozen=True, slots=True)
class ReportPeriod:
    """The days `first` to `last`, both included, in each store's own time zone. `now` divides late from not yet due."""

    first: date
    last: date
    shops: Sequence[ShopPeriod]
    now: datetime


@dataclass(frozen=True, slots=True)
class Sales:
    """Sums of one currency. `net` is without tax and `total` with it; `refunded` is with tax too.

    An order counts on the day it was placed, a refund on the day of the refund.
    """

    currency: str
    net: Decimal
    tax: Decimal
    total: Decimal
    refunded: Decimal


@dataclass(frozen=True, slots=True)
class SalesTotal:
    """All orders of one currency."""

    orders: int
    sales: Sales


@dataclass(frozen=True, slots=True)
class CustomerSales:
    """What one customer bought; `customer_id` is None for all orders without a customer."""

    customer_id: str | None
    name: str | None
    email: str | None
    orders: int
    sales: Sales


PRODUCT_KINDS = (LineKind.ITEM, LineKind.GIFT_CARD)
"""The lines that are listed by what was sold; others are listed by what they are for."""

REFUNDABLE_KINDS = (*PRODUCT_KINDS, LineKind.TIP)
"""The lines that a refund can name."""

ADJUSTMENT = "adjustment"
"""The kind of what is refunded beside the lines of an order."""


@dataclass(frozen=True, slots=True)
class ProductSales:
    """What was sold of one item, of one product without an item, or for one other purpose, such as shipping.

    `kind` is a `LineKind` or `ADJUSTMENT`. `units` are sold units; `returned_units` were refunded in the period.
    """

    kind: str
    item_id: str | None
    sku: str | None
    title: str
    units: int
    returned_units: int
    sales: Sales


class FulfillmentStage(StrEnum):
    """How far an order is."""

    UNFULFILLED = auto()
    PARTIALLY_FULFILLED = auto()
    FULFILLED = auto()
    CANCELLED = auto()


@dataclass(frozen=True, slots=True)
class FulfillmentCount:
    """How many orders of one currency are at one stage, and their total."""

    stage: FulfillmentStage
    currency: str
    orders: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class PromiseCount:
    """The orders that were promised for the days `first` to `last`.

    - `on_time`: shipped by the end of the promised day. `late`: shipped after it.
    - `overdue`: not shipped, and the day is over. `not_due`: not shipped, and the day is not over.
    """

    first: date
    last: date
    on_time: int
    late: int
    overdue: int
    not_due: int


class LifecycleStep(StrEnum):
    """A way from one moment of an order to a later one."""

    ORDERED_TO_ASSIGNED = auto()
    ASSIGNED_TO_SHIPPED = auto()
    SHIPPED_TO_DELIVERED = auto()
    ORDERED_TO_SHIPPED = auto()
    ORDERED_TO_DELIVERED = auto()


@dataclass(frozen=True, slots=True)
class StepTiming:
    """How long a step took, of the orders of which both moments are known.

    Half of them took at most the `median`, nine of ten at most `slowest_tenth`: each is the time of one of the orders.
    """

    step: LifecycleStep
    orders: int
    median: timedelta | None
    slowest_tenth: timedelta | None


UNALLOCATED_REFUND = "Refunds of shipping or of several taxes"


@dataclass(frozen=True, slots=True)
class TaxSum:
    """One tax in one country. `rate` is a fraction, such as 0.19, None if it was not stated.

    `country` is the code of where orders were sent to, else billed to; None if neither is known. `title` is None for
    what no tax was stated of, and `UNALLOCATED_REFUND` for refunded tax of shipping, or of lines with several taxes,
    of which only the sum is known. `net` is what was taxed: a line with two taxes is in both. The sales channel remits
    the tax if it is `channel_liable`.
    """

    country: str | None
    title: str | None
    rate: Decimal | None
    channel_liable: bool
    currency: str
    net: Decimal
    tax: Decimal
    refunded_tax: Decimal


@dataclass(frozen=True, slots=True)
class ExpiringLot:
    """Units of a lot that are in the warehouse and expire; `expires_on` is the last good day."""

    item_id: str
    name: str | None
    lot: str
    expires_on: date
    on_hand: int
    free: int


@dataclass(frozen=True, slots=True)
class ShippingCost:
    """What a carrier's labels of one service cost on the days `first` to `last`.

    `refunded` is what came back for void labels; `total` is what is left.
    """

    first: date
    last: date
    carrier: str
    service: str
    currency: str
    labels: int
    postage: Decimal
    insurance: Decimal
    fees: Decimal
    refunded: Decimal

    @property
    def total(self) -> Decimal:
        return self.postage + self.insurance + self.fees - self.refunded
