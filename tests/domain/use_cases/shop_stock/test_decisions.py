"""What people decide about a store's stock at Shopify."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest

from novex_shopify.domain.errors import (
    InvalidReason,
    InvalidSafetyStock,
    LocationBelongsToApp,
    NotFound,
    RestIsTaken,
    ShopStockRefused,
    StockNotCompared,
    StorageIsTaken,
)
from novex_shopify.domain.model.audit import AuditAction, AuditFilter
from novex_shopify.domain.model.location import Location, LocationMapping
from novex_shopify.domain.model.safety_stock import SafetyStock
from novex_shopify.domain.model.shop_settings import StockMode
from novex_shopify.domain.model.stock_level import LevelFilter, LevelState
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.shop_stock import MapLocation, PauseStock, PushNow, ResumeStock, SaveSafetyStock
from novex_shopify.domain.use_cases.shops.change_settings import ChangeSettings
from novex_shopify.domain.use_cases.wake_open_orders import WakeOpenOrders
from tests.builders import OTHER_SHOP, SHOP
from tests.domain.use_cases.shop_stock.stock_store import BERLIN, CAN, SINGLES, StockStore

PARIS, SERVICE = Location(SHOP, 72, "Paris"), Location(SHOP, 73, "App", is_fulfillment_service=True)


@pytest.fixture
def store() -> StockStore:
    opened = StockStore().open()
    opened.receive(37)
    opened.push_all()
    with opened.fakes.unit_of_work() as tx:
        tx.shop_stock.locations.save([PARIS, SERVICE])
        tx.commit()
    return opened


def list_actions(store: StockStore) -> set[AuditAction]:
    with store.fakes.unit_of_work.read() as tx:
        return {entry.action for entry in tx.audit_log.search(AuditFilter(), 99)}


def count_levels(store: StockStore) -> int:
    with store.fakes.unit_of_work.read() as tx:
        return len(tx.shop_stock.levels.list_page(SHOP, LevelFilter(), 99))


def map_location(store: StockStore, *arguments: object, **options: bool) -> LocationMapping:
    mapping = MapLocation(store.fakes.unit_of_work, store.fakes.notifier, store.fakes.clock)
    return mapping(SHOP, *arguments, **options)  # type: ignore[arg-type]


def test_a_location_stands_for_storage_locations_and_its_levels_follow(store: StockStore) -> None:
    map_location(store, BERLIN.id)
    assert count_levels(store) == 0
    assert map_location(store, PARIS.id, ["shelf"]) == LocationMapping(SHOP, PARIS.id, frozenset({1}))
    assert count_levels(store) == 2
    assert AuditAction.STORE_LOCATION_MAPPED in list_actions(store)


def test_no_unit_is_in_two_locations_of_a_store(store: StockStore) -> None:
    with pytest.raises(RestIsTaken, match="Berlin"):
        map_location(store, PARIS.id, takes_rest=True)
    map_location(store, BERLIN.id, ["Shelf"])
    with pytest.raises(StorageIsTaken, match="Shelf belongs to Berlin"):
        map_location(store, PARIS.id, ["Shelf"])


def test_only_known_locations_that_are_the_merchants_are_mapped(store: StockStore) -> None:
    with pytest.raises(LocationBelongsToApp):
        map_location(store, SERVICE.id, ["Shelf"])
    for arguments in ((99, ["Shelf"]), (PARIS.id, ["Cellar"])):
        with pytest.raises(NotFound):
            map_location(store, *arguments)
    assert count_levels(store) == 2


def test_a_paused_store_is_left_alone_until_it_is_resumed(store: StockStore) -> None:
    pause = PauseStock(store.fakes.unit_of_work, store.fakes.clock)
    resume = ResumeStock(store.fakes.unit_of_work, store.fakes.notifier, store.fakes.clock)
    assert not resume(SHOP)
    with pytest.raises(InvalidReason):
        pause(SHOP, " ")
    pause(SHOP, "stocktaking")
    store.receive(-2)
    store.push_all()
    assert (store.get_shopify_number(), store.get_sync().pause_reason) == (37, "stocktaking")
    assert resume(SHOP)
    store.push_all()
    assert store.get_shopify_number() == 35
    assert {AuditAction.STOCK_PAUSED, AuditAction.STOCK_RESUMED} <= list_actions(store)


def test_a_person_has_the_erps_number_sent_whatever_shopify_has(store: StockStore) -> None:
    push_now = PushNow(store.fakes.unit_of_work, store.fakes.notifier, store.fakes.clock)
    ways: Sequence[Callable[[], int]] = (
        lambda: push_now(SHOP, inventory_item_id=SINGLES.inventory_item_id),
        lambda: push_now(SHOP, item_id=CAN),
        lambda: push_now(SHOP),
        lambda: push_now.item(CAN),
    )
    for push in ways:
        store.fakes.shop.inventory.count(SINGLES, 50)
        assert push() >= 1
        store.push_all()
        assert store.get_shopify_number() == 37
    with pytest.raises(StockNotCompared):
        push_now(OTHER_SHOP)


def test_safety_stock_is_kept_back_until_it_is_removed(store: StockStore) -> None:
    save = SaveSafetyStock(store.fakes.unit_of_work, store.fakes.notifier, store.fakes.clock)
    for rule in (SafetyStock(2), SafetyStock(3, SHOP), SafetyStock(4, SHOP, BERLIN.id), SafetyStock(5, item_id=CAN)):
        save(rule)
        store.push_all()
        assert store.get_shopify_number() == 37 - rule.units
    assert len(save.list_all()) == 4
    assert save.remove(None, None, CAN)
    assert not save.remove(None, None, CAN)
    store.push_all()
    assert store.get_shopify_number() == 33


@pytest.mark.parametrize(
    ("rule", "error"),
    [
        (SafetyStock(-1), InvalidSafetyStock),
        (SafetyStock(1, location_id=71), InvalidSafetyStock),
        (SafetyStock(1, OTHER_SHOP), NotFound),
        (SafetyStock(1, SHOP, 99), NotFound),
        (SafetyStock(1, item_id="NO"), NotFound),
    ],
)
def test_a_rule_names_what_exists(store: StockStore, rule: SafetyStock, error: type[ShopStockRefused]) -> None:
    save = SaveSafetyStock(store.fakes.unit_of_work, store.fakes.notifier, store.fakes.clock)
    with pytest.raises(error):
        save(rule)
    assert save.list_all() == []


def test_the_settings_of_a_store_decide_what_is_sent(store: StockStore) -> None:
    fakes = store.fakes
    wake = WakeOpenOrders(fakes.unit_of_work, fakes.notifier, fakes.clock)
    change = ChangeSettings(fakes.unit_of_work, wake, fakes.notifier, fakes.clock)
    change(SHOP, {"safety_stock": 7})
    store.push_all()
    assert store.get_shopify_number() == 30
    change(SHOP, {"push_stock": StockMode.OFF})
    assert count_levels(store) == 0
    change(SHOP, {"push_stock": StockMode.REPORT, "safety_stock": 0})
    store.push_all()
    assert (store.get_shopify_number(), store.get_level().state) == (30, LevelState.DIFFERS)


class ResumingUnitOfWork:
    """A person resumes the store after the worker has claimed it, and before it looks at it."""

    def __init__(self, inner: UnitOfWork, resume: Callable[[], object]) -> None:
        self.inner, self.resume, self.claims = inner, resume, 0

    def __call__(self) -> AbstractContextManager[Transaction]:
        self.claims += 1
        return self.inner()

    def read(self) -> AbstractContextManager[Transaction]:
        if self.claims == 2:  # news is spread first, and then the store is claimed
            self.claims += 1
            self.resume()
        return self.inner.read()


def test_a_store_that_is_resumed_while_a_worker_looks_at_it_is_compared(store: StockStore) -> None:
    fakes = store.fakes
    PauseStock(fakes.unit_of_work, fakes.clock)(SHOP, "stocktaking")
    store.receive(-2)
    resume = ResumeStock(fakes.unit_of_work, fakes.notifier, fakes.clock)
    push = replace(store.push, unit_of_work=ResumingUnitOfWork(fakes.unit_of_work, lambda: resume(SHOP)))
    while push.run_next():
        pass
    assert not store.get_sync().is_paused
    assert store.get_shopify_number() == 35
