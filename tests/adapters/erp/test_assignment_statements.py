"""Assigning and settling take few statements, however many lines and lots an order has."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, event

from novex_shopify.adapters.erp.erp import BuiltinErp
from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.memory.work_metrics import RecordingWorkMetrics
from novex_shopify.adapters.persistence.unit_of_work import SqlUnitOfWork
from novex_shopify.domain.policies.retry import RetryPolicy
from novex_shopify.domain.use_cases.assignment.assign_lots import AssignLots
from novex_shopify.domain.use_cases.settling.settle_order import SettleOrder
from novex_shopify.domain.use_cases.stock.records import LotKey, get_stock
from tests.builders import NOON
from tests.contracts.test_concurrent_stock import receive
from tests.databases import CIPHER, truncate_tables
from tests.domain.use_cases.assignment.assignment_steps import SECOND_LINE, an_order_line, book, keep_stock
from tests.domain.use_cases.stock.stock_steps import open_warehouse

MOST = 21
"""Each of them is a round trip on PostgreSQL. Four tell the stores that sell the items what has changed."""


@pytest.mark.parametrize("is_settled", [False, True], ids=["assigned", "settled"])
def test_an_order_of_two_lines_and_four_lots(migrated_sqlite: Engine, *, is_settled: bool) -> None:
    truncate_tables(migrated_sqlite)
    unit_of_work, clock = SqlUnitOfWork(migrated_sqlite, CIPHER, BuiltinErp), ManualClock()
    open_warehouse(unit_of_work)
    keep_stock(unit_of_work)
    for key in (LotKey(item_id, code) for item_id in ("ART-1", "ART-2") for code in ("A", "B")):
        receive(unit_of_work, key, 3)
    order_id = book(unit_of_work, an_order_line(5), an_order_line(5, "ART-2", SECOND_LINE), customer_id="7")
    with unit_of_work() as tx:
        get_stock(tx).warehouse_states.mark_due([order_id], NOON)
        tx.commit()
    settle = SettleOrder(unit_of_work, RetryPolicy(random=lambda: 0), clock, RecordingWorkMetrics())
    assign = AssignLots(unit_of_work, clock)
    statements = note_statements(migrated_sqlite, settle.run_next if is_settled else lambda: assign(order_id))
    with unit_of_work.read() as tx:
        assert len(get_stock(tx).assignments.list_by_orders([order_id])) == 4
    assert len(statements) <= MOST, "\n".join(statements)


def note_statements(engine: Engine, act: Callable[[], object]) -> list[str]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN")):
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    act()
    event.remove(engine, "before_cursor_execute", note)
    return statements
