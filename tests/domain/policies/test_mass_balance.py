"""Whether all units of a lot are accounted for."""

from decimal import Decimal

import pytest

from novex_shopify.domain.model.assignment import AssignmentState
from novex_shopify.domain.model.lot_trace import AssignmentTotal
from novex_shopify.domain.model.stock import MovementKind, StockBalance
from novex_shopify.domain.policies.mass_balance import MassBalance, add_balances, balance_mass


def test_orders_that_have_less_than_the_ledger_shipped_are_a_difference() -> None:
    moved = {MovementKind.RECEIVE: 1000, MovementKind.SHIP: -100}
    totals = [AssignmentTotal(1, AssignmentState.SHIPPED, False, 83)]
    balance = balance_mass(moved, [StockBalance(1, 1, free=890, held=10)], totals)
    assert (balance.difference, balance.percent) == (17, Decimal("98.30"))


@pytest.mark.parametrize(
    ("balance", "percent"),
    [
        (MassBalance(), "100"),
        (MassBalance(received=1_000_000, on_hand=999_999), "99.99"),
        (MassBalance(received=10, on_hand=11), "110.00"),
        (MassBalance(on_hand=3), "0"),
    ],
)
def test_only_all_of_it_is_one_hundred_percent(balance: MassBalance, percent: str) -> None:
    assert balance.percent == Decimal(percent)


def test_balances_of_several_lots_add_up() -> None:
    total = add_balances([MassBalance(received=5, on_hand=5), MassBalance(received=2, scrapped=2)])
    assert total == MassBalance(received=7, on_hand=5, scrapped=2)
