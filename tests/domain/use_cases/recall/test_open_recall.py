"""A recall stops its lots at once, and takes them from the orders that wait for them."""

import pytest

from novex_shopify.domain.errors import InvalidReason, LotInRecall, NoLotChosen, NotFound
from novex_shopify.domain.model.actor import Actor, ActorKind, acting_as
from novex_shopify.domain.model.assignment import AssignmentState
from novex_shopify.domain.model.audit import AuditAction
from novex_shopify.domain.model.lot import LotStatus
from novex_shopify.domain.model.lot_trace import UntracedTotal
from novex_shopify.domain.model.recall import Recall, RecallClass
from novex_shopify.domain.model.work import Work
from novex_shopify.domain.use_cases.recall.impact import Affected, Quantity
from novex_shopify.domain.use_cases.recall.open_recall import OpenRecall, RecallRequest
from novex_shopify.domain.use_cases.recall.preview_recall import PreviewRecall
from novex_shopify.domain.use_cases.recall.show_recall import ShowRecall
from novex_shopify.domain.use_cases.recall.unassign_recalled import UnassignRecalled
from novex_shopify.domain.use_cases.stock.convert_product import ConvertProduct
from novex_shopify.domain.use_cases.stock.records import LotKey, get_stock
from novex_shopify.domain.use_cases.trace.trace_lot import TraceLot
from tests.builders import NOON
from tests.domain.use_cases.fakes import Fakes
from tests.domain.use_cases.recall.recall_steps import get_current, list_entries, open_recall, show
from tests.domain.use_cases.stock.stock_steps import KIMCHI, RACK, list_parts, receive
from tests.domain.use_cases.trace.trace_steps import assign, list_states, order, send_back, ship, ship_untraced

ANNA = Actor(ActorKind.USER, "Anna", "7")
SECOND_LOT = LotKey("ART-1", "L2")


def test_the_impact_is_known_before_anything_is_saved(warehouse: Fakes) -> None:
    receive(warehouse, 30)
    can = ConvertProduct(warehouse.unit_of_work, warehouse.clock)(KIMCHI, RACK, 2, to_item_id="ART-2", to_quantity=24)
    first, second = order(warehouse, 1), order(warehouse, 2)
    ship(warehouse, first, 4)
    assign(warehouse, second, 3)
    ship(warehouse, order(warehouse, 3), 5, inferred=True)
    ship_untraced(warehouse, order(warehouse, 4), 6)
    impact = PreviewRecall(warehouse.unit_of_work)([KIMCHI])
    assert (impact.shipped, impact.assigned, impact.inferred) == (Quantity(4, 1), Quantity(3, 1), Quantity(5, 1))
    assert impact.untraced == UntracedTotal(6, 1)
    assert (impact.customers, impact.on_hand, list(impact.made_from_them)) == (2, 19, [can])
    assert impact.mass_balance.percent == 100
    assert get_current(warehouse).status is LotStatus.RELEASED


def test_a_recall_stops_its_lots_and_unassigns_what_is_not_shipped(warehouse: Fakes) -> None:
    receive(warehouse, 20)
    shipped, waiting = order(warehouse, 1), order(warehouse, 2)
    ship(warehouse, shipped, 4)
    assign(warehouse, waiting, 3)
    with acting_as(ANNA):
        recall = open_recall(warehouse)
    assert (recall.number, recall.opened_by, recall.opened_at) == ("R-2026-0001", ANNA, NOON)
    lot = get_current(warehouse)
    assert (lot.status, lot.status_reason) == (LotStatus.RECALLED, "Recall R-2026-0001: glass found")
    assert list_states(warehouse, waiting) == {AssignmentState.RELEASED: 3}
    assert list_states(warehouse, shipped) == {AssignmentState.SHIPPED: 4}
    assert list_parts(warehouse) == {"Rack": (16, 0, 0)}
    with warehouse.unit_of_work.read() as tx:
        states = get_stock(tx).warehouse_states.get_many([shipped, waiting])
        [entry] = [each for each in get_stock(tx).ledger.list_entries_of_order(waiting) if each.movement.reason]
    assert {order_id for order_id, state in states.items() if state.due_at} == {waiting}
    assert Work.SETTLE in warehouse.notifier.notifications
    assert entry.movement.reason == "Recall R-2026-0001"
    [opened] = list_entries(warehouse, AuditAction.RECALL_OPENED)
    assert (opened.actor, opened.subject.id, opened.after["lots"]) == (ANNA, "R-2026-0001", ["ART-1 L1"])
    [recalled] = list_entries(warehouse, AuditAction.LOT_RECALLED)
    assert recalled.before["status"] == "released"


def test_an_exercise_does_everything_but_hold(warehouse: Fakes) -> None:
    receive(warehouse, 20)
    waiting = order(warehouse)
    assign(warehouse, waiting, 3)
    recall = open_recall(warehouse, mock=True)
    UnassignRecalled(warehouse.unit_of_work, warehouse.clock, warehouse.notifier).continue_all()
    assert get_current(warehouse).status is LotStatus.RELEASED
    assert list_states(warehouse, waiting) == {AssignmentState.ASSIGNED: 3}
    assert show(warehouse, recall).impact.assigned == Quantity(3, 1)


def test_an_order_is_counted_once_whatever_it_has_of_the_lots(warehouse: Fakes) -> None:
    receive(warehouse, 20)
    receive(warehouse, 10, SECOND_LOT)
    order_id = order(warehouse)
    send_back(warehouse, ship(warehouse, order_id, 3))
    for key in (KIMCHI, SECOND_LOT):
        ship(warehouse, order_id, 2, key)
    impact = PreviewRecall(warehouse.unit_of_work)([KIMCHI, SECOND_LOT])
    assert (impact.shipped, impact.assigned) == (Quantity(7, 1), Quantity(0, 0))
    assert TraceLot(warehouse.unit_of_work).count_orders(KIMCHI, inferred=False) == 1


def test_workers_finish_a_recall_that_was_interrupted(warehouse: Fakes) -> None:
    receive(warehouse, 20)
    orders = [order(warehouse, number) for number in (1, 2)]
    for order_id in orders:
        assign(warehouse, order_id, 2)

    class Crash(UnassignRecalled):
        def __call__(self, recall: Recall) -> int:
            raise SystemExit

    unassign = UnassignRecalled(warehouse.unit_of_work, warehouse.clock, warehouse.notifier)
    use_case = OpenRecall(
        warehouse.unit_of_work, warehouse.clock, Crash(warehouse.unit_of_work, warehouse.clock, warehouse.notifier)
    )
    with pytest.raises(SystemExit):
        use_case(RecallRequest([KIMCHI], RecallClass.CLASS_1, "glass found"))
    assert get_current(warehouse).status is LotStatus.RECALLED
    assert (unassign.continue_all(), unassign.continue_all()) == (4, 0)
    assert [list_states(warehouse, each) for each in orders] == [{AssignmentState.RELEASED: 2}] * 2


def test_numbers_have_no_gaps_and_begin_again_each_year(warehouse: Fakes) -> None:
    receive(warehouse)
    with pytest.raises(NotFound):
        open_recall(warehouse, SECOND_LOT)
    numbers = [open_recall(warehouse, mock=True).number for _ in range(2)]
    warehouse.clock.advance(warehouse.clock.now().replace(year=2027) - warehouse.clock.now())
    assert [*numbers, open_recall(warehouse).number] == ["R-2026-0001", "R-2026-0002", "R-2027-0001"]


def test_a_lot_is_in_one_open_recall(warehouse: Fakes) -> None:
    receive(warehouse)
    receive(warehouse, 10, SECOND_LOT)
    open_recall(warehouse)
    with pytest.raises(LotInRecall, match="Lot L1 is in the open recall R-2026-0001"):
        open_recall(warehouse, SECOND_LOT, KIMCHI)
    assert get_current(warehouse, SECOND_LOT).status is LotStatus.RELEASED
    open_recall(warehouse, KIMCHI, mock=True)


def test_a_recall_needs_a_lot_and_a_reason(warehouse: Fakes) -> None:
    receive(warehouse)
    with pytest.raises(InvalidReason):
        open_recall(warehouse, reason=" ")
    with pytest.raises(NoLotChosen):
        PreviewRecall(warehouse.unit_of_work)([])


def test_orders_are_listed_by_how_they_are_concerned(warehouse: Fakes) -> None:
    receive(warehouse, 40)
    receive(warehouse, 40, SECOND_LOT)
    shipped, assigned, assumed, unknown = (order(warehouse, number) for number in (1, 2, 3, 4))
    ship(warehouse, shipped, 2)
    ship(warehouse, shipped, 1, SECOND_LOT)
    assign(warehouse, assigned, 3)
    ship(warehouse, assumed, 4, inferred=True)
    ship_untraced(warehouse, unknown, 5)
    recall = open_recall(warehouse, KIMCHI, SECOND_LOT, mock=True)
    shows = ShowRecall(warehouse.unit_of_work)
    found = {
        affected: [each.order.head.id for each in shows.list_orders(recall.number, affected, 9)]
        for affected in Affected
    }
    assert found == {
        Affected.SHIPPED: [shipped],
        Affected.ASSIGNED: [assigned],
        Affected.INFERRED: [assumed],
        Affected.UNTRACED: [unknown],
    }
    for affected in Affected:
        [one] = shows.iterate_orders(recall.number, affected)
        assert list(shows.list_orders(recall.number, affected, 9, one.position)) == []
