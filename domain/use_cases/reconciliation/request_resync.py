"""Requests that a worker resyncs a store's orders."""

from dataclasses import dataclass
from datetime import datetime

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.model.audit import AuditAction, AuditSubject
from novex_shopify.domain.model.missed_window import MissedWindow
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class RequestResync:
    unit_of_work: UnitOfWork
    clock: Clock

    def __call__(self, shop: ShopDomain, since: datetime) -> None:
        """Resync what changed since then, within a minute. Raises `NotFound` if the store is not connected."""
        with self.unit_of_work() as tx:
            known = tx.shops.get(shop)
            if known is None or not known.connected:
                raise NotFound(f"{shop} is not connected, so its orders cannot be fetched. Connect it first.")
            tx.missed_windows.record(MissedWindow(shop, since, "a resync was requested", self.clock.now()))
            after = {"since": since.isoformat()}
            tx.audit_log.record(AuditAction.ORDERS_REQUESTED, AuditSubject.of_store(shop), after=after)
            tx.commit()
