"""What a process of its own does in `test_concurrent_assignment`."""

from collections.abc import Callable, Sequence
from functools import partial

from sqlalchemy import Engine, make_url

from novex_shopify.adapters.erp.erp import BuiltinErp
from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.persistence.engine import open_engine
from novex_shopify.adapters.persistence.unit_of_work import SqlUnitOfWork
from novex_shopify.domain.use_cases.assignment.assign_lots import AssignLots
from tests.databases import CIPHER


def prepare_assigning(url: str, order_ids: Sequence[str]) -> Callable[[], None]:
    """Open the database; returns what assigns lots to the orders."""
    engine = open_engine(make_url(url))
    engine.connect().close()
    return partial(_assign_orders, engine, order_ids)


def _assign_orders(engine: Engine, order_ids: Sequence[str]) -> None:
    assign_lots = AssignLots(SqlUnitOfWork(engine, CIPHER, BuiltinErp), ManualClock())
    for order_id in order_ids:
        assign_lots(order_id)
    engine.dispose()
