"""Parsing of webhook bodies."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.fulfillment_order_state import FulfillmentOrderState
from novex_shopify.domain.model.inventory_level import LevelKey
from novex_shopify.domain.model.location import Location
from novex_shopify.domain.model.order import Order, OrderFulfillment
from novex_shopify.domain.model.order_return import Return
from novex_shopify.domain.model.privacy import PrivacyRequest
from novex_shopify.domain.model.product import ProductState
from novex_shopify.domain.model.raw_order import RawOrder
from novex_shopify.domain.model.refund import Refund
from novex_shopify.domain.model.shop import Scopes


class PayloadReader(Protocol):
    """Turns Shopify's JSON into domain objects. Every method raises `UnreadablePayload` for an invalid body."""

    def parse_resource_key(self, topic: str, body: bytes) -> str | None:
        """Return the resource of a delivery, such as `order:450789469`; None for a topic without a handler."""
        ...

    def parse_order(self, body: bytes) -> Order:
        """Parse the order of an `orders/*` topic."""
        ...

    def parse_order_shop_id(self, body: bytes) -> int | None:
        """Return Shopify's id of the shop that the order is of; None if the body does not state it."""
        ...

    def read_raw_order(self, body: bytes) -> RawOrder:
        """Return the body of an `orders/*` topic with Shopify's own keys, without U+0000 in texts."""
        ...

    def serialize_order(self, order: Order) -> bytes:
        """Serialize an order that was read by GraphQL, for the body of an `orders/read` event."""
        ...

    def deserialize_order(self, body: bytes) -> Order:
        """Parse the body that `serialize_order` wrote."""
        ...

    def parse_order_id(self, body: bytes) -> int:
        """Parse the order id of `orders/delete`."""
        ...

    def parse_refund(self, body: bytes) -> Refund:
        """Parse the refund of `refunds/create`."""
        ...

    def parse_return_id(self, body: bytes) -> int:
        """Parse the id of the return of a `returns/*` topic. The body may state nothing else of it."""
        ...

    def serialize_return(self, known: Return) -> bytes:
        """Serialize a return that was read from Shopify."""
        ...

    def deserialize_return(self, body: bytes) -> Return:
        """Parse what `serialize_return` wrote."""
        ...

    def serialize_fulfillment_orders(self, states: Sequence[FulfillmentOrderState]) -> bytes:
        """Serialize fulfillment orders that were read from Shopify."""
        ...

    def deserialize_fulfillment_orders(self, body: bytes) -> Sequence[FulfillmentOrderState]:
        """Parse what `serialize_fulfillment_orders` wrote."""
        ...

    def parse_fulfillment(self, body: bytes) -> tuple[int, OrderFulfillment]:
        """Parse the order id and the fulfillment of a `fulfillments/*` topic."""
        ...

    def parse_order_risk(self, body: bytes) -> tuple[int, str, datetime | None]:
        """Parse the order id, the risk and the time of `orders/risk_assessment_changed`."""
        ...

    def parse_customer(self, body: bytes) -> Customer:
        """Parse the customer of a `customers/*` topic."""
        ...

    def parse_email_consent(self, body: bytes) -> Customer:
        """Parse a customer of whom only the e-mail consent is known."""
        ...

    def parse_sms_consent(self, body: bytes) -> Customer:
        """Parse a customer of whom only the SMS consent is known."""
        ...

    def parse_product(self, body: bytes) -> ProductState:
        """Parse the product of a `products/*` topic.

        A large product names all but its first hundred variants only by id.
        """
        ...

    def parse_product_id(self, body: bytes) -> int:
        """Parse the product id of `products/delete`."""
        ...

    def parse_inventory_level(self, body: bytes) -> tuple[LevelKey, int | None]:
        """Parse the level of an `inventory_levels/*` topic, and what is available there if it is stated."""
        ...

    def parse_inventory_item(self, body: bytes) -> tuple[int, bool | None]:
        """Parse the id of an `inventory_items/*` topic, and whether the item is tracked if that is stated."""
        ...

    def serialize_locations(self, locations: Sequence[Location]) -> bytes:
        """Serialize the locations of a store that were read from Shopify."""
        ...

    def deserialize_locations(self, body: bytes) -> Sequence[Location]:
        """Parse what `serialize_locations` wrote."""
        ...

    def parse_shop_domain(self, body: bytes) -> str:
        """Parse the shop of `app/uninstalled`."""
        ...

    def parse_scopes(self, body: bytes) -> frozenset[str]:
        """Parse the scopes of `app/scopes_update`."""
        ...

    def serialize_scopes(self, scopes: Scopes) -> bytes:
        """Serialize scopes that were read from Shopify, as `parse_scopes` reads them."""
        ...

    def remove_personal_data(self, body: bytes) -> bytes:
        """Return the body without personal data; amounts and items stay, and it can be parsed as before."""
        ...

    def list_personal_texts(self, body: bytes) -> set[str]:
        """List the texts that `remove_personal_data` removes."""
        ...

    def parse_privacy_request(self, body: bytes) -> PrivacyRequest:
        """Parse the request of a compliance topic."""
        ...
