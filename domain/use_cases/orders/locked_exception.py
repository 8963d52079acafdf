"""An exception that a person decides about."""

from novex_shopify.domain.errors import ExceptionIsClosed, NotFound
from novex_shopify.domain.model.audit import AuditedKind, AuditSubject
from novex_shopify.domain.model.order_exception import OrderException
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.unit_of_work import Transaction
from novex_shopify.domain.use_cases.stock.records import get_stock


def lock_exception(tx: Transaction, exception_id: int) -> OrderException:
    """Read an exception after its order is locked, as settling opens and closes them.

    Raises `NotFound` or `NoStockKept`.
    """
    stock = get_stock(tx)
    known = stock.order_exceptions.get(exception_id)
    if known is None:
        raise NotFound(f"There is no exception {exception_id}.")
    stock.warehouse_states.lock(known.order_id)
    return stock.order_exceptions.get(exception_id) or known


def require_undecided(exception: OrderException) -> OrderException:
    """Raises `ExceptionIsClosed`."""
    if exception.closed_at is not None:
        raise ExceptionIsClosed(exception.closed_by.name if exception.closed_by else "", exception.note)
    return exception


def build_subject(order_id: str, order: SalesOrder | None) -> AuditSubject:
    """What the audit log says that a decision about an order is about."""
    if order is None:
        return AuditSubject(AuditedKind.ORDER, order_id)
    return AuditSubject(AuditedKind.ORDER, str(order.shopify_order_id), ShopDomain(order.shop_domain))
