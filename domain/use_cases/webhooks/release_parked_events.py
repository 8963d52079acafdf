"""Releases parked events whose missing resource exists by now."""

from dataclasses import dataclass

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.resource_keys import (
    ADDRESS_KEY,
    order_key,
    parse_order_key,
    parse_product_key,
    parse_variant_key,
    product_key,
    shop_key,
    variant_key,
)
from novex_shopify.domain.use_cases.shops.check_address import CheckAddress


@dataclass(frozen=True, slots=True)
class ReleaseParkedEvents:
    """Releases the events that nothing else releases.

    Whatever supplies a resource releases the events that wait for it, but it cannot see an event that is being parked
    in another transaction.
    """

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock
    address: CheckAddress

    def __call__(self) -> int:
        """Check once; returns of how many resources events were released."""
        with self.unit_of_work() as tx:
            released = sum(
                tx.events.release(shop, self._find_available_keys(tx, shop, keys), self.clock.now()).events
                for shop, keys in tx.events.list_waiting_keys().items()
            )
            tx.commit()
        if released:
            self.notifier.notify(Work.EVENTS)
        return released

    def _find_available_keys(self, tx: Transaction, domain: ShopDomain, keys: set[str]) -> set[str]:
        available = _find_available_resources(tx, domain, keys)
        return available | {ADDRESS_KEY} if self.address.is_confirmed(tx) else available


def _find_available_resources(tx: Transaction, domain: ShopDomain, keys: set[str]) -> set[str]:
    variants = {variant_id for key in keys if (variant_id := parse_variant_key(key)) is not None}
    available = {variant_key(variant_id) for variant_id in tx.mappings.get_items(domain, variants)}
    orders = {order_id for key in keys if (order_id := parse_order_key(key)) is not None}
    available |= {order_key(order_id) for order_id in tx.order_links.get_many(domain, orders)}
    products = {product_id for key in keys if (product_id := parse_product_key(key)) is not None}
    available |= {product_key(each.variant.product_id) for each in tx.mappings.list_for_products(domain, products)}
    shop = tx.shops.get(domain)
    # What waits for a store that is connected but cannot be called would only fail again.
    return available | {shop_key(domain)} if shop and shop.reachable else available
