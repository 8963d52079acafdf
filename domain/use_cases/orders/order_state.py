"""An order as one event describes it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.resource_link import FieldVersion, StateVersion
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.webhook_event import WebhookEvent
from novex_shopify.domain.policies.stated_fields import DOCUMENT_FIELDS, find_order_fields


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


def keep_fields(document: SalesOrder, fields: Mapping[str, FieldVersion]) -> SalesOrder:
    """Return the document without those other fields that a state may leave out, so that the ERP keeps its values."""
    others: dict[str, Any] = {name: None for name in DOCUMENT_FIELDS if name not in fields}
    return replace(document, **others)
