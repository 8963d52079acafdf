"""From an order to its lots."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novex_shopify.domain.errors import NotFound
from novex_shopify.domain.use_cases.stock.records import LotKey
from novex_shopify.domain.use_cases.trace.trace_lot import TraceLot
from novex_shopify.domain.use_cases.trace.trace_order import TraceOrder
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.stock.stock_steps import KIMCHI, open_warehouse, receive
from tests.domain.use_cases.trace.trace_steps import assign, order, ship, ship_untraced

SECOND_LOT = LotKey("ART-1", "L2")


def test_a_line_shows_each_lot_with_its_own_quantity(warehouse: Fakes) -> None:
    receive(warehouse, 20)
    receive(warehouse, 20, SECOND_LOT)
    order_id = order(warehouse, quantity=10)
    ship(warehouse, order_id, 3)
    assign(warehouse, order_id, 4, SECOND_LOT)
    ship_untraced(warehouse, order_id, 1)
    [line] = TraceOrder(warehouse.unit_of_work)(order_id).lines
    assert [(each.lot.code, each.units.assignment.quantity) for each in line.lots] == [("L1", 3), ("L2", 4)]
    assert (line.line.title, line.untraced) == ("Earl Grey", 1)


@given(st.lists(st.tuples(st.sampled_from([KIMCHI, SECOND_LOT]), st.integers(1, 5), st.booleans()), max_size=6))
def test_each_lot_of_an_order_leads_back_to_the_order(given_units: list[tuple[LotKey, int, bool]]) -> None:
    fakes = Fakes()
    open_warehouse(fakes.unit_of_work)
    receive(fakes, 50)
    receive(fakes, 50, SECOND_LOT)
    order_id = order(fakes, quantity=50)
    for key, quantity, leaves in given_units:
        (ship if leaves else assign)(fakes, order_id, quantity, key)
    [line] = TraceOrder(fakes.unit_of_work)(order_id).lines
    assert sum(each.units.assignment.quantity for each in line.lots) == sum(each[1] for each in given_units)
    traces = TraceLot(fakes.unit_of_work)
    for each in line.lots:
        found = traces.list_orders(LotKey(each.lot.item_id, each.lot.code), 9, inferred=False)
        assert each.units in [units for traced in found for units in traced.units]
    for key in (KIMCHI, SECOND_LOT):
        assert traces(key).mass_balance.percent == 100


def test_an_unknown_order_is_refused(warehouse: Fakes) -> None:
    with pytest.raises(NotFound, match="no order 404"):
        TraceOrder(warehouse.unit_of_work)("404")
