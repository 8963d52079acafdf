"""Shopify's Admin API."""

from collections.abc import Collection, Mapping, Sequence
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
from novex_shopify.domain.model.fulfillment_order_state import FulfillmentOrderState
from novex_shopify.domain.model.inventory_level import InventoryLevel, LevelKey
from novex_shopify.domain.model.location import Location
from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.order_return import Return
from novex_shopify.domain.model.reconciliation import OrderRange, OrderSummary
from novex_shopify.domain.model.shop import Scopes, ShopAccess, ShopProfile
from novex_shopify.domain.model.stock_call import StockAnswer, StockCall
from novex_shopify.domain.model.webhook_subscription import WebhookSubscription

Record_co = TypeVar("Record_co", covariant=True)


@dataclass(frozen=True, slots=True)
class UnreadableRecord:
    """A record of a page that could not be read, and why. `id` is None if not even that could be read."""

    id: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Page(Generic[Record_co]):
    """A page of records; `next_cursor` is None on the last page. `unreadable` are those of its records left out."""

    records: tuple[Record_co, ...]
    next_cursor: str | None
    unreadable: tuple[UnreadableRecord, ...] = ()


class ShopifyAdmin(Protocol):
    """Calls to one shop.

    Every method raises `ShopifyThrottled` (nothing was done), `ShopifyUnavailable` (it is unknown whether it was done),
    `ShopifyAccessDenied` (token or scope) or `ShopifyRefused` (with Shopify's words). No call is sent twice.
    """

    def fetch_granted_scopes(self, access: ShopAccess) -> Scopes:
        """Fetch the scopes of the token."""
        ...

    def fetch_profile(self, access: ShopAccess) -> ShopProfile:
        """Fetch the shop's id, and the country of its address, such as DE; None if the shop has none."""
        ...

    def fetch_webhook_subscriptions(self, access: ShopAccess) -> Sequence[WebhookSubscription]:
        """Fetch all subscriptions that this app created for the shop."""
        ...

    def create_webhook_subscription(self, access: ShopAccess, topic: str, uri: str) -> WebhookSubscription:
        """Subscribe to a topic, named as in GraphQL."""
        ...

    def delete_webhook_subscription(self, access: ShopAccess, subscription_id: str) -> None:
        """Delete a subscription."""
        ...

    def fetch_order_summaries(
        self, access: ShopAccess, order_range: OrderRange, cursor: str | None
    ) -> Page[OrderSummary]:
        """Fetch a page of order summaries in a range, earliest first."""
        ...

    def fetch_changed_customers(
        self, access: ShopAccess, since: datetime, until: datetime, cursor: str | None
    ) -> Page[Customer]:
        """Fetch a page of customers last changed from `since` to before `until`, earliest first."""
        ...

    def fetch_order(self, access: ShopAccess, order_id: int) -> Order:
        """Fetch an order, equal to the one its webhooks carry.

        Its returns are those that the store grants access to: all, or none without the scope. Raises `NotFound` for an
        unknown order, and `UnreadablePayload` for one without a field that it needs.
        """
        ...

    def has_order(self, access: ShopAccess, order_id: int) -> bool:
        """Return whether the shop has this order, as far as the token shows it."""
        ...

    def has_product(self, access: ShopAccess, product_id: int) -> bool:
        """Return whether the shop has this product."""
        ...

    def has_customer(self, access: ShopAccess, customer_id: int) -> bool:
        """Return whether the shop has this customer."""
        ...

    def has_customer_data(self, access: ShopAccess, customer_id: int) -> bool:
        """Return whether the shop has a name, an e-mail address or a phone number of this customer."""
        ...

    def fetch_return(self, access: ShopAccess, return_id: int) -> Return:
        """Fetch a return. Raises `NotFound` for an unknown return, `ScopeNotGranted`, and `UnreadablePayload`."""
        ...

    def fetch_order_fulfillments(self, access: ShopAccess, order_id: int) -> OrderFulfillments:
        """Fetch an order's fulfillment orders and fulfillments. Raises `NotFound` for an unknown order."""
        ...

    def fetch_fulfillment_order_states(
        self, access: ShopAccess, fulfillment_order_id: str
    ) -> Sequence[FulfillmentOrderState]:
        """Fetch all fulfillment orders of the order that one of them, by its gid, belongs to.

        Raises `NotFound` for one that is unknown, or that the scopes do not show.
        """
        ...

    def fetch_fulfillment_quantities(self, access: ShopAccess, fulfillment_id: str) -> Mapping[int, int]:
        """Fetch a fulfillment's quantities by line item id."""
        ...

    def fetch_fulfillment_order_ids(self, access: ShopAccess, fulfillment_id: str) -> frozenset[str]:
        """Fetch the ids of the fulfillment orders that a fulfillment was made of, as far as the scopes show them."""
        ...

    def create_fulfillment(self, access: ShopAccess, request: FulfillmentRequest) -> Fulfillment:
        """Create a fulfillment of one location and delivery method; a mixture is refused.

        Not idempotent: after `ShopifyUnavailable`, read the order before you send it again.
        """
        ...

    def update_tracking(
        self, access: ShopAccess, fulfillment_id: str, tracking: Tracking, *, notify_customer: bool
    ) -> None:
        """Replace a fulfillment's tracking. Repeating it changes nothing."""
        ...

    def cancel_fulfillment(self, access: ShopAccess, fulfillment_id: str) -> None:
        """Cancel a fulfillment; Shopify expects its items again, in new fulfillment orders."""
        ...

    def move_fulfillment_order(self, access: ShopAccess, moves: Sequence[FulfillmentOrderMove]) -> None:
        """Move quantities of one fulfillment order to another location; they get a fulfillment order of their own.

        The delivery method stays the same.
        """
        ...

    def fetch_locations(self, access: ShopAccess) -> Sequence[Location]:
        """Fetch all locations of the shop, also those that are deactivated or of a fulfillment service, by id."""
        ...

    def fetch_inventory_levels(
        self, access: ShopAccess, keys: Collection[LevelKey]
    ) -> Mapping[LevelKey, InventoryLevel | None]:
        """Fetch up to 250 levels; None for each item that Shopify does not know, or has never stocked there.

        Raises `ScopeNotGranted` without `read_inventory`.
        """
        ...

    def set_on_hand(self, access: ShopAccess, call: StockCall) -> StockAnswer:
        """Set quantities. Idempotent for about a day: after `ShopifyUnavailable`, send the same call again.

        What Shopify says of the rows or the key is in the answer. Raises `ScopeNotGranted` without `write_inventory`,
        and `ShopifyRefused` for a call that it does not read, such as one with more than 250 rows.
        """
        ...
