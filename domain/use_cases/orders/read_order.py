"""Reads orders by GraphQL, for what their webhooks do not state."""

from collections.abc import Mapping
from dataclasses import dataclass

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.resource_link import FieldVersion
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.webhook_event import Delivery, EventStatus, NewEvent, Settlement, WebhookEvent
from novex_shopify.domain.model.webhook_topic import ORDER_TO_READ_TOPIC
from novex_shopify.domain.policies.stated_fields import GRAPHQL_FACTS
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.shopify_admin import ShopifyAdmin
from novex_shopify.domain.resource_keys import order_key
from novex_shopify.domain.use_cases.orders.order_state import OrderState
from novex_shopify.domain.use_cases.shops.refresh_access_token import RefreshAccessToken


@dataclass(frozen=True, slots=True)
class ReadOrder:
    """Reads the order that an event names. The event waits and is retried like any other."""

    payloads: PayloadReader
    admin: ShopifyAdmin
    access: RefreshAccessToken

    def __call__(self, event: WebhookEvent) -> bytes | Settlement:
        order_id = self.payloads.parse_order_id(event.body)
        try:
            return self.payloads.serialize_order(self.admin.fetch_order(self.access(event.shop_domain), order_id))
        except NotFound as error:
            return Settlement(EventStatus.IGNORED, str(error))


def lacks_graphql_facts(state: OrderState, known: SalesOrder | None, fields: Mapping[str, FieldVersion]) -> bool:
    """Return whether a webhook's order, or a line that an edit added, was never read by GraphQL."""
    if state.by_graphql:
        return False
    if known is None or GRAPHQL_FACTS not in fields:
        return True
    known_ids = {line.line_item_id for line in known.lines}
    return not known_ids.issuperset(line.id for line in state.order.line_items)


def build_reading(state: OrderState) -> NewEvent:
    """Build the event that has the order of a webhook read by GraphQL, once for each state of the order."""
    event, order_id = state.event, state.order.id
    delivery = Delivery(
        event.shop_domain,
        ORDER_TO_READ_TOPIC.name,
        f"{ORDER_TO_READ_TOPIC.name}:{order_id}:{state.version.updated_at.isoformat()}",
        signature="",
        body=b'{"id":%d}' % order_id,
        triggered_at=event.triggered_at,
    )
    return NewEvent(delivery, order_key(order_id), event.received_at)
