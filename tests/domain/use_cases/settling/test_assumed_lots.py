"""Lots of units that were fulfilled in Shopify without any are assumed as they would have been proposed."""

from collections.abc import Mapping
from typing import Any

import pytest

from novex_shopify.domain.model.lot_choice import LotStrategy
from novex_shopify.domain.model.order_exception import OrderExceptionKind
from novex_shopify.domain.model.shop import ShopProfile
from novex_shopify.domain.model.shop_settings import AutoAssign
from novex_shopify.domain.use_cases.stock.records import LotKey
from tests.builders import NOON, SHOP
from tests.domain.use_cases.assignment.assignment_steps import keep_item
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.settling.settling_steps import EARLY, ShopifyOrder, Store
from tests.domain.use_cases.stock.stock_steps import receive

SOON = LotKey(EARLY.item_id, "L3")
"""It was received last, and expires first of all: on the day on which the units leave."""


@pytest.fixture
def store() -> Store:
    return Store(Fakes(), ShopifyOrder(6))


def fulfill(store: Store, **settings: Any) -> None:
    store.set_up(auto_assign=AutoAssign.BY_HAND, **settings)
    receive(store.fakes, 6, SOON, expires_on=NOON.date())
    store.send("orders/create")
    store.order.fulfill(6)
    store.send("orders/updated")


def settle(store: Store) -> Mapping[str, int]:
    store.settle()
    assert store.list_exceptions() == {OrderExceptionKind.INFERRED: 6}
    return store.count_units(EARLY)


def test_the_item_has_a_strategy_of_its_own(store: Store) -> None:
    fulfill(store)
    keep_item(store.unit_of_work, strategy=LotStrategy.FIFO)
    assert settle(store) == {"free": 4, "shipped": 6}


def test_the_store_needs_a_longer_life(store: Store) -> None:
    fulfill(store, min_remaining_days=1)
    assert settle(store) == {"free": 4, "shipped": 6}


@pytest.mark.parametrize(("zone", "units"), [("UTC", {"free": 10}), ("Pacific/Kiritimati", {"free": 4, "shipped": 6})])
def test_a_lot_is_judged_on_the_day_in_the_zone_of_the_store(store: Store, zone: str, units: Mapping[str, int]) -> None:
    """It is the next day already in Kiritimati."""
    fulfill(store)
    with store.unit_of_work() as tx:
        tx.shops.set_profile(SHOP, ShopProfile(time_zone=zone))
        tx.commit()
    assert settle(store) == units
