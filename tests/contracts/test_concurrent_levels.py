"""Those who change the levels of several stores at the same moment do not wait for each other in a circle."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.domain.model.location import Location, LocationMapping
from novex_shopify.domain.model.product import ProductMapping
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.model.shop_settings import ShopSettings, StockMode
from novex_shopify.domain.model.stock_level import LevelFilter
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.shop_stock.spread_news import SpreadNews
from novex_shopify.domain.use_cases.stock.records import get_stock
from novex_shopify.domain.use_cases.wake_shop_stock import compare_again, derive_levels
from tests.builders import NOON, OTHER_SHOP, SHOP, a_shop, a_variant

SHOPS, VARIANTS, ITEMS, ROUNDS = (SHOP, OTHER_SHOP), range(1, 60), 20, 12


def open_stores(tx: Transaction) -> None:
    """The levels of the same item have other ids in each store, and an order of their own."""
    for shop in SHOPS:
        tx.shops.save(a_shop(domain=shop))
        tx.shops.save_settings(shop, ShopSettings(stock_since=NOON, push_stock=StockMode.ON))
        tx.shop_stock.locations.save([Location(shop, 71, "Berlin")])
        tx.shop_stock.locations.save_mapping(LocationMapping(shop, 71, takes_rest=True))
        for number in Random(shop).sample(VARIANTS, len(VARIANTS)):
            variant = a_variant(number, product_id=number, inventory_item_id=1000 - number)
            tx.mappings.upsert_variants(shop, [variant])
            tx.mappings.save(ProductMapping(shop, variant, f"ART-{number % ITEMS}"))
            tx.shop_stock.levels.derive(shop, [number], NOON)


def note_all(tx: Transaction) -> None:
    get_stock(tx).news.add({f"ART-{number}" for number in range(ITEMS)})
    for shop in SHOPS:
        tx.shop_stock.levels.note_variants(shop, VARIANTS)


def save_levels(tx: Transaction, shop: ShopDomain) -> None:
    tx.shop_stock.levels.save(tx.shop_stock.levels.list_page(shop, LevelFilter(), 99))
    tx.shop_stock.syncs.lock(shop)


def test_no_one_waits_in_a_circle(unit_of_work: UnitOfWork) -> None:
    with unit_of_work() as tx:
        open_stores(tx)
        tx.commit()

    def commit(change: Callable[[Transaction], object]) -> None:
        for _ in range(ROUNDS):
            with unit_of_work() as tx:
                change(tx)
                tx.commit()

    def spread() -> None:
        for _ in range(ROUNDS):
            SpreadNews(unit_of_work, ManualClock())()

    changes: tuple[Callable[[Transaction], object], ...] = (
        note_all,
        lambda tx: compare_again(tx, SHOPS, NOON),
        lambda tx: derive_levels(tx, SHOP, NOON),
        lambda tx: save_levels(tx, OTHER_SHOP),
    )
    with ThreadPoolExecutor(6) as threads:
        works = [threads.submit(commit, change) for change in changes] + [threads.submit(spread) for _ in range(2)]
        for each in works:
            each.result(timeout=60)
