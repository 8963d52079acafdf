"""Records the risks of orders."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.domain.errors import OrderNotFoundYet
from novex_shopify.domain.model.resource_link import FieldVersion, StateVersion
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.model.webhook_event import EventStatus, WebhookEvent
from novex_shopify.domain.policies.stated_fields import RISK, choose_fields
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.event_outcomes import EventOutcomes
from novex_shopify.domain.use_cases.holds.hold_by_rules import hold_by_rules
from novex_shopify.domain.use_cases.mark_due import MarkDue


@dataclass(frozen=True, slots=True)
class RecordRisk:
    """Stores the risk of `orders/risk_assessment_changed` with the document, unless a later one is known.

    The times of the assessments are compared, and of equal or unstated ones the unsigned times of the webhooks.
    """

    payloads: PayloadReader
    mark_due: MarkDue

    def __call__(self, tx: Transaction, shop: ShopDomain, events: Sequence[WebhookEvent]) -> EventOutcomes:
        """Apply events of different orders."""
        outcomes = EventOutcomes()
        parsed = outcomes.parse(events, self.payloads.parse_order_risk)
        links = tx.order_links.lock_many(shop, [order_id for _, (order_id, *_) in parsed])
        changed = []
        risks: dict[int, str] = {}
        for event, (order_id, risk, assessed_at) in parsed:
            link = links.get(order_id)
            stated = {RISK: FieldVersion(_get_version(event, assessed_at))}
            if link is None:
                outcomes.fail(event, OrderNotFoundYet(order_id))
            elif link.deleted:
                outcomes.settle(event, EventStatus.SUPERSEDED, "the order was deleted")
            elif not choose_fields(stated, link.field_versions):
                outcomes.settle(event, EventStatus.SUPERSEDED)
            else:
                tx.erp.orders.set_risk(link.erp_id, risk)
                risks[order_id] = risk
                changed.append(replace(link, field_versions={**link.field_versions, **stated}))
                outcomes.settle(event, EventStatus.DONE)
        tx.order_links.save(changed)
        self._hold(tx, shop, [link.erp_id for link in changed if link.erp_id])
        tx.order_overviews.set_risks(shop, risks)
        return outcomes

    def _hold(self, tx: Transaction, shop: ShopDomain, erp_ids: Sequence[str]) -> None:
        """Hold what a rule about risks finds."""
        settings = tx.shops.get_settings(shop) if erp_ids else ShopSettings()
        if settings.hold_rules:
            self.mark_due(tx, shop, erp_ids, settings)
            orders = tx.erp.orders.get_by_ids(erp_ids).values()
            hold_by_rules(tx, shop, orders, settings.hold_rules, self.mark_due.clock.now())


def _get_version(event: WebhookEvent, assessed_at: datetime | None) -> StateVersion:
    return StateVersion(assessed_at or event.triggered_at or event.received_at, event.triggered_at)
