"""What was missed is read again: orders by a resync, everything else by an import."""

from novex_shopify.adapters.memory.unit_of_work import MemoryUnitOfWork
from novex_shopify.domain.model.import_run import ImportKind
from novex_shopify.domain.model.missed_window import MissedWindow
from novex_shopify.domain.use_cases.shops.record_missed_window import record_missed_window
from tests.builders import HOUR, NOON, SHOP, a_shop

WINDOW = MissedWindow(SHOP, NOON - HOUR, "no webhooks for an unusually long time", NOON)


def record(unit_of_work: MemoryUnitOfWork, window: MissedWindow) -> None:
    with unit_of_work() as tx:
        tx.shops.save(a_shop())
        record_missed_window(tx, window)
        tx.commit()


def test_a_missed_window_is_open_until_its_orders_are_read_again() -> None:
    unit_of_work = MemoryUnitOfWork()
    record(unit_of_work, WINDOW)
    with unit_of_work() as tx:
        assert list(tx.missed_windows.list_open()) == [WINDOW]


def test_products_and_customers_are_imported_and_orders_are_not() -> None:
    unit_of_work = MemoryUnitOfWork()
    record(unit_of_work, WINDOW)
    with unit_of_work() as tx:
        started = {kind for kind in ImportKind if tx.imports.find_last(SHOP, kind)}
    assert started == {ImportKind.PRODUCTS, ImportKind.CUSTOMERS}


def test_a_second_window_starts_no_second_import() -> None:
    unit_of_work = MemoryUnitOfWork()
    record(unit_of_work, WINDOW)
    with unit_of_work() as tx:
        first = tx.imports.find_last(SHOP, ImportKind.PRODUCTS)
    record(unit_of_work, WINDOW)
    with unit_of_work() as tx:
        assert tx.imports.find_last(SHOP, ImportKind.PRODUCTS) == first
