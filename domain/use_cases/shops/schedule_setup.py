"""Schedules the work of a store that was connected or approved."""

from datetime import datetime

from novex_shopify.domain.model.import_run import COMPLETE_LIST_KINDS
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.resource_keys import shop_key
from novex_shopify.domain.use_cases.wake_shop_stock import compare_again, compares_stock


def schedule_imports(tx: Transaction, shop: ShopDomain, now: datetime) -> None:
    """Import everything once, and continue the work that waits for the store."""
    for kind in COMPLETE_LIST_KINDS:
        tx.imports.start(shop, kind, now)
    tx.imports.release(shop, now)
    tx.events.release(shop, (shop_key(shop),), now)
    tx.pushes.release(shop, now)
    if compares_stock(tx, shop):
        compare_again(tx, [shop], now)
