"""One shop with everything Shopify would store about it, in memory."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from novex_shopify.entrypoints.sandbox.clock import Clock
from novex_shopify.entrypoints.sandbox.errors import NotFound
from novex_shopify.entrypoints.sandbox.ids import IdSequence
from novex_shopify.entrypoints.sandbox.model.bulk_faults import PlannedBulkFaults
from novex_shopify.entrypoints.sandbox.model.bulk_operations import BulkOperation
from novex_shopify.entrypoints.sandbox.model.faults import InventoryRefusal, PlannedFaults
from novex_shopify.entrypoints.sandbox.model.fulfillments import CustomerEmail, Fulfillment, FulfillmentOrder
from novex_shopify.entrypoints.sandbox.model.installation import Installation
from novex_shopify.entrypoints.sandbox.model.inventory import Inventory, InventoryItem, QuantityName
from novex_shopify.entrypoints.sandbox.model.leaky_bucket import LeakyBucket
from novex_shopify.entrypoints.sandbox.model.orders import Order
from novex_shopify.entrypoints.sandbox.model.resources import Customer, Location, Product, Variant
from novex_shopify.entrypoints.sandbox.model.webhooks import Delivery, Subscription
from novex_shopify.entrypoints.sandbox.settings import SandboxSettings

FIRST_ORDER_NUMBER = 1001


@dataclass(slots=True)
class Shop:
    """All changes happen on the event loop, one handler at a time, so no locks are needed.

    `placed_order_count` includes deleted orders, because their numbers are not reused. `fulfillment_order_ids` and
    `fulfillment_ids` are by order id. `call_counts` counts GraphQL documents by name, and throttled ones as THROTTLED.
    `webhook_drop_rate` is the share of webhooks that are never sent.
    """

    domain: str
    id: int
    settings: SandboxSettings
    clock: Clock
    ids: IdSequence
    opened_at: datetime
    installation: Installation
    rate_limit_bucket: LeakyBucket
    locations: dict[int, Location]
    products: dict[int, Product]
    customers: dict[int, Customer]
    inventory: Inventory = field(default_factory=Inventory)
    inventory_refusals: list[InventoryRefusal] = field(default_factory=list)
    orders: dict[int, Order] = field(default_factory=dict)
    placed_order_count: int = 0
    fulfillment_orders: dict[int, FulfillmentOrder] = field(default_factory=dict)
    fulfillments: dict[int, Fulfillment] = field(default_factory=dict)
    customer_emails: list[CustomerEmail] = field(default_factory=list)
    fulfillment_order_ids: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    fulfillment_ids: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    subscriptions: dict[int, Subscription] = field(default_factory=dict)
    deliveries: dict[str, Delivery] = field(default_factory=dict)
    faults: PlannedFaults = field(default_factory=PlannedFaults)
    bulk_operations: dict[int, BulkOperation] = field(default_factory=dict)
    bulk_faults: PlannedBulkFaults = field(default_factory=PlannedBulkFaults)
    webhook_drop_rate: float = 0
    call_counts: Counter[str] = field(default_factory=Counter)

    @property
    def name(self) -> str:
        return self.domain.removesuffix(".myshopify.com")

    @property
    def variants(self) -> Iterator[Variant]:
        return (variant for product in self.products.values() for variant in product.variants)

    @property
    def next_order_number(self) -> int:
        return FIRST_ORDER_NUMBER + self.placed_order_count

    def get_order(self, order_id: int) -> Order:
        if order_id not in self.orders:
            raise NotFound(f"{self.domain} has no order with the id {order_id}")
        return self.orders[order_id]

    def get_variant_of_item(self, item: InventoryItem) -> Variant:
        return next(each for each in self.products[item.product_id].variants if each.id == item.variant_id)

    def count_available(self, variant: Variant) -> int:
        """Count the units that are available at all locations together."""
        levels = self.inventory.iter_active_levels(variant.inventory_item_id, self.locations)
        return sum(level.count(QuantityName.AVAILABLE) for level in levels)

    def take_inventory_refusal(self, row: int) -> tuple[str, str, str] | None:
        """Remove the planned refusal of a row, and return its code, message and field."""
        for planned in self.inventory_refusals:
            if planned.row == row:
                self.inventory_refusals.remove(planned)
                return planned.code, "Refused, as planned.", "inventoryItemId"
        return None

    def get_customer(self, customer_id: int) -> Customer:
        if customer_id not in self.customers:
            raise NotFound(f"{self.domain} has no customer with the id {customer_id}")
        return self.customers[customer_id]

    def list_fulfillment_orders(self, order: Order) -> list[FulfillmentOrder]:
        return [self.fulfillment_orders[number] for number in self.fulfillment_order_ids[order.id]]

    def list_fulfillments(self, order: Order) -> list[Fulfillment]:
        return [self.fulfillments[number] for number in self.fulfillment_ids[order.id]]

    def save_order(self, order: Order) -> None:
        if order.id not in self.orders:
            self.placed_order_count += 1
        self.orders[order.id] = order

    def delete_order(self, order: Order) -> None:
        """Delete an order with its fulfillment orders, fulfillments and emails."""
        del self.orders[order.id]
        for number in self.fulfillment_order_ids.pop(order.id, ()):
            del self.fulfillment_orders[number]
        for number in self.fulfillment_ids.pop(order.id, ()):
            del self.fulfillments[number]
        self.customer_emails = [email for email in self.customer_emails if email.order_id != order.id]

    def save_fulfillment_order(self, fulfillment_order: FulfillmentOrder) -> None:
        if fulfillment_order.id not in self.fulfillment_orders:
            self.fulfillment_order_ids[fulfillment_order.order_id].append(fulfillment_order.id)
        self.fulfillment_orders[fulfillment_order.id] = fulfillment_order

    def save_fulfillment(self, fulfillment: Fulfillment) -> None:
        if fulfillment.id not in self.fulfillments:
            self.fulfillment_ids[fulfillment.order_id].append(fulfillment.id)
        self.fulfillments[fulfillment.id] = fulfillment

    def count_shipped(self, order: Order) -> dict[int, int]:
        """Count shipped units by order line."""
        counts = {line.id: 0 for line in order.lines}
        for fulfillment in self.list_fulfillments(order):
            for line in () if fulfillment.cancelled else fulfillment.lines:
                counts[line.line_item_id] += line.quantity
        return counts

    def count_assigned(self, order: Order) -> Counter[int]:
        """Count by order line the units in fulfillment orders that can be shipped."""
        counts: Counter[int] = Counter()
        for fulfillment_order in self.list_fulfillment_orders(order):
            for line in fulfillment_order.lines if fulfillment_order.can_ship else ():
                counts[line.line_item_id] += line.remaining_quantity
        return counts

    def count_unfulfilled(self, order: Order) -> dict[int, int]:
        """Count by order line the units still to be shipped."""
        shipped = self.count_shipped(order)
        return {line.id: order.compute_unfulfilled_quantity(line, shipped[line.id]) for line in order.lines}

    def get_fulfillment_status(self, order: Order) -> str | None:
        """Return None, partial or fulfilled, as the order payload does; refunded units do not count."""
        if not any(self.count_shipped(order).values()):
            return None
        return "partial" if any(self.count_unfulfilled(order).values()) else "fulfilled"
