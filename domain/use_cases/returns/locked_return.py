"""A return that is to change, and its order, which is locked before it."""

from dataclasses import dataclass

from novex_shopify.domain.errors import NotFound, ReturnIsElsewhere
from novex_shopify.domain.model.warehouse_return import WarehouseReturn, WarehouseReturnState
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.assignment.locked_order import LockedOrder, lock_order
from novex_shopify.domain.use_cases.stock.records import get_stock


@dataclass(frozen=True, slots=True)
class LockedReturn:
    """A return, read after its order was locked."""

    returned: WarehouseReturn
    order: LockedOrder


def lock_return(tx: Transaction, return_id: int, *needed: WarehouseReturnState) -> LockedReturn:
    """Raises `NotFound`, `NoStockKept`, and `ReturnIsElsewhere` for a return in another state than the needed ones."""
    returns = get_stock(tx).warehouse_returns
    found = returns.get(return_id)
    if found is None:
        raise NotFound(f"There is no return {return_id}. `returns list` shows those that are expected.")
    order = lock_order(tx, found.order_id)
    [returned] = [each for each in returns.list_by_orders([found.order_id]) if each.id == return_id]
    if returned.state not in needed:
        raise ReturnIsElsewhere(return_id, returned.state, needed[0])
    return LockedReturn(returned, order)
