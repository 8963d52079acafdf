"""Applies the deletion of orders in Shopify."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from novex_shopify.domain.errors import OrderNotFoundYet
from novex_shopify.domain.model.resync import ResyncSubject
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventStatus, WebhookEvent
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.event_outcomes import EventOutcomes
from novex_shopify.domain.use_cases.holds.hold_by_rules import hold_by_rules
from novex_shopify.domain.use_cases.mark_due import MarkDue


@dataclass(frozen=True, slots=True)
class DeleteOrder:
    """Marks the ERP's document as deleted, and keeps the order's link as a tombstone.

    The deletion of an order that the ERP does not have waits for it: a webhook of the order may still arrive.
    """

    payloads: PayloadReader
    clock: Clock
    mark_due: MarkDue

    def __call__(self, tx: Transaction, shop: ShopDomain, events: Sequence[WebhookEvent]) -> EventOutcomes:
        """Apply events of different orders."""
        outcomes = EventOutcomes()
        deleted = outcomes.parse(events, self.payloads.parse_order_id)
        known = tx.order_links.lock_many(shop, [order_id for _, order_id in deleted])
        links = []
        for event, order_id in deleted:
            link = known.get(order_id)
            if link is None:
                # Not a tombstone: it would block an order for good of which Shopify cannot confirm the deletion yet.
                outcomes.fail(event, OrderNotFoundYet(order_id))
                continue
            links.append(replace(link, deleted=True))
            outcomes.settle(event, EventStatus.DONE)
        tx.reconciliations.clear_problems(shop, ResyncSubject.ORDERS, [str(order_id) for _, order_id in deleted])
        tx.order_links.save(links)
        erp_ids = [link.erp_id for link in links if link.erp_id]
        tx.erp.orders.delete(erp_ids, self.clock.now())
        self.mark_due(tx, shop, erp_ids)
        hold_by_rules(tx, shop, tx.erp.orders.get_by_ids(erp_ids).values(), (), self.clock.now())
        return outcomes
