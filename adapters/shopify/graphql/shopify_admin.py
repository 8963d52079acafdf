"""Shopify's Admin API."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from novex_shopify.adapters.shopify.graphql import changed_customers, fulfillments, order_summaries, orders, responses
from novex_shopify.adapters.shopify.graphql.client import GraphQLClient, check_user_errors
from novex_shopify.domain.errors import ShopifyUnavailable
from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.fulfillment import (
    Fulfillment,
    FulfillmentOrderMove,
    FulfillmentRequest,
    OrderFulfillments,
    Tracking,
)
from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.reconciliation import OrderRange, OrderSummary
from novex_shopify.domain.model.shop import Scopes, ShopAccess
from novex_shopify.domain.model.webhook_subscription import WebhookSubscription
from novex_shopify.domain.ports.shopify_admin import Page


@dataclass(frozen=True, slots=True)
class GraphQLShopifyAdmin:
    """The port `ShopifyAdmin`."""

    client: GraphQLClient

    def fetch_granted_scopes(self, access: ShopAccess) -> Scopes:
        """What the token allows."""
        answer = self.client.execute(access, "grantedScopes", responses.GrantedScopesResponse)
        return Scopes.from_handles(scope.handle for scope in answer.current_app_installation.access_scopes)

    def fetch_webhook_subscriptions(self, access: ShopAccess) -> Sequence[WebhookSubscription]:
        """All subscriptions that this app made for the store."""
        found: list[WebhookSubscription] = []
        cursor = None
        while True:
            answer = self.client.execute(
                access, "webhookSubscriptions", responses.WebhookSubscriptionsResponse, after=cursor
            )
            found += map(_map_subscription, answer.webhook_subscriptions.nodes)
            cursor = answer.webhook_subscriptions.page_info.next_cursor
            if cursor is None:
                return found

    def create_webhook_subscription(self, access: ShopAccess, topic: str, uri: str) -> WebhookSubscription:
        """Subscribe to a topic."""
        created = self.client.execute(
            access, "webhookSubscriptionCreate", responses.WebhookSubscriptionCreateResponse, topic=topic, uri=uri
        ).webhook_subscription_create
        check_user_errors(f"the subscription to {topic}", created.user_errors)
        if created.webhook_subscription is None:
            raise ShopifyUnavailable(f"The subscription to {topic} gave neither a result nor an error.")
        return _map_subscription(created.webhook_subscription)

    def delete_webhook_subscription(self, access: ShopAccess, subscription_id: str) -> None:
        """End a subscription."""
        deleted = self.client.execute(
            access, "webhookSubscriptionDelete", responses.WebhookSubscriptionDeleteResponse, id=subscription_id
        ).webhook_subscription_delete
        check_user_errors(f"the end of {subscription_id}", deleted.user_errors)

    def fetch_order_summaries(
        self, access: ShopAccess, order_range: OrderRange, cursor: str | None
    ) -> Page[OrderSummary]:
        """A page of orders, summed up."""
        return order_summaries.fetch_order_summaries(self.client, access, order_range, cursor)

    def fetch_changed_customers(
        self, access: ShopAccess, since: datetime, until: datetime, cursor: str | None
    ) -> Page[Customer]:
        """A page of customers that changed in this time."""
        return changed_customers.fetch_changed_customers(self.client, access, since, until, cursor)

    def fetch_order(self, access: ShopAccess, order_id: int) -> Order:
        """An order."""
        return orders.fetch_order(self.client, access, order_id)

    def fetch_order_fulfillments(self, access: ShopAccess, order_id: int) -> OrderFulfillments:
        """The shipping side of an order."""
        return fulfillments.fetch_order_fulfillments(self.client, access, order_id)

    def fetch_fulfillment_quantities(self, access: ShopAccess, fulfillment_id: str) -> Mapping[int, int]:
        """What is in a fulfillment."""
        return fulfillments.fetch_fulfillment_quantities(self.client, access, fulfillment_id)

    def create_fulfillment(self, access: ShopAccess, request: FulfillmentRequest) -> Fulfillment:
        """Ship."""
        return fulfillments.create_fulfillment(self.client, access, request)

    def update_tracking(
        self, access: ShopAccess, fulfillment_id: str, tracking: Tracking, *, notify_customer: bool
    ) -> None:
        """Replace a fulfillment's tracking."""
        fulfillments.update_tracking(self.client, access, fulfillment_id, tracking, notify_customer=notify_customer)

    def cancel_fulfillment(self, access: ShopAccess, fulfillment_id: str) -> None:
        """Take a fulfillment back."""
        fulfillments.cancel_fulfillment(self.client, access, fulfillment_id)

    def move_fulfillment_order(self, access: ShopAccess, moves: Sequence[FulfillmentOrderMove]) -> None:
        """Assign pieces of one fulfillment order to another location."""
        fulfillments.move_fulfillment_order(self.client, access, moves)


def _map_subscription(node: responses.WebhookSubscription) -> WebhookSubscription:
    return WebhookSubscription(node.id, node.topic, node.uri, node.api_version.handle)
