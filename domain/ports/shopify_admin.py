"""Shopify's Admin API."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

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

Record_co = TypeVar("Record_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Page(Generic[Record_co]):
    """Some records, and where the next page begins; None after the last."""

    records: tuple[Record_co, ...]
    next_cursor: str | None


class ShopifyAdmin(Protocol):
    """Calls to one store.

    Each raises `ShopifyThrottled` (nothing was done), `ShopifyUnavailable` (unclear whether it was done),
    `ShopifyAccessDenied` (token or scope) or `ShopifyRefused` (Shopify's own words). Nothing is sent twice.
    """

    def fetch_granted_scopes(self, access: ShopAccess) -> Scopes:
        """What the token allows."""
        ...

    def fetch_webhook_subscriptions(self, access: ShopAccess) -> Sequence[WebhookSubscription]:
        """All subscriptions that this app made for the store."""
        ...

    def create_webhook_subscription(self, access: ShopAccess, topic: str, uri: str) -> WebhookSubscription:
        """Subscribe to a topic, named as in GraphQL."""
        ...

    def delete_webhook_subscription(self, access: ShopAccess, subscription_id: str) -> None:
        """End a subscription."""
        ...

    def fetch_order_summaries(
        self, access: ShopAccess, order_range: OrderRange, cursor: str | None
    ) -> Page[OrderSummary]:
        """A page of orders, summed up: by when they changed last or were created, the earliest first."""
        ...

    def fetch_changed_customers(
        self, access: ShopAccess, since: datetime, until: datetime, cursor: str | None
    ) -> Page[Customer]:
        """A page of customers that changed last from `since` on and before `until`, the earliest first."""
        ...

    def fetch_order(self, access: ShopAccess, order_id: int) -> Order:
        """An order, as its webhooks state it. Raises `NotFound` for an unknown order."""
        ...

    def fetch_order_fulfillments(self, access: ShopAccess, order_id: int) -> OrderFulfillments:
        """What is still to be shipped of an order, and what was shipped. Raises `NotFound` for an unknown order."""
        ...

    def fetch_fulfillment_quantities(self, access: ShopAccess, fulfillment_id: str) -> Mapping[int, int]:
        """How many pieces of each line item are in a fulfillment."""
        ...

    def create_fulfillment(self, access: ShopAccess, request: FulfillmentRequest) -> Fulfillment:
        """Ship. Not idempotent: after `ShopifyUnavailable`, look before sending again."""
        ...

    def update_tracking(
        self, access: ShopAccess, fulfillment_id: str, tracking: Tracking, *, notify_customer: bool
    ) -> None:
        """Replace a fulfillment's tracking. Repeating it changes nothing."""
        ...

    def cancel_fulfillment(self, access: ShopAccess, fulfillment_id: str) -> None:
        """Take a fulfillment back; its goods are expected anew, by new fulfillment orders."""
        ...

    def move_fulfillment_order(self, access: ShopAccess, moves: Sequence[FulfillmentOrderMove]) -> None:
        """Assign pieces of one fulfillment order to another location; they get a fulfillment order of their own."""
        ...
