"""Shopify's Admin API in memory."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from novex_shopify.adapters.memory.stated_orders import stated_in
from novex_shopify.adapters.memory.store import MemoryStore
from novex_shopify.domain.errors import NotFound, ShopifyRefused, TokenRefused
from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.fulfillment import Fulfillment, FulfillmentRequest, Move, OrderFulfillments, Tracking
from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.reconciliation import OrderRange, StatedOrder
from novex_shopify.domain.model.shop import Scopes, ShopAccess
from novex_shopify.domain.model.webhook_subscription import WebhookSubscription
from novex_shopify.domain.ports.shopify_admin import Page


@dataclass(frozen=True, slots=True)
class MemoryShopifyAdmin:
    """The port `ShopifyAdmin` over one store."""

    store: MemoryStore

    def granted_scopes(self, access: ShopAccess) -> Scopes:
        """What the token allows."""
        self._enter("granted_scopes", access)
        return self.store.scopes

    def webhook_subscriptions(self, access: ShopAccess) -> Sequence[WebhookSubscription]:
        """All subscriptions."""
        self._enter("webhook_subscriptions", access)
        return list(self.store.subscriptions.values())

    def create_webhook_subscription(self, access: ShopAccess, topic: str, uri: str) -> WebhookSubscription:
        """Subscribe, unless the same is subscribed already."""
        self._enter("create_webhook_subscription", access)
        if any((known.topic, known.uri) == (topic, uri) for known in self.store.subscriptions.values()):
            raise ShopifyRefused(f"the subscription to {topic}", ["Address for this topic has already been taken"])
        number = self.store.next_number()
        created = WebhookSubscription(f"gid://shopify/WebhookSubscription/{number}", topic, uri, "2026-10")
        self.store.subscriptions[created.id] = created
        self.store.end("create_webhook_subscription")
        return created

    def delete_webhook_subscription(self, access: ShopAccess, subscription_id: str) -> None:
        """End a subscription."""
        self._enter("delete_webhook_subscription", access)
        if self.store.subscriptions.pop(subscription_id, None) is None:
            raise ShopifyRefused(f"the end of {subscription_id}", ["Webhook subscription does not exist"])

    def stated_orders(self, access: ShopAccess, which: OrderRange, cursor: str | None) -> Page[StatedOrder]:
        """A page of one order each, summed up."""
        self._enter("stated_orders", access)
        asked_for = stated_in(which, self.store.stated_orders.values())
        start = int(cursor or 0)
        return Page(tuple(asked_for[start : start + 1]), str(start + 1) if start + 1 < len(asked_for) else None)

    def changed_customers(
        self, access: ShopAccess, since: datetime, until: datetime, cursor: str | None
    ) -> Page[Customer]:
        """A page of one customer each."""
        self._enter("changed_customers", access)
        changed = [each for each in self.store.customers if each.updated_at and since <= each.updated_at < until]
        start = int(cursor or 0)
        return Page(tuple(changed[start : start + 1]), str(start + 1) if start + 1 < len(changed) else None)

    def order(self, access: ShopAccess, order_id: int) -> Order:
        """An order."""
        self._enter("order", access)
        if order_id not in self.store.stated_orders:
            raise NotFound(f"{access.shop} has no order {order_id}.")
        return self.store.stated_orders[order_id]

    def order_fulfillments(self, access: ShopAccess, order_id: int) -> OrderFulfillments:
        """The shipping side of an order."""
        self._enter("order_fulfillments", access)
        if order_id not in self.store.orders:
            raise NotFound(f"{access.shop} has no order {order_id}.")
        return self.store.orders[order_id]

    def create_fulfillment(self, access: ShopAccess, request: FulfillmentRequest) -> Fulfillment:
        """Ship, if so much is left, and all of it at one location."""
        self._enter("create_fulfillment", access)
        order_id = self._order_of(request)
        taken: Counter[str] = Counter()
        pieces: Counter[int] = Counter()
        for line in request.lines:
            taken[line.fulfillment_order_line_id] += line.quantity
            pieces[line.line_item_id] += line.quantity
        self._check(order_id, request, taken)
        numbers = request.tracking.numbers if request.tracking else ()
        made = Fulfillment(f"gid://shopify/Fulfillment/{self.store.next_number()}", numbers)
        self.store.add_fulfillment(order_id, made, taken, pieces)
        self.store.end("create_fulfillment")
        return made

    def fulfillment_quantities(self, access: ShopAccess, fulfillment_id: str) -> Mapping[int, int]:
        """How many pieces of each line item are in a fulfillment."""
        self._enter("fulfillment_quantities", access)
        return self.store.quantities[fulfillment_id]

    def update_tracking(
        self, access: ShopAccess, fulfillment_id: str, tracking: Tracking, *, notify_customer: bool
    ) -> None:
        """Replace a fulfillment's tracking."""
        self._enter("update_tracking", access)
        self.store.change_fulfillment(fulfillment_id, tracking_numbers=tracking.numbers)
        self.store.end("update_tracking")

    def cancel_fulfillment(self, access: ShopAccess, fulfillment_id: str) -> None:
        """Take a fulfillment back."""
        self._enter("cancel_fulfillment", access)
        self.store.take_back(fulfillment_id)
        self.store.end("cancel_fulfillment")

    def move_fulfillment_order(self, access: ShopAccess, parts: Sequence[Move]) -> None:
        """Assign pieces of one fulfillment order to another location."""
        self._enter("move_fulfillment_order", access)
        self.store.move(parts)
        self.store.end("move_fulfillment_order")

    def _enter(self, call: str, access: ShopAccess) -> None:
        self.store.begin(call)
        if access.access_token != self.store.access_token:
            raise TokenRefused(access.shop, call)

    def _order_of(self, request: FulfillmentRequest) -> int:
        wanted = request.lines[0].fulfillment_order_id
        for order_id, state in self.store.orders.items():
            if any(order.id == wanted for order in state.fulfillment_orders):
                return order_id
        raise ShopifyRefused("fulfillmentCreate", ["Fulfillment order does not exist."])

    def _check(self, order_id: int, request: FulfillmentRequest, taken: Counter[str]) -> None:
        orders = {order.id: order for order in self.store.orders[order_id].fulfillment_orders}
        named = {orders[line.fulfillment_order_id] for line in request.lines}
        if len({order.location_id for order in named}) > 1:
            raise ShopifyRefused("fulfillmentCreate", ["All fulfillment orders must have the same location."])
        left = {line.id: line.remaining_quantity for order in named for line in order.lines if order.can_be_fulfilled}
        if any(quantity > left.get(line, 0) for line, quantity in taken.items()):
            raise ShopifyRefused("fulfillmentCreate", ["Invalid fulfillment order line item quantity requested."])
