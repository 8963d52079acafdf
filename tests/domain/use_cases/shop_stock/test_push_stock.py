"""Sending the ERP's numbers to Shopify."""

from dataclasses import replace

import pytest

from novex_shopify.domain.errors import ShopifyRefused, ShopifyThrottled, ShopifyUnavailable
from novex_shopify.domain.model.shop_settings import StockMode
from novex_shopify.domain.model.stock_level import LevelState
from novex_shopify.domain.model.stock_push import PushOutcome
from novex_shopify.domain.timing import DRIFT_DELAY
from tests.builders import HOUR, OTHER_SHOP, SHOP
from tests.domain.use_cases.shop_stock.stock_store import CAN, CASES, SINGLE, SINGLES, StockStore

LOST = ShopifyUnavailable("no answer")


@pytest.fixture
def store() -> StockStore:
    """37 cans in the ERP, which Shopify knows."""
    opened = StockStore().open()
    opened.receive(37)
    opened.push_all()
    return opened


def list_outcomes(store: StockStore) -> list[tuple[int, int, PushOutcome]]:
    """What was sent of single cans, newest first."""
    with store.fakes.unit_of_work.read() as tx:
        pushes = tx.shop_stock.pushes.list_of_level(SHOP, SINGLES, 9)
    return [(each.from_quantity, each.to_quantity, each.outcome) for each in pushes]


def test_what_differs_is_sent_in_one_call_and_what_is_equal_is_not(store: StockStore) -> None:
    assert store.get_shopify_number() == 37
    assert store.count_calls() == 1
    assert list_outcomes(store) == [(40, 37, PushOutcome.SET)]
    level = store.get_level(CASES)
    assert (level.state, level.on_hand, level.target) == (LevelState.IN_STEP, 3, 3)
    assert store.get_level().state is LevelState.IN_STEP
    assert not store.push.run_next()


def test_a_movement_in_the_erp_is_sent(store: StockStore) -> None:
    store.receive(-2)
    store.push_all()
    assert (store.get_shopify_number(), store.get_shopify_number(CASES)) == (35, 2)
    assert store.fakes.metrics.stock_rows[PushOutcome.SET] == 3


def test_a_sale_of_a_case_takes_twelve_single_cans(store: StockStore) -> None:
    store.fakes.shop.inventory.commit(CASES, 1)
    with store.fakes.unit_of_work() as tx:
        tx.shop_stock.levels.mark_due(SHOP, store.fakes.clock.now())
        tx.shop_stock.syncs.wake([SHOP], store.fakes.clock.now())
        tx.commit()
    store.push_all()
    store.receive(1)
    store.push_all()
    assert (store.get_shopify_number(), store.get_shopify_number(CASES)) == (26, 3)


def test_orders_of_another_store_and_from_elsewhere_are_not_offered(store: StockStore) -> None:
    store.need(4, OTHER_SHOP, 9)
    store.push_all()
    assert store.get_shopify_number() == 33
    store.need(5)
    store.push_all()
    assert store.get_shopify_number() == 32


def test_an_own_order_is_not_subtracted_because_shopify_does_it(store: StockStore) -> None:
    store.fakes.shop.inventory.commit(SINGLES, 5)
    store.need(5, SHOP, SINGLE)
    store.push_all()
    level = store.fakes.shop.inventory.levels[SINGLES]
    assert (level.on_hand, level.available) == (37, 32)


def test_a_store_that_only_reports_shows_the_difference_and_sends_nothing() -> None:
    store = StockStore().open(StockMode.REPORT)
    store.receive(37)
    store.push_all()
    level = store.get_level()
    assert (level.state, level.on_hand, level.target, level.drift) == (LevelState.DIFFERS, 40, 37, 0)
    assert store.count_calls() == 0


def test_a_store_without_orders_that_move_stock_is_left_alone() -> None:
    store = StockStore().open()
    with store.fakes.unit_of_work() as tx:
        settings = tx.shops.get_settings(SHOP)
        tx.shops.save_settings(SHOP, replace(settings, stock_since=None))
        tx.commit()
    store.push_all()
    assert store.count_calls("fetch_inventory_levels") == 0


def test_a_lost_answer_is_asked_for_again_with_the_same_key(store: StockStore) -> None:
    store.receive(-2)
    store.fakes.shop.fail_next_call("set_on_hand", LOST, after_completion=True)
    store.push_all()
    key = store.get_sync().open_key
    assert key
    assert store.get_level().state is LevelState.SENDING
    store.fakes.shop.inventory.commit(SINGLES, 1)
    store.fakes.clock.advance(HOUR)
    store.push_all()
    assert (store.get_shopify_number(), store.get_sync().open_key) == (35, None)
    assert list_outcomes(store)[0] == (37, 35, PushOutcome.SET)
    assert set(store.fakes.shop.inventory.answered) >= {key}


@pytest.mark.parametrize("is_done", [False, True])
@pytest.mark.parametrize(
    ("modes", "number"),
    [((StockMode.REPORT,), 37), ((StockMode.OFF, StockMode.ON), 5), ((StockMode.REPORT, StockMode.ON), 5)],
)
def test_old_numbers_are_not_sent_after_the_store_was_turned_off(
    store: StockStore, modes: tuple[StockMode, ...], number: int, *, is_done: bool
) -> None:
    store.receive(-2)
    store.fakes.shop.fail_next_call("set_on_hand", LOST, after_completion=is_done)
    store.push_all()
    store.receive(-30)
    for mode in modes:
        store.set_mode(mode)
        store.fakes.clock.advance(HOUR)
        store.push_all()
    is_reporting = modes[-1] is StockMode.REPORT
    assert store.get_shopify_number() == (35 if is_reporting and is_done else number)
    assert store.get_level().state is (LevelState.DIFFERS if is_reporting else LevelState.IN_STEP)
    assert (37, 35, PushOutcome.UNKNOWN) in list_outcomes(store)
    assert store.get_sync().open_key is None


def test_a_call_that_never_arrived_is_sent_again(store: StockStore) -> None:
    store.receive(-2)
    store.fakes.shop.fail_next_call("set_on_hand", LOST)
    store.push_all()
    assert store.get_shopify_number() == 37
    store.fakes.clock.advance(HOUR)
    store.push_all()
    assert store.get_shopify_number() == 35


def test_a_number_that_changed_in_between_is_read_again(store: StockStore) -> None:
    store.receive(-2)
    store.fakes.shop.inventory.commit(SINGLES, 4)
    store.fakes.shop.run_on_call("set_on_hand", 2, lambda: store.fakes.shop.inventory.fulfill(SINGLES, 4))
    store.push_all()
    assert list_outcomes(store)[:2] == [(33, 31, PushOutcome.SET), (37, 35, PushOutcome.STALE)]
    assert store.get_level().state is LevelState.WAITING


def test_a_refusal_of_one_row_does_not_lose_the_others(store: StockStore) -> None:
    store.fakes.shop.inventory.bundle_items.add(CASES.inventory_item_id)
    store.receive(-2)
    store.push_all()
    assert (store.get_shopify_number(), store.get_shopify_number(CASES)) == (35, 3)
    assert store.get_level(CASES).state is LevelState.BUNDLE
    assert list_outcomes(store)[:2] == [(37, 35, PushOutcome.SET), (37, 35, PushOutcome.NOT_SET)]
    store.receive(24)
    store.push_all()
    assert store.count_calls() == 4


def test_a_refusal_that_names_no_row_is_narrowed_down_to_it(store: StockStore) -> None:
    for _ in range(2):
        store.fakes.shop.run_on_call("set_on_hand", store.count_calls() + 1, lambda: None)
    store.fakes.shop.fail_next_call("set_on_hand", ShopifyRefused("inventorySetQuantities", ["Too much."]))
    store.receive(-2)
    store.push_all()
    assert (store.get_shopify_number(), store.get_shopify_number(CASES)) == (35, 2)
    assert list_outcomes(store)[1] == (37, 35, PushOutcome.NOT_SET)


def test_a_single_row_that_is_refused_waits_for_a_person(store: StockStore) -> None:
    store.receive(1)
    store.fakes.shop.fail_next_call("set_on_hand", ShopifyRefused("inventorySetQuantities", ["Too much."]))
    store.push_all()
    level = store.get_level()
    assert level.state is LevelState.REFUSED
    assert "Too much." in (level.error or "")
    assert not store.push.run_next()


@pytest.mark.parametrize("kind", ["running_keys", "failed_keys"])
def test_what_shopify_says_of_the_key_decides_whether_it_is_used_again(store: StockStore, kind: str) -> None:
    store.receive(-2)
    store.fakes.shop.fail_next_call("set_on_hand", LOST)
    store.push_all()
    key = store.get_sync().open_key or ""
    getattr(store.fakes.shop.inventory, kind).add(key)
    store.fakes.clock.advance(HOUR)
    store.push.run_next()
    assert (store.get_sync().open_key == key) is (kind == "running_keys")
    store.fakes.shop.inventory.running_keys.clear()
    store.fakes.clock.advance(HOUR)
    store.push_all()
    assert store.get_shopify_number() == 35


def test_throttling_is_not_counted_as_a_failure(store: StockStore) -> None:
    store.receive(-2)
    store.fakes.shop.fail_next_call("fetch_inventory_levels", ShopifyThrottled("fetch", HOUR))
    store.push_all()
    assert (store.get_sync().failures, store.get_shopify_number()) == (0, 37)
    store.fakes.clock.advance(2 * HOUR)
    store.push_all()
    assert store.get_shopify_number() == 35


def test_a_store_that_cannot_be_reached_is_tried_again_for_ever(store: StockStore) -> None:
    store.receive(-2)
    for failures in range(1, 12):
        store.fakes.shop.fail_next_call("fetch_inventory_levels", LOST)
        store.push_all()
        assert store.get_sync().failures == failures
        store.fakes.clock.advance(HOUR)
    store.push_all()
    assert (store.get_shopify_number(), store.get_sync().last_error) == (35, None)


def test_what_changes_while_it_is_computed_is_computed_again(store: StockStore) -> None:
    store.receive(-2)
    calls = store.count_calls("fetch_inventory_levels")
    store.fakes.shop.run_on_call("fetch_inventory_levels", calls + 1, lambda: store.receive(-3))
    store.push_all()
    assert store.get_shopify_number() == 32
    assert list_outcomes(store)[0] == (37, 32, PushOutcome.SET)


def test_a_change_by_somebody_else_is_drift_after_a_while(store: StockStore) -> None:
    store.fakes.shop.inventory.count(SINGLES, 50)
    store.receive(1)
    store.push_all()
    assert store.get_level().state is LevelState.WAITING
    assert store.get_shopify_number() == 50
    store.fakes.clock.advance(DRIFT_DELAY)
    store.push_all()
    level = store.get_level()
    # What came into the ERP is sent on top of it.
    assert (store.get_shopify_number(), level.state, level.drift, level.target) == (51, LevelState.DRIFT, 13, 38)


def test_units_that_leave_the_erp_are_sent_at_once_even_on_top_of_drift(store: StockStore) -> None:
    store.fakes.shop.inventory.count(SINGLES, 50)
    store.receive(-7)
    store.push_all()
    assert store.get_shopify_number() == 43


def test_drift_is_corrected_if_the_settings_say_so() -> None:
    store = StockStore().open(correct_drift=True)
    store.receive(37)
    store.push_all()
    store.fakes.shop.inventory.count(SINGLES, 50)
    store.receive(1)
    store.push_all()
    assert store.get_shopify_number() == 50
    store.fakes.clock.advance(DRIFT_DELAY)
    store.push_all()
    assert (store.get_shopify_number(), store.get_level().state) == (38, LevelState.IN_STEP)


def test_a_fulfillment_of_which_the_erp_never_hears_is_no_drift_for_ever(store: StockStore) -> None:
    """Its webhook may be lost. The ERP's number is right again when it is counted, or the order is read."""
    store.fakes.shop.inventory.commit(SINGLES, 5)
    store.receive(24)
    store.push_all()
    store.fakes.shop.inventory.fulfill(SINGLES, 5)
    store.receive(-24)
    store.push_all()
    assert (store.get_shopify_number(), store.get_level().state) == (32, LevelState.WAITING)
    store.fakes.clock.advance(DRIFT_DELAY)
    store.push_all()
    assert (store.get_shopify_number(), store.get_level().state) == (37, LevelState.IN_STEP)


def test_a_sale_in_a_shop_on_the_street_is_explained_when_its_order_arrives(store: StockStore) -> None:
    """It is fulfilled as soon as it is placed. Meanwhile another store sells two."""
    store.fakes.shop.inventory.count(SINGLES, 36)
    store.need(2, OTHER_SHOP, 9)
    store.push_all()
    assert store.get_shopify_number() == 34
    store.receive(-1)
    store.push_all()
    store.fakes.clock.advance(DRIFT_DELAY)
    store.push_all()
    assert (store.get_shopify_number(), store.get_level().state) == (34, LevelState.IN_STEP)


def test_a_person_can_send_the_number_at_once(store: StockStore) -> None:
    store.fakes.shop.inventory.count(SINGLES, 50)
    with store.fakes.unit_of_work() as tx:
        tx.shop_stock.levels.mark_due(SHOP, store.fakes.clock.now(), force=True)
        tx.shop_stock.syncs.wake([SHOP], store.fakes.clock.now())
        tx.commit()
    store.push_all()
    assert (store.get_shopify_number(), store.get_level().state) == (37, LevelState.IN_STEP)


def test_a_fulfillment_in_shopify_is_no_drift(store: StockStore) -> None:
    store.fakes.shop.inventory.commit(SINGLES, 5)
    store.need(5, SHOP, SINGLE)
    store.push_all()
    store.fakes.shop.inventory.fulfill(SINGLES, 5)
    store.receive(-5)
    store.need(0)
    store.push_all()
    level = store.get_level()
    assert (store.get_shopify_number(), level.state, level.drift) == (32, LevelState.IN_STEP, 0)
    assert list_outcomes(store) == [(40, 37, PushOutcome.SET)]


def test_items_that_shopify_does_not_track_or_stock_are_left_alone(store: StockStore) -> None:
    store.fakes.shop.inventory.stock(SINGLES, 9, tracked=False)
    del store.fakes.shop.inventory.levels[CASES]
    store.receive(1)
    store.push_all()
    assert store.get_level().state is LevelState.NOT_TRACKED
    assert store.get_level(CASES).state is LevelState.NOT_STOCKED
    assert store.count_calls() == 1


def test_an_item_without_lots_is_left_alone(store: StockStore) -> None:
    with store.fakes.unit_of_work() as tx:
        tx.erp.catalog.set_edited_fields([replace(tx.erp.catalog.get_many([CAN])[CAN], lot_tracked=False)])
        assert tx.erp.stock
        tx.erp.stock.news.add([CAN])
        tx.commit()
    store.push_all()
    assert store.get_level().state is LevelState.NO_STOCK_KEPT
    assert store.count_calls() == 1


def test_a_level_that_was_computed_before_a_crash_is_computed_again(store: StockStore) -> None:
    """Its worker died between reading and storing, so another one has its claim."""
    store.receive(-2)
    with store.fakes.unit_of_work() as tx:
        assert tx.erp.stock
        tx.shop_stock.levels.mark_items_due(tx.erp.stock.news.take(9), store.fakes.clock.now())
        tx.shop_stock.syncs.wake([SHOP], store.fakes.clock.now())
        assert tx.shop_stock.syncs.claim(store.push.worker, store.fakes.clock.now())
        tx.commit()
    assert not store.push.run_next()
    store.fakes.clock.advance(HOUR)
    with store.fakes.unit_of_work() as tx:
        now = store.fakes.clock.now()
        tx.claims.reclaim(store.push.worker, now, now, now)
        tx.commit()
    store.push_all()
    assert store.get_shopify_number() == 35


def test_a_shipment_while_a_count_of_shopify_waits_does_not_explain_more_than_it_shipped(store: StockStore) -> None:
    inventory = store.fakes.shop.inventory
    inventory.commit(SINGLES, 3)
    store.need(3, SHOP, SINGLE)
    store.receive(1)
    store.push_all()
    inventory.count(SINGLES, 20)
    store.receive(1)
    store.push_all()
    inventory.fulfill(SINGLES, 3)
    store.need(0, SHOP, SINGLE)
    store.receive(-3)
    store.push_all()
    store.fakes.clock.advance(DRIFT_DELAY)
    store.push_all()
    level = store.get_level()
    assert (store.get_shopify_number(), level.target, level.drift) == (18, 36, -18)
