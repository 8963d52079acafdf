"""An order as one event describes it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.resource_link import FieldVersion, ResourceLink, StateVersion
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.webhook_event import WebhookEvent
from novex_shopify.domain.policies.stated_fields import find_order_fields

_DOCUMENT_FIELDS = ("email", "phone", "shipping_address", "billing_address")


@dataclass(frozen=True, slots=True)
class OrderState:
    """An order as one event describes it."""

    event: WebhookEvent
    order: Order

    @property
    def version(self) -> StateVersion:
        return StateVersion(self.order.updated_at, self.event.triggered_at)

    @property
    def fields(self) -> Mapping[str, FieldVersion]:
        """The fields that this state states, of those that a state may leave out."""
        return find_order_fields(self.order, self.version)


def get_field_versions(links: Mapping[int, ResourceLink], order_id: int) -> Mapping[str, FieldVersion]:
    return links[order_id].field_versions if order_id in links else {}


def keep_fields(document: SalesOrder, fields: Mapping[str, FieldVersion]) -> SalesOrder:
    """Return the document without those other fields that a state may leave out, so that the ERP keeps its values."""
    others: dict[str, Any] = {name: None for name in _DOCUMENT_FIELDS if name not in fields}
    return replace(document, **others)
