"""Makes units of one item from units of another, such as cans from a case."""

from dataclasses import dataclass, replace

from novex_shopify.domain.errors import LotDiffers, LotQuarantined, LotRecalled, NotFound, SameItem
from novex_shopify.domain.model.lot import Lot, LotSource, LotStatus
from novex_shopify.domain.model.stock import Movement, MovementKind, StockChange
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import UnitOfWork
from novex_shopify.domain.use_cases.indexing.index_records import index_lots
from novex_shopify.domain.use_cases.stock.records import (
    LotKey,
    add_lot,
    get_lot,
    get_stock,
    lock_stock,
    read_reason,
    require_quantity,
)
from novex_shopify.domain.use_cases.wake_short_orders import WakeForItems, wake_none


@dataclass(frozen=True, slots=True)
class ConvertProduct:
    """Takes units out of a lot, and puts what they become into a lot of the same code, with the same dates."""

    unit_of_work: UnitOfWork
    clock: Clock
    wake: WakeForItems = wake_none

    def __call__(
        self, key: LotKey, location: str, quantity: int, *, to_item_id: str, to_quantity: int, reason: str = ""
    ) -> Lot:
        """Return the lot of the new item, for example 12 cans for each case.

        Raises `NotFound`, `NotEnoughStock`, `LotDiffers`, `LotCodeDiffersInCase`, `SameItem`, `InvalidQuantity`,
        `InvalidReason`, and `LotQuarantined` or `LotRecalled` for a lot that is stopped: its units must not go on in
        another lot, which is not.
        """
        require_quantity(quantity)
        require_quantity(to_quantity)
        why = read_reason(reason)
        if to_item_id == key.item_id:
            raise SameItem(to_item_id)
        with self.unit_of_work() as tx:
            stock, now = get_stock(tx), self.clock.now()
            if tx.erp.catalog.get(to_item_id) is None:
                raise NotFound(f"The ERP has no item {to_item_id}.")
            lot = get_lot(stock, key)
            source = f"{lot.item_id} lot {lot.code}"
            new = replace(lot, item_id=to_item_id, source=LotSource.CONVERSION, source_reference=source)
            made = add_lot(stock, replace(new, status=LotStatus.RELEASED, status_reason=None))
            if made.expires_on != lot.expires_on:
                raise LotDiffers(made.item_id, made.code, made.expires_on, lot.expires_on)
            stock.ledger.lock([lot.id, made.id])  # both at once, so that two conversions cannot wait for each other
            locked = lock_stock(stock, key, location)
            _require_released(locked.lot)
            locked.require("free", quantity)
            out, into = StockChange(free=-quantity), StockChange(free=to_quantity)
            stock.ledger.post(
                [
                    Movement(MovementKind.CONVERT_OUT, lot.id, locked.location.id, out, why, other_lot_id=made.id),
                    Movement(MovementKind.CONVERT_IN, made.id, locked.location.id, into, why, other_lot_id=lot.id),
                ],
                now,
            )
            index_lots(tx, [made])
            tx.commit()
        self.wake({to_item_id})
        return made


def _require_released(lot: Lot) -> None:
    if lot.status is LotStatus.RECALLED:
        raise LotRecalled(lot.code)
    if lot.status is LotStatus.QUARANTINED:
        raise LotQuarantined(lot.code, lot.status_reason)
