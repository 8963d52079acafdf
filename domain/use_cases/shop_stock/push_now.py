"""A person has levels sent at once."""

from dataclasses import dataclass

from novex_shopify.domain.errors import StockNotCompared
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.use_cases.wake_shop_stock import list_comparing_shops


@dataclass(frozen=True, slots=True)
class PushNow:
    """Marks levels due, and has the ERP's number sent whatever Shopify has. A store that only reports still reports."""

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock

    def __call__(self, shop: ShopDomain, *, inventory_item_id: int | None = None, item_id: str | None = None) -> int:
        """Mark the levels of an inventory item of Shopify, or of an ERP item, or all of the store; returns how many.

        Raises `StockNotCompared`.
        """
        with self.unit_of_work() as tx:
            if not tx.shops.get_settings(shop).compares_stock:
                raise StockNotCompared(shop)
            marked = self._mark(tx, shop, inventory_item_id, item_id)
            if inventory_item_id is not None:
                subject = AuditSubject(AuditedKind.VARIANT, str(inventory_item_id), shop)
            elif item_id is not None:
                subject = AuditSubject(AuditedKind.ITEM, item_id, shop)
            else:
                subject = AuditSubject.of_store(shop)
            tx.audit_log.record(AuditAction.STOCK_PUSH_REQUESTED, subject, {}, {"levels": marked})
            tx.commit()
        self.notifier.notify(Work.STOCK)
        return marked

    def item(self, item_id: str) -> int:
        """Mark the levels of an ERP item in all stores; returns how many."""
        with self.unit_of_work() as tx:
            marked = sum(self._mark(tx, shop, None, item_id) for shop in list_comparing_shops(tx))
            subject = AuditSubject(AuditedKind.ITEM, item_id)
            tx.audit_log.record(AuditAction.STOCK_PUSH_REQUESTED, subject, {}, {"levels": marked})
            tx.commit()
        self.notifier.notify(Work.STOCK)
        return marked

    def _mark(self, tx: Transaction, shop: ShopDomain, inventory_item_id: int | None, item_id: str | None) -> int:
        marked = tx.shop_stock.levels.mark_due(
            shop,
            self.clock.now(),
            inventory_item_ids=None if inventory_item_id is None else [inventory_item_id],
            item_ids=None if item_id is None else [item_id],
            force=True,
        )
        if marked:
            tx.shop_stock.syncs.wake([shop], self.clock.now())
        return marked
