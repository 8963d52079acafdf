"""Changing a shop's settings."""

from datetime import datetime

import pytest

from novex_shopify.adapters.memory.unit_of_work import MemoryUnitOfWork
from novex_shopify.domain.errors import InvalidShopSetting, NotFound
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.use_cases.shops.change_settings import ChangeSettings
from tests.builders import OTHER_SHOP, SHOP, a_shop


@pytest.fixture
def unit_of_work() -> MemoryUnitOfWork:
    """A database with one shop."""
    unit_of_work = MemoryUnitOfWork()
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        tx.commit()
    return unit_of_work


def get_settings(unit_of_work: MemoryUnitOfWork) -> ShopSettings:
    with unit_of_work() as tx:
        return tx.shops.get_settings(SHOP)


def test_only_the_given_settings_change(unit_of_work: MemoryUnitOfWork) -> None:
    change = ChangeSettings(unit_of_work)
    change(SHOP, {"keep_events_days": 30})
    assert change(SHOP, {"ship_test_orders": True}) == ShopSettings(keep_events_days=30, ship_test_orders=True)
    assert get_settings(unit_of_work) == ShopSettings(keep_events_days=30, ship_test_orders=True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("keep_events_days", 1),
        ("min_remaining_days", -1),
        ("handling_days", 3651),
        ("invoice_prefix", "de 26"),
        ("invoices_since", "26.11.2026"),
        ("stock_since", datetime(2026, 11, 25, 8)),  # noqa: DTZ001  (whose 8 o'clock?)
    ],
)
def test_a_harmful_setting_changes_nothing(unit_of_work: MemoryUnitOfWork, name: str, value: object) -> None:
    with pytest.raises(InvalidShopSetting) as refusal:
        ChangeSettings(unit_of_work)(SHOP, {name: value})
    assert refusal.value.setting == name
    assert get_settings(unit_of_work) == ShopSettings()


def test_an_unknown_shop_has_no_settings(unit_of_work: MemoryUnitOfWork) -> None:
    with pytest.raises(NotFound):
        ChangeSettings(unit_of_work)(OTHER_SHOP, {})
