"""One change of one balance, as adjusting, holding and scrapping make it."""

from novex_shopify.domain.errors import HeldForReturns
from novex_shopify.domain.model.stock import Movement, MovementKind, StockBalance, StockChange
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.erp_stock import ErpStock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.stock.records import (
    LockedStock,
    LotKey,
    get_stock,
    lock_stock,
    require_quantity,
    require_reason,
)
from novex_shopify.domain.use_cases.wake_short_orders import WakeForItems, wake_none


def change_balance(
    unit_of_work: UnitOfWork,
    clock: Clock,
    key: LotKey,
    location: str,
    *,
    kind: MovementKind,
    change: StockChange,
    quantity: int,
    reason: str,
    wake: WakeForItems = wake_none,
) -> StockBalance:
    """Change a lot at a location by a quantity, and return its balance.

    Raises `NotFound`, `NotEnoughStock`, `HeldForReturns`, `InvalidQuantity` or `InvalidReason`.
    """
    reason = require_reason(reason)
    require_quantity(quantity)
    with unit_of_work() as tx:
        stock = get_stock(tx)
        locked = lock_stock(stock, key, location)
        locked.require("free", -change.free)
        locked.require("held", -change.held)
        if change.held < 0:
            _leave_returned_units(stock, locked, -change.held)
        movement = Movement(kind, locked.lot.id, locked.location.id, change, reason)
        stock.ledger.post([movement], clock.now())
        tx.commit()
    if change.free > 0:
        wake({key.item_id})
    return locked.balance.add(change)


def _leave_returned_units(stock: ErpStock, locked: LockedStock, quantity: int) -> None:
    """Units that came back stay held until their return is restocked or scrapped, which says what became of them."""
    place = (locked.lot.id, locked.location.id)
    returned = sum(
        each.quantity
        for returned in stock.warehouse_returns.list_received(locked.lot.item_id)
        for each in returned.lots
        if (each.lot_id, each.location_id) == place
    )
    if locked.balance.held - returned < quantity:
        raise HeldForReturns(locked.lot.code, locked.location.name, locked.balance.held, returned, quantity)
