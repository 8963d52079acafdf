"""Takes a lot into the warehouse."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from novex_shopify.domain.errors import (
    LotCodeMissing,
    LotCodeUnprintable,
    LotDiffers,
    LotExpiredOnArrival,
    NotFound,
    ProductionDayDiffers,
    ReferenceUsed,
    SupplierCodeDiffers,
)
from novex_shopify.domain.model.lot import Lot, LotSource, ReceiptSource
from novex_shopify.domain.model.product import Item
from novex_shopify.domain.model.stock import Movement, MovementKind, StockChange
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.erp_stock import ErpStock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.indexing.index_records import index_lots
from novex_shopify.domain.use_cases.stock.records import add_lot, get_location, get_stock, require_quantity
from novex_shopify.domain.use_cases.wake_short_orders import WakeForItems, wake_none

_KINDS = {ReceiptSource.PRODUCTION: MovementKind.PRODUCE}


@dataclass(frozen=True, slots=True)
class Receipt:
    """A quantity of a lot that arrives at a location.

    `reference` names the receipt, such as a line of a delivery note: the same one again changes nothing. Without
    `expires_on`, a known lot keeps its day, and a new lot of an item with a known shelf life is good for that long from
    `produced_on`, or from today.
    A lot that has expired is received, unless `accepts_expired` is False: then a person is to confirm it first.
    """

    item_id: str
    lot_code: str
    location: str
    quantity: int
    source: ReceiptSource = ReceiptSource.PURCHASE
    expires_on: date | None = None
    produced_on: date | None = None
    supplier_code: str | None = None
    source_reference: str | None = None
    reference: str | None = None
    note: str | None = None
    accepts_expired: bool = True


@dataclass(frozen=True, slots=True)
class ReceivedLot:
    """The lot of a receipt. `is_new` is False if the same receipt was booked before, so that nothing was added.

    `warning` is a sentence for the person who received it.
    """

    lot: Lot
    is_new: bool
    warning: str | None = None


@dataclass(frozen=True, slots=True)
class ReceiveLot:
    """Creates the lot, or adds to it, and posts what arrived as free."""

    unit_of_work: UnitOfWork
    clock: Clock
    wake: WakeForItems = wake_none

    def __call__(self, receipt: Receipt) -> ReceivedLot:
        """Raises `NotFound` for an unknown item or location, or a `StockRefused` that says what does not fit."""
        with self.unit_of_work() as tx:
            received = self.receive_in_transaction(tx, receipt)
            tx.commit()
        return received

    def receive_in_transaction(self, tx: Transaction, receipt: Receipt) -> ReceivedLot:
        """As part of the caller's transaction, such as the manufacturing run that makes the lot.

        Orders that wait for units of the item are woken when it has committed.
        """
        stock, now = get_stock(tx), self.clock.now()
        require_quantity(receipt.quantity)
        if receipt.reference:  # before the lots: another receipt with it may be of another lot
            tx.key_locks.acquire([f"receipt {receipt.reference}"])
        lot_code = receipt.lot_code.strip()
        if not lot_code:
            raise LotCodeMissing
        if not lot_code.isprintable():
            raise LotCodeUnprintable(lot_code)
        location = get_location(stock, receipt.location)
        item = tx.erp.catalog.get(receipt.item_id)
        if item is None:
            raise NotFound(f"The ERP has no item {receipt.item_id}.")
        expires_on = _find_expiry(stock, item, receipt, now)
        lot = add_lot(
            stock,
            Lot(
                0,
                receipt.item_id,
                lot_code,
                LotSource(ReceiptSource(receipt.source)),  # callers are not all type-checked
                now,
                receipt.supplier_code,
                receipt.source_reference,
                receipt.produced_on,
                expires_on,
                note=receipt.note,
            ),
        )
        if lot.expires_on != expires_on:
            raise LotDiffers(lot.item_id, lot.code, lot.expires_on, expires_on)
        if receipt.produced_on not in (None, lot.produced_on):
            raise ProductionDayDiffers(lot.item_id, lot.code, lot.produced_on, receipt.produced_on)
        stock.ledger.lock([lot.id])
        _keep_supplier_code(stock, lot, receipt.supplier_code)
        cause = f"receipt:{receipt.reference}" if receipt.reference else None
        kind = _KINDS.get(receipt.source, MovementKind.RECEIVE)
        change, reference = StockChange(free=receipt.quantity), receipt.source_reference
        movement = Movement(kind, lot.id, location.id, change, receipt.note, cause, source_reference=reference)
        warning = _warn_of_expiry(lot, now)
        if cause and stock.ledger.is_posted(cause):
            _require_same(stock, cause, movement)
            return ReceivedLot(lot, is_new=False, warning=warning)
        if lot.expires_on and warning and not receipt.accepts_expired:
            raise LotExpiredOnArrival(lot.code, lot.expires_on)
        stock.ledger.post([movement], now)
        index_lots(tx, [lot])
        tx.call_after_commit(lambda: self.wake({receipt.item_id}))
        return ReceivedLot(lot, is_new=True, warning=warning)


def _find_expiry(stock: ErpStock, item: Item, receipt: Receipt, now: datetime) -> date | None:
    """The stated day. Without one, that of the lot, or of a new lot by the item's shelf life, if that is known."""
    if receipt.expires_on is not None:
        return receipt.expires_on
    if known := stock.lots.find(item.id, receipt.lot_code.strip()):
        return known.expires_on
    if item.shelf_life_days is None:
        return None
    return (receipt.produced_on or now.date()) + timedelta(days=item.shelf_life_days)


def _keep_supplier_code(stock: ErpStock, lot: Lot, stated: str | None) -> None:
    """A later receipt may be the first that states it. Raises `SupplierCodeDiffers`."""
    if not stated or stated == lot.supplier_code:
        return
    if lot.supplier_code:
        raise SupplierCodeDiffers(lot.item_id, lot.code, lot.supplier_code, stated)
    stock.lots.set_supplier_code(lot.id, stated)


def _warn_of_expiry(lot: Lot, now: datetime) -> str | None:
    if lot.expires_on is None or not lot.is_expired(now.date()):
        return None
    return f"Lot {lot.code} expired on {lot.expires_on.isoformat()}: it is in stock, but is not assigned to orders."


def _require_same(stock: ErpStock, cause: str, asked: Movement) -> None:
    """Raise `ReferenceUsed` if the reference belongs to another receipt."""
    entry = stock.ledger.find_by_cause(cause)
    if entry is None or _identify(entry.movement) == _identify(asked):
        return
    (lot,) = stock.lots.get_many([entry.movement.lot_id])
    location = stock.locations.get(entry.movement.location_id)
    assert location is not None, "Locations are not deleted."
    booked = f"{entry.movement.change.free} of lot {lot.code} of item {lot.item_id} at {location.name}"
    raise ReferenceUsed(cause.removeprefix("receipt:"), booked, entry.at)


def _identify(movement: Movement) -> tuple[int, int, int]:
    return (movement.lot_id, movement.location_id, movement.change.free)
