"""Takes back what a customer sent."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from novex_shopify.domain.errors import MoreThanExpected, NotShippedToOrder, ReturnedLotsMissing
from novex_shopify.domain.model.assignment import Assignment, AssignmentState
from novex_shopify.domain.model.warehouse_return import RECEIVABLE, ReturnedLot, WarehouseReturn, WarehouseReturnState
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.erp_stock import ErpStock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.assignment.locked_order import save_state
from novex_shopify.domain.use_cases.assignment.transfers import RETURN, AssignedPart, TransferDetails, transfer_units
from novex_shopify.domain.use_cases.returns.locked_return import LockedReturn, lock_return
from novex_shopify.domain.use_cases.stock.records import LotKey, get_location, get_lot, get_stock, require_quantity


@dataclass(frozen=True, slots=True)
class ReceiveReturn:
    """The units are held, in the lot that they were shipped from: a person looks at them before they are sold again."""

    unit_of_work: UnitOfWork
    clock: Clock

    def __call__(
        self,
        return_id: int,
        lots: Mapping[str, int] | None = None,
        *,
        location: str | None = None,
        reason: str | None = None,
    ) -> WarehouseReturn:
        """Receive an expected return, or one that was given up.

        `lots` are units by lot code; None means the proposed lots.
        `location` is where the units are now; None means where they were shipped from. Raises `NotFound`,
        `NoStockKept`, `ReturnIsElsewhere`, `ReturnedLotsMissing`, `NotShippedToOrder`, `MoreThanExpected` or
        `InvalidQuantity`.
        """
        with self.unit_of_work() as tx:
            stock, locked = get_stock(tx), lock_return(tx, return_id, *RECEIVABLE)
            place = get_location(stock, location).id if location else None
            units = self._find_units(stock, locked.returned, lots)
            stock.ledger.lock(units)
            parts = _choose_parts(stock, locked, units)
            received = self._receive(tx, locked, parts, place, reason)
            tx.commit()
        return received

    def _find_units(
        self, stock: ErpStock, returned: WarehouseReturn, lots: Mapping[str, int] | None
    ) -> Mapping[int, int]:
        """Units by lot id."""
        units: Counter[int] = Counter()
        for code, quantity in (lots or {}).items():
            require_quantity(quantity)
            units[get_lot(stock, LotKey(returned.item_id, code)).id] += quantity
        if lots is None:
            for each in returned.lots:
                units[each.lot_id] += each.quantity
        if not units:
            raise ReturnedLotsMissing(returned.id)
        if units.total() > returned.quantity:
            raise MoreThanExpected(returned.id, returned.quantity, units.total())
        return units

    def _receive(
        self,
        tx: Transaction,
        locked: LockedReturn,
        parts: Sequence[AssignedPart],
        location_id: int | None,
        reason: str | None,
    ) -> WarehouseReturn:
        stock, now, returned = get_stock(tx), self.clock.now(), locked.returned
        # The cause of a return names its line, as the ledger does.
        fact = returned.cause.rpartition(":")[0]
        transfer_units(stock, parts, RETURN, TransferDetails(now, reason, fact, location_id=location_id))
        where: Counter[tuple[int, int]] = Counter()
        for part in parts:
            where[part.assignment.lot_id, location_id or part.assignment.location_id] += part.quantity
        lots = tuple(ReturnedLot(*key, quantity) for key, quantity in sorted(where.items()))
        received = replace(returned, state=WarehouseReturnState.RECEIVED, lots=lots)
        stock.warehouse_returns.save(received)
        save_state(tx, locked.order, now)
        return received


def _choose_parts(stock: ErpStock, locked: LockedReturn, units: Mapping[int, int]) -> Sequence[AssignedPart]:
    """Units of these lots that were shipped for the line and are with the customer."""
    codes, parts = {lot.id: lot.code for lot in stock.lots.get_many(units)}, list[AssignedPart]()
    for lot_id, quantity in units.items():
        shipped = [each for each in locked.order.assignments if _is_with_customer(each, locked.returned, lot_id)]
        available = sum(each.quantity for each in shipped)
        if available < quantity:
            raise NotShippedToOrder(codes[lot_id], locked.order.order.name, available, quantity)
        parts += _take(shipped, quantity)
    return parts


def _is_with_customer(assignment: Assignment, returned: WarehouseReturn, lot_id: int) -> bool:
    is_shipped = assignment.state is AssignmentState.SHIPPED
    return is_shipped and (assignment.line_item_id, assignment.lot_id) == (returned.line_item_id, lot_id)


def _take(assignments: Iterable[Assignment], quantity: int) -> Iterator[AssignedPart]:
    for each in assignments:
        if taken := min(quantity, each.quantity):
            yield AssignedPart(each, taken)
            quantity -= taken
