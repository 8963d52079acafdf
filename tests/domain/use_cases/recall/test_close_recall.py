"""A recall ends with what becomes of its lots."""

from datetime import timedelta

import pytest

from novex_shopify.domain.errors import InvalidReason, OutcomesDiffer, RecallIsClosed, StillAssigned
from novex_shopify.domain.model.actor import Actor, ActorKind, acting_as
from novex_shopify.domain.model.audit import AuditAction
from novex_shopify.domain.model.lot import LotStatus
from novex_shopify.domain.model.recall import LotOutcome, Recall
from novex_shopify.domain.model.stock import MovementKind
from novex_shopify.domain.model.warehouse_return import WarehouseReturnState
from novex_shopify.domain.use_cases.assignment.transfers import UNSHIP, AssignedPart, TransferDetails, transfer_units
from novex_shopify.domain.use_cases.recall.close_recall import CloseRecall
from novex_shopify.domain.use_cases.recall.unassign_recalled import UnassignRecalled
from novex_shopify.domain.use_cases.stock.hold_stock import HoldStock
from novex_shopify.domain.use_cases.stock.records import LotKey, get_stock
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.recall.recall_steps import get_current, list_entries, open_recall, show
from tests.domain.use_cases.stock.stock_steps import FREEZER, KIMCHI, RACK, get_newest_entry, list_parts, receive
from tests.domain.use_cases.trace.trace_steps import order, send_back, ship

ANNA = Actor(ActorKind.USER, "Anna", "7")
SECOND_LOT, THIRD_LOT = LotKey("ART-1", "L2"), LotKey("ART-1", "L3")


def close(warehouse: Fakes, recall: Recall, outcomes: dict[LotKey, LotOutcome], conclusion: str = "all done") -> Recall:
    return CloseRecall(warehouse.unit_of_work, warehouse.clock)(recall.number, outcomes, conclusion)


def test_each_lot_has_its_outcome(warehouse: Fakes) -> None:
    for key in (KIMCHI, SECOND_LOT, THIRD_LOT):
        receive(warehouse, 10, key)
    receive(warehouse, 4, location=FREEZER)
    HoldStock(warehouse.unit_of_work, warehouse.clock)(KIMCHI, RACK, 3, "dented")
    send_back(warehouse, ship(warehouse, order(warehouse), 2))
    recall = open_recall(warehouse, KIMCHI, SECOND_LOT, THIRD_LOT)
    warehouse.clock.advance(timedelta(minutes=95, seconds=30))
    outcomes = {
        KIMCHI: LotOutcome.SCRAPPED,
        SECOND_LOT: LotOutcome.RELEASED,
        THIRD_LOT: LotOutcome.STAYS_RECALLED,
    }
    with acting_as(ANNA):
        closed = close(warehouse, recall, outcomes)
    assert (closed.closed_by, closed.conclusion, closed.count_minutes(warehouse.clock.now())) == (ANNA, "all done", 95)
    assert list_parts(warehouse) == {}
    entry = get_newest_entry(warehouse)
    assert (entry.movement.kind, entry.movement.reason) == (MovementKind.SCRAP, "Recall R-2026-0001: all done")
    statuses = [get_current(warehouse, key).status for key in (KIMCHI, SECOND_LOT, THIRD_LOT)]
    assert statuses == [LotStatus.RECALLED, LotStatus.RELEASED, LotStatus.RECALLED]
    assert list_parts(warehouse, SECOND_LOT) == {"Rack": (10, 0, 0)}
    shown = show(warehouse, closed)
    assert [each.outcome for _, each in shown.lots] == list(outcomes.values())
    assert (shown.impact.mass_balance.scrapped, shown.impact.mass_balance.difference) == (14, 0)
    [audited] = list_entries(warehouse, AuditAction.RECALL_CLOSED)
    assert (audited.actor, audited.after["minutes"]) == (ANNA, 95)


def test_units_that_were_assigned_again_are_unassigned_first(warehouse: Fakes) -> None:
    receive(warehouse)
    shipped = ship(warehouse, order(warehouse), 2)
    recall = open_recall(warehouse)
    with warehouse.unit_of_work() as tx:
        get_stock(tx).ledger.lock([shipped.lot_id])
        details = TransferDetails(warehouse.clock.now(), "parcel came back")
        transfer_units(get_stock(tx), [AssignedPart(shipped, 2)], UNSHIP, details)
        tx.commit()
    with pytest.raises(StillAssigned, match="2 units of lot L1"):
        close(warehouse, recall, {KIMCHI: LotOutcome.SCRAPPED})
    assert UnassignRecalled(warehouse.unit_of_work, warehouse.clock, warehouse.notifier).continue_all() == 2
    close(warehouse, recall, {KIMCHI: LotOutcome.SCRAPPED})
    assert list_parts(warehouse) == {}


def test_an_exercise_ends_without_outcomes(warehouse: Fakes) -> None:
    receive(warehouse)
    recall = open_recall(warehouse, mock=True)
    with pytest.raises(OutcomesDiffer):
        close(warehouse, recall, {KIMCHI: LotOutcome.SCRAPPED})
    assert not close(warehouse, recall, {}).is_open
    assert list_parts(warehouse) == {"Rack": (10, 0, 0)}


def test_a_recall_is_closed_once_and_with_a_word_for_each_lot(warehouse: Fakes) -> None:
    receive(warehouse)
    recall = open_recall(warehouse)
    with pytest.raises(OutcomesDiffer, match="ART-1 L1"):
        close(warehouse, recall, {})
    with pytest.raises(InvalidReason):
        close(warehouse, recall, {KIMCHI: LotOutcome.RELEASED}, " ")
    close(warehouse, recall, {KIMCHI: LotOutcome.RELEASED})
    with pytest.raises(RecallIsClosed):
        close(warehouse, recall, {KIMCHI: LotOutcome.RELEASED})
    assert open_recall(warehouse).number == "R-2026-0002"


def test_what_customers_sent_back_is_scrapped_with_the_lot(warehouse: Fakes) -> None:
    receive(warehouse)
    order_id = order(warehouse)
    send_back(warehouse, ship(warehouse, order_id, 2))
    recall = open_recall(warehouse)
    close(warehouse, recall, {KIMCHI: LotOutcome.SCRAPPED})
    with warehouse.unit_of_work.read() as tx:
        [returned] = get_stock(tx).warehouse_returns.list_by_orders([order_id])
    assert returned.state is WarehouseReturnState.SCRAPPED
    assert list_parts(warehouse) == {}
    assert show(warehouse, recall).impact.mass_balance.difference == 0
