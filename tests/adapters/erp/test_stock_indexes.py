"""The lists of the warehouse follow an index, so that a page costs the same however many lots there are."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, event

from novex_shopify.adapters.erp.erp import BuiltinErp
from novex_shopify.adapters.persistence.unit_of_work import SqlUnitOfWork
from novex_shopify.domain.model.item_stock import ItemStockFilter
from novex_shopify.domain.model.lot import LotFilter, LotPosition
from novex_shopify.domain.ports.erp_stock import ErpStock
from novex_shopify.domain.use_cases.stock.records import get_stock
from tests.databases import CIPHER, truncate_tables

DAY, MOMENT = date(2027, 5, 2), datetime(2026, 11, 23, 12, tzinfo=UTC)
LISTS: dict[str, Callable[[ErpStock], object]] = {
    "lots": lambda stock: stock.lots.search(LotFilter(), 50),
    "lots after one with a date": lambda stock: stock.lots.search(LotFilter(), 50, LotPosition(DAY, MOMENT, 7)),
    "lots after one without": lambda stock: stock.lots.search(LotFilter(), 50, LotPosition(None, MOMENT, 7)),
    "lots with stock": lambda stock: stock.lots.search(LotFilter(with_stock=True), 50),
    "expiring lots": lambda stock: stock.lots.search(LotFilter(expires_until=DAY), 50),
    "items": lambda stock: stock.overview.list_items(ItemStockFilter(DAY, DAY), 50, "KIMCHI"),
    "movements of a lot": lambda stock: stock.ledger.list_entries(7, 50, before_id=99),
    "last receipts": lambda stock: stock.overview.list_receipts(10),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_reads_and_sorts_no_whole_table(migrated_sqlite: Engine, name: str) -> None:
    truncate_tables(migrated_sqlite)
    plans = explain(migrated_sqlite, LISTS[name])
    assert plans
    # SQLite writes SEARCH for an index that is entered at a value, and SCAN … USING INDEX for one that is followed.
    assert [step for step in plans if step.startswith("SCAN") and "INDEX" not in step] == []
    assert [step for step in plans if "ORDER BY" in step] == []


def explain(engine: Engine, read: Callable[[ErpStock], object]) -> list[str]:
    """What SQLite does for each of the statements."""
    statements: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith("SELECT"):
            statements.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        with SqlUnitOfWork(engine, CIPHER, BuiltinErp).read() as tx:
            read(get_stock(tx))
    finally:
        event.remove(engine, "before_cursor_execute", note)
    with engine.connect() as connection:
        return [
            str(row[3])
            for statement, parameters in statements
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]
