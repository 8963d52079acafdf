"""An order as one event describes it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.resource_link import FieldVersion, StateVersion
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.webhook_event import WebhookEvent
from novex_shopify.domain.policies.staleness import to_update_time
from novex_shopify.domain.policies.stated_fields import (
    DOCUMENT_FIELDS,
    GRAPHQL_FACTS,
    PAYMENT_TERMS,
    find_order_fields,
)
from novex_shopify.domain.policies.unread_fields import find_readable_fields, keep_unread_fields
from novex_shopify.domain.policies.unstated_facts import find_known_facts, set_graphql_facts


@dataclass(frozen=True, slots=True)
class OrderState:
    """An order as one event describes it: a webhook, or what was read by GraphQL."""

    event: WebhookEvent
    order: Order
    by_graphql: bool = False

    @property
    def version(self) -> StateVersion:
        occurred_at = self.event.triggered_at or self.event.received_at
        return StateVersion(self.order.updated_at or to_update_time(occurred_at), self.event.triggered_at)

    def find_fields(self, known: Mapping[str, FieldVersion]) -> Mapping[str, FieldVersion]:
        """Return the fields that this state states, of those that it may leave out or that could not be read."""
        stated = find_order_fields(self.order, self.version, by_graphql=self.by_graphql)
        return {**stated, **find_readable_fields(self.order, self.version, known)}


def keep_unstated_fields(
    document: SalesOrder, known: SalesOrder | None, state: OrderState, fields: Mapping[str, FieldVersion]
) -> SalesOrder:
    """Return the document of a state with the known one's values of what it leaves out or could not be read.

    `fields` are those that the state decides. The fields of which the ERP keeps its own value are None.
    """
    kept: dict[str, Any] = {name: None for name in DOCUMENT_FIELDS if name not in fields}
    if known is None:
        return replace(document, **kept)
    if PAYMENT_TERMS not in fields:
        kept[PAYMENT_TERMS] = known.payment_terms
    document = keep_unread_fields(replace(document, **kept), known, state.order)
    return document if GRAPHQL_FACTS in fields else set_graphql_facts(document, find_known_facts(known))
