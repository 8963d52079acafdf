"""Reading webhook bodies."""

from typing import Protocol

from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.order import Order, OrderFulfillment
from novex_shopify.domain.model.privacy import PrivacyRequest
from novex_shopify.domain.model.product import ProductState
from novex_shopify.domain.model.refund import Refund


class PayloadReader(Protocol):
    """Turns Shopify's JSON into the domain's words. Every method raises `UnreadablePayload` for what it cannot read."""

    def parse_resource_key(self, topic: str, body: bytes) -> str | None:
        """What a delivery is about, such as `order:450789469`; None for a topic that nothing is done for."""
        ...

    def parse_order(self, body: bytes) -> Order:
        """The order in the body of an `orders/*` topic."""
        ...

    def serialize_order(self, order: Order) -> bytes:
        """An order that was read, as a body that `read_order` reads."""
        ...

    def deserialize_order(self, body: bytes) -> Order:
        """The order that was read."""
        ...

    def parse_order_id(self, body: bytes) -> int:
        """The order in the body of an `orders/delete`."""
        ...

    def parse_refund(self, body: bytes) -> Refund:
        """The refund in the body of a `refunds/create`."""
        ...

    def parse_fulfillment(self, body: bytes) -> tuple[int, OrderFulfillment]:
        """The order and the parcel in the body of a `fulfillments/*` topic."""
        ...

    def parse_order_risk(self, body: bytes) -> tuple[int, str]:
        """The order and its risk in the body of an `orders/risk_assessment_changed`."""
        ...

    def parse_customer(self, body: bytes) -> Customer:
        """The customer in the body of a `customers/*` topic."""
        ...

    def parse_email_consent(self, body: bytes) -> Customer:
        """A customer, of whom nothing is told but the consent to e-mail."""
        ...

    def parse_sms_consent(self, body: bytes) -> Customer:
        """A customer, of whom nothing is told but the consent to text messages."""
        ...

    def parse_product(self, body: bytes) -> ProductState:
        """The product in the body of a `products/*` topic; of large ones only the first hundred variants are told."""
        ...

    def parse_product_id(self, body: bytes) -> int:
        """The product in the body of a `products/delete`."""
        ...

    def parse_shop_domain(self, body: bytes) -> str:
        """The store that the body of an `app/uninstalled` names."""
        ...

    def parse_scopes(self, body: bytes) -> frozenset[str]:
        """The scopes in the body of an `app/scopes_update`."""
        ...

    def remove_personal_data(self, body: bytes) -> bytes:
        """The same body without anything that tells who somebody is; amounts and goods stay."""
        ...

    def parse_privacy_request(self, body: bytes) -> PrivacyRequest:
        """The request in the body of a compliance topic."""
        ...
