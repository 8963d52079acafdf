"""What Shopify says of its stock and its locations, and what a new day changes."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from novex_shopify.domain.errors import ShopifyUnavailable
from novex_shopify.domain.model.location import Location
from novex_shopify.domain.model.lot import Lot, LotSource
from novex_shopify.domain.model.stock import Movement, MovementKind, StockChange
from novex_shopify.domain.model.stock_level import LevelState
from novex_shopify.domain.timing import DRIFT_DELAY, LOCATIONS_INTERVAL, STOCK_READ_INTERVAL, STOCK_WEBHOOK_DELAY
from novex_shopify.domain.use_cases.shop_stock import MarkNewDay, ReadLocations
from novex_shopify.domain.use_cases.stock.records import get_stock
from tests.builders import HOUR, NOON, SHOP
from tests.domain.use_cases.event_steps import WORKER
from tests.domain.use_cases.inbox_steps import list_statuses, process_events, receive_webhook
from tests.domain.use_cases.shop_stock.stock_store import BERLIN, CAN, SHELF, SINGLES, StockStore

ROME = Location(SHOP, 72, "Rome")


@pytest.fixture
def store() -> StockStore:
    opened = StockStore().open(correct_drift=True)
    opened.receive(37)
    opened.push_all()
    return opened


def send(store: StockStore, topic: str, **body: object) -> None:
    receive_webhook(store.fakes, topic, json.dumps(body).encode(), f"{topic}-{len(list_statuses(store.fakes))}")
    process_events(store.fakes)


def send_level(store: StockStore, topic: str = "inventory_levels/update") -> None:
    level = store.fakes.shop.inventory.levels[SINGLES]
    gid = f"gid://shopify/InventoryLevel/9?inventory_item_id={SINGLES.inventory_item_id}"
    ids = {"inventory_item_id": SINGLES.inventory_item_id, "location_id": SINGLES.location_id}
    send(store, topic, **ids, available=level.available, admin_graphql_api_id=gid)


def list_locations(store: StockStore) -> list[Location]:
    with store.fakes.unit_of_work.read() as tx:
        return list(tx.shop_stock.locations.list_for_shop(SHOP))


def test_news_of_what_was_just_sent_is_an_echo(store: StockStore) -> None:
    send_level(store)
    assert store.get_level().due_at is None


def test_an_echo_is_recognized_even_before_the_answer_is_stored(store: StockStore) -> None:
    store.receive(-2)
    store.fakes.shop.fail_next_call("set_on_hand", ShopifyUnavailable("lost"), after_completion=True)
    store.push_all()
    send_level(store)
    assert (store.get_level().state, store.get_level().due_at) == (LevelState.SENDING, None)


@pytest.mark.parametrize("topic", ["inventory_levels/update", "inventory_levels/connect"])
def test_other_news_has_the_level_compared_a_little_later(store: StockStore, topic: str) -> None:
    store.fakes.shop.inventory.count(SINGLES, 50)
    send_level(store, topic)
    assert store.get_level().due_at == NOON + STOCK_WEBHOOK_DELAY
    store.fakes.clock.advance(STOCK_WEBHOOK_DELAY)
    store.push_all()
    assert store.get_level().state is LevelState.WAITING
    store.fakes.clock.advance(DRIFT_DELAY)
    store.push_all()
    assert store.get_shopify_number() == 37


def test_an_item_that_is_no_longer_tracked_is_left_alone(store: StockStore) -> None:
    inventory = store.fakes.shop.inventory
    inventory.levels[SINGLES] = replace(inventory.levels[SINGLES], tracked=False)
    item = SINGLES.inventory_item_id
    send(
        store,
        "inventory_items/update",
        id=item,
        tracked=False,
        admin_graphql_api_id=f"gid://shopify/InventoryItem/{item}",
    )
    store.fakes.clock.advance(HOUR)
    store.push_all()
    assert store.get_level().state is LevelState.NOT_TRACKED


def test_news_of_a_location_has_all_of_them_read(store: StockStore) -> None:
    store.fakes.shop.inventory.locations.append(ROME)
    send(store, "locations/create", id=72, name="Rome", active=True, admin_graphql_api_id="gid://shopify/Location/72")
    assert list_locations(store) == [BERLIN, ROME]
    store.fakes.shop.inventory.locations.remove(ROME)
    send(store, "locations/delete", id=72)
    assert list_locations(store) == [BERLIN]


def test_the_locations_of_a_new_store_are_read_and_then_once_a_day(store: StockStore) -> None:
    fakes = store.fakes
    read = ReadLocations(fakes.unit_of_work, fakes.admin, fakes.access, fakes.clock, WORKER)
    read.run_due()
    read.run_due()
    assert store.count_calls("fetch_locations") == 1
    fakes.clock.advance(LOCATIONS_INTERVAL)
    fakes.shop.fail_next_call("fetch_locations", ShopifyUnavailable("lost"))
    read.run_due()
    assert list_locations(store) == [BERLIN]
    fakes.shop.inventory.locations[0] = replace(BERLIN, is_active=False)
    assert read(SHOP) == [replace(BERLIN, is_active=False)]
    store.push_all()
    assert store.count_calls("fetch_inventory_levels") == 1


def test_a_lot_that_is_no_longer_good_for_long_enough_is_not_offered_on_the_next_day(store: StockStore) -> None:
    today = NOON.date()
    mark = MarkNewDay(store.fakes.unit_of_work, store.fakes.notifier, store.fakes.clock)
    mark()
    with store.fakes.unit_of_work() as tx:
        stock = get_stock(tx)
        lot = stock.lots.add(Lot(0, CAN, "L2", LotSource.PURCHASE, NOON, expires_on=today))
        stock.ledger.post([Movement(MovementKind.RECEIVE, lot.id, SHELF, StockChange(free=5))], NOON)
        tx.commit()
    store.push_all()
    assert store.get_shopify_number() == 42
    mark()
    store.push_all()
    assert store.get_shopify_number() == 42
    store.fakes.clock.advance(timedelta(days=1))
    mark()
    store.push_all()
    assert store.get_shopify_number() == 37


def test_a_count_without_news_is_found_within_a_day(store: StockStore) -> None:
    mark = MarkNewDay(store.fakes.unit_of_work, store.fakes.notifier, store.fakes.clock)
    mark()
    store.push_all()
    store.fakes.shop.inventory.count(SINGLES, 50)
    calls = store.count_calls("fetch_inventory_levels")
    mark()
    store.push_all()
    assert store.count_calls("fetch_inventory_levels") == calls
    store.fakes.clock.advance(STOCK_READ_INTERVAL + timedelta(seconds=1))
    mark()
    store.push_all()
    store.fakes.clock.advance(DRIFT_DELAY)
    store.push_all()
    assert (store.get_level().state, store.get_shopify_number()) == (LevelState.IN_STEP, 37)
    calls = store.count_calls("fetch_inventory_levels")
    mark()
    store.push_all()
    assert store.count_calls("fetch_inventory_levels") == calls
