"""Changing a shop's settings."""

from dataclasses import replace
from datetime import datetime

import pytest

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.unit_of_work import MemoryUnitOfWork
from novex_shopify.adapters.memory.work_notifier import RecordingWorkNotifier
from novex_shopify.domain.errors import InvalidShopSetting, NotFound
from novex_shopify.domain.model.shop_settings import AutoAssign, ShopSettings, StockMode
from novex_shopify.domain.use_cases.shops.change_settings import ChangeSettings
from novex_shopify.domain.use_cases.stock.records import get_stock
from novex_shopify.domain.use_cases.wake_open_orders import WakeOpenOrders
from tests.builders import NOON, OTHER_SHOP, SHOP, a_sales_order, a_shop


@pytest.fixture
def unit_of_work() -> MemoryUnitOfWork:
    """A database with one shop."""
    unit_of_work = MemoryUnitOfWork()
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        tx.commit()
    return unit_of_work


def build(unit_of_work: MemoryUnitOfWork) -> ChangeSettings:
    notifier, clock = RecordingWorkNotifier(), ManualClock()
    return ChangeSettings(unit_of_work, WakeOpenOrders(unit_of_work, notifier, clock), notifier, clock)


def get_settings(unit_of_work: MemoryUnitOfWork) -> ShopSettings:
    with unit_of_work() as tx:
        return tx.shops.get_settings(SHOP)


def test_only_the_given_settings_change(unit_of_work: MemoryUnitOfWork) -> None:
    change = build(unit_of_work)
    change(SHOP, {"keep_events_days": 30})
    assert change(SHOP, {"ship_test_orders": True}) == ShopSettings(keep_events_days=30, ship_test_orders=True)
    assert get_settings(unit_of_work) == ShopSettings(keep_events_days=30, ship_test_orders=True)


def test_stock_is_reported_before_it_is_sent(unit_of_work: MemoryUnitOfWork) -> None:
    change = build(unit_of_work)
    with pytest.raises(InvalidShopSetting, match="report first"):
        change(SHOP, {"push_stock": StockMode.ON})
    for mode in (StockMode.REPORT, StockMode.ON, StockMode.OFF):
        assert change(SHOP, {"push_stock": mode}).push_stock is mode


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("keep_events_days", 1),
        ("min_remaining_days", -1),
        ("handling_days", 3651),
        ("invoice_prefix", "de 26"),
        ("invoices_since", "26.11.2026"),
        ("shipping_phone", "555-SHIP"),
        ("chilled_hours", 241),
        ("safety_stock", -1),
        ("stock_since", datetime(2026, 11, 25, 8)),  # noqa: DTZ001  (whose 8 o'clock?)
    ],
)
def test_a_harmful_setting_changes_nothing(unit_of_work: MemoryUnitOfWork, name: str, value: object) -> None:
    with pytest.raises(InvalidShopSetting) as refusal:
        build(unit_of_work)(SHOP, {name: value})
    assert refusal.value.setting == name
    assert get_settings(unit_of_work) == ShopSettings()


def test_an_unknown_shop_has_no_settings(unit_of_work: MemoryUnitOfWork) -> None:
    with pytest.raises(NotFound):
        build(unit_of_work)(OTHER_SHOP, {})


def count_due(unit_of_work: MemoryUnitOfWork) -> int:
    with unit_of_work.read() as tx:
        return get_stock(tx).warehouse_states.count_due(9)


def forget_due(unit_of_work: MemoryUnitOfWork) -> None:
    with unit_of_work() as tx:
        states = get_stock(tx).warehouse_states
        while state := states.lock_next_due(NOON):
            states.save(replace(state, due_at=None))
        tx.commit()


def test_open_orders_are_settled_when_a_store_keeps_stock_or_assigns_lots(unit_of_work: MemoryUnitOfWork) -> None:
    with unit_of_work() as tx:
        for number, status in enumerate((None, "partial", "fulfilled")):
            tx.erp.orders.apply([a_sales_order(shopify_order_id=number, fulfillment_status=status)])
        tx.commit()
    change = build(unit_of_work)
    for changes, due in (
        ({"auto_assign": AutoAssign.ON_ORDER}, 0),
        ({"stock_since": NOON}, 2),
        ({"keep_events_days": 30}, 0),
        ({"auto_assign": AutoAssign.ON_PAYMENT}, 2),
        ({"stock_since": None}, 0),
    ):
        change(SHOP, changes)
        assert (changes, count_due(unit_of_work)) == (changes, due)
        forget_due(unit_of_work)
