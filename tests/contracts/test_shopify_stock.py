"""The contract of `ShopifyAdmin` for locations and stock."""

import pytest

from novex_shopify.adapters.memory.shopify.fake_shop import ALL_SCOPES
from novex_shopify.domain.errors import ScopeNotGranted, ShopifyRefused
from novex_shopify.domain.model.inventory_level import InventoryLevel, LevelKey
from novex_shopify.domain.model.shop import Scopes
from novex_shopify.domain.model.stock_call import MAX_ROWS, StockAnswer, StockCall, StockRefusal, StockRow
from tests.contracts.shopify_candidates import ShopifyCandidate
from tests.contracts.stock_candidates import LOCATIONS, StockCandidate


def read_level(shopify: ShopifyCandidate, key: LevelKey) -> InventoryLevel | None:
    return shopify.admin.fetch_inventory_levels(shopify.create_access(), [key])[key]


def set_on_hand(shopify: ShopifyCandidate, *rows: StockRow, key: str = "key-1") -> StockAnswer:
    return shopify.admin.set_on_hand(shopify.create_access(), StockCall(key, rows))


def list_refusals(answer: StockAnswer) -> list[tuple[str, int | None]]:
    return [(refusal.code, refusal.row) for refusal in answer.refusals]


def test_all_locations_are_listed(shopify: ShopifyCandidate, stock: StockCandidate) -> None:
    found = shopify.admin.fetch_locations(shopify.create_access())
    ids = [location.id for location in found]
    assert ids == sorted(ids)
    assert [(each.name, each.is_active, each.is_fulfillment_service, each.ships_online_orders) for each in found] == [
        (each.name, each.is_active, each.is_fulfillment_service, each.ships_online_orders) for each in LOCATIONS
    ]


def test_an_order_commits_units_and_leaves_what_is_on_hand(shopify: ShopifyCandidate, stock: StockCandidate) -> None:
    key = stock.stock(40)
    stock.sell(key, 3)
    assert read_level(shopify, key) == InventoryLevel(on_hand=40, available=37, committed=3)


def test_a_level_says_whether_its_item_is_tracked(shopify: ShopifyCandidate, stock: StockCandidate) -> None:
    key = stock.stock(40)
    stock.stop_tracking(key)
    level = read_level(shopify, key)
    assert level
    assert not level.tracked


def test_what_was_never_stocked_has_no_level(shopify: ShopifyCandidate, stock: StockCandidate) -> None:
    key = stock.stock(40)
    elsewhere = LevelKey(key.inventory_item_id, shopify.get_other_location())
    unknown = LevelKey(404, key.location_id)
    levels = shopify.admin.fetch_inventory_levels(shopify.create_access(), [key, elsewhere, unknown])
    assert {found: level is not None for found, level in levels.items()} == {
        key: True,
        elsewhere: False,
        unknown: False,
    }


def test_as_many_levels_as_a_call_sets_are_read_at_once(shopify: ShopifyCandidate, stock: StockCandidate) -> None:
    keys = [*stock.stock_many(MAX_ROWS - 1), LevelKey(404, 1)]
    levels = shopify.admin.fetch_inventory_levels(shopify.create_access(), keys)
    assert levels.keys() == set(keys)
    assert levels[keys[-1]] is None
    assert {level.on_hand for level in levels.values() if level} == {500}


def test_more_levels_than_a_call_sets_are_refused(shopify: ShopifyCandidate, stock: StockCandidate) -> None:
    keys = [LevelKey(number, 1) for number in range(1, MAX_ROWS + 2)]
    with pytest.raises(ShopifyRefused):
        shopify.admin.fetch_inventory_levels(shopify.create_access(), keys)
    with pytest.raises(ShopifyRefused):
        set_on_hand(shopify, *(StockRow(key, 0, 1) for key in keys))


def test_on_hand_is_set_and_what_is_committed_stays(shopify: ShopifyCandidate, stock: StockCandidate) -> None:
    key = stock.stock(40)
    stock.sell(key, 3)
    assert set_on_hand(shopify, StockRow(key, 40, 25)).accepted
    assert read_level(shopify, key) == InventoryLevel(on_hand=25, available=22, committed=3)


def test_a_repeated_call_has_the_same_answer_and_no_second_effect(
    shopify: ShopifyCandidate, stock: StockCandidate
) -> None:
    key = stock.stock(40)
    assert set_on_hand(shopify, StockRow(key, 40, 25)).accepted
    stock.count(key, 7)
    assert set_on_hand(shopify, StockRow(key, 40, 25)).accepted
    level = read_level(shopify, key)
    assert level
    assert level.on_hand == 7


def test_a_key_belongs_to_one_call(shopify: ShopifyCandidate, stock: StockCandidate) -> None:
    key = stock.stock(40)
    set_on_hand(shopify, StockRow(key, 40, 25))
    answer = set_on_hand(shopify, StockRow(key, 25, 24))
    assert list_refusals(answer) == [(StockRefusal.KEY_MISMATCH, None)]


def test_what_is_already_so_is_accepted(shopify: ShopifyCandidate, stock: StockCandidate) -> None:
    key = stock.stock(40)
    assert set_on_hand(shopify, StockRow(key, 40, 40)).accepted


def test_a_stale_row_is_named_and_keeps_the_others_from_being_set(
    shopify: ShopifyCandidate, stock: StockCandidate
) -> None:
    first, second = stock.stock_many(2)
    answer = set_on_hand(shopify, StockRow(first, 500, 3), StockRow(second, 501, 3))
    assert list_refusals(answer) == [(StockRefusal.STALE, 1)]
    level = read_level(shopify, first)
    assert level
    assert level.on_hand == 500


def test_the_stock_of_a_bundle_cannot_be_set(shopify: ShopifyCandidate, stock: StockCandidate) -> None:
    answer = set_on_hand(shopify, StockRow(stock.add_bundle(), 500, 3))
    assert list_refusals(answer) == [(StockRefusal.BUNDLE, 0)]
    assert answer.refusals[0].message


def test_a_row_with_a_negative_quantity_is_refused(shopify: ShopifyCandidate, stock: StockCandidate) -> None:
    answer = set_on_hand(shopify, StockRow(stock.stock(40), 40, -1))
    assert list_refusals(answer) == [("INVALID_QUANTITY_NEGATIVE", 0)]


def test_stock_needs_the_scopes_for_inventory(shopify: ShopifyCandidate, stock: StockCandidate) -> None:
    key = stock.stock(40)
    without = shopify.create_access(Scopes(ALL_SCOPES.handles - {"read_inventory", "write_inventory"}))
    with pytest.raises(ScopeNotGranted):
        shopify.admin.fetch_inventory_levels(without, [key])
    reading = shopify.create_access(Scopes(ALL_SCOPES.handles - {"write_inventory"}))
    with pytest.raises(ScopeNotGranted):
        shopify.admin.set_on_hand(reading, StockCall("key-1", (StockRow(key, 40, 25),)))
