"""Units of a lot go from the shelf to an order, to the customer and back; the ledger and the assignments agree."""

from collections.abc import Sequence

from novex_shopify.domain.model.actor import ERP_CODE
from novex_shopify.domain.model.assignment import Assignment, AssignmentState
from novex_shopify.domain.model.stock import LedgerEntry, MovementKind
from novex_shopify.domain.use_cases.assignment.transfers import (
    RELEASE,
    RETURN,
    SHIP,
    UNSHIP,
    AssignedPart,
    Transfer,
    TransferDetails,
    assign_units,
    transfer_units,
)
from novex_shopify.domain.use_cases.stock.records import get_stock
from tests.builders import NOON
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.stock.stock_steps import RACK, list_parts, receive

ORDER, LINE = "1", 11


def assign(warehouse: Fakes, quantity: int) -> Assignment:
    lot = receive(warehouse, 10)
    with warehouse.unit_of_work() as tx:
        [assigned] = assign_units(
            get_stock(tx), [Assignment(0, ORDER, LINE, lot.item_id, lot.id, 1, quantity, ERP_CODE, NOON)]
        )
        tx.commit()
    return assigned


def transfer(warehouse: Fakes, assignment: Assignment, quantity: int, how: Transfer, **details: str) -> Assignment:
    with warehouse.unit_of_work() as tx:
        part = AssignedPart(assignment, quantity)
        [moved] = transfer_units(get_stock(tx), [part], how, TransferDetails(NOON, **details))  # type: ignore[arg-type]
        tx.commit()
    return moved


def list_assignments(warehouse: Fakes) -> Sequence[tuple[int, AssignmentState]]:
    with warehouse.unit_of_work.read() as tx:
        return [(each.quantity, each.state) for each in get_stock(tx).assignments.list_by_orders([ORDER])]


def list_entries(warehouse: Fakes) -> Sequence[LedgerEntry]:
    with warehouse.unit_of_work.read() as tx:
        return get_stock(tx).ledger.list_entries_of_order(ORDER)


def test_assigning_takes_free_units_at_once(warehouse: Fakes) -> None:
    assigned = assign(warehouse, 6)
    assert list_parts(warehouse) == {RACK: (4, 6, 0)}
    assert (assigned.id, assigned.state) == (1, AssignmentState.ASSIGNED)


def test_a_released_part_is_free_again_and_names_the_entry_that_it_reverses(warehouse: Fakes) -> None:
    assigned = assign(warehouse, 6)
    transfer(warehouse, assigned, 2, RELEASE, reason="the customer wants less")
    assert list_parts(warehouse) == {RACK: (6, 4, 0)}
    assert list_assignments(warehouse) == [(4, AssignmentState.ASSIGNED), (2, AssignmentState.RELEASED)]
    assign_entry, release_entry = list_entries(warehouse)
    assert (release_entry.movement.kind, release_entry.movement.reverses) == (MovementKind.UNASSIGN, assign_entry.id)
    assert release_entry.movement.reason == "the customer wants less"


def test_shipping_and_cancelling_leave_the_balance_as_it_was(warehouse: Fakes) -> None:
    assigned = assign(warehouse, 6)
    shipped = transfer(warehouse, assigned, 6, SHIP, shipment_id="S-1", cause="shipment:S-1")
    assert (shipped.id, shipped.shipment_id, list_parts(warehouse)) == (assigned.id, "S-1", {RACK: (4, 0, 0)})
    assert list_entries(warehouse)[-1].movement.cause == f"shipment:S-1:{LINE}"
    back = transfer(warehouse, shipped, 6, UNSHIP)
    assert (back.shipment_id, list_parts(warehouse)) == (None, {RACK: (4, 6, 0)})
    ship_entry, unship_entry = list_entries(warehouse)[1:]
    assert unship_entry.movement.reverses == ship_entry.id
    assert list_assignments(warehouse) == [(6, AssignmentState.ASSIGNED)]


def test_returned_units_are_held_and_keep_their_shipment(warehouse: Fakes) -> None:
    shipped = transfer(warehouse, assign(warehouse, 6), 6, SHIP, shipment_id="S-1")
    returned = transfer(warehouse, shipped, 2, RETURN, cause="refund:5")
    assert (returned.state, returned.shipment_id) == (AssignmentState.RETURNED, "S-1")
    assert list_parts(warehouse) == {RACK: (4, 0, 2)}
    assert list_assignments(warehouse) == [(4, AssignmentState.SHIPPED), (2, AssignmentState.RETURNED)]
