"""What lists of orders are filtered and counted by."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum, auto

from novex_shopify.domain.model.money import Money
from novex_shopify.domain.model.order_position import OrderPosition
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.warehouse_state import FulfillmentStatus, OrderStatus

OrderKey = tuple[ShopDomain, int]
"""A store, and Shopify's id of its order."""

UNPAID_STATUSES = frozenset({"pending", "authorized", "partially_paid", "expired"})
REFUNDED_STATUSES = frozenset({"refunded", "partially_refunded"})


def group_by_shop(keys: Iterable[OrderKey]) -> Mapping[ShopDomain, Sequence[int]]:
    """Return Shopify's ids of the orders of each store, both in the order of the keys."""
    groups: dict[ShopDomain, list[int]] = defaultdict(list)
    for shop, order_id in keys:
        groups[shop].append(order_id)
    return groups


class DeliveryState(StrEnum):
    """Where the tracked parcels of an order are; a problem of one counts before all others."""

    IN_TRANSIT = auto()
    DELIVERED = auto()
    PROBLEM = auto()


@dataclass(frozen=True, slots=True)
class OrderOverview:
    """One order, without anything personal: of the ERP's document, or of the payload while `erp_id` is None.

    - `units`: how many units of items were ordered.
    - `cancelled`: the order is cancelled or deleted.
    - `status`, `fulfillment`, `ready`, `ship_by`: how far the warehouse is. `ready`: there is something to ship, and a
      lot for all of it where the store keeps stock.
    - `country`: the code of the one that it is sent to. `skus`, `tags`: as Shopify has them.
    """

    shop: ShopDomain
    order_id: int
    erp_id: str | None
    name: str
    placed_at: datetime
    total: Money
    units: int = 0
    payment: str | None = None
    cancelled: bool = False
    status: OrderStatus = OrderStatus.OPEN
    fulfillment: FulfillmentStatus = FulfillmentStatus.UNFULFILLED
    ready: bool = False
    ship_by: date | None = None
    delivery: DeliveryState | None = None
    country: str | None = None
    tags: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()
    risk: str | None = None

    @property
    def key(self) -> OrderKey:
        return self.shop, self.order_id

    @property
    def position(self) -> OrderPosition:
        return OrderPosition(self.placed_at, self.order_id)

    @property
    def unpaid(self) -> bool:
        return self.payment in UNPAID_STATUSES and not self.cancelled

    @property
    def refunded(self) -> bool:
        return self.payment in REFUNDED_STATUSES


@dataclass(frozen=True, slots=True)
class OrderOverviewFilter:
    """Which orders; None is any, and False too.

    - `placed_from`, `placed_before`: the time of the order.
    - `booked`: whether the ERP has it. `on_hold`: whether it has an open hold.
    - `tag`, `sku`: one of its tags and SKUs, in upper or lower case. `min_total`: in whichever currency.
    - `among`: those with one of these keys. `besides`: those with none of these keys.
    """

    shop: ShopDomain | None = None
    placed_from: datetime | None = None
    placed_before: datetime | None = None
    booked: bool | None = None
    on_hold: bool | None = None
    unpaid: bool = False
    refunded: bool = False
    ready: bool = False
    payment: str | None = None
    fulfillment: FulfillmentStatus | None = None
    delivery: DeliveryState | None = None
    country: str | None = None
    tag: str | None = None
    sku: str | None = None
    risk: str | None = None
    min_total: Decimal | None = None
    among: Collection[OrderKey] | None = None
    besides: Collection[OrderKey] = ()


ALL_OVERVIEWS = OrderOverviewFilter()
