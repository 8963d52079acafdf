"""The topic table: what is subscribed, and what each topic speaks of.

A topic is a hint: every order topic means "bring this order to the state in the payload".
"""

from dataclasses import dataclass
from enum import StrEnum


class Subject(StrEnum):
    """The kind of thing a webhook speaks of; each kind has one handler."""

    ORDER = "order"
    CUSTOMER = "customer"
    FULFILLMENT_ORDER = "fulfillment_order"
    APP = "app"


@dataclass(frozen=True, slots=True)
class Topic:
    """One row of the table. `name` is as in the header `X-Shopify-Topic`."""

    name: str
    subject: Subject
    meaning: str

    @property
    def graphql_name(self) -> str:
        """The value of the enum `WebhookSubscriptionTopic`."""
        return self.name.upper().replace("/", "_").replace(".", "_")


TOPICS: tuple[Topic, ...] = (
    Topic("orders/create", Subject.ORDER, "an order was placed"),
    Topic("orders/updated", Subject.ORDER, "an order changed"),
    Topic("orders/paid", Subject.ORDER, "an order was paid in full"),
    Topic("orders/cancelled", Subject.ORDER, "an order was cancelled"),
    Topic("orders/fulfilled", Subject.ORDER, "all of an order was shipped"),
    Topic("orders/partially_fulfilled", Subject.ORDER, "a part of an order was shipped"),
    Topic("customers/create", Subject.CUSTOMER, "a customer was added"),
    Topic("customers/update", Subject.CUSTOMER, "a customer changed"),
    Topic("app/uninstalled", Subject.APP, "the merchant removed the app"),
)

TOPICS_BY_NAME = {topic.name: topic for topic in TOPICS}
