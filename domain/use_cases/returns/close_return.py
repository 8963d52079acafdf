"""Decides what becomes of units that came back, or never did."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC

from novex_shopify.domain.errors import NotEnoughStock
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.product import DateKind
from novex_shopify.domain.model.stock import Movement, MovementKind, StockChange
from novex_shopify.domain.model.warehouse_return import ReturnedLot, WarehouseReturn, WarehouseReturnState
from novex_shopify.domain.policies.lot_checks import require_usable
from novex_shopify.domain.policies.reconciliation import to_day
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.returns.locked_return import LockedReturn, lock_return
from novex_shopify.domain.use_cases.stock.records import get_stock, require_reason
from novex_shopify.domain.use_cases.wake_short_orders import WakeForItems, wake_none


@dataclass(frozen=True, slots=True)
class CloseReturn:
    """Each ends a return: what was received is restocked or scrapped, what is expected may never come."""

    unit_of_work: UnitOfWork
    clock: Clock
    wake: WakeForItems = wake_none

    def restock(self, return_id: int, reason: str | None = None) -> WarehouseReturn:
        """Make received units free again, if their lots may be sold; past its best-before date only with a reason.

        Raises `NotFound`, `NoStockKept`, `ReturnIsElsewhere`, `NotEnoughStock`, and as `require_usable` does.
        """
        with self.unit_of_work() as tx:
            locked = lock_return(tx, return_id, WarehouseReturnState.RECEIVED)
            self._lock_lots(tx, locked.returned.lots)
            self._require_usable(tx, locked, (reason or "").strip() or None)
            restocked = self._move(tx, locked, MovementKind.RELEASE, WarehouseReturnState.RESTOCKED, reason)
            tx.commit()
        self.wake({restocked.item_id})
        return restocked

    def scrap(self, return_id: int, reason: str) -> WarehouseReturn:
        """Take received units out of stock for good. Raises `NotFound`, `NoStockKept`, `ReturnIsElsewhere` or
        `InvalidReason`.
        """
        reason = require_reason(reason)
        with self.unit_of_work() as tx:
            locked = lock_return(tx, return_id, WarehouseReturnState.RECEIVED)
            self._lock_lots(tx, locked.returned.lots)
            scrapped = self._move(tx, locked, MovementKind.SCRAP, WarehouseReturnState.SCRAPPED, reason)
            tx.commit()
        return scrapped

    def never_came(self, return_id: int, reason: str) -> WarehouseReturn:
        """Wait no longer for an expected return. Raises `NotFound`, `NoStockKept`, `ReturnIsElsewhere` or
        `InvalidReason`.
        """
        reason = require_reason(reason)
        with self.unit_of_work() as tx:
            locked = lock_return(tx, return_id, WarehouseReturnState.EXPECTED)
            closed = replace(locked.returned, state=WarehouseReturnState.NEVER_CAME)
            get_stock(tx).warehouse_returns.save(closed)
            order = locked.order.order
            tx.audit_log.record(
                AuditAction.RETURN_NEVER_CAME,
                AuditSubject(AuditedKind.ORDER, str(order.shopify_order_id), locked.order.shop),
                after={"return": return_id, "reason": reason},
            )
            tx.commit()
        return closed

    def _lock_lots(self, tx: Transaction, lots: Sequence[ReturnedLot]) -> None:
        """Raises `NotEnoughStock` if somebody released or scrapped held units of the lots meanwhile."""
        stock = get_stock(tx)
        balances = stock.ledger.lock({each.lot_id for each in lots})
        held = {(each.lot_id, each.location_id): each.held for each in balances}
        for each in lots:
            available = held.get((each.lot_id, each.location_id), 0)
            if available < each.quantity:
                (lot,), location = stock.lots.get_many([each.lot_id]), stock.locations.get(each.location_id)
                place = location.name if location else ""
                raise NotEnoughStock(lot.code, place, "held", available, each.quantity)

    def _require_usable(self, tx: Transaction, locked: LockedReturn, reason: str | None) -> None:
        shop = tx.shops.get(locked.order.shop)
        today = to_day(self.clock.now(), shop.profile.zone if shop else UTC)
        item = tx.erp.catalog.get(locked.returned.item_id)
        use_by = item is not None and item.date_kind is DateKind.USE_BY
        for lot in get_stock(tx).lots.get_many({each.lot_id for each in locked.returned.lots}):
            require_usable(lot, today, use_by=use_by, override_reason=reason)

    def _move(
        self,
        tx: Transaction,
        locked: LockedReturn,
        kind: MovementKind,
        state: WarehouseReturnState,
        reason: str | None,
    ) -> WarehouseReturn:
        stock, returned = get_stock(tx), locked.returned
        freed = kind is MovementKind.RELEASE
        movements = [
            Movement(
                kind,
                each.lot_id,
                each.location_id,
                StockChange(free=each.quantity if freed else 0, held=-each.quantity),
                reason,
                f"return:{returned.id}:{state}",
                returned.order_id,
                returned.line_item_id,
            )
            for each in returned.lots
        ]
        stock.ledger.post(movements, self.clock.now())
        closed = replace(returned, state=state)
        stock.warehouse_returns.save(closed)
        return closed
