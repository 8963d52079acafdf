"""Events that speak of an order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from novex_shopify.domain.errors import ProductsNotMapped, ProductsRefused
from novex_shopify.domain.model.order import Order
from novex_shopify.domain.model.resource_link import ResourceLink, StateVersion
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.shop_settings import UnmappedProducts
from novex_shopify.domain.model.webhook_event import EventStatus, WebhookEvent
from novex_shopify.domain.policies.order_document import build_sales_order
from novex_shopify.domain.policies.staleness import is_stale
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.customers.match_customers import resolve_customer_ids
from novex_shopify.domain.use_cases.event_outcomes import EventOutcomes


@dataclass(frozen=True, slots=True)
class ApplyOrder:
    """Brings the ERP's documents to the states in the payloads, whichever order topic they came by."""

    parse: Callable[[bytes], Order]

    def __call__(self, tx: Transaction, shop: ShopDomain, events: Sequence[WebhookEvent]) -> EventOutcomes:
        """Apply what is not older than what was applied before. The events speak of different orders."""
        outcomes = EventOutcomes()
        fresh = _drop_stale(tx, shop, outcomes.parse(events, self.parse), outcomes)
        unmapped = tx.shops.get_settings(shop).unmapped_products
        items = tx.mappings.get_item_ids(
            shop, {line.variant_id for _, order in fresh for line in order.line_items if line.variant_id is not None}
        )
        written = outcomes.try_each(fresh, lambda order: (order, _build_document(shop, order, items, unmapped)))
        customer_ids = resolve_customer_ids(tx, shop, [order.customer for _, (order, _) in written if order.customer])
        erp_ids = tx.erp.orders.apply(
            [
                replace(document, customer_id=customer_ids[order.customer.id]) if order.customer else document
                for _, (order, document) in written
            ]
        )
        links = []
        for (event, (order, _)), erp_id in zip(written, erp_ids, strict=True):
            links.append(ResourceLink(shop, order.id, erp_id, _version_of(event, order)))
            outcomes.settle(event, EventStatus.DONE)
        tx.order_links.save(links)
        return outcomes


def _build_document(
    shop: ShopDomain, order: Order, items: Mapping[int, str | None], unmapped: UnmappedProducts
) -> SalesOrder:
    try:
        return build_sales_order(shop, order, items, placeholders=unmapped is UnmappedProducts.PLACEHOLDER)
    except ProductsNotMapped as error:
        if unmapped is UnmappedProducts.REFUSE:
            raise ProductsRefused(error) from error
        raise


def _drop_stale(
    tx: Transaction, shop: ShopDomain, orders: Sequence[tuple[WebhookEvent, Order]], outcomes: EventOutcomes
) -> list[tuple[WebhookEvent, Order]]:
    """Those of which nothing newer was applied; the others are settled."""
    links = tx.order_links.lock_many(shop, [order.id for _, order in orders])
    fresh = []
    for event, order in orders:
        link = links.get(order.id)
        if link and link.deleted:
            outcomes.settle(event, EventStatus.SUPERSEDED, "the order was deleted")
        elif is_stale(_version_of(event, order), link.version if link else None):
            outcomes.settle(event, EventStatus.SUPERSEDED)
        else:
            fresh.append((event, order))
    return fresh


def _version_of(event: WebhookEvent, order: Order) -> StateVersion:
    return StateVersion(order.updated_at, event.triggered_at)
