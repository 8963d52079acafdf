"""A store leaves."""

from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork


@dataclass(frozen=True, slots=True)
class DisconnectShop:
    """Wipes the store's tokens. Its orders, mappings and links stay, so that it can come back."""

    unit_of_work: UnitOfWork
    clock: Clock

    def __call__(self, shop: ShopDomain) -> None:
        """Disconnect by hand."""
        with self.unit_of_work() as tx:
            disconnect(tx, shop, self.clock.now())
            tx.commit()


def disconnect(tx: Transaction, domain: ShopDomain, left_at: datetime) -> bool:
    """Disconnect as of `left_at`; False if the store was connected again since, and so is left alone.

    Shopify's `app/uninstalled` may come late, even after the store was connected anew.
    """
    shop = tx.shops.get(domain)
    if shop is None:
        raise NotFound(f"No store {domain} was ever connected.")
    if left_at < shop.installed_at:
        return False
    tx.shops.save(replace(shop, uninstalled_at=left_at))
    tx.shops.save_credentials(domain, None)
    tx.subscriptions.replace(domain, ())
    return True
