"""Holding against shipping in the same moment: one of them waits for the other."""

from novex_shopify.domain.errors import OrderOnHold
from novex_shopify.domain.model.sales_order import SalesOrder
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.ports.unit_of_work import Transaction


def lock_for_holds(tx: Transaction, shop: ShopDomain, order_id: int) -> str | None:
    """Lock an order whose holds change; returns the ERP's id, None if the ERP does not have it.

    Its link comes first, then its state in the warehouse (docs/decisions/0008-order-then-lots.md).
    """
    link = tx.order_links.lock_many(shop, [order_id]).get(order_id)
    if link is None or link.erp_id is None:
        return None
    if tx.erp.stock:
        tx.erp.stock.warehouse_states.lock(link.erp_id)
    return link.erp_id


def lock_against_holds(tx: Transaction, order: SalesOrder) -> None:
    """Lock an order that is not held while it is shipped or its label is bought, and require that it is not on hold.

    `lock_for_holds` waits for it, and this for that. Raises `OrderOnHold`.
    """
    if tx.erp.stock:
        tx.erp.stock.warehouse_states.lock(order.id or "")
    else:
        tx.order_links.lock_many(ShopDomain(order.shop_domain), [order.shopify_order_id])
    require_not_on_hold(tx, order)


def require_not_on_hold(tx: Transaction, order: SalesOrder) -> None:
    """Raise `OrderOnHold` if the order has an open hold. Its state is locked, or what follows checks again."""
    if on_hold := find_hold(tx, order):
        raise on_hold


def find_hold(tx: Transaction, order: SalesOrder) -> OrderOnHold | None:
    """Why nothing may be done with the order; None if it has no open hold."""
    shop, order_id = ShopDomain(order.shop_domain), order.shopify_order_id
    holds = tx.order_holds.list_by_orders(shop, [order_id], only_open=True)
    return OrderOnHold(order.name, [f"{each.reason} ({each.cause})" for each in holds]) if holds else None
