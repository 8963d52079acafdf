"""The worker settles due orders one by one, and one that fails stops no other."""

from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import cast

import pytest

from novex_shopify.domain.model.order_exception import OrderException, OrderExceptionKind
from novex_shopify.domain.model.shop_settings import ShopSettings
from novex_shopify.domain.model.warehouse_state import WarehouseState
from novex_shopify.domain.policies.installation_problems import find_settling_problem
from novex_shopify.domain.policies.retry import RetryPolicy
from novex_shopify.domain.ports.shops import Shops
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.get_installation_status import GetInstallationStatus
from novex_shopify.domain.use_cases.settling.settle_again import SettleAgain
from novex_shopify.domain.use_cases.settling.settle_order import SettleOrder
from novex_shopify.domain.use_cases.stock.records import get_stock
from tests.builders import NOON, SHOP
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.order_steps import book_order

UNKNOWN_ORDER = "404"
"""Its document is missing, so settling it fails."""


@pytest.fixture
def fakes() -> Fakes:
    fakes = Fakes()
    fakes.connect_shop()
    with fakes.unit_of_work() as tx:
        tx.shops.save_settings(SHOP, replace(ShopSettings(), stock_since=NOON))
        tx.commit()
    return fakes


def build_settle_order(fakes: Fakes) -> SettleOrder:
    return SettleOrder(fakes.unit_of_work, RetryPolicy(random=lambda: 0), fakes.clock, fakes.metrics)


def mark_due(fakes: Fakes, *order_ids: str) -> None:
    SettleAgain(fakes.unit_of_work, fakes.notifier, fakes.clock)(order_ids)


def get_state(fakes: Fakes, order_id: str) -> WarehouseState:
    with fakes.unit_of_work.read() as tx:
        return get_stock(tx).warehouse_states.get_many([order_id])[order_id]


def test_settling_leaves_what_trackers_say_of_parcels_open(fakes: Fakes) -> None:
    order_id = book_order(fakes).id or ""
    with fakes.unit_of_work() as tx:
        get_stock(tx).order_exceptions.open(
            OrderException(0, order_id, 0, OrderExceptionKind.RETURN_TO_SENDER, 1, NOON)
        )
        tx.commit()
    mark_due(fakes, order_id)
    assert build_settle_order(fakes).run_next()
    with fakes.unit_of_work.read() as tx:
        (exception,) = get_stock(tx).order_exceptions.list_by_orders([order_id])
    assert exception.closed_at is None


def test_a_due_order_is_settled_once(fakes: Fakes) -> None:
    order_id = book_order(fakes).id or ""
    settle_order = build_settle_order(fakes)
    assert not settle_order.run_next()
    mark_due(fakes, order_id)
    assert settle_order.run_next()
    assert not settle_order.run_next()
    state = get_state(fakes, order_id)
    assert (state.due_at, state.promised_on) == (None, NOON.date() + timedelta(days=2))
    assert fakes.metrics.settled_orders == {True: 1}


def test_an_order_that_fails_is_tried_again_later_and_stops_no_other(fakes: Fakes) -> None:
    order_id = book_order(fakes).id or ""
    mark_due(fakes, UNKNOWN_ORDER)
    fakes.clock.advance(timedelta(seconds=1))
    mark_due(fakes, order_id)
    settle_order = build_settle_order(fakes)
    assert settle_order.run_next()
    assert settle_order.run_next()
    assert not settle_order.run_next()
    assert get_state(fakes, order_id).due_at is None
    failed = get_state(fakes, UNKNOWN_ORDER)
    assert failed.error == "There is no order 404."
    assert fakes.metrics.settled_orders == {True: 1, False: 1}


@dataclass(frozen=True)
class BreakSettings:
    """A unit of work in which reading a store's settings fails in a way that no one expects."""

    unit_of_work: UnitOfWork

    @contextmanager
    def __call__(self) -> Generator[Transaction]:
        with self.unit_of_work() as tx:
            tx.shops = cast(Shops, None)
            yield tx

    def read(self) -> AbstractContextManager[Transaction]:
        return self.unit_of_work.read()


def test_an_unexpected_error_is_tried_eight_times_and_then_waits_for_a_person(fakes: Fakes) -> None:
    order_id = book_order(fakes).id or ""
    mark_due(fakes, order_id)
    settle_order, attempts = build_settle_order(fakes), 0
    broken = replace(settle_order, unit_of_work=BreakSettings(fakes.unit_of_work))
    while broken.run_next():
        attempts += 1
        fakes.clock.advance(timedelta(hours=1))
    state = get_state(fakes, order_id)
    assert (attempts, state.attempts, state.due_at) == (8, 8, None)
    assert state.error == "Unexpected attribute error; see the log."
    with fakes.unit_of_work.read() as tx:
        assert list(get_stock(tx).warehouse_states.list_failed(9)) == [state]
    status = GetInstallationStatus(fakes.unit_of_work, fakes.clock, fakes.address)()
    assert find_settling_problem(status) == "the lots of 1 order could not be brought in line with Shopify"
    assert SettleAgain(fakes.unit_of_work, fakes.notifier, fakes.clock)() == 1
    assert settle_order.run_next()
    assert get_state(fakes, order_id).error is None


def test_an_order_that_waits_too_long_is_reported(fakes: Fakes) -> None:
    mark_due(fakes, book_order(fakes).id or "")
    fakes.clock.advance(timedelta(minutes=6))
    status = GetInstallationStatus(fakes.unit_of_work, fakes.clock, fakes.address)()
    problem = "the lots of an order have waited to be brought in line with Shopify since 2026-11-23 12:00 UTC"
    assert find_settling_problem(status) == problem
    build_settle_order(fakes).run_next()
    assert find_settling_problem(GetInstallationStatus(fakes.unit_of_work, fakes.clock, fakes.address)()) is None
