"""Marks the levels due that news is about."""

from dataclasses import dataclass

from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.wake_shop_stock import compares_stock

_BATCH = 500


@dataclass(frozen=True, slots=True)
class SpreadNews:
    """Takes news of the ERP's items and of mappings, and marks what it is about in all stores, in one transaction."""

    unit_of_work: UnitOfWork
    clock: Clock

    def __call__(self) -> bool:
        """Take some news; returns whether there was any."""
        now = self.clock.now()
        with self.unit_of_work.read() as tx:
            has_news = bool(tx.erp.stock and tx.erp.stock.news.has_any()) or tx.shop_stock.levels.has_notes()
        if not has_news:  # looked at without a transaction that others would wait for: it is looked at often
            return False
        with self.unit_of_work() as tx:
            items = tx.erp.stock.news.take(_BATCH) if tx.erp.stock else frozenset()
            variants = tx.shop_stock.levels.take_variants(_BATCH)
            if not (items or variants):
                return False
            shops = set(tx.shop_stock.levels.mark_items_due(items, now)) if items else set()
            for shop, variant_ids in sorted(variants.items()):
                if compares_stock(tx, shop):
                    tx.shop_stock.levels.derive(shop, variant_ids, now)
                    shops.add(shop)
            if shops:
                tx.shop_stock.syncs.wake(shops, now)
            tx.commit()
        return True
