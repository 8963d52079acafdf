"""Webhook subscriptions and deliveries."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

TOPIC_SCOPES = {
    "ORDERS_": ("read_orders",),
    "REFUNDS_": ("read_orders",),
    "RETURNS_": ("read_returns",),
    "CUSTOMERS_": ("read_customers",),
    "PRODUCTS_": ("read_products",),
    "INVENTORY_ITEMS_": ("read_inventory", "read_products"),
    "INVENTORY_": ("read_inventory",),
    "LOCATIONS_": ("read_locations",),
    "FULFILLMENTS_": ("read_fulfillments",),
    "FULFILLMENT_ORDERS_": (
        "read_merchant_managed_fulfillment_orders",
        "read_assigned_fulfillment_orders",
        "read_third_party_fulfillment_orders",
    ),
}


@dataclass(frozen=True, slots=True)
class WebhookEvent:
    """A change to announce; `topic` has a slash, such as orders/create."""

    topic: str
    resource_id: int | str
    payload: dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Subscription:
    """`topic` is the enum name, such as ORDERS_CREATE."""

    id: int
    topic: str
    uri: str
    name: str | None
    api_version: str
    created_at: datetime
    updated_at: datetime
    last_success_at: datetime | None = None


class DeliveryState(StrEnum):
    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class DeliveryAttempt:
    """One POST: the status code of the answer, or the error if there was none."""

    attempted_at: datetime
    status_code: int | None
    error: str | None

    @property
    def succeeded(self) -> bool:
        return self.status_code is not None and 200 <= self.status_code < 300


@dataclass(slots=True, kw_only=True)
class Delivery:
    """One webhook to one subscription; headers and URL stay those of the first attempt."""

    webhook_id: str
    event_id: str
    topic: str
    resource_id: int | str
    subscription_id: int
    subscription_name: str | None
    uri: str
    api_version: str
    triggered_at: str
    body: bytes = field(repr=False)
    state: DeliveryState = DeliveryState.PENDING
    attempts: list[DeliveryAttempt] = field(default_factory=list)


def to_topic_enum(topic: str) -> str:
    """Turn orders/create into ORDERS_CREATE."""
    return topic.upper().replace("/", "_").replace(".", "_")


def get_required_scopes(topic: str) -> tuple[str, ...]:
    """List scopes of which a subscription needs one; none for topics open to every app."""
    return next((scopes for prefix, scopes in TOPIC_SCOPES.items() if topic.startswith(prefix)), ())
