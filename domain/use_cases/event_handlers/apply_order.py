"""Events that speak of an order."""

from dataclasses import dataclass
from datetime import UTC, datetime

from novex_shopify.domain.model.customer import Customer
from novex_shopify.domain.model.resource_link import ResourceLink, StateVersion
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.webhook_event import EventStatus, Settlement, WebhookEvent
from novex_shopify.domain.policies.order_document import sales_order
from novex_shopify.domain.policies.staleness import is_stale
from novex_shopify.domain.ports.payload_reader import PayloadReader
from novex_shopify.domain.ports.unit_of_work import Transaction

_BEFORE_ANY_UPDATE = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ApplyOrder:
    """Brings the ERP's document to the state in the payload, whichever order topic it came by."""

    payloads: PayloadReader

    def __call__(self, tx: Transaction, event: WebhookEvent) -> Settlement:
        """Apply, unless a newer state was applied before."""
        order = self.payloads.order(event.body)
        version = StateVersion(order.updated_at, event.triggered_at)
        link = tx.order_links.get(event.shop_domain, order.id)
        if is_stale(version, link.version if link else None):
            return Settlement(EventStatus.SUPERSEDED)
        customer_id = _customer_id(tx, event.shop_domain, order.customer) if order.customer else None
        variants = [line.variant_id for line in order.line_items if line.variant_id is not None]
        document = sales_order(event.shop_domain, order, tx.mappings.items(event.shop_domain, variants), customer_id)
        tx.order_links.save(ResourceLink(event.shop_domain, order.id, tx.erp.orders.apply(document), version))
        return Settlement(EventStatus.DONE)


def _customer_id(tx: Transaction, shop: ShopDomain, customer: Customer) -> str:
    """The ERP's customer. An order's copy of the customer is reduced: it creates one, but never changes one."""
    link = tx.customer_links.get(shop, customer.id)
    if link:
        return link.erp_id
    erp_id = tx.erp.customers.apply(shop, customer)
    version = StateVersion(customer.updated_at or _BEFORE_ANY_UPDATE)
    tx.customer_links.save(ResourceLink(shop, customer.id, erp_id, version))
    return erp_id
