"""Shopify hides orders older than sixty days from an app without `read_all_orders`."""

from datetime import date

import pytest

from novex_shopify.domain.errors import OrdersNotAccessible
from novex_shopify.domain.model.shop import Scopes
from novex_shopify.domain.policies.order_access_window import check_order_access, earliest_accessible
from novex_shopify.domain.timing import DAY
from tests.builders import NOON, SECOND, a_shop


def test_the_earliest_day_is_accessible_from_its_start() -> None:
    assert (NOON.date(), earliest_accessible(NOON)) == (date(2026, 11, 23), date(2026, 9, 25))


def test_orders_of_the_last_sixty_days_are_accessible() -> None:
    check_order_access(a_shop(), NOON - 60 * DAY, NOON)  # passes unless it raises


def test_older_orders_are_refused_with_the_first_day_that_can_be_read() -> None:
    with pytest.raises(OrdersNotAccessible, match="2026-09-25"):
        check_order_access(a_shop(), NOON - 60 * DAY - SECOND, NOON)


def test_a_shop_with_read_all_orders_has_no_limit() -> None:
    shop = a_shop(scopes=Scopes.parse("read_orders,read_all_orders"))
    check_order_access(shop, NOON - 1000 * DAY, NOON)  # passes unless it raises
