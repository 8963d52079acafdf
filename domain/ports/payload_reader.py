"""Reading webhook bodies."""

from typing import Protocol

from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.order import Order


class PayloadReader(Protocol):
    """Turns Shopify's JSON into the domain's words. Every method raises `UnreadablePayload` for what it cannot read."""

    def resource_key(self, topic: str, body: bytes) -> str | None:
        """What a delivery is about, such as `order:450789469`; None for a topic that nothing is done for."""
        ...

    def order(self, body: bytes) -> Order:
        """The order in the body of an `orders/*` topic."""
        ...

    def customer(self, body: bytes) -> Customer:
        """The customer in the body of a `customers/*` topic."""
        ...

    def shop_domain(self, body: bytes) -> str:
        """The store that the body of an `app/uninstalled` names."""
        ...
