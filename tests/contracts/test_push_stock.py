"""Stock goes to Shopify with every database: what is due, what is sent, and who has claimed it."""

from concurrent.futures import ThreadPoolExecutor

from novex_shopify.domain.errors import ShopifyUnavailable
from novex_shopify.domain.model.stock_level import LevelState
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.shop_stock import CompareStock, ExplainStock
from tests.builders import HOUR, OTHER_SHOP, SHOP
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.shop_stock.stock_store import CASES, SINGLE, SINGLES, StockStore


def test_what_changes_in_the_erp_is_sent_and_shown(unit_of_work: UnitOfWork) -> None:
    store = StockStore(Fakes(unit_of_work=unit_of_work)).open()
    store.receive(37)
    store.push_all()
    assert (store.get_shopify_number(), store.get_shopify_number(CASES)) == (37, 3)
    store.need(14, OTHER_SHOP, 9)
    store.fakes.shop.fail_next_call("set_on_hand", ShopifyUnavailable("lost"), after_completion=True)
    store.push_all()
    assert store.get_level().state is LevelState.SENDING
    store.fakes.clock.advance(HOUR)
    store.push_all()
    assert (store.get_shopify_number(), store.get_shopify_number(CASES)) == (23, 1)
    assert [each.level.state for each in CompareStock(unit_of_work)(SHOP).levels] == [LevelState.IN_STEP] * 2
    [level] = ExplainStock(unit_of_work, store.fakes.clock)(SHOP, SINGLE).levels
    assert level.target
    assert (level.target.quantity, [each.to_quantity for each in level.pushes]) == (23, [23, 37])


def test_workers_that_push_together_send_each_number_once(unit_of_work: UnitOfWork) -> None:
    store = StockStore(Fakes(unit_of_work=unit_of_work)).open()
    with ThreadPoolExecutor(3) as threads:
        for quantity in (37, -2, -3):
            store.receive(quantity)
            list(threads.map(lambda _: store.push_all(), range(3)))
    store.push_all()
    assert (store.get_shopify_number(), store.get_shopify_number(CASES)) == (32, 2)
    with unit_of_work.read() as tx:
        sent = [each.to_quantity for each in tx.shop_stock.pushes.list_of_level(SHOP, SINGLES, 9)]
    assert sent == list(dict.fromkeys(sent))
