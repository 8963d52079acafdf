"""The port `ShopifyAdmin`: each method's function is in the module that it names."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from novex_shopify.adapters.clock import SystemClock
from novex_shopify.adapters.shopify.graphql import (
    changed_customers,
    customer_data,
    existence,
    fulfillment_order_states,
    fulfillments,
    granted_scopes,
    inventory_levels,
    inventory_quantities,
    locations,
    order_summaries,
    orders,
    returns,
    shop_profile,
    webhook_subscriptions,
)
from novex_shopify.adapters.shopify.graphql.client import GraphQLClient
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
from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.order_return import Return
from novex_shopify.domain.model.reconciliation import OrderRange, OrderSummary
from novex_shopify.domain.model.shop import Scopes, ShopAccess, ShopProfile
from novex_shopify.domain.model.stock_call import StockAnswer, StockCall
from novex_shopify.domain.model.webhook_subscription import WebhookSubscription
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.shopify_admin import Page


@dataclass(frozen=True, slots=True)
class GraphQLShopifyAdmin:
    client: GraphQLClient
    clock: Clock = field(default_factory=SystemClock)

    def fetch_granted_scopes(self, access: ShopAccess) -> Scopes:
        return granted_scopes.fetch_granted_scopes(self.client, access)

    def fetch_profile(self, access: ShopAccess) -> ShopProfile:
        return shop_profile.fetch_profile(self.client, access)

    def fetch_webhook_subscriptions(self, access: ShopAccess) -> Sequence[WebhookSubscription]:
        return webhook_subscriptions.fetch_webhook_subscriptions(self.client, access)

    def create_webhook_subscription(self, access: ShopAccess, topic: str, uri: str) -> WebhookSubscription:
        return webhook_subscriptions.create_webhook_subscription(self.client, access, topic, uri)

    def delete_webhook_subscription(self, access: ShopAccess, subscription_id: str) -> None:
        webhook_subscriptions.delete_webhook_subscription(self.client, access, subscription_id)

    def fetch_order_summaries(
        self, access: ShopAccess, order_range: OrderRange, cursor: str | None
    ) -> Page[OrderSummary]:
        return order_summaries.fetch_order_summaries(self.client, access, order_range, cursor)

    def fetch_changed_customers(
        self, access: ShopAccess, since: datetime, until: datetime, cursor: str | None
    ) -> Page[Customer]:
        return changed_customers.fetch_changed_customers(self.client, access, since, until, cursor)

    def fetch_order(self, access: ShopAccess, order_id: int) -> Order:
        return orders.fetch_order(self.client, access, order_id, self.clock.now())

    def has_order(self, access: ShopAccess, order_id: int) -> bool:
        return existence.has_order(self.client, access, order_id)

    def has_product(self, access: ShopAccess, product_id: int) -> bool:
        return existence.has_product(self.client, access, product_id)

    def has_customer(self, access: ShopAccess, customer_id: int) -> bool:
        return existence.has_customer(self.client, access, customer_id)

    def has_customer_data(self, access: ShopAccess, customer_id: int) -> bool:
        return customer_data.has_customer_data(self.client, access, customer_id)

    def fetch_return(self, access: ShopAccess, return_id: int) -> Return:
        return returns.fetch_return(self.client, access, return_id, self.clock.now())

    def fetch_order_fulfillments(self, access: ShopAccess, order_id: int) -> OrderFulfillments:
        return fulfillments.fetch_order_fulfillments(self.client, access, order_id)

    def fetch_fulfillment_order_states(
        self, access: ShopAccess, fulfillment_order_id: str
    ) -> Sequence[FulfillmentOrderState]:
        return fulfillment_order_states.fetch_fulfillment_order_states(self.client, access, fulfillment_order_id)

    def fetch_fulfillment_quantities(self, access: ShopAccess, fulfillment_id: str) -> Mapping[int, int]:
        return fulfillments.fetch_fulfillment_quantities(self.client, access, fulfillment_id)

    def fetch_fulfillment_order_ids(self, access: ShopAccess, fulfillment_id: str) -> frozenset[str]:
        return fulfillments.fetch_fulfillment_order_ids(self.client, access, fulfillment_id)

    def create_fulfillment(self, access: ShopAccess, request: FulfillmentRequest) -> Fulfillment:
        return fulfillments.create_fulfillment(self.client, access, request)

    def update_tracking(
        self, access: ShopAccess, fulfillment_id: str, tracking: Tracking, *, notify_customer: bool
    ) -> None:
        fulfillments.update_tracking(self.client, access, fulfillment_id, tracking, notify_customer=notify_customer)

    def cancel_fulfillment(self, access: ShopAccess, fulfillment_id: str) -> None:
        fulfillments.cancel_fulfillment(self.client, access, fulfillment_id)

    def move_fulfillment_order(self, access: ShopAccess, moves: Sequence[FulfillmentOrderMove]) -> None:
        fulfillments.move_fulfillment_order(self.client, access, moves)

    def fetch_locations(self, access: ShopAccess) -> Sequence[Location]:
        return locations.fetch_locations(self.client, access)

    def fetch_inventory_levels(
        self, access: ShopAccess, keys: Collection[LevelKey]
    ) -> Mapping[LevelKey, InventoryLevel | None]:
        return inventory_levels.fetch_inventory_levels(self.client, access, keys)

    def set_on_hand(self, access: ShopAccess, call: StockCall) -> StockAnswer:
        return inventory_quantities.set_on_hand(self.client, access, call)
