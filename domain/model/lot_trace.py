"""What is read to trace lots: from a lot to the orders that have it, and back."""

from dataclasses import dataclass
from datetime import datetime

from novex_shopify.domain.model.assignment import AssignmentState
from novex_shopify.domain.model.customer import Address, Customer
from novex_shopify.domain.model.order import OrderFulfillment
from novex_shopify.domain.model.order_exception import OrderException
from novex_shopify.domain.model.shop import ShopDomain


@dataclass(frozen=True, slots=True)
class OrderHead:
    """Who an order is for, without its lines. `id` is the ERP's, and so is `customer_id`.

    - `customer`: the ERP's record of the person, as far as it says who it is.
    - `company`: the company that bought; its name, or Shopify's id of it if the ERP has no name.
    """

    id: str
    shop: ShopDomain
    shopify_order_id: int
    name: str
    ordered_at: datetime
    customer_id: str | None = None
    customer: Customer | None = None
    company: str | None = None
    email: str | None = None
    phone: str | None = None
    shipping_address: Address | None = None
    billing_address: Address | None = None
    fulfillments: tuple[OrderFulfillment, ...] = ()


@dataclass(frozen=True, slots=True)
class AssignmentTotal:
    """How much of a lot all orders have in one state. `inferred` units are those whose lot is assumed."""

    lot_id: int
    state: AssignmentState
    inferred: bool
    units: int


@dataclass(frozen=True, slots=True)
class ShippingWindow:
    """When units of an item could have been of a lot: those that left from `since` on, of orders placed `until` then.

    `until` is None while some of the lot is in the warehouse.
    """

    item_id: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class UntracedTotal:
    """How many units left without a lot, and how many orders have them."""

    units: int = 0
    orders: int = 0


@dataclass(frozen=True, slots=True)
class UntracedUnits:
    """Units of an item that left without a lot, as the open exception says."""

    exception: OrderException
    item_id: str
    ordered_at: datetime
