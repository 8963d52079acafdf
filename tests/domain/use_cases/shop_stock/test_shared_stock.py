"""Several sellers of one stock: what one of them sells is not offered by the others."""

import pytest

from novex_shopify.domain.errors import ShopPaused
from novex_shopify.domain.model.actor import get_current_actor
from novex_shopify.domain.model.assignment import Assignment
from novex_shopify.domain.model.inventory_level import LevelKey
from novex_shopify.domain.model.location import Location, LocationMapping
from novex_shopify.domain.model.order_demand import LineDemand
from novex_shopify.domain.model.product import MatchedBy, ProductMapping
from novex_shopify.domain.model.shop import Credentials
from novex_shopify.domain.model.shop_settings import ShopSettings, StockMode
from novex_shopify.domain.model.stock import Movement, MovementKind, StockChange
from novex_shopify.domain.model.stock_level import LevelState
from novex_shopify.domain.use_cases.shop_stock import PauseStock
from novex_shopify.domain.use_cases.shop_stock.spread_news import SpreadNews
from novex_shopify.domain.use_cases.shops.disconnect_shop import DisconnectShop
from novex_shopify.domain.use_cases.shops.record_connection_state import (
    record_connection_failure,
    record_connection_success,
)
from novex_shopify.domain.use_cases.stock.records import get_stock
from novex_shopify.domain.use_cases.wake_shop_stock import derive_levels
from tests.builders import LINE_ID, NOON, OTHER_SHOP, SHOP, a_sales_order, a_shop, a_variant
from tests.domain.use_cases.shop_stock.stock_store import CAN, CASES, SHELF, SINGLE, SINGLES, StockStore

PARIS = Location(OTHER_SHOP, 81, "Paris")
ELSEWHERE = LevelKey(609, PARIS.id)


@pytest.fixture
def store() -> StockStore:
    """100 cans in the ERP, which are sold singly and by the case, and singly by another store."""
    opened = StockStore().open()
    fakes = opened.fakes
    fakes.shop.inventory.stock(ELSEWHERE, 0)
    variant = a_variant(9, product_id=9, inventory_item_id=ELSEWHERE.inventory_item_id)
    with fakes.unit_of_work() as tx:
        tx.shops.save(a_shop(domain=OTHER_SHOP, scopes=fakes.shop.scopes))
        tx.shops.save_credentials(OTHER_SHOP, Credentials(fakes.shop.access_token))
        tx.mappings.upsert_variants(OTHER_SHOP, [variant])
        tx.mappings.save(ProductMapping(OTHER_SHOP, variant, CAN, MatchedBy.PERSON))
        tx.shops.save_settings(OTHER_SHOP, ShopSettings(stock_since=NOON, push_stock=StockMode.ON))
        tx.shop_stock.locations.save([PARIS])
        tx.shop_stock.locations.save_mapping(LocationMapping(OTHER_SHOP, PARIS.id, takes_rest=True))
        derive_levels(tx, OTHER_SHOP, fakes.clock.now())
        tx.commit()
    opened.receive(100)
    opened.push_all()
    assert list_offers(opened) == [100, 8, 100]
    return opened


def list_offers(store: StockStore) -> list[int]:
    """What each may still sell, in its own units."""
    return [store.fakes.shop.inventory.levels[key].available for key in (SINGLES, CASES, ELSEWHERE)]


def note_webhook(store: StockStore, key: LevelKey) -> None:
    """Shopify says that the level has changed."""
    shop = SHOP if key in (SINGLES, CASES) else OTHER_SHOP
    now = store.fakes.clock.now()
    with store.fakes.unit_of_work() as tx:
        tx.shop_stock.levels.mark_due(shop, now, inventory_item_ids=[key.inventory_item_id])
        tx.shop_stock.syncs.wake([shop], now)
        tx.commit()


@pytest.mark.parametrize(
    ("sold", "quantity", "offers"), [(SINGLES, 5, [95, 7, 95]), (CASES, 2, [76, 6, 76]), (ELSEWHERE, 5, [95, 7, 95])]
)
def test_a_sale_that_only_shopify_knows_of_is_taken_from_all_others(
    store: StockStore, sold: LevelKey, quantity: int, offers: list[int]
) -> None:
    store.fakes.shop.inventory.commit(sold, quantity)
    note_webhook(store, sold)
    store.push_all()
    assert list_offers(store) == offers


@pytest.mark.parametrize("sold", [SINGLES, CASES, ELSEWHERE])
def test_what_was_cancelled_in_shopify_is_offered_again_by_all(store: StockStore, sold: LevelKey) -> None:
    store.fakes.shop.inventory.commit(sold, 1)
    note_webhook(store, sold)
    store.push_all()
    store.fakes.shop.inventory.commit(sold, -1)
    note_webhook(store, sold)
    store.push_all()
    assert list_offers(store) == [100, 8, 100]


@pytest.mark.parametrize("sold", [SINGLES, ELSEWHERE])
def test_what_shopify_and_the_erp_have_shipped_is_subtracted_once(store: StockStore, sold: LevelKey) -> None:
    """Each of the stores in turn is compared while the other's numbers are still those before the shipment."""
    store.fakes.shop.inventory.commit(sold, 5)
    note_webhook(store, sold)
    store.push_all()
    store.fakes.shop.inventory.fulfill(sold, 5)
    store.receive(-5)
    store.push_all()
    assert list_offers(store) == [95, 7, 95]


def test_what_becomes_known_after_shopify_was_read_is_compared_again(store: StockStore) -> None:
    """An order is placed, arrives and gets its units while Shopify's answer, which knows nothing of it, is on its way.

    Another worker spreads the news of it meanwhile.
    """

    def sell_after_reading() -> None:
        store.fakes.shop.inventory.commit(SINGLES, 5)
        set_aside(store, 5)
        SpreadNews(store.fakes.unit_of_work, store.fakes.clock)()

    store.fakes.shop.inventory.run_after_reading(sell_after_reading)
    note_webhook(store, SINGLES)
    store.push_all()
    assert list_offers(store) == [95, 7, 95]


def set_aside(store: StockStore, quantity: int) -> None:
    """Units of the only lot are set aside for an order of single cans."""
    with store.fakes.unit_of_work() as tx:
        stock, order_id = get_stock(tx), tx.erp.orders.apply([a_sales_order()])[0]
        (lot,) = stock.lots.list_with_free_stock([CAN])
        change = StockChange(free=-quantity, assigned=quantity)
        stock.ledger.post([Movement(MovementKind.ASSIGN, lot.id, SHELF, change)], NOON)
        assignment = Assignment(0, order_id, LINE_ID, CAN, lot.id, SHELF, quantity, get_current_actor(), NOON)
        stock.assignments.save([assignment])
        stock.demand.save(order_id, [LineDemand(order_id, LINE_ID, CAN, quantity, SHOP, SINGLE)])
        tx.commit()


def forget_sale(store: StockStore, sold: LevelKey) -> None:
    """Shopify counts five as sold there, and after a while no longer, and no news says so."""
    store.fakes.shop.inventory.commit(sold, 5)
    note_webhook(store, sold)
    store.push_all()
    assert list_offers(store) == [95, 7, 95]
    store.fakes.shop.inventory.commit(sold, -5)


def test_what_a_store_sold_before_it_was_disconnected_is_not_kept_back_for_ever(store: StockStore) -> None:
    forget_sale(store, ELSEWHERE)
    DisconnectShop(store.fakes.unit_of_work, store.fakes.clock)(OTHER_SHOP)
    store.receive(1)
    store.push_all()
    assert list_offers(store)[:2] == [101, 8]
    assert not store.push.run_next()


def test_what_a_store_sold_before_it_was_paused_is_not_kept_back_for_ever(store: StockStore) -> None:
    forget_sale(store, ELSEWHERE)
    PauseStock(store.fakes.unit_of_work, store.fakes.clock)(OTHER_SHOP, "stocktaking")
    store.receive(1)
    store.push_all()
    assert list_offers(store)[:2] == [101, 8]


def test_a_store_that_is_available_again_is_compared(store: StockStore) -> None:
    """It was counted while it could not be asked, and its webhooks were lost."""
    with store.fakes.unit_of_work() as tx:
        record_connection_failure(tx, SHOP, ShopPaused("fetch", "Payment Required"), NOON)
        tx.commit()
    store.receive(1)
    store.push_all()
    assert list_offers(store) == [100, 8, 101]
    store.fakes.shop.inventory.count(CASES, 20)
    with store.fakes.unit_of_work() as tx:
        record_connection_success(tx, SHOP, store.fakes.clock.now())
        tx.commit()
    store.push_all()
    assert list_offers(store) == [101, 20, 101]
    assert store.get_level(CASES).state is LevelState.WAITING
