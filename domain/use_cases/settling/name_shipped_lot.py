"""Records of which lot units were that left, and whose lot was not recorded then."""

from dataclasses import dataclass

from novex_shopify.domain.errors import NotEnoughToName, NotFound
from novex_shopify.domain.model.audit import AuditAction
from novex_shopify.domain.model.lot import Lot
from novex_shopify.domain.model.order_exception import WITHOUT_RECORDED_LOT, OrderException
from novex_shopify.domain.model.storage_location import StorageLocation
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.erp_stock import ErpStock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.use_cases.assignment.locked_order import lock_order, save_state
from novex_shopify.domain.use_cases.mark_due import MarkDue
from novex_shopify.domain.use_cases.orders.exception_quantity import set_exception_quantity
from novex_shopify.domain.use_cases.orders.locked_exception import build_subject, lock_exception
from novex_shopify.domain.use_cases.settling.unnamed_units import (
    NamedUnits,
    UnnamedUnits,
    count_left_to_name,
    find_unnamed,
    release_assumed,
    ship_named,
)
from novex_shopify.domain.use_cases.stock.records import (
    LotKey,
    get_location,
    get_lot,
    get_stock,
    require_quantity,
    require_reason,
)


@dataclass(frozen=True, slots=True)
class ShippedLot:
    """The lot that units were of, in a person's words.

    - `lot_code`: a lot of the item that left; also one that may not leave, because it says what happened.
    - `location`: where the units were taken from. `quantity` is in base units.
    - `reason`: how the person knows; the ledger shows it.
    - `instead_of`: the assumed lot that it was not; None for any, the one assumed last first.
    """

    lot_code: str
    location: str
    quantity: int
    reason: str
    instead_of: str | None = None


@dataclass(frozen=True, slots=True)
class NameShippedLot:
    """Takes the named lot out of stock, as if it had been named when the units left.

    Of an exception `untraced`, the units get the lot. Of one that is `inferred`, the assumed lot gets its units back.
    The exception is about that many fewer units, and closes at 0.
    """

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock

    def __call__(self, exception_id: int, shipped: ShippedLot) -> OrderException:
        """Return the exception as it is then.

        Raises `NotFound`, `ReasonMissing`, `InvalidQuantity`, `ExceptionIsClosed`, `MoreThanToName`, `NotEnoughToName`
        or `NoStockKept`.
        """
        reason = require_reason(shipped.reason)
        require_quantity(shipped.quantity)
        with self.unit_of_work() as tx:
            exception, stock, now = lock_exception(tx, exception_id), get_stock(tx), self.clock.now()
            if exception.kind not in WITHOUT_RECORDED_LOT:
                raise NotFound("The lots of this exception are known, so there is none to name.")
            locked = lock_order(tx, exception.order_id)
            unnamed = find_unnamed(tx, locked, exception, shipped.quantity, shipped.instead_of)
            lot, location = self._find(stock, unnamed, shipped)
            release_assumed(stock, unnamed, reason, now)
            _require_free(stock, lot, location, shipped.quantity)
            ship_named(tx, locked, unnamed, NamedUnits(lot, location.id, reason, now))
            left = count_left_to_name(tx, exception, shipped.quantity)
            set_exception_quantity(stock, exception, left, f"Lot {lot.code} was named: {reason}", now)
            save_state(tx, locked, now)
            # What comes back is of the lot that left.
            MarkDue(self.notifier, self.clock)(tx, locked.shop, [exception.order_id], locked.settings)
            _record(tx, exception, shipped, unnamed.item_id)
            tx.commit()
        with self.unit_of_work.read() as tx:
            return get_stock(tx).order_exceptions.get(exception_id) or exception

    def _find(self, stock: ErpStock, unnamed: UnnamedUnits, shipped: ShippedLot) -> tuple[Lot, StorageLocation]:
        """Lock the balances of all lots that change at once, and read the lot after it."""
        location = get_location(stock, shipped.location)
        lot_id = get_lot(stock, LotKey(unnamed.item_id, shipped.lot_code)).id
        stock.ledger.lock({lot_id, *(part.assignment.lot_id for part in unnamed.assumed)})
        return stock.lots.get_many([lot_id])[0], location


def _require_free(stock: ErpStock, lot: Lot, location: StorageLocation, quantity: int) -> None:
    balances = stock.ledger.list_balances([lot.id])
    free = next((each.free for each in balances if each.location_id == location.id), 0)
    if free < quantity:
        raise NotEnoughToName(lot.code, location.name, free, quantity)


def _record(tx: Transaction, exception: OrderException, shipped: ShippedLot, item_id: str) -> None:
    subject = build_subject(exception, tx.erp.orders.get(exception.order_id))
    tx.audit_log.record(
        AuditAction.LOT_NAMED,
        subject,
        {"exception": exception.kind, "line": exception.line_item_id, "quantity": exception.quantity},
        {
            "item": item_id,
            "lot": shipped.lot_code,
            "location": shipped.location,
            "quantity": shipped.quantity,
            "reason": shipped.reason,
        },
    )
