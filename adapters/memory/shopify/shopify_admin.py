"""Shopify's Admin API in memory."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from novex_shopify.adapters.memory.shopify.fake_shop import FakeShop
from novex_shopify.adapters.memory.shopify.order_summaries import list_order_summaries
from novex_shopify.domain.errors import NotFound, ScopeNotGranted, ShopifyRefused, TokenRefused
from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.fulfillment import (
    Fulfillment,
    FulfillmentOrderMove,
    FulfillmentRequest,
    OrderFulfillments,
    Tracking,
)
from novex_shopify.domain.model.fulfillment_order_state import FulfillmentOrderState
from novex_shopify.domain.model.inventory_level import InventoryLevel, LevelKey
from novex_shopify.domain.model.location import Location
from novex_shopify.domain.model.optional_scopes import READ_INVENTORY, READ_RETURNS, WRITE_INVENTORY
from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.order_return import Return
from novex_shopify.domain.model.reconciliation import OrderRange, OrderSummary
from novex_shopify.domain.model.shop import Scopes, ShopAccess, ShopProfile
from novex_shopify.domain.model.stock_call import StockAnswer, StockCall
from novex_shopify.domain.model.webhook_subscription import WebhookSubscription
from novex_shopify.domain.ports.shopify_admin import Page, UnreadableRecord

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class MemoryShopifyAdmin:
    """The port `ShopifyAdmin` for one store."""

    fake_shop: FakeShop

    def fetch_granted_scopes(self, access: ShopAccess) -> Scopes:
        self._begin_call("fetch_granted_scopes", access)
        return self.fake_shop.scopes

    def fetch_profile(self, access: ShopAccess) -> ShopProfile:
        self._begin_call("fetch_profile", access)
        return self.fake_shop.profile

    def fetch_webhook_subscriptions(self, access: ShopAccess) -> Sequence[WebhookSubscription]:
        self._begin_call("fetch_webhook_subscriptions", access)
        return list(self.fake_shop.subscriptions.values())

    def create_webhook_subscription(self, access: ShopAccess, topic: str, uri: str) -> WebhookSubscription:
        self._begin_call("create_webhook_subscription", access)
        if any((known.topic, known.uri) == (topic, uri) for known in self.fake_shop.subscriptions.values()):
            raise ShopifyRefused(f"the subscription to {topic}", ["Address for this topic has already been taken"])
        number = self.fake_shop.allocate_number()
        created = WebhookSubscription(f"gid://shopify/WebhookSubscription/{number}", topic, uri, "2026-10")
        self.fake_shop.subscriptions[created.id] = created
        self.fake_shop.end_call("create_webhook_subscription")
        return created

    def delete_webhook_subscription(self, access: ShopAccess, subscription_id: str) -> None:
        self._begin_call("delete_webhook_subscription", access)
        if self.fake_shop.subscriptions.pop(subscription_id, None) is None:
            raise ShopifyRefused(f"the end of {subscription_id}", ["Webhook subscription does not exist"])

    def fetch_order_summaries(
        self, access: ShopAccess, order_range: OrderRange, cursor: str | None
    ) -> Page[OrderSummary]:
        self._begin_call("fetch_order_summaries", access)
        with_returns = access.grants(READ_RETURNS)
        summaries = list_order_summaries(order_range, self.fake_shop.orders.values(), with_returns=with_returns)
        return self._build_page(summaries, cursor, self.fake_shop.unreadable_summaries)

    def fetch_changed_customers(
        self, access: ShopAccess, since: datetime, until: datetime, cursor: str | None
    ) -> Page[Customer]:
        self._begin_call("fetch_changed_customers", access)
        changed = [each for each in self.fake_shop.customers if each.updated_at and since <= each.updated_at < until]
        return self._build_page(changed, cursor, self.fake_shop.unreadable_customers)

    def _build_page(
        self, records: Sequence[Record], cursor: str | None, unreadable: tuple[UnreadableRecord, ...]
    ) -> Page[Record]:
        start = int(cursor or 0)
        end = start + self.fake_shop.page_size
        next_cursor = str(end) if end < len(records) else None
        return Page(tuple(records[start:end]), next_cursor, () if cursor else unreadable)

    def fetch_order(self, access: ShopAccess, order_id: int) -> Order:
        self._begin_call("fetch_order", access)
        if order_id not in self.fake_shop.orders:
            raise NotFound(f"{access.shop} has no order {order_id}.")
        order = self.fake_shop.orders[order_id]
        return order if access.grants(READ_RETURNS) else replace(order, returns=())

    def has_order(self, access: ShopAccess, order_id: int) -> bool:
        self._begin_call("has_order", access)
        return order_id in self.fake_shop.orders or order_id in self.fake_shop.order_fulfillments

    def has_product(self, access: ShopAccess, product_id: int) -> bool:
        self._begin_call("has_product", access)
        return any(variant.product_id == product_id for variant in self.fake_shop.variants)

    def has_customer(self, access: ShopAccess, customer_id: int) -> bool:
        self._begin_call("has_customer", access)
        ids = {
            *(each.id for each in self.fake_shop.customers),
            *(each.id for each in self.fake_shop.unreadable_customers),
        }
        return customer_id in ids

    def has_customer_data(self, access: ShopAccess, customer_id: int) -> bool:
        self._begin_call("has_customer_data", access)
        known = next((each for each in self.fake_shop.customers if each.id == customer_id), None)
        return known is not None and any((known.first_name, known.last_name, known.email, known.phone))

    def fetch_return(self, access: ShopAccess, return_id: int) -> Return:
        self._begin_call("fetch_return", access)
        _require_scope(access, READ_RETURNS)
        for order in self.fake_shop.orders.values():
            for each in order.returns:
                if each.id == return_id:
                    return each
        raise NotFound(f"{access.shop} has no return {return_id}.")

    def fetch_order_fulfillments(self, access: ShopAccess, order_id: int) -> OrderFulfillments:
        self._begin_call("fetch_order_fulfillments", access)
        if order_id not in self.fake_shop.order_fulfillments:
            raise NotFound(f"{access.shop} has no order {order_id}.")
        return self.fake_shop.order_fulfillments[order_id]

    def fetch_fulfillment_order_states(
        self, access: ShopAccess, fulfillment_order_id: str
    ) -> Sequence[FulfillmentOrderState]:
        self._begin_call("fetch_fulfillment_order_states", access)
        states = self.fake_shop.list_fulfillment_order_states()
        named = next((each for each in states if each.id == fulfillment_order_id), None)
        if named is None:
            raise NotFound(f"{access.shop} has no fulfillment order {fulfillment_order_id}.")
        return [each for each in states if each.order_id == named.order_id]

    def create_fulfillment(self, access: ShopAccess, request: FulfillmentRequest) -> Fulfillment:
        self._begin_call("create_fulfillment", access)
        order_id = self._find_order_id(request)
        fulfillment_order_line_quantities: Counter[str] = Counter()
        line_item_quantities: Counter[int] = Counter()
        for line in request.lines:
            fulfillment_order_line_quantities[line.fulfillment_order_line_id] += line.quantity
            line_item_quantities[line.line_item_id] += line.quantity
        self._check_quantities(order_id, request, fulfillment_order_line_quantities)
        numbers = request.tracking.all_numbers if request.tracking else ()
        fulfillment = Fulfillment(f"gid://shopify/Fulfillment/{self.fake_shop.allocate_number()}", numbers)
        self.fake_shop.add_fulfillment(order_id, fulfillment, fulfillment_order_line_quantities, line_item_quantities)
        self.fake_shop.end_call("create_fulfillment")
        return fulfillment

    def fetch_fulfillment_quantities(self, access: ShopAccess, fulfillment_id: str) -> Mapping[int, int]:
        self._begin_call("fetch_fulfillment_quantities", access)
        return self.fake_shop.fulfillment_quantities[fulfillment_id]

    def fetch_fulfillment_order_ids(self, access: ShopAccess, fulfillment_id: str) -> frozenset[str]:
        self._begin_call("fetch_fulfillment_order_ids", access)
        return self.fake_shop.fulfillment_order_ids[fulfillment_id]

    def update_tracking(
        self, access: ShopAccess, fulfillment_id: str, tracking: Tracking, *, notify_customer: bool
    ) -> None:
        self._begin_call("update_tracking", access)
        self.fake_shop.update_fulfillment(fulfillment_id, tracking_numbers=tracking.all_numbers)
        self.fake_shop.end_call("update_tracking")

    def cancel_fulfillment(self, access: ShopAccess, fulfillment_id: str) -> None:
        self._begin_call("cancel_fulfillment", access)
        self.fake_shop.cancel_fulfillment(fulfillment_id)
        self.fake_shop.end_call("cancel_fulfillment")

    def move_fulfillment_order(self, access: ShopAccess, moves: Sequence[FulfillmentOrderMove]) -> None:
        self._begin_call("move_fulfillment_order", access)
        self.fake_shop.move_fulfillment_order(moves)
        self.fake_shop.end_call("move_fulfillment_order")

    def fetch_locations(self, access: ShopAccess) -> Sequence[Location]:
        self._begin_call("fetch_locations", access)
        return sorted(self.fake_shop.inventory.locations, key=lambda location: location.id)

    def fetch_inventory_levels(
        self, access: ShopAccess, keys: Collection[LevelKey]
    ) -> Mapping[LevelKey, InventoryLevel | None]:
        self._begin_call("fetch_inventory_levels", access)
        _require_scope(access, READ_INVENTORY)
        return self.fake_shop.inventory.read(keys)

    def set_on_hand(self, access: ShopAccess, call: StockCall) -> StockAnswer:
        self._begin_call("set_on_hand", access)
        _require_scope(access, WRITE_INVENTORY)
        answer = self.fake_shop.inventory.set_quantities(call)
        self.fake_shop.end_call("set_on_hand")
        return answer

    def _begin_call(self, call: str, access: ShopAccess) -> None:
        self.fake_shop.begin_call(call)
        if access.access_token != self.fake_shop.access_token:
            raise TokenRefused(access.shop, call)

    def _find_order_id(self, request: FulfillmentRequest) -> int:
        wanted = request.lines[0].fulfillment_order_id
        for order_id, state in self.fake_shop.order_fulfillments.items():
            if any(order.id == wanted for order in state.fulfillment_orders):
                return order_id
        raise ShopifyRefused("fulfillmentCreate", ["Fulfillment order does not exist."])

    def _check_quantities(self, order_id: int, request: FulfillmentRequest, quantities: Counter[str]) -> None:
        orders = {order.id: order for order in self.fake_shop.order_fulfillments[order_id].fulfillment_orders}
        fulfillment_orders = {orders[line.fulfillment_order_id] for line in request.lines}
        if len({order.location_id for order in fulfillment_orders}) > 1:
            raise ShopifyRefused("fulfillmentCreate", ["All fulfillment orders must have the same location."])
        if len({order.delivery_method for order in fulfillment_orders}) > 1:
            raise ShopifyRefused(
                "fulfillmentCreate", ["All fulfillment orders must have the same delivery method type."]
            )
        remaining = {
            line.id: line.remaining_quantity
            for order in fulfillment_orders
            for line in order.lines
            if order.can_be_fulfilled
        }
        if any(quantity > remaining.get(line, 0) for line, quantity in quantities.items()):
            raise ShopifyRefused("fulfillmentCreate", ["Invalid fulfillment order line item quantity requested."])


def _require_scope(access: ShopAccess, scope: str) -> None:
    if not access.grants(scope):
        raise ScopeNotGranted(access.shop, scope)
