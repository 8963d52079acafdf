"""Disconnects a store."""

from dataclasses import dataclass, replace
from datetime import datetime

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.audit import AuditAction, AuditSubject
from novex_shopify.domain.model.shop import Shop, ShopDomain
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork


@dataclass(frozen=True, slots=True)
class DisconnectShop:
    """Deletes the store's tokens. Orders, mappings and links stay, for a later reconnect."""

    unit_of_work: UnitOfWork
    clock: Clock

    def __call__(self, shop: ShopDomain) -> None:
        """Raises `NotFound` for a store that was never connected."""
        with self.unit_of_work() as tx:
            known = tx.shops.get(shop)
            if known is None:
                raise NotFound(f"{shop} was never connected.")
            disconnect(tx, known, self.clock.now())
            tx.commit()


def disconnect(tx: Transaction, shop: Shop, uninstalled_at: datetime) -> None:
    tx.shops.save(replace(shop, uninstalled_at=uninstalled_at))
    tx.shops.save_credentials(shop.domain, None)
    tx.subscriptions.replace(shop.domain, ())
    tx.audit_log.record(AuditAction.STORE_DISCONNECTED, AuditSubject.of_store(shop.domain))
