"""Has the levels of stores compared again after something changed that decides them."""

from collections.abc import Collection, Iterable
from datetime import datetime

from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.shop_settings import StockMode
from novex_shopify.domain.ports.unit_of_work import Transaction


def list_comparing_shops(tx: Transaction) -> list[ShopDomain]:
    """The stores whose stock is compared."""
    return [shop.domain for shop in tx.shops.list_all() if compares_stock(tx, shop.domain)]


def compares_stock(tx: Transaction, shop: ShopDomain) -> bool:
    return tx.shops.get_settings(shop).push_stock is not StockMode.OFF


def derive_levels(tx: Transaction, shop: ShopDomain, now: datetime) -> None:
    """Make the levels of a store equal to what is mapped, and compare all; none if its stock is not compared."""
    if compares_stock(tx, shop):
        tx.shop_stock.levels.derive(shop, None, now)
        tx.shop_stock.syncs.wake([shop], now)
    else:
        tx.shop_stock.levels.remove_all(shop)


def compare_again(
    tx: Transaction, shops: Iterable[ShopDomain], now: datetime, item_ids: Collection[str] | None = None
) -> None:
    """Compare the levels of stores again, only those of some items if given."""
    marked = [shop for shop in sorted(shops) if tx.shop_stock.levels.mark_due(shop, now, item_ids=item_ids)]
    tx.shop_stock.syncs.wake(marked, now)


def note_mapping_changes(
    tx: Transaction, shop: ShopDomain, variant_ids: Collection[int], item_ids: Collection[str]
) -> None:
    """Say that variants have other items, or none, or are counted in another way at Shopify.

    `item_ids` are those that they had and have: what others may sell of these changes too.
    """
    if variant_ids and compares_stock(tx, shop):
        tx.shop_stock.levels.note_variants(shop, variant_ids)
    if item_ids and tx.erp.stock:
        tx.erp.stock.news.add(item_ids)
