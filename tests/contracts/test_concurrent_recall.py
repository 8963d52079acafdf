"""A recall among people who assign its lots at the same moment: none of it stays assigned."""

from functools import partial

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.work_notifier import RecordingWorkNotifier
from novex_shopify.domain.model.lot import LotStatus
from novex_shopify.domain.model.recall import RecallClass
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.assignment.assign_lots import AssignLots
from novex_shopify.domain.use_cases.recall.open_recall import OpenRecall, RecallRequest
from novex_shopify.domain.use_cases.recall.unassign_recalled import UnassignRecalled
from novex_shopify.domain.use_cases.stock.records import LotKey, get_lot, get_stock
from novex_shopify.domain.use_cases.stock.verify_stock import VerifyStock
from tests.contracts.test_concurrent_stock import receive, run_together
from tests.domain.use_cases.assignment.assignment_steps import an_order_line, book, list_assigned
from tests.domain.use_cases.stock.stock_steps import open_warehouse

ASSIGNERS, ORDERS_EACH = 4, 6
RECALLED, KEPT = LotKey("ART-1", "L1"), LotKey("ART-1", "L2")


def open_recall(unit_of_work: UnitOfWork) -> str:
    unassign = UnassignRecalled(unit_of_work, ManualClock(), RecordingWorkNotifier())
    request = RecallRequest([RECALLED], RecallClass.CLASS_1, "glass found")
    return OpenRecall(unit_of_work, ManualClock(), unassign)(request).number


def test_none_of_a_recalled_lot_stays_assigned(unit_of_work: UnitOfWork) -> None:
    open_warehouse(unit_of_work)
    for key in (RECALLED, KEPT):
        receive(unit_of_work, key, 100)
    order_ids = [book(unit_of_work, an_order_line(2), number=1000 + n) for n in range(ASSIGNERS * ORDERS_EACH)]

    def assign_some(number: int) -> None:
        for order_id in order_ids[number::ASSIGNERS]:
            AssignLots(unit_of_work, ManualClock())(order_id)

    run_together(*[partial(assign_some, number) for number in range(ASSIGNERS)], lambda: open_recall(unit_of_work))
    assigned = [code for order_id in order_ids for _, code, _ in list_assigned(unit_of_work, order_id)]
    assert RECALLED.code not in assigned
    with unit_of_work.read() as tx:
        stock = get_stock(tx)
        lot = get_lot(stock, RECALLED)
        [balance] = stock.ledger.list_balances([lot.id])
    assert (lot.status, balance.free, balance.assigned) == (LotStatus.RECALLED, 100, 0)
    assert VerifyStock(unit_of_work)() == []


def test_recalls_that_are_opened_at_once_have_numbers_of_their_own(unit_of_work: UnitOfWork) -> None:
    open_warehouse(unit_of_work)
    receive(unit_of_work, RECALLED, 1)
    numbers: list[str] = []

    def open_exercise() -> None:
        unassign = UnassignRecalled(unit_of_work, ManualClock(), RecordingWorkNotifier())
        request = RecallRequest([RECALLED], RecallClass.CLASS_1, "exercise", mock=True)
        numbers.append(OpenRecall(unit_of_work, ManualClock(), unassign)(request).number)

    run_together(*[open_exercise] * 6)
    assert sorted(numbers) == [f"R-2026-{number:04}" for number in range(1, 7)]
