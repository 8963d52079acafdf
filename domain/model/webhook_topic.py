"""The topic table: what is subscribed, what each topic means, and what is done about it.

A topic is a hint: every order topic but the deletion means "bring this order to the state in the payload".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Subject(StrEnum):
    """The kind of thing that a webhook speaks of; each kind has one handler."""

    ORDER = "order"
    ORDER_READ = "order_read"
    ORDER_DELETION = "order_deletion"
    REFUND = "refund"
    FULFILLMENT = "parcel"
    RISK = "risk"
    ROUTING = "routing"
    CUSTOMER = "customer"
    EMAIL_CONSENT = "email_consent"
    SMS_CONSENT = "sms_consent"
    PRODUCT = "product"
    PRODUCT_DELETION = "product_deletion"
    BULK_OPERATION = "bulk_operation"
    APP = "app"
    SCOPES = "scopes"
    DATA_REQUEST = "data_request"
    CUSTOMER_ERASURE = "customer_erasure"
    SHOP_ERASURE = "shop_erasure"


HANDLING: Mapping[Subject, str] = {
    Subject.ORDER: "the ERP's document is brought to this state, unless it has a newer one",
    Subject.ORDER_READ: "the ERP's document is brought to this state, unless it has a newer one",
    Subject.ORDER_DELETION: "the document is marked as deleted, and nothing that comes later brings it back",
    Subject.REFUND: "the refund is booked beside the document; it waits for the order if that is not here yet",
    Subject.FULFILLMENT: "the parcel is noted with the document, whoever made it",
    Subject.RISK: "the risk is noted with the document",
    Subject.ROUTING: "shipments that wait for Shopify to assign the goods are tried again",
    Subject.CUSTOMER: "the ERP's customer is brought to this state, unless it has a newer one",
    Subject.EMAIL_CONSENT: "whether the customer may be written to is noted, unless a newer consent is known",
    Subject.SMS_CONSENT: "whether the customer's phone may be written to is noted, unless a newer consent is known",
    Subject.PRODUCT: "its variants are brought to this state, unless a newer one is known, and matched with items",
    Subject.PRODUCT_DELETION: "its variants without an item are forgotten, the others marked as deleted",
    Subject.BULK_OPERATION: "the import that waits for it goes on",
    Subject.APP: "the store is disconnected: its tokens are wiped, its work is parked",
    Subject.SCOPES: "what the store allows is noted",
    Subject.DATA_REQUEST: "what is known of the customer is put together for the merchant",
    Subject.CUSTOMER_ERASURE: "the customer's personal data is erased; amounts stay",
    Subject.SHOP_ERASURE: "all personal data of the store is erased; amounts stay",
}


@dataclass(frozen=True, slots=True)
class Topic:
    """One row of the table. `name` is as in the header `X-Shopify-Topic`.

    `subscribed` are the topics that bring this one's meaning; usually just itself. It is empty where Shopify delivers
    without a subscription, as the app's own settings say.
    """

    name: str
    subject: Subject
    meaning: str
    subscribed: tuple[str, ...]

    @property
    def handling(self) -> str:
        """Who handles it, in words."""
        return HANDLING[self.subject]


def to_graphql_name(topic: str) -> str:
    """The value of the enum `WebhookSubscriptionTopic`."""
    return topic.upper().replace("/", "_").replace(".", "_")


def _subscribe(name: str, subject: Subject, meaning: str) -> Topic:
    return Topic(name, subject, meaning, (name,))


_ROUTED, _MOVED = "fulfillment_orders/order_routing_complete", "fulfillment_orders/moved"
_FULFILLED_TOPICS = ("orders/fulfilled", "orders/partially_fulfilled", "fulfillments/create", "fulfillments/update")

TOPICS: tuple[Topic, ...] = (
    _subscribe("orders/create", Subject.ORDER, "an order was placed"),
    _subscribe("orders/updated", Subject.ORDER, "an order changed"),
    _subscribe("orders/paid", Subject.ORDER, "an order was paid in full"),
    _subscribe("orders/cancelled", Subject.ORDER, "an order was cancelled"),
    _subscribe("orders/fulfilled", Subject.ORDER, "all of an order was shipped"),
    _subscribe("orders/partially_fulfilled", Subject.ORDER, "a part of an order was shipped"),
    _subscribe("orders/delete", Subject.ORDER_DELETION, "an order was deleted"),
    _subscribe("orders/risk_assessment_changed", Subject.RISK, "an order was judged for fraud"),
    _subscribe("refunds/create", Subject.REFUND, "money or goods of an order go back"),
    # Not at Shopify, but in use among its partners: accepted, and what carries their meaning is subscribed.
    Topic("fulfillment_orders/assigned", Subject.ROUTING, "goods were assigned to a location", (_ROUTED, _MOVED)),
    Topic(
        "fulfillment_orders/closed", Subject.ROUTING, "nothing remains to be shipped from a location", _FULFILLED_TOPICS
    ),
    _subscribe(_ROUTED, Subject.ROUTING, "an order's goods were assigned to locations"),
    _subscribe(_MOVED, Subject.ROUTING, "goods were assigned to another location"),
    _subscribe("fulfillment_orders/cancelled", Subject.ROUTING, "an assignment of goods was cancelled"),
    _subscribe("fulfillment_orders/hold_released", Subject.ROUTING, "goods that were held back may be shipped"),
    _subscribe(
        "fulfillment_orders/scheduled_fulfillment_order_ready", Subject.ROUTING, "the day of a later delivery is here"
    ),
    _subscribe("fulfillments/create", Subject.FULFILLMENT, "a parcel was sent"),
    _subscribe("fulfillments/update", Subject.FULFILLMENT, "a parcel was cancelled, or its tracking changed"),
    _subscribe("customers/create", Subject.CUSTOMER, "a customer was added"),
    _subscribe("customers/update", Subject.CUSTOMER, "a customer changed"),
    _subscribe(
        "customers_email_marketing_consent/update", Subject.EMAIL_CONSENT, "a customer allowed or forbade e-mail"
    ),
    _subscribe(
        "customers_marketing_consent/update", Subject.SMS_CONSENT, "a customer allowed or forbade text messages"
    ),
    _subscribe("products/create", Subject.PRODUCT, "a product was added"),
    _subscribe("products/update", Subject.PRODUCT, "a product or its variants changed"),
    _subscribe("products/delete", Subject.PRODUCT_DELETION, "a product was deleted"),
    _subscribe("bulk_operations/finish", Subject.BULK_OPERATION, "a bulk operation came to its end"),
    _subscribe("app/uninstalled", Subject.APP, "the merchant removed the app"),
    _subscribe("app/scopes_update", Subject.SCOPES, "the merchant allowed more or less"),
    Topic("customers/data_request", Subject.DATA_REQUEST, "a customer asks what is known of them", ()),
    Topic("customers/redact", Subject.CUSTOMER_ERASURE, "a customer's data shall be erased", ()),
    Topic("shop/redact", Subject.SHOP_ERASURE, "a store left 48 hours ago; its data shall be erased", ()),
)

TOPICS_BY_NAME = {topic.name: topic for topic in TOPICS}

ORDER_READ_TOPIC = Topic(
    "orders/read", Subject.ORDER_READ, "an order was read, since a webhook of it may be missing", ()
)
"""Not from outside: what reconciling puts into the inbox."""

HANDLED_TOPICS = TOPICS_BY_NAME | {ORDER_READ_TOPIC.name: ORDER_READ_TOPIC}

SUBSCRIBED_TOPICS = tuple(dict.fromkeys(to_graphql_name(name) for topic in TOPICS for name in topic.subscribed))
"""What each store is subscribed to, in GraphQL's names."""

SUBJECTS_WITHOUT_CONNECTION = frozenset(
    {Subject.APP, Subject.DATA_REQUEST, Subject.CUSTOMER_ERASURE, Subject.SHOP_ERASURE}
)
"""These are due to a store that has left, too."""


def build_app_toml(api_version: str, address: str) -> str:
    """The section `[webhooks]` of `shopify.app.toml`, by which Shopify delivers every topic for every store of the app.

    The topics of the law have a key of their own (Shopify: app configuration, privacy compliance webhooks).
    """
    subscribed = tuple(dict.fromkeys(name for topic in TOPICS for name in topic.subscribed))
    compliance = tuple(topic.name for topic in TOPICS if not topic.subscribed)
    return f"""\
[webhooks]
api_version = "{api_version}"

  [[webhooks.subscriptions]]
  uri = "{address}"
  topics = [
{_format_list(subscribed)}  ]

  [[webhooks.subscriptions]]
  uri = "{address}"
  compliance_topics = [
{_format_list(compliance)}  ]
"""


def _format_list(names: Iterable[str]) -> str:
    return "".join(f'    "{name}",\n' for name in names)
