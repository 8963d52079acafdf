"""Many who take the last units of a lot at the same moment get exactly those."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.domain.errors import NotEnoughStock, ReferenceUsed
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.stock.count_stock import CountStock
from novex_shopify.domain.use_cases.stock.receive_lot import Receipt, ReceiveLot
from novex_shopify.domain.use_cases.stock.records import LotKey, get_lot, get_stock
from novex_shopify.domain.use_cases.stock.scrap_stock import ScrapStock
from novex_shopify.domain.use_cases.stock.verify_stock import VerifyStock
from tests.domain.use_cases.stock.stock_steps import KIMCHI, RACK, open_warehouse

WRITERS, LAST_UNITS = 8, 20
OTHER = LotKey("ART-2", "L1")


def run_together(*works: Callable[[], object]) -> None:
    together = Barrier(len(works))

    def run(work: Callable[[], object]) -> None:
        together.wait(timeout=10)
        work()

    with ThreadPoolExecutor(len(works)) as threads:
        for each in [threads.submit(run, work) for work in works]:
            each.result(timeout=60)


def receive(unit_of_work: UnitOfWork, key: LotKey, quantity: int) -> None:
    ReceiveLot(unit_of_work, ManualClock())(Receipt(key.item_id, key.code, RACK, quantity))


def get_free(unit_of_work: UnitOfWork, key: LotKey) -> int:
    with unit_of_work.read() as tx:
        stock = get_stock(tx)
        return sum(balance.free for balance in stock.ledger.list_balances([get_lot(stock, key).id]))


def test_the_last_units_are_taken_once(unit_of_work: UnitOfWork) -> None:
    open_warehouse(unit_of_work)
    receive(unit_of_work, KIMCHI, LAST_UNITS)
    taken: list[int] = []

    def take_until_none_is_left() -> None:
        scrap = ScrapStock(unit_of_work, ManualClock())
        for quantity in (3, 2, 1):
            try:
                while True:
                    scrap(KIMCHI, RACK, quantity, "a test")
                    taken.append(quantity)
            except NotEnoughStock:
                continue

    run_together(*[take_until_none_is_left] * WRITERS)
    assert sum(taken) == LAST_UNITS
    assert get_free(unit_of_work, KIMCHI) == 0
    assert VerifyStock(unit_of_work)() == []


def test_a_lot_that_arrives_twice_at_once_is_one_lot(unit_of_work: UnitOfWork) -> None:
    open_warehouse(unit_of_work)
    run_together(*[lambda: receive(unit_of_work, KIMCHI, 5)] * 4)
    assert get_free(unit_of_work, KIMCHI) == 20


def test_two_counts_of_the_same_lots_do_not_wait_for_each_other_for_ever(unit_of_work: UnitOfWork) -> None:
    open_warehouse(unit_of_work)
    for key in (KIMCHI, OTHER):
        receive(unit_of_work, key, 5)

    def count(*keys: LotKey) -> None:
        for quantity in range(1, 12):
            CountStock(unit_of_work, ManualClock())(RACK, dict.fromkeys(keys, quantity), "a test")

    run_together(lambda: count(KIMCHI, OTHER), lambda: count(OTHER, KIMCHI))
    assert (get_free(unit_of_work, KIMCHI), get_free(unit_of_work, OTHER)) == (11, 11)
    assert VerifyStock(unit_of_work)() == []


def test_a_reference_that_several_use_for_different_lots_is_booked_once(unit_of_work: UnitOfWork) -> None:
    open_warehouse(unit_of_work)
    booked: list[str] = []

    def receive_with_reference(code: str) -> None:
        receipt = Receipt(KIMCHI.item_id, code, RACK, 1, reference="PO-1")
        try:
            booked.append(ReceiveLot(unit_of_work, ManualClock())(receipt).lot.code)
        except ReferenceUsed:
            return

    run_together(*[partial(receive_with_reference, f"L{number}") for number in range(WRITERS)])
    assert len(booked) == 1
