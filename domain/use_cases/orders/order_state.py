"""An order as one event describes it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.resource_link import FieldVersion, StateVersion
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.webhook_event import WebhookEvent
from novex_shopify.domain.policies.stated_fields import (
    DOCUMENT_FIELDS,
    GRAPHQL_FACTS,
    PAYMENT_TERMS,
    find_order_fields,
)
from novex_shopify.domain.policies.unstated_facts import find_known_facts, set_graphql_facts


@dataclass(frozen=True, slots=True)
class OrderState:
    """An order as one event describes it: a webhook, or what was read by GraphQL."""

    event: WebhookEvent
    order: Order
    by_graphql: bool = False

    @property
    def version(self) -> StateVersion:
        return StateVersion(self.order.updated_at, self.event.triggered_at)

    @property
    def fields(self) -> Mapping[str, FieldVersion]:
        """The fields that this state states, of those that a state may leave out."""
        return find_order_fields(self.order, self.version, by_graphql=self.by_graphql)


def keep_unstated_fields(
    document: SalesOrder, known: SalesOrder | None, fields: Mapping[str, FieldVersion]
) -> SalesOrder:
    """Return the document of a state with the known one's values of what a state may leave out and this one does.

    The fields of which the ERP keeps its own value are None.
    """
    kept: dict[str, Any] = {name: None for name in DOCUMENT_FIELDS if name not in fields}
    if known is None:
        return replace(document, **kept)
    if PAYMENT_TERMS not in fields:
        kept[PAYMENT_TERMS] = known.payment_terms
    document = replace(document, **kept)
    return document if GRAPHQL_FACTS in fields else set_graphql_facts(document, find_known_facts(known))
