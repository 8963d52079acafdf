"""Many who assign the last units of lots at the same moment get exactly those, and no one waits for ever."""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from functools import partial

from sqlalchemy import Engine

from novex_shopify.adapters.erp.erp import BuiltinErp
from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.persistence.unit_of_work import SqlUnitOfWork
from novex_shopify.domain.errors import StockRefused
from novex_shopify.domain.model.lot import LotStatus
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.assignment.assign_lots import AssignLots
from novex_shopify.domain.use_cases.assignment.lot_selection import LotSelection
from novex_shopify.domain.use_cases.assignment.reassign_lot import NewLot, ReassignLot
from novex_shopify.domain.use_cases.assignment.unassign_lots import UnassignLots
from novex_shopify.domain.use_cases.stock.records import LotKey, get_lot, get_stock
from novex_shopify.domain.use_cases.stock.verify_stock import VerifyStock
from tests.builders import LINE_ID
from tests.contracts.assigning_process import prepare_assigning
from tests.contracts.test_concurrent_stock import OTHER, get_free, receive, run_together
from tests.databases import CIPHER
from tests.domain.use_cases.assignment.assignment_steps import SECOND_LINE, an_order_line, book, list_assigned
from tests.domain.use_cases.stock.stock_steps import KIMCHI, RACK, open_warehouse
from tests.warm_process import call_together

ASSIGNERS, ORDERS_EACH, UNITS_EACH = 6, 3, 2
LOTS = [LotKey("ART-1", f"L{number}") for number in range(1, 6)]
LAST_UNITS = 20
"""Fewer than all the orders want: 36."""


def open_with_last_units(unit_of_work: UnitOfWork) -> Sequence[str]:
    """The last units, in five lots, and orders that want more; returns their ids."""
    open_warehouse(unit_of_work)
    for key in LOTS:
        receive(unit_of_work, key, LAST_UNITS // len(LOTS))
    count = ASSIGNERS * ORDERS_EACH
    return [book(unit_of_work, an_order_line(UNITS_EACH), number=1000 + number) for number in range(count)]


def require_exactly_the_last_units(unit_of_work: UnitOfWork, order_ids: Sequence[str]) -> None:
    by_order = {order_id: list_assigned(unit_of_work, order_id) for order_id in order_ids}
    by_lot: Counter[str] = Counter()
    for assigned in by_order.values():
        assert sum(quantity for _, _, quantity in assigned) <= UNITS_EACH
        for _, code, quantity in assigned:
            by_lot[code] += quantity
    assert by_lot == {key.code: LAST_UNITS // len(LOTS) for key in LOTS}
    assert VerifyStock(unit_of_work)() == []


def assign(unit_of_work: UnitOfWork, order_id: str, selections: Sequence[LotSelection] | None = None) -> None:
    AssignLots(unit_of_work, ManualClock())(order_id, selections)


def unassign(unit_of_work: UnitOfWork, order_id: str) -> None:
    UnassignLots(unit_of_work, ManualClock())(order_id, "a test")


def test_the_last_units_go_to_as_many_orders_as_there_are(unit_of_work: UnitOfWork) -> None:
    order_ids = open_with_last_units(unit_of_work)

    def assign_some(number: int) -> None:
        for order_id in order_ids[number::ASSIGNERS]:
            assign(unit_of_work, order_id)

    run_together(*[partial(assign_some, number) for number in range(ASSIGNERS)])
    require_exactly_the_last_units(unit_of_work, order_ids)


def test_the_last_units_go_to_one_order_each_between_processes_too(engine: Engine) -> None:
    unit_of_work = SqlUnitOfWork(engine, CIPHER, BuiltinErp)
    order_ids = open_with_last_units(unit_of_work)
    url = engine.url.render_as_string(hide_password=False)
    call_together(*[partial(prepare_assigning, url, order_ids[number::2]) for number in range(2)])
    require_exactly_the_last_units(unit_of_work, order_ids)


def test_two_who_assign_to_one_order_give_it_no_more_than_it_needs(unit_of_work: UnitOfWork) -> None:
    open_warehouse(unit_of_work)
    receive(unit_of_work, KIMCHI, 50)
    order_id = book(unit_of_work, an_order_line(7))

    def choose_two() -> None:
        with suppress(StockRefused):
            while True:
                assign(unit_of_work, order_id, [LotSelection(LINE_ID, KIMCHI.code, 2, RACK)])

    run_together(choose_two, choose_two, choose_two)
    assert sum(quantity for _, _, quantity in list_assigned(unit_of_work, order_id)) == 6
    assert get_free(unit_of_work, KIMCHI) == 44


def test_a_quarantine_that_comes_first_keeps_the_lot_from_the_order(unit_of_work: UnitOfWork) -> None:
    open_warehouse(unit_of_work)
    receive(unit_of_work, KIMCHI, 5)
    order_id = book(unit_of_work, an_order_line(2))
    with ThreadPoolExecutor(1) as other:
        with unit_of_work() as tx:
            stock = get_stock(tx)
            lot_id = get_lot(stock, KIMCHI).id
            stock.ledger.lock([lot_id])
            stock.lots.set_status(lot_id, LotStatus.QUARANTINED, "smells odd")
            assigning = other.submit(assign, unit_of_work, order_id)
            assert wait([assigning], timeout=0.3).not_done, "it waits for the lot"
            tx.commit()
        assigning.result(timeout=20)
    assert list_assigned(unit_of_work, order_id) == []


def test_people_with_the_same_items_in_another_order_do_not_wait_for_each_other_for_ever(
    unit_of_work: UnitOfWork,
) -> None:
    open_warehouse(unit_of_work)
    for key in (KIMCHI, OTHER):
        receive(unit_of_work, key, 6)
    lines = (an_order_line(4, "ART-1"), an_order_line(4, "ART-2", SECOND_LINE))
    first = book(unit_of_work, *lines, number=1001)
    second = book(unit_of_work, *reversed(lines), number=1002)

    def assign_and_unassign(order_id: str) -> None:
        for _ in range(8):
            assign(unit_of_work, order_id)
            unassign(unit_of_work, order_id)

    # The second pair works on the same two orders, so a worker meets a person there too.
    run_together(*[partial(assign_and_unassign, order_id) for order_id in (first, second) * 2])
    for order_id in (first, second):
        unassign(unit_of_work, order_id)
    assert (get_free(unit_of_work, KIMCHI), get_free(unit_of_work, OTHER)) == (6, 6)
    assert VerifyStock(unit_of_work)() == []


def test_two_who_exchange_their_lots_do_not_wait_for_each_other_for_ever(unit_of_work: UnitOfWork) -> None:
    open_warehouse(unit_of_work)
    for key in LOTS[:2]:
        receive(unit_of_work, key, 10)
    order_ids = [book(unit_of_work, an_order_line(5), number=number) for number in (1001, 1002)]
    for order_id, key in zip(order_ids, LOTS, strict=False):
        assign(unit_of_work, order_id, [LotSelection(LINE_ID, key.code, 5, RACK, "a test")])

    def exchange(order_id: str) -> None:
        for number in range(8):
            with unit_of_work.read() as tx:
                newest = get_stock(tx).assignments.list_by_orders([order_id])[-1]
                current = get_stock(tx).lots.get_many([newest.lot_id])[0].code
            other = next(key.code for key in LOTS[:2] if key.code != current)
            ReassignLot(unit_of_work, ManualClock())(newest.id, NewLot(other), f"round {number}")

    run_together(*[partial(exchange, order_id) for order_id in order_ids])
    assert [sum(row[2] for row in list_assigned(unit_of_work, order_id)) for order_id in order_ids] == [5, 5]
    assert VerifyStock(unit_of_work)() == []
