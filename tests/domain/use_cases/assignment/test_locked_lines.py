"""A line whose lots have left is not booked to another item."""

import pytest

from novex_shopify.domain.errors import OrderLocked
from novex_shopify.domain.use_cases.assignment.assign_lots import AssignLots
from novex_shopify.domain.use_cases.assignment.transfers import (
    RETURN,
    SHIP,
    UNSHIP,
    AssignedPart,
    Transfer,
    TransferDetails,
    transfer_units,
)
from novex_shopify.domain.use_cases.orders.rebook_line import RebookLine
from novex_shopify.domain.use_cases.stock.records import get_stock
from tests.builders import LINE_ID, NOON
from tests.domain.use_cases.assignment.assignment_steps import (
    SECOND_LINE,
    an_order_line,
    book,
    get_assignments,
    receive_two_lots,
)
from tests.domain.use_cases.fakes import Fakes


@pytest.fixture
def order_id(warehouse: Fakes) -> str:
    """An order with lots for both lines, of which those of the first have left."""
    receive_two_lots(warehouse)
    order_id = book(warehouse.unit_of_work, an_order_line(2), an_order_line(2, line_item_id=SECOND_LINE))
    AssignLots(warehouse.unit_of_work, warehouse.clock)(order_id)
    transfer_first_line(warehouse, order_id, SHIP)
    return order_id


def transfer_first_line(warehouse: Fakes, order_id: str, how: Transfer) -> None:
    assignments = get_assignments(warehouse.unit_of_work, order_id)
    parts = [AssignedPart(each, each.quantity) for each in assignments if each.line_item_id == LINE_ID]
    with warehouse.unit_of_work() as tx:
        transfer_units(get_stock(tx), parts, how, TransferDetails(NOON, shipment_id="S-1"))
        tx.commit()


def rebook(warehouse: Fakes, order_id: str, line_item_id: int, item_id: str = "ART-2") -> None:
    rebook_line = RebookLine(warehouse.unit_of_work, warehouse.notifier, warehouse.clock)
    rebook_line(order_id, line_item_id, item_id, reason="a mistake", rebooked_by="Ann")


def test_a_line_whose_lots_have_left_keeps_its_item(warehouse: Fakes, order_id: str) -> None:
    with pytest.raises(OrderLocked, match="left with shipment S-1"):
        rebook(warehouse, order_id, LINE_ID)
    rebook(warehouse, order_id, LINE_ID, "ART-1")


def test_a_line_whose_lots_came_back_keeps_its_item(warehouse: Fakes, order_id: str) -> None:
    """They have left as well: booked to an item of which more make a sold unit, the line would lack some."""
    transfer_first_line(warehouse, order_id, RETURN)
    with pytest.raises(OrderLocked, match="left with shipment S-1"):
        rebook(warehouse, order_id, LINE_ID)


def test_the_other_lines_and_a_cancelled_shipment_can_be_corrected(warehouse: Fakes, order_id: str) -> None:
    rebook(warehouse, order_id, SECOND_LINE)
    transfer_first_line(warehouse, order_id, UNSHIP)
    rebook(warehouse, order_id, LINE_ID)
