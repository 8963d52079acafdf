"""Events that speak of a customer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from novex_shopify.domain.errors import UnreadablePayload
from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.resource_link import ResourceLink, StateVersion
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventStatus, WebhookEvent
from novex_shopify.domain.policies.staleness import is_stale
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.event_handlers.outcomes import Outcomes

CustomerState = tuple[Customer, StateVersion]


@dataclass(frozen=True, slots=True)
class ApplyCustomer:
    """Brings the ERP's customers to the states in the payloads."""

    payloads: PayloadReader

    def __call__(self, tx: Transaction, shop: ShopDomain, events: Sequence[WebhookEvent]) -> Outcomes:
        """Apply what is not older than what was applied before. The events speak of different customers."""
        outcomes = Outcomes()
        states = outcomes.attempt(zip(events, events, strict=True), self._state)
        applied = apply_customers(tx, shop, [state for _, state in states])
        for event, (customer, _) in states:
            outcomes.settle(event, EventStatus.DONE if customer.id in applied else EventStatus.SUPERSEDED)
        return outcomes

    def _state(self, event: WebhookEvent) -> CustomerState:
        return customer_state(self.payloads.customer(event.body), event.triggered_at)


def customer_state(customer: Customer, triggered_at: datetime | None = None) -> CustomerState:
    """A customer, and how new its state is."""
    if customer.updated_at is None:
        raise UnreadablePayload(f"Customer {customer.id} has no updated_at, so its age cannot be told.")
    return customer, StateVersion(customer.updated_at, triggered_at)


def apply_customers(tx: Transaction, shop: ShopDomain, states: Sequence[CustomerState]) -> set[int]:
    """Write different customers to the ERP, but none that it has a newer state of; returns the ids of those written."""
    links = tx.customer_links.lock(shop, [customer.id for customer, _ in states])
    applied = {customer_id: link.version for customer_id, link in links.items()}
    fresh = [(customer, version) for customer, version in states if not is_stale(version, applied.get(customer.id))]
    erp_ids = tx.erp.customers.apply(shop, [customer for customer, _ in fresh])
    tx.customer_links.save(
        [
            ResourceLink(shop, customer.id, erp_id, version)
            for (customer, version), erp_id in zip(fresh, erp_ids, strict=True)
        ]
    )
    return {customer.id for customer, _ in fresh}
