"""Books a line of an order to another item."""

from dataclasses import dataclass

from novex_shopify.domain.errors import NotFound, OrderLocked
from novex_shopify.domain.model.assignment import AssignmentState
from novex_shopify.domain.model.audit import AuditAction, AuditedKind, AuditSubject
from novex_shopify.domain.model.product import MappedItem
from novex_shopify.domain.model.rebooking import Rebooking
from novex_shopify.domain.model.sales_order import LineKind, SalesOrder, SalesOrderLine
from novex_shopify.domain.model.shop import ShopDomain
from novex_shopify.domain.policies.booked_pieces import book_to_item
from novex_shopify.domain.ports.clock import Clock
from novex_shopify.domain.ports.unit_of_work import Transaction, UnitOfWork
from novex_shopify.domain.ports.work_notifier import WorkNotifier
from novex_shopify.domain.use_cases.mark_due import MarkDue

_HAVE_LEFT = (AssignmentState.SHIPPED, AssignmentState.RETURNED)


@dataclass(frozen=True, slots=True)
class RebookLine:
    """Changes the item of a booked line, which no state from Shopify does, and records who did it and why."""

    unit_of_work: UnitOfWork
    notifier: WorkNotifier
    clock: Clock

    def __call__(
        self,
        order_id: str,
        line_item_id: int,
        item_id: str | None,
        *,
        reason: str,
        rebooked_by: str,
        pieces: int | None = None,
    ) -> Rebooking:
        """Book a line of the ERP's order `order_id` to an item, or to none.

        `pieces` are the base units of the item in one sold unit; None keeps them for the same item, and is one for
        another. Raises `NotFound` for an unknown order, line or item, `InvalidPieces`, and `OrderLocked` after lots of
        the line have left: a recall must find what they were.
        """
        with self.unit_of_work() as tx:
            order = _get_order(tx, order_id)
            line = _get_line(order, line_item_id)
            if item_id is not None and tx.erp.catalog.get(item_id) is None:
                raise NotFound(f"The ERP has no item {item_id}.")
            shop = ShopDomain(order.shop_domain)
            rebooking = Rebooking(
                shop,
                order.shopify_order_id,
                line_item_id,
                line.item_id,
                item_id,
                reason,
                rebooked_by,
                self.clock.now(),
            )
            tx.order_links.lock_many(shop, [order.shopify_order_id])
            booked = MappedItem(line.item_id, line.pieces)
            item = book_to_item(booked, item_id, pieces)
            tx.erp.orders.set_item(order_id, line_item_id, item)
            MarkDue(self.notifier, self.clock)(tx, shop, [order_id])
            if item != booked:
                _require_no_lot_has_left(tx, order, line_item_id)
            tx.rebookings.add(rebooking)
            tx.audit_log.record(
                AuditAction.LINE_REBOOKED,
                AuditSubject(AuditedKind.ORDER, str(order.shopify_order_id), shop),
                {"line": str(line_item_id), "item": booked.item_id, "pieces": booked.pieces},
                {"line": str(line_item_id), "item": item.item_id, "pieces": item.pieces},
            )
            tx.commit()
        return rebooking


def _get_order(tx: Transaction, order_id: str) -> SalesOrder:
    order = tx.erp.orders.get(order_id)
    if order is None:
        raise NotFound(f"The ERP has no order {order_id}.")
    return order


def _require_no_lot_has_left(tx: Transaction, order: SalesOrder, line_item_id: int) -> None:
    assignments = tx.erp.stock.assignments.list_by_orders([order.id or ""]) if tx.erp.stock else ()
    for each in assignments:
        if each.line_item_id == line_item_id and each.state in _HAVE_LEFT:
            raise OrderLocked(order.name, each.shipment_id)


def _get_line(order: SalesOrder, line_item_id: int) -> SalesOrderLine:
    items = {line.line_item_id: line for line in order.lines if line.kind is LineKind.ITEM}
    if line_item_id not in items:
        raise NotFound(f"Order {order.name} has no item line {line_item_id}. `orders show` lists its lines.")
    return items[line_item_id]
