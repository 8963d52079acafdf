"""Events that speak of a customer."""

from dataclasses import dataclass
from datetime import datetime

from novex_shopify.domain.errors import UnreadablePayload
from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.resource_link import ResourceLink, StateVersion
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventStatus, Settlement, WebhookEvent
from novex_shopify.domain.policies.staleness import is_stale
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.unit_of_work import Transaction


@dataclass(frozen=True, slots=True)
class ApplyCustomer:
    """Brings the ERP's customer to the state in the payload."""

    payloads: PayloadReader

    def __call__(self, tx: Transaction, event: WebhookEvent) -> Settlement:
        """Apply, unless a newer state was applied before."""
        customer = self.payloads.customer(event.body)
        applied = apply_customer(tx, event.shop_domain, customer, event.triggered_at)
        return Settlement(EventStatus.DONE if applied else EventStatus.SUPERSEDED)


def apply_customer(tx: Transaction, shop: ShopDomain, customer: Customer, triggered_at: datetime | None = None) -> bool:
    """Write one customer to the ERP; False if the ERP has a newer state."""
    if customer.updated_at is None:
        raise UnreadablePayload(f"Customer {customer.id} has no updated_at, so its age cannot be told.")
    version = StateVersion(customer.updated_at, triggered_at)
    link = tx.customer_links.get(shop, customer.id)
    if is_stale(version, link.version if link else None):
        return False
    tx.customer_links.save(ResourceLink(shop, customer.id, tx.erp.customers.apply(shop, customer), version))
    return True
