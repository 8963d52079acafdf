"""The topic table: which topics are subscribed, what each means, and how it is handled.

A topic is a hint: every order topic except the deletion means "update this order to the state in the payload".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from novex_shopify.domain.model.optional_scopes import READ_INVENTORY, READ_RETURNS
from novex_shopify.domain.model.shop import Scopes
from novex_shopify.domain.model.webhook_event import Provider


class Subject(StrEnum):
    """What a webhook is about; each subject has one handler."""

    ORDER = "order"
    ORDER_READ = "order_read"
    ORDER_TO_READ = "order_to_read"
    ORDER_DELETION = "order_deletion"
    REFUND = "refund"
    RETURN = "return"
    FULFILLMENT = "fulfillment"
    RISK = "risk"
    ROUTING = "routing"
    CUSTOMER = "customer"
    EMAIL_CONSENT = "email_consent"
    SMS_CONSENT = "sms_consent"
    PRODUCT = "product"
    PRODUCT_DELETION = "product_deletion"
    INVENTORY_LEVEL = "inventory_level"
    INVENTORY_ITEM = "inventory_item"
    LOCATION = "location"
    BULK_OPERATION = "bulk_operation"
    APP = "app"
    SCOPES = "scopes"
    DATA_REQUEST = "data_request"
    CUSTOMER_ERASURE = "customer_erasure"
    SHOP_ERASURE = "shop_erasure"
    TRACKER = "tracker"
    LABEL_REFUND = "label_refund"


HANDLING: Mapping[Subject, str] = {
    Subject.ORDER: "the ERP's document is updated to this state, unless it has a newer one",
    Subject.ORDER_READ: "the ERP's document is updated to this state, unless it has a newer one",
    Subject.ORDER_TO_READ: "the order is read from Shopify, and what webhooks do not state is added to the document",
    Subject.ORDER_DELETION: "once Shopify confirms it, the document is marked as deleted; no later state restores it",
    Subject.REFUND: "the refund is stored beside the document; it waits for the order if that has not arrived",
    Subject.RETURN: "the return is read from Shopify and stored beside the document; it waits for the order",
    Subject.FULFILLMENT: "the fulfillment is stored with the document, even if another app created it",
    Subject.RISK: "the risk is stored with the document, unless a later one is known",
    Subject.ROUTING: "waiting shipments are tried again; where stock is kept, dates, holds and moves are read",
    Subject.CUSTOMER: "the ERP's customer is updated to this state, unless it has a newer one",
    Subject.EMAIL_CONSENT: "the e-mail consent is stored, unless a newer one is known",
    Subject.SMS_CONSENT: "the SMS consent is stored, unless a newer one is known",
    Subject.PRODUCT: "its variants are updated to this state, unless a newer one is known, and matched with items",
    Subject.PRODUCT_DELETION: "once Shopify confirms it, its unmapped variants are removed, others marked as deleted",
    Subject.INVENTORY_LEVEL: "the level is compared with the ERP's number, unless the news is of what was sent",
    Subject.INVENTORY_ITEM: "the item's levels are compared with the ERP's numbers",
    Subject.LOCATION: "the store's locations are read from Shopify and stored",
    Subject.BULK_OPERATION: "the waiting import continues",
    Subject.APP: "once Shopify refuses the token, the store is disconnected: its tokens are deleted, its work waits",
    Subject.SCOPES: "the store's scopes are read from Shopify and updated",
    Subject.DATA_REQUEST: "a report of the customer's data is created for the merchant",
    Subject.CUSTOMER_ERASURE: "the customer's personal data is erased; amounts stay",
    Subject.SHOP_ERASURE: "all personal data of the store is erased, unless it is connected; amounts stay",
    Subject.TRACKER: "the parcel's tracking is updated; a state never goes back",
    Subject.LABEL_REFUND: "the label's refund is recorded",
}


@dataclass(frozen=True, slots=True)
class Topic:
    """One row of the table. `name` is as in the header `X-Shopify-Topic`.

    `subscribed` are the topics to subscribe for it, usually just itself; empty if the app's settings at Shopify
    subscribe it. `scope` is an optional scope, without which Shopify refuses the subscription.
    """

    name: str
    subject: Subject
    meaning: str
    subscribed: tuple[str, ...]
    scope: str | None = None

    @property
    def handling(self) -> str:
        """What its handler does, in words."""
        return HANDLING[self.subject]


def to_graphql_name(topic: str) -> str:
    """Return the value of the enum `WebhookSubscriptionTopic`."""
    return topic.upper().replace("/", "_").replace(".", "_")


def _build_topic(name: str, subject: Subject, meaning: str) -> Topic:
    return Topic(name, subject, meaning, (name,))


def _build_return_topic(name: str, meaning: str) -> Topic:
    return Topic(name, Subject.RETURN, meaning, (name,), READ_RETURNS)


def _build_inventory_topic(name: str, subject: Subject, meaning: str) -> Topic:
    return Topic(name, subject, meaning, (name,), READ_INVENTORY)


_ROUTING_COMPLETE_TOPIC, MOVED_TOPIC = "fulfillment_orders/order_routing_complete", "fulfillment_orders/moved"
_FULFILLED_TOPICS = ("orders/fulfilled", "orders/partially_fulfilled", "fulfillments/create", "fulfillments/update")

TOPICS: tuple[Topic, ...] = (
    _build_topic("orders/create", Subject.ORDER, "an order was placed"),
    _build_topic("orders/updated", Subject.ORDER, "an order changed"),
    _build_topic("orders/paid", Subject.ORDER, "an order was paid in full"),
    _build_topic("orders/cancelled", Subject.ORDER, "an order was cancelled"),
    _build_topic("orders/fulfilled", Subject.ORDER, "all of an order was shipped"),
    _build_topic("orders/partially_fulfilled", Subject.ORDER, "a part of an order was shipped"),
    _build_topic("orders/delete", Subject.ORDER_DELETION, "an order was deleted"),
    _build_topic("orders/risk_assessment_changed", Subject.RISK, "an order's fraud risk was assessed"),
    _build_topic("refunds/create", Subject.REFUND, "money or items of an order are returned"),
    _build_return_topic("returns/request", "a customer asks to return items"),
    _build_return_topic("returns/approve", "a return was approved or created"),
    _build_return_topic("returns/decline", "a return was declined"),
    _build_return_topic("returns/update", "items or fees of a return changed"),
    _build_return_topic("returns/process", "items of a return came back, or exchange items were added to the order"),
    _build_return_topic("returns/cancel", "a return was cancelled"),
    _build_return_topic("returns/close", "a return was closed"),
    _build_return_topic("returns/reopen", "a return was reopened"),
    # These two are used by some integrations but do not exist at Shopify: they are accepted, and the topics that mean
    # the same are subscribed.
    Topic(
        "fulfillment_orders/assigned",
        Subject.ROUTING,
        "items were assigned to a location",
        (_ROUTING_COMPLETE_TOPIC, MOVED_TOPIC),
    ),
    Topic(
        "fulfillment_orders/closed", Subject.ROUTING, "nothing remains to be shipped from a location", _FULFILLED_TOPICS
    ),
    _build_topic(_ROUTING_COMPLETE_TOPIC, Subject.ROUTING, "an order's items were assigned to locations"),
    _build_topic(MOVED_TOPIC, Subject.ROUTING, "items were assigned to another location"),
    _build_topic("fulfillment_orders/cancelled", Subject.ROUTING, "a fulfillment order was cancelled"),
    _build_topic("fulfillment_orders/placed_on_hold", Subject.ROUTING, "items were put on hold"),
    _build_topic("fulfillment_orders/hold_released", Subject.ROUTING, "a hold on items was released"),
    _build_topic("fulfillment_orders/rescheduled", Subject.ROUTING, "a scheduled fulfillment order has another day"),
    _build_topic(
        "fulfillment_orders/scheduled_fulfillment_order_ready", Subject.ROUTING, "a scheduled fulfillment order is due"
    ),
    _build_topic("fulfillments/create", Subject.FULFILLMENT, "a fulfillment was created"),
    _build_topic("fulfillments/update", Subject.FULFILLMENT, "a fulfillment was cancelled, or its tracking changed"),
    _build_topic("customers/create", Subject.CUSTOMER, "a customer was added"),
    _build_topic("customers/update", Subject.CUSTOMER, "a customer changed"),
    _build_topic(
        "customers_email_marketing_consent/update", Subject.EMAIL_CONSENT, "a customer changed the consent to e-mails"
    ),
    _build_topic(
        "customers_marketing_consent/update", Subject.SMS_CONSENT, "a customer changed the consent to text messages"
    ),
    _build_topic("products/create", Subject.PRODUCT, "a product was added"),
    _build_topic("products/update", Subject.PRODUCT, "a product or its variants changed"),
    _build_topic("products/delete", Subject.PRODUCT_DELETION, "a product was deleted"),
    _build_inventory_topic("inventory_levels/update", Subject.INVENTORY_LEVEL, "stock at a location changed"),
    _build_inventory_topic("inventory_levels/connect", Subject.INVENTORY_LEVEL, "an item is stocked at a location"),
    _build_inventory_topic(
        "inventory_levels/disconnect", Subject.INVENTORY_LEVEL, "an item is no longer stocked at a location"
    ),
    _build_inventory_topic("inventory_items/update", Subject.INVENTORY_ITEM, "an item is counted in another way"),
    _build_topic("locations/create", Subject.LOCATION, "a location was added"),
    _build_topic("locations/update", Subject.LOCATION, "a location changed"),
    _build_topic("locations/activate", Subject.LOCATION, "a location was activated"),
    _build_topic("locations/deactivate", Subject.LOCATION, "a location was deactivated"),
    _build_topic("locations/delete", Subject.LOCATION, "a location was deleted"),
    _build_topic("bulk_operations/finish", Subject.BULK_OPERATION, "a bulk operation ended"),
    _build_topic("app/uninstalled", Subject.APP, "the merchant uninstalled the app"),
    _build_topic("app/scopes_update", Subject.SCOPES, "the merchant changed the granted scopes"),
    Topic("customers/data_request", Subject.DATA_REQUEST, "a customer requests their data", ()),
    Topic("customers/redact", Subject.CUSTOMER_ERASURE, "a customer's data must be erased", ()),
    Topic("shop/redact", Subject.SHOP_ERASURE, "a store uninstalled 48 hours ago; its data must be erased", ()),
)

TOPICS_BY_NAME = {topic.name: topic for topic in TOPICS}

ORDER_READ_TOPIC = Topic(
    "orders/read", Subject.ORDER_READ, "an order was read, since a webhook of it may be missing", ()
)
"""Not a topic of Shopify: reconciliation adds these events to the inbox."""

ORDER_TO_READ_TOPIC = Topic(
    "orders/to_read", Subject.ORDER_TO_READ, "a webhook does not state all that is needed of an order", ()
)
"""Not a topic of Shopify: orders that do not add up and a store's setting `read_orders` add these to the inbox."""

ROUTING_TO_READ_TOPIC = Topic(
    "fulfillment_orders/to_read", Subject.ROUTING, "a fulfillment may have closed fulfillment orders", ()
)
"""Not a topic of Shopify: fulfillments of orders whose fulfillment orders matter to the warehouse add these."""

_OWN_TOPICS = (ORDER_READ_TOPIC, ORDER_TO_READ_TOPIC, ROUTING_TO_READ_TOPIC)

HANDLED_TOPICS = TOPICS_BY_NAME | {topic.name: topic for topic in _OWN_TOPICS}

_CARRIER_TOPICS = (
    Topic("tracker.created", Subject.TRACKER, "a parcel is tracked", ()),
    Topic("tracker.updated", Subject.TRACKER, "a parcel moved, or its carrier reported it again", ()),
    Topic("refund.successful", Subject.LABEL_REFUND, "the money for an unused label came back", ()),
)

CARRIER_TOPICS = {topic.name: topic for topic in _CARRIER_TOPICS}
"""The events of EasyPost that are handled. It sends all that an account has, and subscribes none by name."""


def find_topic(provider: Provider, name: str) -> Topic | None:
    """Find what a provider means by a name; None if it is not handled."""
    return (HANDLED_TOPICS if provider is Provider.SHOPIFY else CARRIER_TOPICS).get(name)


SUBSCRIBED_TOPICS = tuple(dict.fromkeys(to_graphql_name(name) for topic in TOPICS for name in topic.subscribed))
"""The topics to subscribe per shop, by their GraphQL names."""

_SCOPES = {to_graphql_name(name): topic.scope for topic in TOPICS for name in topic.subscribed if topic.scope}


def select_granted(topics: Iterable[str], granted: Scopes) -> tuple[str, ...]:
    """Select those of the topics, by their GraphQL names, that a store with these scopes can be subscribed to."""
    return tuple(topic for topic in topics if topic not in _SCOPES or granted.includes(_SCOPES[topic]))


SUBJECTS_WITHOUT_CONNECTION = frozenset(
    {Subject.APP, Subject.DATA_REQUEST, Subject.CUSTOMER_ERASURE, Subject.SHOP_ERASURE}
)
"""These are handled for a disconnected shop as well."""

CARRIER_SUBJECTS = frozenset(topic.subject for topic in _CARRIER_TOPICS)
"""These do not depend on a shop's connection: parcels arrive without it."""

TOPICS_WITHOUT_CONNECTION = tuple(topic.name for topic in TOPICS if topic.subject in SUBJECTS_WITHOUT_CONNECTION)


def build_app_toml(api_version: str, address: str) -> str:
    """Build the section `[webhooks]` of `shopify.app.toml`, which subscribes every topic for every shop of the app.

    Compliance topics have a key of their own (docs/shopify.md, Webhooks).
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
