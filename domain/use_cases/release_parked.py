"""Parked work whose reason is gone goes back to the queue."""

from dataclasses import dataclass

from novex_shopify.domain.errors import order_key, order_of, shop_key, variant_key, variant_of
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.wakeups import Wakeups


@dataclass(frozen=True, slots=True)
class ReleaseParked:
    """Looks through what parked events wait for, and releases those that have it by now.

    Who supplies something releases what waits for it, but cannot see an event that is being parked at that moment.
    """

    unit_of_work: UnitOfWork
    wakeups: Wakeups
    clock: Clock

    def __call__(self) -> int:
        """Look once; returns how many events were released."""
        with self.unit_of_work() as tx:
            released = sum(
                tx.events.release(shop, _supplied(tx, shop, keys), self.clock.now())
                for shop, keys in tx.events.waiting().items()
            )
            tx.commit()
        if released:
            self.wakeups.wake(Work.EVENTS)
        return released


def _supplied(tx: Transaction, domain: ShopDomain, keys: set[str]) -> set[str]:
    variants = {variant_id for key in keys if (variant_id := variant_of(key)) is not None}
    supplied = {variant_key(variant_id) for variant_id in tx.mappings.items(domain, variants)}
    orders = {order_id for key in keys if (order_id := order_of(key)) is not None}
    supplied |= {order_key(order_id) for order_id in tx.order_links.get(domain, orders)}
    shop = tx.shops.get(domain)
    return supplied | {shop_key(domain)} if shop and shop.connected else supplied
