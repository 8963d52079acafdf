"""What a process of its own does in `test_concurrent_assignment`. It imports little, so it starts fast."""

from collections.abc import Sequence

from sqlalchemy import make_url

from novex_shopify.adapters.erp.erp import BuiltinErp
from novex_shopify.adapters.memory.clock import ManualClock
from novex_shopify.adapters.persistence.engine import open_engine
from novex_shopify.adapters.persistence.unit_of_work import SqlUnitOfWork
from novex_shopify.domain.use_cases.assignment.assign_lots import AssignLots
from tests.databases import CIPHER


def assign_orders(url: str, order_ids: Sequence[str]) -> None:
    engine = open_engine(make_url(url))
    assign_lots = AssignLots(SqlUnitOfWork(engine, CIPHER, BuiltinErp), ManualClock())
    for order_id in order_ids:
        assign_lots(order_id)
    engine.dispose()
