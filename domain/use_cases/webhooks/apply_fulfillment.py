"""Applies `fulfillments/*`: the fulfillment is stored, and what it may have closed is read again."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.fulfillment_order_state import FulfillmentOrderState
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import Delivery, NewEvent, WebhookEvent
from novex_shopify.domain.model.webhook_topic import ROUTING_TO_READ_TOPIC
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.resource_keys import parse_order_key
from novex_shopify.domain.use_cases.event_outcomes import EventOutcomes
from novex_shopify.domain.use_cases.webhooks.process_event import EventHandler


@dataclass(frozen=True, slots=True)
class ApplyFulfillment:
    """A fulfillment closes fulfillment orders, and opens them if it is cancelled; Shopify sends no webhook of that.

    They are read again if it matters to the warehouse: if one has a date, is on hold, or was moved.
    """

    attach: EventHandler

    def __call__(self, tx: Transaction, shop: ShopDomain, events: Sequence[WebhookEvent]) -> EventOutcomes:
        outcomes = self.attach(tx, shop, events)
        if tx.erp.stock is not None:
            orders = {number: event for event in events if (number := parse_order_key(event.resource_key)) is not None}
            known = tx.erp.stock.fulfillment_orders.list_by_orders([(shop, number) for number in orders])
            readings = [
                _build_reading(orders[number], states[0])
                for (_, number), states in known.items()
                if any(state.fulfill_by or state.holds or state.moved for state in states)
            ]
            if readings:
                tx.events.add(readings)
        return outcomes


def _build_reading(event: WebhookEvent, known: FulfillmentOrderState) -> NewEvent:
    """Build the event that has the fulfillment orders read, once for each webhook."""
    topic = ROUTING_TO_READ_TOPIC.name
    webhook_id = f"{topic}:{event.webhook_id}"
    delivery = Delivery(event.shop_domain, topic, webhook_id, "", body=b"{}", triggered_at=event.triggered_at)
    return NewEvent(delivery, known.id, event.received_at)
