"""A person looks for an order that never came."""

from dataclasses import dataclass
from datetime import datetime

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.missed_window import MissedWindow
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class RequestResync:
    """Plans that a store's orders are read again, so that nobody has to wait for Shopify."""

    unit_of_work: UnitOfWork
    clock: Clock

    def __call__(self, shop: ShopDomain, since: datetime) -> None:
        """Have a worker bring what changed since then and is not here. Raises `NotFound` if it is not connected."""
        with self.unit_of_work() as tx:
            known = tx.shops.get(shop)
            if known is None or not known.connected:
                raise NotFound(f"{shop} is not connected, so it cannot be asked. Connect it first.")
            tx.missed_windows.record(MissedWindow(shop, since, "a person looks for an order", self.clock.now()))
            tx.commit()
