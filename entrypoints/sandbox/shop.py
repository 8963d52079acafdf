"""One shop: everything Shopify would keep about it, in memory."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from novex_shopify.entrypoints.sandbox.bulk import BulkOperation
from novex_shopify.entrypoints.sandbox.bulk_faults import BulkFaults
from novex_shopify.entrypoints.sandbox.catalogue import seed_locations, seed_products
from novex_shopify.entrypoints.sandbox.clock import Clock, whole_second
from novex_shopify.entrypoints.sandbox.errors import Unknown
from novex_shopify.entrypoints.sandbox.faults import Faults
from novex_shopify.entrypoints.sandbox.ids import Ids, seed_number
from novex_shopify.entrypoints.sandbox.model import Customer, Location, Product, Variant
from novex_shopify.entrypoints.sandbox.orders import CustomerMail, Fulfillment, FulfillmentOrder, Order
from novex_shopify.entrypoints.sandbox.people import seed_customers
from novex_shopify.entrypoints.sandbox.settings import SandboxSettings
from novex_shopify.entrypoints.sandbox.throttle import Bucket
from novex_shopify.entrypoints.sandbox.tokens import Installation
from novex_shopify.entrypoints.sandbox.webhooks import Delivery, Subscription

FIRST_ORDER_NUMBER = 1001


@dataclass(slots=True)
class Shop:
    """A shop's books. All changes happen on the event loop, one handler at a time, so nothing needs a lock.

    `orders_placed` counts deleted orders too, since their numbers are not given out again. `parts` and `parcels` list,
    by order id, the ids of its fulfillment orders and of its fulfillments. `calls` counts the GraphQL documents by
    name, and by THROTTLED those that were refused for want of points. Of the webhooks, the share `lost_deliveries` is
    never sent.
    """

    domain: str
    id: int
    settings: SandboxSettings
    clock: Clock
    ids: Ids
    opened_at: datetime
    installation: Installation
    bucket: Bucket
    locations: dict[int, Location]
    products: dict[int, Product]
    customers: dict[int, Customer]
    orders: dict[int, Order] = field(default_factory=dict)
    orders_placed: int = 0
    fulfillment_orders: dict[int, FulfillmentOrder] = field(default_factory=dict)
    fulfillments: dict[int, Fulfillment] = field(default_factory=dict)
    mails: list[CustomerMail] = field(default_factory=list)
    parts: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    parcels: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    subscriptions: dict[int, Subscription] = field(default_factory=dict)
    deliveries: dict[str, Delivery] = field(default_factory=dict)
    faults: Faults = field(default_factory=Faults)
    bulk_operations: dict[int, BulkOperation] = field(default_factory=dict)
    bulk_faults: BulkFaults = field(default_factory=BulkFaults)
    lost_deliveries: float = 0
    calls: Counter[str] = field(default_factory=Counter)

    @property
    def name(self) -> str:
        return self.domain.removesuffix(".myshopify.com")

    @property
    def variants(self) -> Iterator[Variant]:
        return (variant for product in self.products.values() for variant in product.variants)

    @property
    def next_order_number(self) -> int:
        return FIRST_ORDER_NUMBER + self.orders_placed

    def order(self, number: int) -> Order:
        if number not in self.orders:
            raise Unknown(f"{self.domain} has no order with the id {number}")
        return self.orders[number]

    def customer(self, number: int) -> Customer:
        if number not in self.customers:
            raise Unknown(f"{self.domain} has no customer with the id {number}")
        return self.customers[number]

    def fulfillment_orders_of(self, order: Order) -> list[FulfillmentOrder]:
        return [self.fulfillment_orders[number] for number in self.parts[order.id]]

    def fulfillments_of(self, order: Order) -> list[Fulfillment]:
        return [self.fulfillments[number] for number in self.parcels[order.id]]

    def keep_order(self, order: Order) -> None:
        """Write down an order, new or changed."""
        if order.id not in self.orders:
            self.orders_placed += 1
        self.orders[order.id] = order

    def forget_order(self, order: Order) -> None:
        """Remove an order with all that belongs to it."""
        del self.orders[order.id]
        for number in self.parts.pop(order.id, ()):
            del self.fulfillment_orders[number]
        for number in self.parcels.pop(order.id, ()):
            del self.fulfillments[number]
        self.mails = [mail for mail in self.mails if mail.order_id != order.id]

    def keep_fulfillment_order(self, routed: FulfillmentOrder) -> None:
        """Write down a fulfillment order, new or changed."""
        if routed.id not in self.fulfillment_orders:
            self.parts[routed.order_id].append(routed.id)
        self.fulfillment_orders[routed.id] = routed

    def keep_fulfillment(self, parcel: Fulfillment) -> None:
        """Write down a parcel, new or changed."""
        if parcel.id not in self.fulfillments:
            self.parcels[parcel.order_id].append(parcel.id)
        self.fulfillments[parcel.id] = parcel

    def shipped(self, order: Order) -> dict[int, int]:
        """Count what has left, by order line."""
        counts = {line.id: 0 for line in order.lines}
        for parcel in self.fulfillments_of(order):
            for line in () if parcel.cancelled else parcel.lines:
                counts[line.line_item_id] += line.quantity
        return counts

    def waiting(self, order: Order) -> Counter[int]:
        """Count what lies in fulfillment orders that can be shipped, by order line."""
        counts: Counter[int] = Counter()
        for routed in self.fulfillment_orders_of(order):
            for line in routed.lines if routed.can_ship else ():
                counts[line.line_item_id] += line.remaining
        return counts

    def to_ship(self, order: Order) -> dict[int, int]:
        """Count what is still to leave, by order line."""
        shipped = self.shipped(order)
        return {line.id: order.to_ship(line, shipped[line.id]) for line in order.lines}

    def fulfillment_status(self, order: Order) -> str | None:
        """Answer null, partial or fulfilled, as the order payload has it; what went back is not waited for."""
        if not any(self.shipped(order).values()):
            return None
        return "partial" if any(self.to_ship(order).values()) else "fulfilled"


def open_shop(domain: str, settings: SandboxSettings, clock: Clock, ids: Ids) -> Shop:
    """Open a shop with its seeded goods and customers."""
    now, first_id = whole_second(clock()), seed_number(domain)
    locations = seed_locations(first_id + 100)
    return Shop(
        domain=domain,
        id=first_id,
        settings=settings,
        clock=clock,
        ids=ids,
        opened_at=now,
        installation=Installation(),
        bucket=Bucket(settings.bucket_size, settings.restore_rate),
        locations={location.id: location for location in locations},
        products={product.id: product for product in seed_products(first_id + 1000, locations, now)},
        customers={customer.id: customer for customer in seed_customers(first_id + 2000, domain, now)},
    )
