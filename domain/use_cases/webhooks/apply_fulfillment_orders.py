"""Applies `fulfillment_orders/*`: shipments that wait are tried again, and the warehouse learns what changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import WebhookEvent
from novex_shopify.domain.policies.fulfillment_orders import keep_newest
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.event_outcomes import EventOutcomes
from novex_shopify.domain.use_cases.mark_due import MarkDue
from novex_shopify.domain.use_cases.webhooks.release_waiting_work import ReleaseWaitingWork


@dataclass(frozen=True, slots=True)
class ApplyFulfillmentOrders:
    """Stores what `ReadFulfillmentOrders` read by Shopify's order, so it does not wait for orders that are not here."""

    payloads: PayloadReader
    release_pushes: ReleaseWaitingWork
    mark_due: MarkDue

    def __call__(self, tx: Transaction, shop: ShopDomain, events: Sequence[WebhookEvent]) -> EventOutcomes:
        bodies = [event.body for event in events if event.body]
        states = keep_newest(each for body in bodies for each in self.payloads.deserialize_fulfillment_orders(body))
        if tx.erp.stock is not None and states:
            links = tx.order_links.get_many(shop, {state.order_id for state in states})
            self.mark_due(tx, shop, [link.erp_id for link in links.values() if not link.deleted])
            tx.erp.stock.fulfillment_orders.save(shop, states)
        return self.release_pushes(tx, shop, events)
