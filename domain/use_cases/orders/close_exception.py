"""Closes what a person has decided."""

from dataclasses import dataclass, replace

from novex_shopify.domain.errors import ExceptionIsClosed, NotFound
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.order_exception import OrderException, OrderExceptionKind
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.use_cases.orders.list_exceptions import list_assumed
from novex_shopify.domain.use_cases.stock.records import get_stock, require_reason

_CONFIRMED = "The assumed lot was confirmed"


@dataclass(frozen=True, slots=True)
class CloseException:
    """Closes an exception with a note. What it is about stays as it is."""

    unit_of_work: UnitOfWork
    clock: Clock

    def __call__(self, exception_id: int, note: str) -> OrderException:
        """Returns what was closed. Raises `NotFound`, `ReasonMissing`, `ExceptionIsClosed` or `NoStockKept`."""
        note = require_reason(note)
        with self.unit_of_work() as tx:
            exception = _lock(tx, exception_id)
            self._close(tx, exception, AuditAction.EXCEPTION_CLOSED, note)
            tx.commit()
        return exception

    def confirm_lots(self, exception_id: int) -> OrderException:
        """Say that the assumed lots of a line are the ones that left, which closes the exception.

        Raises as above, and `NotFound` for an exception of another kind.
        """
        with self.unit_of_work() as tx:
            exception, stock = _lock(tx, exception_id), get_stock(tx)
            if exception.kind is not OrderExceptionKind.INFERRED:
                raise NotFound("No lot of this exception is assumed, so there is none to confirm.")
            assumed = list_assumed(stock.assignments.list_by_orders([exception.order_id]), exception.line_item_id)
            stock.ledger.lock({each.lot_id for each in assumed})
            stock.assignments.save([replace(each, inferred=False) for each in assumed])
            self._close(tx, exception, AuditAction.LOTS_CONFIRMED, _CONFIRMED)
            tx.commit()
        return exception

    def _close(self, tx: Transaction, exception: OrderException, action: AuditAction, note: str) -> None:
        get_stock(tx).order_exceptions.close([exception.id], note, self.clock.now())
        order = tx.erp.orders.get(exception.order_id)
        tx.audit_log.record(
            action,
            _build_subject(exception, order),
            {"exception": exception.kind, "line": exception.line_item_id, "quantity": exception.quantity},
            {"note": note},
        )


def _lock(tx: Transaction, exception_id: int) -> OrderException:
    """Read an open exception after its order is locked, as settling opens and closes them."""
    stock = get_stock(tx)
    known = stock.order_exceptions.get(exception_id)
    if known is None:
        raise NotFound(f"There is no exception {exception_id}.")
    stock.warehouse_states.lock(known.order_id)
    current = stock.order_exceptions.get(exception_id) or known
    if current.closed_at is not None:
        raise ExceptionIsClosed(current.closed_by.name if current.closed_by else "", current.note)
    return current


def _build_subject(exception: OrderException, order: SalesOrder | None) -> AuditSubject:
    if order is None:
        return AuditSubject(AuditedKind.ORDER, exception.order_id)
    return AuditSubject(AuditedKind.ORDER, str(order.shopify_order_id), ShopDomain(order.shop_domain))
