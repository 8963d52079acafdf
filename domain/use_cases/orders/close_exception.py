"""Closes what a person has decided."""

from dataclasses import dataclass, replace

from novex_shopify.domain.errors import LotStillUnknown, NotFound
from novex_shopify.domain.model.audit import AuditAction
from novex_shopify.domain.model.order_exception import OrderException, OrderExceptionKind
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.orders.exception_quantity import set_exception_quantity
from novex_shopify.domain.use_cases.orders.list_exceptions import list_assumed
from novex_shopify.domain.use_cases.orders.locked_exception import build_subject, lock_exception, require_undecided
from novex_shopify.domain.use_cases.stock.records import get_stock, require_reason

_CONFIRMED = "The assumed lot was confirmed"


@dataclass(frozen=True, slots=True)
class CloseException:
    """Closes an exception with a note. What it is about stays as it is."""

    unit_of_work: UnitOfWork
    clock: Clock

    def __call__(self, exception_id: int, note: str) -> OrderException:
        """Returns what was closed.

        Raises `NotFound`, `InvalidReason`, `ExceptionIsClosed`, `LotStillUnknown` or `NoStockKept`.
        """
        note = require_reason(note)
        with self.unit_of_work() as tx:
            exception = require_undecided(lock_exception(tx, exception_id))
            if exception.kind is OrderExceptionKind.UNTRACED:  # recalls list these by their open exceptions
                raise LotStillUnknown(exception.quantity)
            get_stock(tx).order_exceptions.close([exception.id], note, self.clock.now())
            _record(tx, exception, AuditAction.EXCEPTION_CLOSED, note)
            tx.commit()
        return exception

    def confirm_lots(self, exception_id: int) -> OrderException:
        """Say that the assumed lots of a line are the ones that left, which closes the exception.

        Raises as above, and `NotFound` for an exception of another kind.
        """
        with self.unit_of_work() as tx:
            exception, stock = require_undecided(lock_exception(tx, exception_id)), get_stock(tx)
            if exception.kind is not OrderExceptionKind.INFERRED:
                raise NotFound("No lot of this exception is assumed, so there is none to confirm.")
            assumed = list_assumed(stock.assignments.list_by_orders([exception.order_id]), exception.line_item_id)
            stock.ledger.lock({each.lot_id for each in assumed})
            stock.assignments.save([replace(each, inferred=False, named_later=True) for each in assumed])
            set_exception_quantity(stock, exception, 0, _CONFIRMED, self.clock.now())
            _record(tx, exception, AuditAction.LOTS_CONFIRMED, _CONFIRMED)
            tx.commit()
        return exception


def _record(tx: Transaction, exception: OrderException, action: AuditAction, note: str) -> None:
    order = tx.erp.orders.get(exception.order_id)
    tx.audit_log.record(
        action,
        build_subject(exception.order_id, order),
        {"exception": exception.kind, "line": exception.line_item_id, "quantity": exception.quantity},
        {"note": note},
    )
