"""ERP code receives lots and gives them to orders, also in a transaction of its own."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from novex_shopify import AssignedUnits, Connector, LotSelection, NewLot, OrderLots, Receipt
from novex_shopify.config.container import Container
from novex_shopify.domain.model.order_exception import OrderException, OrderExceptionKind
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.stock.records import get_stock
from tests.builders import LINE_ID
from tests.domain.use_cases.assignment.assignment_steps import an_order_line, book, list_assigned
from tests.domain.use_cases.stock.stock_steps import RACK, open_warehouse

Change = Callable[[Connector, Transaction | Session], object]


@pytest.fixture
def connector(container: Container) -> Connector:
    """Order 1 of five units has two of lot OLD, by assignment 1; three of it and all of NEW are free."""
    open_warehouse(container.unit_of_work())
    book(container.unit_of_work(), an_order_line(5))
    connector = Connector(container)
    for code in ("OLD", "NEW"):
        connector.receive_lot(Receipt("ART-1", code, RACK, 5))
    with connector.acting_as("run 7"):
        connector.assign("1", [LotSelection(LINE_ID, "OLD", 2, RACK)])
    return connector


def show(connector: Connector) -> list[tuple[str, int]]:
    return [(code, quantity) for _, code, quantity in list_assigned(connector.container.unit_of_work(), "1")]


def list_states(lots: OrderLots) -> list[tuple[str, int, str]]:
    return [(each.lot.code, each.assignment.quantity, each.assignment.state) for each in lots.assigned]


def test_lots_are_proposed_assigned_exchanged_and_unassigned(connector: Connector) -> None:
    proposal = connector.propose("1").lines[0].proposal
    assert proposal is not None
    assert [(each.lot.code, each.quantity) for each in proposal.chosen] == [("OLD", 3)]
    first, second = connector.assign("1").assigned
    assert (first.assignment.actor.name, second.assignment.actor.name) == ("run 7", "ERP code")
    connector.reassign(1, NewLot("NEW"), "torn label", quantity=1)
    assert list_states(connector.unassign("1", "the customer waits", AssignedUnits(quantity=3))) == [
        ("OLD", 1, "assigned"),
        ("OLD", 1, "assigned"),
        ("OLD", 1, "released"),
        ("NEW", 1, "released"),
        ("OLD", 2, "released"),
    ]


@pytest.mark.parametrize(
    ("change", "assigned"),
    [
        (lambda connector, tx: connector.assign_in_transaction(tx, "1", reference="A"), [("OLD", 2), ("OLD", 3)]),
        (lambda connector, tx: connector.unassign_in_transaction(tx, "1", "waits"), []),
        (lambda connector, tx: connector.reassign_in_transaction(tx, 1, NewLot("NEW"), "torn"), [("NEW", 2)]),
    ],
    ids=["assign", "unassign", "reassign"],
)
def test_a_change_is_part_of_the_erps_transaction(
    connector: Connector, change: Change, assigned: list[tuple[str, int]]
) -> None:
    with Session(connector.container.engine()) as session:
        change(connector, session)
        session.rollback()
    assert show(connector) == [("OLD", 2)]
    with Session(connector.container.engine()) as session:
        change(connector, session)
        session.commit()
    assert show(connector) == assigned


@pytest.mark.parametrize("commits", [True, False])
def test_an_order_that_waits_is_settled_after_the_commit_of_the_erps_session(
    connector: Connector, *, commits: bool
) -> None:
    container = connector.container
    with container.transaction() as tx:
        stock, now = get_stock(tx), container.clock().now()
        stock.order_exceptions.open(OrderException(0, "1", LINE_ID, OrderExceptionKind.SHORT, 3, now))
        tx.commit()
    with Session(container.engine()) as session:
        connector.receive_lot_in_transaction(session, Receipt("ART-1", "MORE", RACK, 4))
        with session.begin_nested():
            pass
        assert not is_due(connector, "1")
        session.commit() if commits else session.rollback()
        session.commit()
    assert is_due(connector, "1") is commits


def is_due(connector: Connector, order_id: str) -> bool:
    with connector.container.read_transaction() as tx:
        state = get_stock(tx).warehouse_states.get_many([order_id]).get(order_id)
    return state is not None and state.due_at is not None


def test_a_lot_is_made_and_proposed_in_the_transaction_of_its_manufacturing_run(connector: Connector) -> None:
    order_id = book(connector.container.unit_of_work(), an_order_line(4, "ART-2"), number=1002)
    receipt = Receipt("ART-2", "MADE", RACK, 4, reference="run 7")
    with connector.transaction() as tx:
        assert connector.receive_lot_in_transaction(tx, receipt).is_new
        proposal = connector.propose_in_transaction(tx, order_id).lines[0].proposal
        assert proposal is not None
        assert [(each.lot.code, each.quantity) for each in proposal.chosen] == [("MADE", 4)]
    assert not connector.receive_lot(receipt).is_new
